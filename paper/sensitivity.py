"""Which parameters of the whole registry the answers hang on: one at a time, elementary effects, variance shares.

What is looked at are the headline outcomes and, on the same random numbers, two differences: what all approaches
change, and what a binding form changes against a consulting one.  Answers are differences, so that a parameter which
lifts everything alike matters little for them.

Ranges: one at a time over the whole bounds of the registry.  Many at once over the prior where the calibration has one,
else a part of the bounds around the default: over all bounds at once hardly any alliance comes about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim import PARAMETERS, Scenario, simulate
from coopsim.analysis.intervals import together
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, governance_by_approach
from coopsim.analysis.measures import measure
from coopsim.analysis.over_sets import effect
from coopsim.analysis.sensitivity import morris, morris_points, sobol, sobol_points
from coopsim.calibration.screening import ranges as ranges_around
from coopsim.calibration.space import priors
from coopsim.run.progress import Progress
from paper.cases import mapped

if TYPE_CHECKING:
    import pandas as pd

CONSULTING: Final = "working_community"
BINDING: Final = "zweckverband"
#: What is measured: two levels of the scenario without approaches, and two differences of the headline outcome.
MEASURES: Final = ("effective", "lost", "all_approaches", "binding_form")


def ranges(symbols: Sequence[str] | None = None) -> dict[str, tuple[float, float]]:
    """Range of each parameter where many are moved at once."""
    known = {name: (prior.low, prior.high) for name, prior in priors().items()}
    return {name: known.get(name, around) for name, around in ranges_around(symbols).items()}


def measured(parameters: Mapping[str, float], scenario: Scenario, runs: int, seed: int) -> Any:
    """(4, R) ``MEASURES`` in every run under a parameter set."""
    base = scenario.with_({"parameters": dict(parameters)}) if parameters else scenario
    own = (base.governance, NO_APPROACH)
    cases = governance_by_approach(base, [base.governance], [ALL_APPROACHES])
    cases |= governance_by_approach(base, [CONSULTING, BINDING], [NO_APPROACH])
    found = {label: simulate(case, runs, seed, threads=1).runs for label, case in cases.items()}
    share = {label: measure(table, "effective", base.horizon_months) for label, table in found.items()}
    return np.array(
        [
            share[own],
            measure(found[own], "lost", base.horizon_months),
            share[base.governance, ALL_APPROACHES] - share[own],
            share[BINDING, NO_APPROACH] - share[CONSULTING, NO_APPROACH],
        ]
    )


def _means(parameters: Mapping[str, float], scenario: Scenario, runs: int, seed: int) -> Any:
    return measured(parameters, scenario, runs, seed).mean(axis=1)


def _evaluated(
    points: pd.DataFrame, scenario: Scenario, pool: Executor, runs: int, seed: int, progress: Progress | None
) -> Any:
    """(4, P) mean of each measure at every point of a design."""
    sets: Any = points.to_dict("records")
    return np.array(mapped(partial(_means, scenario=scenario, runs=runs, seed=seed), sets, pool, progress)).T


def one_at_a_time(
    scenario: Scenario,
    pool: Executor,
    runs: int,
    seed: int = 1,
    symbols: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Each parameter alone at the lower and the upper end of its bounds, all others at their defaults.

    A row per parameter, end and measure: ``value`` at this end, ``base``, and the paired ``change`` with limits that
    hold together at 95 % over the parameters and ends of a measure.
    """
    import pandas as pd

    names = list(symbols or PARAMETERS)
    ends = [
        (name, end, value)
        for name in names
        for end, value in (("low", PARAMETERS[name].lower), ("high", PARAMETERS[name].upper))
        if value != PARAMETERS[name].default
    ]
    task = partial(measured, scenario=scenario, runs=runs, seed=seed)
    base, *found = mapped(task, [{}, *({name: value} for name, _, value in ends)], pool, progress)
    level = together(len(ends))
    rows = []
    for (name, end, value), here in zip(ends, found, strict=True):
        for k, what in enumerate(MEASURES):
            change = effect((here[k] - base[k]).reshape(-1, 2), level)
            rows.append(
                {"parameter": name, "end": end, "at": value, "measure": what}
                | {"value": here[k].mean(), "base": base[k].mean()}
                | {"change": change.value, "change_low": change.low, "change_high": change.high}
            )
    return pd.DataFrame(rows)


def screened(
    scenario: Scenario,
    pool: Executor,
    trajectories: int,
    runs: int,
    seed: int = 1,
    symbols: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Elementary effects (Morris) of the registry on every measure: the columns of ``analysis.sensitivity.morris``."""
    import pandas as pd

    bounds = ranges(symbols)
    points = morris_points(bounds, trajectories, seed)
    values = _evaluated(points, scenario, pool, runs, seed, progress)
    parts = [morris(points, found, bounds).assign(measure=what) for what, found in zip(MEASURES, values, strict=True)]
    return pd.concat(parts, ignore_index=True)


def by_measure(table: pd.DataFrame, key: str, value: str) -> pd.DataFrame:
    """A row per parameter, the largest value of each measure in its column."""
    wide = table.pivot_table(index=key, columns="measure", values=value, sort=False, aggfunc="max")
    return wide.reindex(columns=[what for what in MEASURES if what in wide])


def largest(table: pd.DataFrame, count: int) -> list[str]:
    """The ``count`` parameters that move some measure most, counted in the largest value of that measure."""
    shares = (table / table.max().replace(0.0, np.inf)).max(axis=1)
    return [str(name) for name in shares.sort_values(ascending=False).index[:count]]


def decomposed(
    scenario: Scenario,
    pool: Executor,
    symbols: Sequence[str],
    size: int,
    runs: int,
    seed: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Variance shares (Sobol) of some parameters in every measure: the columns of ``analysis.sensitivity.sobol``.

    ``size`` is a power of two; it takes size × (parameters + 2) sets.  A measure that never varies is left out.
    """
    import pandas as pd

    bounds = ranges(symbols)
    values = _evaluated(sobol_points(bounds, size, seed), scenario, pool, runs, seed, progress)
    parts = [
        sobol(found, bounds).assign(measure=what, mean=found.mean(), sd=found.std())
        for what, found in zip(MEASURES, values, strict=True)
        if np.ptp(found) > 0
    ]
    return pd.concat(parts, ignore_index=True)
