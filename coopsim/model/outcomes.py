"""What a run reports: the columns of the run table, of the series and of the municipality table.

Months count from 0; a month that did not come is missing (−1 in the arrays, ``<NA>`` in tables).
"""

from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model.codes import AREAS, PHASES


class Column(NamedTuple):
    """One column: numpy kind, unit and meaning."""

    kind: str
    unit: str
    meaning: str


def _months(meaning: str) -> Column:
    return Column("i4", "month", meaning)


def _count(meaning: str) -> Column:
    return Column("i4", "count", meaning)


RUN: Final[dict[str, Column]] = {
    "month_talks": _months("exploratory talks began (finding)"),
    "month_start": _months("letter of intent signed (start and euphoria)"),
    "month_contract": _months("first formal contract in force"),
    "month_implementation": _months("first month of implementation"),
    "month_stabilised": _months("first month of stabilisation"),
    "month_first_stagnation": _months("first month of stagnation"),
    "month_end": _months("merger or dissolution"),
    "started": Column("?", "yes/no", "a letter of intent was signed"),
    "contracted": Column("?", "yes/no", "a formal contract came into force"),
    "stagnated": Column("?", "yes/no", "stagnated at least once"),
    "inert": Column("?", "yes/no", "started but never rose above the floor of activity"),
    "merged": Column("i1", "code", "0 no merger, 1 some members merged, 2 all merged"),
    "dissolved": Column("?", "yes/no", "the alliance was dissolved"),
    "phase_end": Column("i1", "code", "phase in the last month"),
    "months_none": _months("months without talks"),
    "months_finding": _months("months of finding"),
    "months_start": _months("months of start and euphoria"),
    "months_implementation": _months("months of implementation"),
    "months_stabilised": _months("months stabilised"),
    "months_stagnating": _months("months stagnating"),
    "months_inert": _months("months inert"),
    "months_effective": _months("months of effective cooperation: implementation or stabilised"),
    "months_contract": _months("months under a formal contract"),
    "renewals": _count("stagnations that ended in renewed activity"),
    "exits": _count("members that left"),
    "entries": _count("municipalities that joined"),
    "members_end": _count("members in the last month"),
    "turnovers": _count("offices that changed hands"),
    "elections": _count("mayoral elections"),
    "incumbents": _count("mayoral elections in which the incumbent ran"),
    "incumbents_won": _count("of these won by the incumbent"),
    "vetoes": _count("decisions stopped by a no"),
    "agreed": _count("projects agreed"),
    "delivered": _count("joint services opened"),
    "services_end": _count("joint services in operation in the last month"),
    "form_changes": _count("changes of the governance model"),
    "own_impulses": _count("impulses decided by the members"),
    "performance": Column("f4", "share", "work of delivered projects over the work of the whole catalogue"),
    "target_achievement": Column("f4", "share", "added value over what the catalogue would have allowed"),
    "goal_attainment": Column("f4", "share", "work of delivered projects over the work of all agreed ones"),
    "added_value": Column("f4", "EUR per inhabitant", "net benefit over standing alone, discounted, whole region"),
    "potential": Column("f4", "EUR per inhabitant", "what the catalogue would have allowed, discounted"),
    "worst_off": Column("f4", "EUR per inhabitant", "added value of the municipality that gains least"),
    "inequality": Column("f4", "EUR per inhabitant", "Gini mean difference of added value over municipalities"),
    "cost": Column("f4", "EUR per inhabitant and year", "mean cost of cooperation"),
    "staff": Column("f4", "FTE", "mean staff bound by cooperation"),
    "benefit_cost": Column("f4", "ratio", "discounted benefit over discounted cost"),
    "functions_joint": _count("joint services of higher-order functions in operation in the last month"),
    "functions_alone": _count("opportunities of higher-order functions that some municipality would take up alone"),
    "saving": Column("f4", "share", "C4: net gain of joint municipal services over spending in their areas"),
    "contribution_trend": Column("f4", "share per year", "C1: trend of contributions over years 1–5 of joint work"),
    "trust_mean": Column("f4", "level", "mean trust over ties in the last month"),
    "trust_min": Column("f4", "level", "lowest trust over ties in the last month"),
    "trust_personal": Column("f4", "share", "share of trust that is personal in the last month"),
    "trust_low_5": Column("f4", "level", "5 % quantile of trust over ties after 5 years"),
    "trust_high_5": Column("f4", "level", "95 % quantile of trust over ties after 5 years"),
    "trust_low_10": Column("f4", "level", "5 % quantile of trust over ties after 10 years"),
    "trust_high_10": Column("f4", "level", "95 % quantile of trust over ties after 10 years"),
    "trust_low_20": Column("f4", "level", "5 % quantile of trust over ties after 20 years"),
    "trust_high_20": Column("f4", "level", "95 % quantile of trust over ties after 20 years"),
} | {
    f"added_value_{area}": Column(
        "f4", "EUR per inhabitant", f"net benefit from {area}, discounted, before the cost of cooperation"
    )
    for area in AREAS
}

SERIES: Final[dict[str, Column]] = {
    "phase": Column("i1", "code", "phase of the alliance"),
    "form": Column("i1", "code", "governance model in force"),
    "rung": Column("i1", "code", "rung on the contract ladder"),
    "members": Column("i2", "count", "members or participants in talks"),
    "activity": Column("f4", "level", "12-month mean of activity"),
    "trust": Column("f4", "level", "mean trust over participants"),
    "contribution": Column("f4", "share", "mean contribution of participants"),
    "satisfaction": Column("f4", "-1..1", "mean satisfaction of participants"),
    "recognition": Column("f4", "level", "mean problem recognition"),
    "services": Column("i2", "count", "joint services in operation"),
    "benefit": Column("f4", "EUR per inhabitant and year", "net benefit over standing alone"),
    "cost": Column("f4", "EUR per inhabitant and year", "cost of cooperation"),
}

TOWN_SERIES: Final[dict[str, Column]] = {
    "phase": Column("i1", "code", "the municipality's own phase"),
    "member": Column("i1", "0/1", "takes part in talks or alliance"),
    "trust": Column("f4", "level", "mean trust in the other participants"),
    "contribution": Column("f4", "share", "share of capacity put in"),
    "satisfaction": Column("f4", "-1..1", "perceived against expected added value"),
    "recognition": Column("f4", "level", "recognised problem"),
    "approval": Column("f4", "-1..1", "approval of the mayor"),
    "benefit": Column("f4", "EUR per inhabitant and year", "net benefit over standing alone"),
    "cost": Column("f4", "EUR per inhabitant and year", "cost of cooperation"),
}

TOWN_RUN: Final[dict[str, Column]] = {
    "added_value": Column("f4", "EUR per inhabitant", "net benefit over standing alone, discounted"),
    "contribution": Column("f4", "share", "C2, C3: mean contribution in years 1–5 of joint work (NaN if none)"),
    "phase_end": Column("i1", "code", "its phase in the last month"),
    "left": Column("?", "yes/no", "left the alliance at least once"),
    "hosts": Column("i2", "count", "joint services it hosts in the last month"),
}

#: Words behind the codes of some columns.
WORDS: Final = {"merged": ("no", "partial", "complete"), "phase": PHASES, "phase_end": PHASES}


def dtype(columns: dict[str, Column]) -> np.dtype[Any]:
    """Record layout of a table."""
    return np.dtype([(name, column.kind) for name, column in columns.items()], align=True)
