"""From a scenario to the arrays of what comes from outside: impulses, money, rounds of the state plan, what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.model import codes
from coopsim.model.streams import stable_id

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

#: Fields and their types, also where there is no row.
IMPULSE: Final[dict[str, Any]] = {
    "id": np.uint64(0),
    "kind": 0,
    "month": 0,
    "rate": 0.0,
    "strength": 0.0,
    "duration": 0,
    "town": 0,
    "area": 0,
}
INSTEAD: Final[dict[str, Any]] = {"month": 0, "decision": 0, "subject": 0}
FUNDING: Final[dict[str, Any]] = {"start": 0, "end": 0, "money": 0.0, "staff": 0.0}


def last_month(scenario: Scenario, end: int | str | None) -> int:
    """First month without something that ends, far behind every horizon where it never does."""
    return 10**6 if end is None else scenario.month_of(end)


def impulses(scenario: Scenario, order: dict[str, int], p: Any) -> list[dict[str, Any]]:
    """Impulses, in the order of their ids."""
    rows = []
    for impulse in scenario.impulses:
        month = None if impulse.month is None else scenario.month_of(impulse.month)
        place = (impulse.municipality, impulse.area)
        name = (impulse.kind, month, impulse.rate_per_year, *place, impulse.strength, impulse.duration_months)
        rows.append(
            {
                "id": stable_id(impulse.id or "/".join(map(str, name))),
                "kind": codes.IMPULSES.index(impulse.kind),
                "month": -1 if month is None else month,
                "rate": impulse.rate_per_year or 0.0,
                "strength": impulse.strength,
                "duration": impulse.duration_months or int(p.impulse_duration),
                "town": order.get(impulse.municipality or "", -1),
                "area": -1 if impulse.area is None else codes.AREAS.index(impulse.area),
            }
        )
    return sorted(rows, key=lambda row: int(row["id"]))


def decisions(scenario: Scenario, towns: dict[str, int], counties: dict[str, int]) -> list[dict[str, Any]]:
    """Decisions made otherwise, the last row first, so that it counts; subjects are towns, offices or opportunities."""
    rows = []
    for row in reversed(scenario.instead):
        office = len(towns) + counties[row.county] if row.county is not None else -1
        subject = office if row.municipality is None else towns[row.municipality]
        rows.append(
            {
                "month": scenario.month_of(row.month),
                "decision": codes.DECISIONS.index(row.decision),
                "subject": subject if row.opportunity is None else row.opportunity,
            }
        )
    return rows


def funding(scenario: Scenario) -> list[dict[str, Any]]:
    """Outside money and staff, with the subsidy of the Land."""

    def window(start: int | str, end: int | str | None, money: float, staff: float) -> dict[str, Any]:
        first, last = scenario.month_of(start), last_month(scenario, end)
        return {"start": first, "end": last, "money": float(money), "staff": float(staff)}

    rows = [window(row.start, row.end, row.eur_per_year, row.staff_fte) for row in scenario.funding]
    land = scenario.land
    if land.subsidy_eur_per_year:
        rows.append(window(land.subsidy_start or 0, land.subsidy_end, land.subsidy_eur_per_year, 0.0))
    return sorted(rows, key=lambda row: tuple(row.values()))


def rounds(scenario: Scenario) -> list[int]:
    """Months of the state plan's rounds: the known ones, then one every interval (first after half of it)."""
    land = scenario.land
    rounds = sorted(scenario.month_of(month) for month in land.planning_rounds)
    last = rounds[-1] if rounds else -land.round_interval_months // 2
    while last + land.round_interval_months < scenario.horizon_months:
        last += land.round_interval_months
        rounds.append(last)
    return [month for month in rounds if month >= 0]
