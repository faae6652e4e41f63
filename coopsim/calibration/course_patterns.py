"""Patterns of the course of alliances and of office: C6–C10, C12, C20."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight

from coopsim.analysis.intervals import UNKNOWN, Interval, paired_share, ratio
from coopsim.calibration.pattern_runs import Figures, exactly, runs_of, share, under
from coopsim.scenario import Scenario, list_scenarios, load_scenario
from coopsim.scenario.rows import Council, Office

YEAR_FOUR: Final = 48  #: months within which C12 looks for a contract
SHIFT: Final = 24  #: months by which C12 moves every election
SOON: Final = 24  #: months within which C20 looks for an occasion, and from the first talks for a contract


def _months(table: Any, name: str) -> Any:
    """(R,) months of a column, infinite where it did not come."""
    return table[name].astype("Float64").to_numpy(np.float64, na_value=np.inf)


def years_to_contract(base: Scenario, runs: int, seed: int) -> Figures:
    """C6: from first talks to the first formal contract, Aalen–Johansen with endings competing."""
    table = runs_of(base, runs, seed).runs
    table = table[table.month_talks.notna()]
    talks, contract, end = (_months(table, name) for name in ("month_talks", "month_contract", "month_end"))
    if not np.isfinite(contract).any():
        return {"median": UNKNOWN, "within": UNKNOWN, "never": share(np.isinf(contract))}
    event = np.minimum(np.minimum(contract, end), base.horizon_months)
    status = np.where(contract <= event, 1, np.where(end <= event, 2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):  # its standard errors, where nobody is left at risk
        curve = CumIncidenceRight(event - talks, status)
    incidence, months = curve.cinc[0], curve.times
    reached = float(incidence[-1])
    median = float(months[np.searchsorted(incidence, 0.5)]) / 12 if reached >= 0.5 else float("nan")
    waits = (contract - talks)[status == 1] / 12
    spread = [float(np.quantile(waits, q)) for q in (0.25, 0.75)]
    within = share((waits >= 1) & (waits <= 6))
    return {"median": Interval(median, *spread), "within": within, "never": share(status != 1)}


def dissolutions(base: Scenario, runs: int, seed: int) -> Figures:
    """C7: dissolutions per alliance-year under contract, with Poisson limits."""
    table = runs_of(base, runs, seed).runs
    table = table[table.contracted]
    count, years = int(table.dissolved.sum()), float(table.months_contract.sum()) / 12
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    return {"rate": Interval(count / years, float(low) / years, float(high) / years) if years else UNKNOWN}


def mayors_change(base: Scenario, runs: int, seed: int) -> Figures:
    """C8: mayoral elections after which somebody else holds the office; incumbents who run and win."""
    table = runs_of(base, runs, seed).runs
    # Elections of a run share its luck, so the share of all of them is a ratio of means over runs.
    elections, ran, won = (table[name].to_numpy(np.float64) for name in ("elections", "incumbents", "incumbents_won"))
    return {"changes": ratio(elections - won, elections), "incumbents": ratio(won, ran)}


def plateaus(base: Scenario, runs: int, seed: int) -> Figures:
    """C9: of runs with a contract: alive and unmerged at the horizon; stagnating at least once."""
    table = runs_of(base, runs, seed).runs
    table = table[table.contracted]
    alive = ~table.dissolved & (table.merged != "complete")
    return {"alive": share(alive), "stagnated": share(table.stagnated)}


def mergers(base: Scenario, runs: int, seed: int) -> Figures:
    """C10: complete mergers per alliance-year in any shipped scenario; share of runs on the default."""
    default = runs_of(base, runs, seed).runs
    rates = []
    for name in list_scenarios():
        scenario = under(base, name)
        table = runs_of(scenario, max(100, runs // 5), seed).runs
        years = float((scenario.horizon_months - table.month_talks.fillna(scenario.horizon_months)).sum()) / 12
        rates.append(float((table.merged == "complete").sum()) / max(1.0, years))
    return {"anywhere": exactly(max(rates)), "default": share(default.merged == "complete")}


def subsidy_starts(base: Scenario, runs: int, seed: int) -> Figures:
    """C12: under contract by year 4 with and without a subsidy for starters; with all elections two years later.

    The subsidy is what the Harz had: money and a post for its first three years.
    """
    grant = [row.model_dump(exclude_none=True) for row in load_scenario("harz").funding]
    paid, unpaid = (base.with_({"funding": rows}) for rows in (grant, []))
    started = [_by_year_four(scenario, runs, seed) for scenario in (paid, unpaid, base, _elections_later(base))]
    return {"subsidy": paired_share(started[0], started[1]), "elections": paired_share(started[3], started[2])}


def _by_year_four(scenario: Scenario, runs: int, seed: int) -> Any:
    return _months(runs_of(scenario, runs, seed).runs, "month_contract") < YEAR_FOUR


def _elections_later(base: Scenario) -> Scenario:
    """The scenario with every known election of mayors, county heads and councils ``SHIFT`` months later."""
    known: list[tuple[str, Office | Council | None]] = [("council", base.council)]
    known += [(f"municipalities.{town.id}.mayor", town.mayor) for town in base.municipalities]
    known += [(f"counties.{county.id}.head", county.head) for county in base.counties]
    later = {
        f"{key}.next_election": _later(row.next_election)
        for key, row in known
        if row is not None and row.next_election is not None
    }
    return base.with_(later)


def _later(date: str) -> str:
    """A calendar month ``SHIFT`` months later."""
    year, month = (int(part) for part in date.split("-"))
    years, month = divmod(month - 1 + SHIFT, 12)
    return f"{year + years:04d}-{month + 1:02d}"


def occasions() -> list[str]:
    """Shipped scenarios of two or three towns that seek a contract and have an occasion within two years.

    An occasion is outside money, a post or a round of the state's plan that the file dates.
    """
    found = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        given = [row.start for row in scenario.funding] + list(scenario.land.planning_rounds)
        soon = any(scenario.month_of(month) < SOON for month in given)
        if soon and len(scenario.municipalities) in (2, 3) and scenario.governance not in ("none", "informal_network"):
            found.append(name)
    return found


def fast_lane(base: Scenario, runs: int, seed: int) -> Figures:
    """C20: contracts within two years of the first talks where there is an occasion, of all who talked."""
    quick = []
    for name in occasions():
        table = runs_of(under(base, name), max(100, runs // 2), seed).runs
        table = table[table.month_talks.notna()]
        quick.append(_months(table, "month_contract") - _months(table, "month_talks") < SOON)
    return {"soon": share(np.concatenate(quick))}
