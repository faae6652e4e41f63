"""Recovery: are known parameters found again from the figures that they give, and are their intervals honest?

Simulation-based calibration (Talts et al. 2018): the parameter sets of the first wave cover the whole prior and each
gave its figures.  Each in turn is taken for the truth and inferred from the others, by two likelihood-free methods: the
sets whose figures are nearest (rejection), and these adjusted by a regression of parameters on figures (Beaumont, Zhang
& Balding 2002; ridge, with residuals from leaving one out).  What is not found again from figures that the model itself
made cannot be identified from real ones.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from coopsim.calibration import space
from coopsim.calibration.targets import AIMED

NEAREST: Final = 0.3  #: share of the sets whose figures are nearest that each truth is inferred from
_LEVELS: Final = (0.05, 0.95)
_PENALTIES: Final = tuple(np.logspace(0, 4, 9).tolist())
_EDGE: Final = 1e-3  #: places of the prior range are kept this far from its ends, so that their logits are finite


def recover(points: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """What is found of known parameter sets (a row each) from their figures; a row for each parameter.

    Columns ``correlation`` of what is found (median) with the truth over all sets, ``narrowed`` (1 − mean length of the
    90 % interval / that of the prior), ``covered`` (share of sets whose true value lies in it), ``ranks`` (p-value of
    the ranks of the truth among the draws being uniform, Kolmogorov–Smirnov), all of the regression; and
    ``narrowed_rejection``, ``covered_rejection``, ``ranks_rejection`` of the nearest sets as they are.
    """
    from scipy.stats import kstest

    known = space.shares(points)
    methods = {"": _adjusted, "_rejection": _as_they_are}
    draws = {suffix: _inferred(known, _comparable(figures), method) for suffix, method in methods.items()}
    rows = []
    for d, name in enumerate(space.priors()):
        row: dict[str, Any] = {"parameter": name}
        for suffix, found in draws.items():
            low, middle, high = np.quantile(found[:, :, d], (_LEVELS[0], 0.5, _LEVELS[1]), axis=1, method="weibull")
            truth = known[:, d]
            if not suffix:
                row["correlation"] = float(np.corrcoef(middle, truth)[0, 1]) if np.ptp(middle) > 0.0 else 0.0
            row[f"narrowed{suffix}"] = float(1.0 - np.mean(high - low) / (_LEVELS[1] - _LEVELS[0]))
            row[f"covered{suffix}"] = float(np.mean((truth >= low) & (truth <= high)))
            row[f"ranks{suffix}"] = float(kstest((found[:, :, d] < truth[:, None]).mean(axis=1), "uniform").pvalue)
        rows.append(row)
    return pd.DataFrame(rows).sort_values("narrowed", ascending=False, ignore_index=True)


def _comparable(figures: pd.DataFrame) -> Any:
    """(N, F) figures as normal scores of their ranks; what is not known stands in the middle."""
    from scipy.stats import norm

    table = figures[list(AIMED)]
    scores = norm.ppf((table.rank() - 0.5) / table.notna().sum())
    return np.nan_to_num(scores)


def _inferred(known: Any, seen: Any, method: Any) -> Any:
    """(N, K, D) draws of places for each set, from those whose figures are nearest, itself left out."""
    nearest = max(2, int(NEAREST * (len(known) - 1)))
    draws = np.empty((len(known), nearest, known.shape[1]))
    for i in range(len(known)):
        away = ((seen - seen[i]) ** 2).sum(axis=1)
        away[i] = np.inf
        near = np.argsort(away, kind="stable")[:nearest]
        draws[i] = method(known[near], seen[near] - seen[i])
    return draws


def _as_they_are(places: Any, differences: Any) -> Any:
    """The nearest sets themselves."""
    return places


def _adjusted(places: Any, differences: Any) -> Any:
    """What a ridge regression expects at no difference, plus what it misses of each set when that is left out."""
    from scipy.special import expit, logit
    from sklearn.linear_model import RidgeCV

    values = logit(np.clip(places, _EDGE, 1.0 - _EDGE))
    ridge = RidgeCV(_PENALTIES, alpha_per_target=True, store_cv_results=True, scoring=None).fit(differences, values)
    best = np.searchsorted(_PENALTIES, ridge.alpha_)
    missed = np.sqrt(ridge.cv_results_[:, np.arange(values.shape[1]), best])  # squared errors without their sign
    missed *= np.sign(values - ridge.predict(differences))
    return expit(ridge.intercept_ + missed)
