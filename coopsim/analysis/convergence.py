"""Are the runs enough for the effects claimed? Half-width against effect, and the effect on each half of the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.intervals import LEVEL, mean, paired_mean

if TYPE_CHECKING:
    import pandas as pd


def paired_convergence(values: Any, baseline: Any, level: float = LEVEL) -> dict[str, float]:
    """How sure the mean difference of paired values, both (R,) numbers, is.

    ``effect`` with ``half_width`` of Student's interval; ``resolved`` is 1 where that interval leaves out zero;
    ``first`` and ``second`` are the effect on even and on odd runs, ``gap`` their distance in standard errors of that
    distance (beyond 2 in about one of twenty cases by chance alone); ``runs_needed`` is about how many runs bring the
    half-width down to half of the effect (NaN without an effect).  Raises ValueError for fewer than four pairs.
    """
    a, b = np.asarray(values, np.float64), np.asarray(baseline, np.float64)
    if len(a) < 4:
        raise ValueError("A split-half check needs at least four runs.")
    whole = paired_mean(a, b, level)
    half = (whole.high - whole.low) / 2
    difference = a - b
    parts = [difference[k::2] for k in (0, 1)]
    error = float(np.sqrt(sum(part.var(ddof=1) / len(part) for part in parts)))
    first, second = (mean(part, level).value for part in parts)
    effect = whole.value
    return {
        "effect": effect,
        "half_width": half,
        "resolved": float(whole.low > 0 or whole.high < 0),
        "first": first,
        "second": second,
        "gap": (first - second) / error if error > 0 else 0.0,
        "runs_needed": float(np.ceil(len(a) * (2 * half / effect) ** 2)) if effect else float("nan"),
    }


def reliability(table: pd.DataFrame) -> dict[str, float]:
    """Over many effects (rows of ``paired_convergence``): how well the halves agree.

    ``resolved``: share of effects whose interval leaves out zero; ``same_sign``: share of these with the same sign on
    both halves; ``gap_large``: share of all with a gap beyond 1.96 (0.05 expected by chance); ``correlation`` of the
    effects of the halves (NaN for fewer than three effects), and what Spearman (1910) and Brown (1910) expect from it
    for all runs, ``reliability``.
    """
    moved = table[(table["first"] != 0) | (table["second"] != 0)]
    resolved = table[table["resolved"] == 1]
    r = float("nan")
    if len(moved) >= 3 and moved["first"].std() > 0 and moved["second"].std() > 0:
        r = float(np.corrcoef(moved["first"], moved["second"])[0, 1])
    same = np.sign(resolved["first"]) == np.sign(resolved["second"])
    return {
        "effects": float(len(table)),
        "resolved": float(table["resolved"].mean()),
        "same_sign": float(same.mean()) if len(resolved) else float("nan"),
        "gap_large": float((table["gap"].abs() > 1.96).mean()),
        "correlation": r,
        "reliability": 2 * r / (1 + r) if r > -1 else float("nan"),
    }
