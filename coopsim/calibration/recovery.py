"""Recovery: are known parameters found again from the figures that they give, and which of them?

Parameter sets are drawn from the prior and simulated; from the figures of each, the parameters are inferred as if they
were unknown, by the emulators of the first wave (which covers the whole prior).  What is not found again from figures
that the model itself made cannot be identified from real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.calibration import space
from coopsim.calibration.matching import Emulator

if TYPE_CHECKING:
    import pandas as pd


def posterior_weights(emulators: Sequence[Emulator], predicted: Any, figures: pd.Series) -> Any:
    """(N,) weights, summing to 1, of places given figures; ``predicted`` holds their predictions and deviations.

    Gaussian likelihood of each figure around its prediction, noise of the runs included; missing figures are left out.
    """
    total = np.zeros(predicted.shape[-1])
    for one, (value, error) in zip(emulators, predicted, strict=True):
        seen = float(figures[one.figure])
        if not np.isnan(seen):
            total -= 0.5 * ((seen - value) / error) ** 2 + np.log(error)
    weights = np.exp(total - total.max())
    return weights / weights.sum()


def recover(emulators: Sequence[Emulator], true: pd.DataFrame, figures: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """What is found of known parameter sets (a row each) from their figures.

    Columns ``parameter``, ``correlation`` of what is found (posterior mean) with the truth over all sets, ``narrowed``
    (1 − standard deviation of what is inferred / of the prior, mean over the sets) and ``covered`` (share of sets
    whose true value lies in the 90 % interval: 0.9 if the inference is honest).
    """
    import pandas as pd
    from scipy.stats import qmc

    places = qmc.Sobol(len(space.priors()), seed=seed + 1).random_base2(14)
    predicted = np.array([one.predict(places) for one in emulators])
    known = space.shares(true)
    means, spreads, inside = (np.zeros(known.shape) for _ in range(3))
    for row in range(len(known)):
        weights = posterior_weights(emulators, predicted, figures.iloc[row])
        means[row] = weights @ places
        spreads[row] = np.sqrt(weights @ (places - means[row]) ** 2)
        below = np.array([weights[places[:, d] <= known[row, d]].sum() for d in range(known.shape[1])])
        inside[row] = (below >= 0.05) & (below <= 0.95)
    rows = [
        {
            "parameter": name,
            "correlation": float(np.corrcoef(means[:, d], known[:, d])[0, 1]),
            "narrowed": float(1.0 - spreads[:, d].mean() * np.sqrt(12.0)),
            "covered": float(inside[:, d].mean()),
        }
        for d, name in enumerate(space.priors())
    ]
    return pd.DataFrame(rows).sort_values("narrowed", ascending=False, ignore_index=True)
