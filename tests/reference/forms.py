"""Governance models: the attributes of the catalogue, and what is made of them (ODD 7.12, 7.17)."""

from __future__ import annotations

from typing import Any

from coopsim.model import codes

MAJORITY_RULES = ("simple_majority", "one_member", "imposed")
ONE_CAN_STOP = ("consensus", "unanimity")


class Form:
    """One governance model; its office grows with the size of the founders' tasks (`gains.task_size`)."""

    def __init__(self, number: int, row: Any, task_size: float) -> None:
        self.number = number
        self.row = row
        self.rung = codes.RUNGS.index(row.rung)
        self.office = row.secretariat_fte * task_size
        self.delegated = {codes.AREAS.index(area) for area in row.delegated_areas}
        needs_all = row.project_rule in ONE_CAN_STOP
        asked = (row.council_large_projects, row.council_all_projects, row.county_veto, row.land_approval, needs_all)
        self.veto_points = sum(asked)
        outvoted = 1.0 if row.project_rule in MAJORITY_RULES else 2.0 / 3.0 if row.project_rule == "two_thirds" else 0.0
        self.control = (row.levy + outvoted + len(self.delegated) / len(codes.AREAS)) / 3.0

    @property
    def imposed(self) -> bool:
        """Whether it comes by law."""
        return bool(self.row.founding_rule == "imposed")

    @property
    def by_population(self) -> bool:
        """Whether votes weigh by inhabitants."""
        return bool(self.row.votes == "by_population")
