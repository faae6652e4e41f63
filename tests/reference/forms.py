"""Governance models: the attributes of the catalogue, and what is made of them (ODD 7.12, 7.17)."""

from __future__ import annotations

from typing import Any

from coopsim.model import codes

MAJORITY_RULES = ("simple_majority", "one_member", "imposed")


class Form:
    """One governance model."""

    def __init__(self, number: int, row: Any, p: Any) -> None:
        self.number = number
        self.row = row
        self.rung = codes.RUNGS.index(row.rung)
        self.delegated = {codes.AREAS.index(area) for area in row.delegated_areas}
        needs_all = row.project_rule in ("consensus", "unanimity")
        asked = (row.council_large_projects, row.council_all_projects, row.county_veto, row.land_approval, needs_all)
        self.veto_points = sum(asked)
        majority = row.project_rule in MAJORITY_RULES
        two_thirds = row.project_rule == "two_thirds"
        outvoted = 1.0 if majority else p.outvoted_two_thirds if two_thirds else 0.0
        self.control = (row.levy + outvoted + len(self.delegated) / len(codes.AREAS)) / 3.0
        consensus = p.decides_consensus if row.project_rule == "consensus" else 0.0
        decisive = 1.0 if majority else p.decides_two_thirds if two_thirds else consensus
        staff = min(1.0, row.secretariat_fte / p.capability_staff)
        meetings = min(1.0, row.meetings_per_year / p.capability_meetings)
        self.capability = (staff + row.monitoring + decisive + meetings) / 4.0
        self.contract_factor = p.contract_base + p.contract_rung * self.rung

    @property
    def imposed(self) -> bool:
        """Whether it comes by law."""
        return bool(self.row.founding_rule == "imposed")
