"""Scenarios disturbed at random, so that docking sees rare cases: moved parameters, impulses, calendars, money."""

from __future__ import annotations

import random
from typing import Any

from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from coopsim.scenario.catalogue import governance_models

BASES = ("harz", "suedthueringen", "altmark", "teaching/three_towns", "teaching/failed_merger")
_EQUAL = ("a_stadt", "b_stadt", "c_stadt")
_PAIRS = ("slope_low", "slope_high")  # bounds of each other


def disturbed(number: int) -> tuple[str, dict[str, Any]]:
    """Name of a scenario and what is changed in it, the same for the same number."""
    luck = random.Random(number)
    changes: dict[str, Any] = {"governance": luck.choice(list(governance_models())[1:])}
    for symbol, parameter in PARAMETERS.items():
        if symbol not in _PAIRS and luck.random() < 0.3:
            edge = luck.choice((parameter.lower, parameter.upper))
            changes[f"parameters.{symbol}"] = parameter.default + 0.5 * luck.random() * (edge - parameter.default)
    for hindrance in codes.HINDRANCES:
        changes[f"hindrances.{hindrance}"] = luck.random()
    for approach in codes.APPROACHES:
        if luck.random() < 0.6:
            changes[f"approaches.{approach}"] = _use(luck)
    changes["impulses"] = [_impulse(luck) for _ in range(luck.randrange(6))]
    changes["funding"] = [
        {"start": luck.randrange(40), "end": 60 + luck.randrange(60), "eur_per_year": 3e5 * luck.random(), "staff_fte": luck.random()}
        for _ in range(luck.randrange(3))
    ]  # fmt: skip
    if luck.random() < 0.4:
        changes |= {"parameters.merger_rate": 0.5, "parameters.merger_attachment": 0.2, "parameters.merger_trust": 6.0}
    if luck.random() < 0.4:
        changes |= {"parameters.exit_threshold": 0.0, "parameters.exit_patience": 6, "parameters.pause_months": 9}
    if luck.random() < 0.4:
        changes |= {"parameters.impulse_hope": 2.0, "parameters.impulse_duration": 8}
    name = luck.choice(BASES)
    if name.startswith("teaching/"):  # equal towns: which of them hosts hangs on the last bit of a sum
        changes |= {f"municipalities.{town}.population": 27000 + luck.randrange(9000) for town in _EQUAL}
    return name, changes


def _use(luck: random.Random) -> dict[str, Any]:
    use: dict[str, Any] = {"strength": luck.random(), "start": luck.randrange(60)}
    if luck.random() < 0.4:
        use["end"] = 70 + luck.randrange(100)
    if luck.random() < 0.3:
        use["trigger"] = 0.4 * luck.random()
    return use


def _impulse(luck: random.Random) -> dict[str, Any]:
    impulse: dict[str, Any] = {"kind": luck.choice(codes.IMPULSES), "strength": luck.random()}
    if luck.random() < 0.6:
        impulse["month"] = 10 + luck.randrange(100)
    else:
        impulse["rate_per_year"] = luck.choice((0.1, 0.5, 2.0))
    if luck.random() < 0.4:
        impulse["duration_months"] = 3 + luck.randrange(60)
    if luck.random() < 0.4:
        impulse["area"] = luck.choice(codes.AREAS)
    return impulse


_MIXED = (
    "project_rule", "entry_rule", "exit_rule", "dissolution_rule", "change_rule", "council_founding", "council_large_projects",
    "council_all_projects", "county_veto", "land_approval", "working_groups", "meetings_per_year", "delegated_areas", "secretariat_fte",
    "monitoring", "levy", "council_reporting", "compensation", "setup_months", "setup_cost", "running_cost", "exit_notice_months",
    "actor_exchange", "neighbour_exchange", "face_to_face",
)  # fmt: skip


def with_own_forms(number: int) -> tuple[str, dict[str, Any]]:
    """The same with governance models of its own, each made of attributes of several, and early reviews."""
    name, changes = disturbed(number)
    luck = random.Random(1000 + number)
    shipped = governance_models()
    rows = []
    for form in list(shipped)[1:]:
        row: dict[str, Any] = {"id": form, "based_on": form}
        row["votes"] = luck.choice(("per_member", "by_population"))
        free = [row for row in shipped.values() if row.founding_rule != "imposed" and row.id != "none"]
        if shipped[form].founding_rule != "imposed":
            row |= {key: getattr(luck.choice(free), key) for key in _MIXED if luck.random() < 0.3}
            if row.get("council_all_projects", shipped[form].council_all_projects):
                row["council_large_projects"] = True
        rows.append(row)
    changes |= {"governance_models": rows, "approaches.suitable_form": luck.random()}
    changes |= {"parameters.review_rate": 0.1 + 0.2 * luck.random(), "parameters.rung_tries": luck.randrange(4)}
    return name, changes
