"""Global sensitivity of any outcome: elementary effects, variance shares (both by SALib), one factor at a time.

The outcome of a point is its mean over runs; common random numbers keep what runs add out of the comparison.
SALib comes with ``pip install coopsim[analysis]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.intervals import LEVEL, paired_mean
from coopsim.texts.extras import needed

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks

Bounds = Mapping[str, tuple[float, float]]


def problem(bounds: Bounds) -> dict[str, Any]:
    """The factors with their ranges as SALib wants them."""
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(ends) for ends in bounds.values()]}


def morris_points(bounds: Bounds, trajectories: int, seed: int = 1) -> pd.DataFrame:
    """A design for ``morris``: trajectories × (factors + 1) points, a column per factor."""
    return _points(needed("SALib.sample.morris", "analysis"), bounds, trajectories, num_levels=4, seed=seed)


def sobol_points(bounds: Bounds, size: int, seed: int = 1) -> pd.DataFrame:
    """A design for ``sobol``: size × (factors + 2) points, a column per factor; ``size`` is a power of two."""
    return _points(needed("SALib.sample.sobol", "analysis"), bounds, size, calc_second_order=False, seed=seed)


def _points(design: Any, bounds: Bounds, size: int, **options: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(design.sample(problem(bounds), size, **options), columns=list(bounds))


def morris(points: pd.DataFrame, outcome: Any, bounds: Bounds, levels: int = 4, level: float = LEVEL) -> pd.DataFrame:
    """Elementary effects of Morris (1991) from the points of ``morris_points`` and their outcome (P,).

    Columns ``factor``, ``mu_star`` (mean absolute effect over a factor's range; Campolongo et al. 2007) with ``low``
    and ``high`` (bootstrap over trajectories), ``mu`` and ``sigma`` (spread: interactions or curvature), in the unit
    of the outcome, largest first.  ``levels`` is that of the design.
    """
    import pandas as pd

    salib = needed("SALib.analyze.morris", "analysis")
    rows, values = points[list(bounds)].to_numpy(np.float64), np.asarray(outcome, np.float64)
    if values.shape != (len(rows),):
        raise ValueError(f"One outcome per point is needed: {len(rows)} points, outcomes of shape {values.shape}.")
    found = salib.analyze(problem(bounds), rows, values, conf_level=level, num_levels=levels, seed=1)
    star, reach = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    limits = {"mu_star": star, "low": np.maximum(star - reach, 0.0), "high": star + reach}
    spread = {"mu": np.asarray(found["mu"], float), "sigma": np.asarray(found["sigma"], float)}
    table = pd.DataFrame({"factor": list(bounds), **limits, **spread})
    return table.sort_values("mu_star", ascending=False, ignore_index=True)


def sobol(outcome: Any, bounds: Bounds, *, second_order: bool = False, level: float = LEVEL) -> pd.DataFrame:
    """Shares of the outcome's variance by factor; ``outcome`` (P,) is that of the points of ``sobol_points``.

    Columns ``factor``, ``first`` (share of the factor alone; Saltelli et al. 2010) and ``total`` (with all its
    interactions), each with ``_low`` and ``_high`` (bootstrap), largest total first.  ``second_order`` says whether
    the design was drawn for second-order indices.  Raises ValueError when the outcome never varies or the number of
    points does not fit such a design.
    """
    import pandas as pd

    salib = needed("SALib.analyze.sobol", "analysis")
    size = 2 * len(bounds) + 2 if second_order else len(bounds) + 2
    values = np.asarray(outcome, np.float64)
    if len(values) % size:
        raise ValueError(f"A Sobol design of {len(bounds)} factors has a multiple of {size} points, not {len(values)}.")
    if np.ptp(values) == 0:
        raise ValueError("The outcome is the same at every point, so it has no variance to share out.")
    found = salib.analyze(problem(bounds), values, calc_second_order=second_order, conf_level=level, seed=1)
    table = pd.DataFrame({"factor": list(bounds)})
    for name, key in (("first", "S1"), ("total", "ST")):
        share, reach = np.asarray(found[key], float), np.asarray(found[f"{key}_conf"], float)
        table[name], table[f"{name}_low"], table[f"{name}_high"] = share, share - reach, share + reach
    return table.sort_values("total", ascending=False, ignore_index=True)


def one_at_a_time(blocks: Blocks, outcome: str, base: Mapping[str, Any], level: float = LEVEL) -> pd.DataFrame:
    """What moving a single factor from the base to its lowest and highest level changes, with paired intervals.

    ``base`` gives the base level of every factor.  Columns ``factor``, ``end`` ("low" or "high"), ``level``,
    ``change``, ``low``, ``high``; a row per end that differs from the base and was simulated; widest factor first.
    Raises ValueError when the base itself was not simulated.
    """
    import pandas as pd

    values = blocks.values(outcome)
    same = np.column_stack([(blocks.points[name] == at).to_numpy() for name, at in base.items()])
    origin = np.flatnonzero(same.all(axis=1))
    if len(origin) != 1:
        raise ValueError("One point must have the base level of every factor.")
    rows = []
    for k, (name, at) in enumerate(base.items()):
        alone = np.flatnonzero(~same[:, k] & np.delete(same, k, axis=1).all(axis=1))
        levels = blocks.points[name].iloc[alone].to_numpy()
        ends = {"low": levels < at, "high": levels > at}
        for end, chosen in ends.items():
            if chosen.any():
                extreme = levels[chosen].min() if end == "low" else levels[chosen].max()
                point = alone[levels == extreme][0]
                change = paired_mean(values[point], values[origin[0]], level)
                rows.append((name, end, extreme, *change))
    table = pd.DataFrame(rows, columns=["factor", "end", "level", "change", "low", "high"])
    swing = table.groupby("factor")["change"].agg(lambda found: max(found.max(), 0.0) - min(found.min(), 0.0))
    order = table["factor"].map(swing)
    return table.assign(swing=order).sort_values("swing", ascending=False, kind="stable", ignore_index=True)
