"""Recovery: are known parameters found again from the figures that they give, and which of them?

The parameter sets of the first wave cover the whole prior and each gave its figures.  Every parameter is inferred from
the figures of sets that the inference has not seen (cross-validation; quantiles by gradient-boosted trees).  What is
not found again from figures that the model itself made cannot be identified from real ones.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from coopsim.calibration import space
from coopsim.calibration.targets import AIMED

_FOLDS: Final = 5
_LEVELS: Final = (0.05, 0.5, 0.95)


def recover(points: pd.DataFrame, figures: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """What is found of known parameter sets (a row each) from their figures.

    Columns ``parameter``, ``correlation`` of what is found (median) with the truth over all sets, ``narrowed`` (1 −
    mean length of the 90 % interval / that of the prior) and ``covered`` (share of sets whose true value lies in the
    interval: 0.9 if the inference is honest).
    """
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.model_selection import KFold, cross_val_predict

    seen = figures[list(AIMED)].to_numpy(np.float64)
    known = space.shares(points)
    folds = KFold(_FOLDS, shuffle=True, random_state=seed)

    def found(d: int, level: float) -> Any:
        trees = HistGradientBoostingRegressor(
            loss="quantile", quantile=level, max_iter=60, learning_rate=0.05, min_samples_leaf=20, random_state=seed
        )
        return cross_val_predict(trees, seen, known[:, d], cv=folds)

    rows = []
    for d, name in enumerate(space.priors()):
        low, middle, high = (found(d, level) for level in _LEVELS)
        flat = np.ptp(middle) < 1e-12
        rows.append(
            {
                "parameter": name,
                "correlation": 0.0 if flat else float(np.corrcoef(middle, known[:, d])[0, 1]),
                "narrowed": float(1.0 - np.mean(high - low) / (_LEVELS[2] - _LEVELS[0])),
                "covered": float(np.mean((known[:, d] >= low) & (known[:, d] <= high))),
            }
        )
    return pd.DataFrame(rows).sort_values("narrowed", ascending=False, ignore_index=True)
