"""Patterns of gains, of outside money and of results over the life of an alliance: C4, C5, C11, C19."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coopsim.analysis.intervals import UNKNOWN, Interval, mean, paired_mean
from coopsim.calibration.pattern_runs import Figures, exactly, runs_of, share, under, value
from coopsim.model.codes import AREAS, PHASES
from coopsim.run.ensemble import Ensemble
from coopsim.scenario import Scenario
from coopsim.scenario.inputs import build_world
from coopsim.submodels.gains import scale_saving

#: Share of the plateau at which gains count as full.
FULL: Final = 0.95
#: Phases in which nobody works together, not yet or no longer.
AWAY: Final = tuple(PHASES.index(name) for name in ("none", "finding", "asleep", "merged", "dissolved"))
LONG: Final = 120  #: months that an alliance of C19 lives at least
FOLLOWED: Final = 12  #: years after the contract over which gains are followed
PLATEAU: Final = 3  #: the last years of these, whose mean is the plateau


def savings(base: Scenario, runs: int, seed: int) -> Figures:
    """C4: net gains of working alliances, all costs of cooperation included; years until they reach their plateau.

    An alliance works that is alive under contract at the horizon and runs a joint municipal service.  Its gain is that
    of these services less what cooperation costs in the last year, over the spending of the areas in which it worked.
    """
    found = runs_of(base, runs, seed, series=True)
    gain = _net_gain(found)
    inside = share((gain >= -0.03) & (gain <= 0.08))
    return {"mean": mean(gain), "inside": inside, "ramp": _years_to_plateau(found, seed)}


def _net_gain(found: Ensemble) -> Any:
    """(W,) net gain of every working alliance as a share of the spending of its areas."""
    table = found.arrays.runs
    spending = build_world(found.scenario).area_spending
    touched = np.stack([table[f"added_value_{area}"] != 0.0 for area in AREAS], axis=1)
    scope = touched @ spending
    cost = found.arrays.series["cost"][:, -12:].mean(axis=1)
    working = ~np.isnan(table["saving"]) & (table["month_contract"] >= 0) & (table["month_end"] < 0) & (scope > 0.0)
    return table["saving"][working].astype(np.float64) - cost[working] / scope[working]


def _years_to_plateau(found: Ensemble, seed: int) -> Interval:
    """Years after the contract until the mean net gain (benefit less cost) reaches its plateau; limits by bootstrap."""
    contract = found.arrays.runs["month_contract"]
    followed = (contract >= 0) & (contract + 12 * FOLLOWED <= found.scenario.horizon_months)
    followed &= found.arrays.runs["month_end"] < 0
    if followed.sum() < 3:
        return UNKNOWN
    series = found.arrays.series[followed]
    months = contract[followed, None] + np.arange(12 * FOLLOWED)
    net = np.take_along_axis(series["benefit"] - series["cost"], months, axis=1).astype(np.float64)
    yearly = net.reshape(len(net), FOLLOWED, 12).mean(axis=2)
    draws = np.random.default_rng(seed).multinomial(len(yearly), np.full(len(yearly), 1 / len(yearly)), 400)
    ramps = [_ramp(curve) for curve in draws @ yearly / len(yearly)]
    low, high = np.nanquantile(ramps, (0.025, 0.975)) if not np.isnan(ramps).all() else (np.nan, np.nan)
    return Interval(_ramp(yearly.mean(axis=0)), float(low), float(high))


def _ramp(curve: Any) -> float:
    """Years from the first of a curve of yearly values until it reaches ``FULL`` of its plateau, between the years."""
    plateau = curve[-PLATEAU:].mean()
    if plateau <= 0.0:
        return float("nan")
    level = FULL * plateau
    k = int(np.argmax(curve >= level))
    part = 0.0 if k == 0 else float((level - curve[k - 1]) / (curve[k] - curve[k - 1]))
    return 0.5 if k == 0 else k - 0.5 + part  # a year's mean stands in its middle


def scale_economies(base: Scenario, runs: int, seed: int) -> Figures:
    """C5: saving still open at 10,000 and at 60,000 inhabitants (from the equation, nothing is simulated)."""
    most, low, high = (value(base, name) for name in ("scale_most", "scale_low", "scale_high"))
    towns = {"small": 10_000.0, "large": 60_000.0}
    return {name: exactly(scale_saving(people, most, low, high)) for name, people in towns.items()}


def money_moves(base: Scenario, runs: int, seed: int) -> Figures:
    """C11: activity two years after outside money ended, against the same runs in which it goes on."""
    cliff = under(base, "teaching/funding_cliff")
    end = cliff.month_of(cliff.funding[0].end or 0)
    longer = [row.model_dump(exclude_none=True) | {"end": cliff.horizon_months} for row in cliff.funding]
    sides = (cliff, cliff.with_({"funding": longer}))
    ends, goes_on = (runs_of(scenario, runs, seed, series=True).arrays.series for scenario in sides)
    window = slice(end + 12, end + 24)
    after, kept = (x["activity"][:, window].mean(axis=1) for x in (ends, goes_on))
    before = ends["activity"][:, end - 12 : end].mean(axis=1)
    return {"against": paired_mean(after, kept), "before": paired_mean(after, before)}


def peak_at_mid_life(base: Scenario, runs: int, seed: int) -> Figures:
    """C19: services opened a year in the middle third of the life of alliances, against the first and the last third.

    A life goes from the letter of intent to the end, to the last month before it fell asleep for good, or to the
    horizon; those of at least ``LONG`` months count.
    """
    found = runs_of(base, runs, seed, series=True).arrays.series
    living = ~np.isin(found["phase"], AWAY)
    first = np.argmax(living, axis=1)
    last = living.shape[1] - np.argmax(living[:, ::-1], axis=1)
    lives = np.where(living.any(axis=1), last - first, 0)
    services = found["services"].astype(np.int64)
    opened = np.maximum(0, np.diff(services, axis=1, prepend=services[:, :1]))
    sums = np.concatenate([np.zeros((len(opened), 1)), np.cumsum(opened, axis=1)], axis=1)
    thirds = []
    for run in np.flatnonzero(lives >= LONG):
        edges = first[run] + lives[run] * np.arange(4) // 3
        thirds.append(12 * np.diff(sums[run, edges]) / np.diff(edges))
    if len(thirds) < 2:
        return dict.fromkeys(("first", "last"), UNKNOWN)
    young, middle, old = np.array(thirds).T
    return {"first": paired_mean(middle, young), "last": paired_mean(middle, old)}
