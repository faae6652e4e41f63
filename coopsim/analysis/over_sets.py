"""Effects over parameter sets: mean with interval, spread between sets, and in how many of them sign and rank hold.

Differences are paired within each set, on the same runs.  The interval is Student's over sets, so it holds what chance
and what unknown parameters add.  Differences of a single set are noisy; how much they really differ between sets is the
covariance of the two halves of the runs, and each set's own difference is drawn towards the mean accordingly (normal
random effects; Efron & Morris 1975, JASA 70: 311–319), so that noise neither hides nor feigns disagreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from coopsim.analysis.intervals import LEVEL, mean, together

DRAWS = 400  #: draws of each set's own differences, for ranks


class EffectOverSets(NamedTuple):
    """A paired difference: mean over sets with limits, ``spread`` between sets (sd), ``same_sign`` (share of sets)."""

    value: float
    low: float
    high: float
    spread: float
    same_sign: float


class Own(NamedTuple):
    """What is known of each set's own difference: ``centre`` (K,) and the ``error`` (sd) of each."""

    centre: Any
    error: float
    spread: float


def own(differences: Any) -> Own:
    """Each set's own difference from ``differences`` (K, 2), one per half of the runs."""
    d = np.asarray(differences, np.float64)
    both = d.mean(axis=1)
    noise = float(np.mean((d[:, 0] - d[:, 1]) ** 2)) / 4
    shared = float(np.cov(d[:, 0], d[:, 1])[0, 1]) if len(d) > 1 else 0.0
    spread = max(0.0, shared)
    weight = spread / (spread + noise) if spread + noise > 0 else 0.0
    error = weight * noise + (1 - weight) ** 2 * (spread + noise) / len(d)  # the second part: of the mean itself
    return Own(both.mean() + weight * (both - both.mean()), float(np.sqrt(error)), float(np.sqrt(spread)))


def effect(differences: Any, level: float = LEVEL) -> EffectOverSets:
    """The effect behind ``differences`` (K, 2): sets × halves of the runs."""
    from scipy import stats

    d = np.asarray(differences, np.float64)
    found, known = mean(d.mean(axis=1), level), own(d)
    sign = np.sign(found.value)
    if known.error > 0:
        same = float(stats.norm.cdf(sign * known.centre / known.error).mean())
    else:
        same = float((np.sign(known.centre) == sign).mean())
    low, high = (found.value if np.isnan(end) else end for end in found[1:])
    return EffectOverSets(found.value, low, high, known.spread, same)


def effects(contrasts: Iterable[tuple[Mapping[str, Any], Any]], level: float = LEVEL) -> list[dict[str, Any]]:
    """A row per contrast, which is labels and ``differences`` as in ``effect``: the labels, and the effect.

    The intervals of all of them hold together at ``level``.
    """
    rows = list(contrasts)
    held = together(len(rows), level)
    return [{**labels, **effect(differences, held)._asdict()} for labels, differences in rows]


def among_best(differences: Any, best: int = 3, seed: int = 1) -> Any:
    """(A,) share of sets in which each choice is among the ``best``; ``differences`` is (A, K, 2), more is better.

    Each set's own differences are drawn from what is known of them, the draws fixed by ``seed``.
    """
    known = [own(row) for row in np.asarray(differences, np.float64)]
    rng = np.random.default_rng(seed)
    centre = np.array([row.centre for row in known])
    error = np.array([row.error for row in known])
    drawn = centre[:, :, None] + error[:, None, None] * rng.standard_normal((*centre.shape, DRAWS))
    place = (-drawn).argsort(axis=0).argsort(axis=0)
    return (place < best).mean(axis=(1, 2))


def rank_agreement(values: Any, others: Any) -> float:
    """Kendall's tau-b of two orders of the same things; NaN where one has no order."""
    from scipy import stats

    a, b = np.asarray(values, np.float64), np.asarray(others, np.float64)
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(stats.kendalltau(a, b).statistic)
