"""Which parameters move which pattern at all: elementary effects of the whole registry around the defaults.

Over the full bounds of all parameters at once hardly any alliance comes about, and nothing can be told from that; the
ranges are therefore a part of the bounds around each default.

Source: Morris 1991, Technometrics 33: 161–174; Campolongo, Cariboni & Saltelli 2007 (µ*); computed by SALib.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Final

import numpy as np
import pandas as pd

from coopsim.analysis.sensitivity import morris, morris_points
from coopsim.calibration.batch import evaluate_all
from coopsim.calibration.targets import TARGETS
from coopsim.model.parameters import PARAMETERS
from coopsim.run.progress import Progress

PART: Final = 0.3  #: part of the bounds in which a parameter is moved


def ranges(symbols: Sequence[str] | None = None, part: float = PART) -> dict[str, tuple[float, float]]:
    """Ranges of parameters (of all): ``part`` of their bounds around the default, as far as the bounds go."""
    found = {}
    for known in (PARAMETERS[name] for name in symbols or PARAMETERS):
        reach = 0.5 * part * (known.upper - known.lower)
        found[known.symbol] = (max(known.lower, known.default - reach), min(known.upper, known.default + reach))
    return found


def screen(
    pool: Executor,
    trajectories: int = 4,
    runs: int = 100,
    seed: int = 1,
    part: float = PART,
    symbols: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Mean absolute elementary effect of each parameter on each figure, in the units of its target's scale.

    A row per parameter, a column per figure and ``most``, the largest of them, by which the rows are sorted.  It takes
    trajectories × (parameters + 1) parameter sets.  Figures that a set does not have count as the median of the others;
    none counts as further than ten scales from it.
    """
    bounds = ranges(symbols, part)
    points = morris_points(bounds, trajectories, seed)
    found = evaluate_all(points, pool, runs, seed, progress)
    table = pd.DataFrame(index=pd.Index(list(bounds), name="parameter"))
    for name, target in TARGETS.items():
        centre = float(found[name].median())
        values = np.clip((found[name].fillna(centre).to_numpy(np.float64) - centre) / target.scale, -10.0, 10.0)
        table[name] = morris(points, values, bounds).set_index("factor")["mu_star"]
    table["most"] = table.max(axis=1)
    return table.sort_values("most", ascending=False)
