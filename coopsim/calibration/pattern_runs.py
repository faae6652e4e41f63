"""What the functions of the patterns share: runs made once, statistics of two effects together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from coopsim.analysis.effect_size import cohens_d
from coopsim.analysis.intervals import UNKNOWN, Interval
from coopsim.analysis.intervals import share as share_of
from coopsim.model.parameters import PARAMETERS
from coopsim.run.ensemble import Ensemble, simulate
from coopsim.scenario import Scenario, load_scenario

Figures = dict[str, Interval]


@lru_cache(maxsize=64)
def _kept(scenario: Scenario, runs: int, seed: int, series: bool, towns: bool) -> Ensemble:
    return simulate(scenario, runs=runs, seed=seed, series=series, municipality_series=towns)


def runs_of(scenario: Scenario, runs: int, seed: int, *, series: bool = False, towns: bool = False) -> Ensemble:
    """Runs of a scenario, made once for all patterns that need them."""
    return _kept(scenario, runs, seed, series, towns)


def forget() -> None:
    """Give the memory of all runs back."""
    _kept.cache_clear()


def under(base: Scenario, name: str) -> Scenario:
    """A shipped scenario under the parameters of ``base``."""
    scenario = load_scenario(name)
    return scenario.with_({"parameters": {**scenario.parameters, **base.parameters}}) if base.parameters else scenario


def value(base: Scenario, name: str) -> float:
    """A parameter in a scenario: its own value or the default."""
    return float(base.parameters.get(name, PARAMETERS[name].default))


def form_key(base: Scenario, attribute: str) -> str:
    """Dotted key of an attribute of the form that a scenario seeks."""
    return f"governance_models.{base.governance}.{attribute}"


def share(yes: Any) -> Interval:
    """Share of true values, unknown where there is no value."""
    return share_of(yes) if len(yes) else UNKNOWN


def exactly(number: float) -> Interval:
    """A value that is not due to chance."""
    return Interval(number, number, number)


def contrast(base: Scenario, a: Mapping[str, Any], b: Mapping[str, Any], runs: int, seed: int) -> Interval:
    """Cohen's d of side b against side a: mean contribution of each town and run in years 1–5 of joint work."""
    some, none = (runs_of(base.with_(dict(x)), runs, seed).arrays.towns["contribution"] for x in (b, a))
    return cohens_d(some, none)


def apart(one: Interval, other: Interval) -> Interval:
    """Difference of two effects, with the limits of MOVER (Zou & Donner 2008, Statistics in Medicine 27: 1693–1702).

    They are taken as independent; effects on the same luck go up and down together, so the limits are rather wide.
    """
    low = np.hypot(one.value - one.low, other.high - other.value)
    high = np.hypot(one.high - one.value, other.value - other.low)
    gap = one.value - other.value
    return Interval(gap, float(gap - low), float(gap + high))


def times(one: Interval, other: Interval) -> Interval:
    """Ratio of two effects, with the limits of MOVER (Donner & Zou 2012, Statistical Methods in Medical Research 21).

    Unknown where the other may be zero.
    """
    if not other.low > 0.0:
        return UNKNOWN
    product = one.value * other.value

    def limit(end: float, far: float, sign: float) -> float:
        below = far * (2 * other.value - far)
        root = max(0.0, product**2 - end * (2 * one.value - end) * below)
        return float((product + sign * np.sqrt(root)) / below)

    return Interval(one.value / other.value, limit(one.low, other.high, -1.0), limit(one.high, other.low, 1.0))


def jackknifed(numerator: Any, denominator: Any) -> Interval:
    """Ratio of the means of two values of every run, with the limits of the jackknife that leaves out one run."""
    from scipy.special import stdtrit

    n, top, bottom = len(numerator), float(np.sum(numerator)), float(np.sum(denominator))
    if n < 3 or bottom == 0.0:
        return UNKNOWN
    with np.errstate(divide="ignore", invalid="ignore"):
        left = (top - numerator) / (bottom - denominator)
    half = float(stdtrit(n - 1, 0.975) * np.sqrt((n - 1) * left.var()))
    return Interval(top / bottom, top / bottom - half, top / bottom + half)
