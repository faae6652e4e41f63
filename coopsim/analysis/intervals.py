"""Intervals for shares, means, paired differences and ratios; all are 95 % unless ``level`` says otherwise.

Every value must be an observation of its own: rows that share luck or parameters are averaged first (``units``).
Limits are NaN where an interval cannot be had.  How often the intervals hold, outcome by outcome, is measured by
``benchmarks/interval_coverage.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

LEVEL = 0.95
FEW: Final = 3  #: counts up to which Wilson's interval holds too rarely on the side of the events
ROUNDING: Final = 1e-12  #: relative; values that differ by less are the same
EVENTS: Final = 5  #: events (and pairs that differ) that a ratio needs


class Interval(NamedTuple):
    """An estimate with the limits of its interval, in the unit of the data; NaN limits where there is none."""

    value: float
    low: float
    high: float


#: The difference of a thing to itself.
NOTHING: Final = Interval(0.0, 0.0, 0.0)
UNKNOWN: Final = Interval(np.nan, np.nan, np.nan)


def limits_of(row: Mapping[Any, Any], name: str = "effect", *, bare: bool = False) -> Interval:
    """The interval in a row of a table: ``name``, ``name_low``, ``name_high``; ``bare``: ``name``, ``low``, ``high``.

    Effects are always bare.
    """
    prefix = "" if bare or name == "effect" else f"{name}_"
    return Interval(*(float(row[key]) for key in (name, f"{prefix}low", f"{prefix}high")))


def columns_of(name: str, found: Interval, *, bare: bool = False) -> dict[str, float]:
    """An interval as columns of a table: what ``limits_of`` takes back."""
    prefix = "" if bare else f"{name}_"
    return {name: found.value, f"{prefix}low": found.low, f"{prefix}high": found.high}


def together(count: int, level: float = LEVEL) -> float:
    """Level of each of ``count`` intervals that are to hold together at ``level`` (Bonferroni)."""
    return 1 - (1 - level) / max(1, count)


def shown(low: float, high: float) -> int:
    """1 or −1 where an interval leaves out zero on that side, else 0."""
    return int(low > 0) - int(high < 0)


def estimate(values: Any, level: float = LEVEL) -> Interval:
    """Mean of ``values`` (n,): as a share where all are 0 or 1, else as a mean."""
    return share(values, level) if _yes_or_no(values) else mean(values, level)


def difference(values: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Mean of ``values − baseline`` (n,), pair by pair: of shares where all are 0 or 1, else of means."""
    paired = paired_share if _yes_or_no(values) and _yes_or_no(baseline) else paired_mean
    return paired(values, baseline, level)


def share(yes: Any, level: float = LEVEL) -> Interval:
    """Share of true values in ``yes`` (n,), with the interval of ``wilson``.

    Raises ValueError when there is no value.
    """
    hits = np.asarray(yes, bool)
    low, high = wilson(np.array([hits.sum()]), _size(hits), level)
    return Interval(float(hits.mean()), float(low[0]), float(high[0]))


def wilson(counts: Any, n: Any, level: float = LEVEL) -> tuple[Any, Any]:
    """Wilson's (1927) limits for the shares ``counts / n``; two arrays of the shape of ``counts``.

    Where there are at most ``FEW`` events, the limit on their side is the one-sided one of Poisson, as Brown, Cai and
    DasGupta (2001, Statistical Science 16: 101–133, section 4.1.1) modify the interval: without, it holds in 86 % only.
    """
    from scipy.special import chdtri

    z = _normal_quantile(level)
    found, n = np.broadcast_arrays(np.asarray(counts, np.float64), np.asarray(n, np.float64))
    centre = (found + z * z / 2) / (n + z * z)
    half = z * np.sqrt(found * (n - found) / n + z * z / 4) / (n + z * z)
    low, high = np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)
    few = np.where(n <= 50, FEW - 1, FEW)
    rest = n - found
    least, most = (chdtri(2 * np.maximum(count, 1e-9), level) / 2 / n for count in (found, rest))
    low = np.where(found <= few, np.where(found > 0, least, 0.0), low)
    high = np.where(rest <= few, np.where(rest > 0, 1 - most, 1.0), high)
    return low, high


def mean(values: Any, level: float = LEVEL) -> Interval:
    """Mean of ``values`` (n,) with the interval of ``means``; missing values are left out.

    The limits are NaN for a single value and where all values are the same (how rare another one is, and how large,
    is then unknown); everything is NaN for none.
    """
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    if known.size == 0:
        return UNKNOWN
    return Interval(*(float(part[0]) for part in means(known[None], level)))


def means(values: Any, level: float = LEVEL) -> tuple[Any, Any, Any]:
    """Means of ``values`` (k, n) along n with their limits, three arrays (k,).

    Each limit is that of Student, or where it lies farther out that of Hall (1992, JRSS B 54: 221–228), which corrects
    Student's for the skewness of the values.  The former alone holds in 84 to 93 % of cases where values are skewed,
    the latter alone where they have long tails to both sides; together they hold in at least 93 %.
    """

    values = np.asarray(values, np.float64)
    centre = values.mean(axis=1)
    apart = values - centre[:, None]
    same = np.ptp(values, axis=1) <= ROUNDING * np.abs(values).max(axis=1)
    low, high = _limits(centre, (apart**2).mean(axis=1), (apart**3).mean(axis=1), values.shape[1], level)
    return centre, np.where(same, np.nan, low), np.where(same, np.nan, high)


def _limits(centre: Any, variance: Any, third: Any, n: int, level: float) -> tuple[Any, Any]:
    """Limits of the means of n values, arrays (k,), from their mean and their second and third central moment."""
    from scipy.special import stdtrit

    if n < 2:
        return np.full_like(centre, np.nan), np.full_like(centre, np.nan)
    t = float(stdtrit(n - 1, 0.5 + level / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = third / variance**1.5
        error = np.sqrt(variance / (n - 1))
    return centre - error * np.maximum(t, _hall(t, skew, n)), centre - error * np.minimum(-t, _hall(-t, skew, n))


def _hall(quantile: float, skew: Any, n: int) -> Any:
    """Quantile of Student's statistic of skewed values: the inverse of Hall's cubic transformation."""
    flat = np.abs(skew) < 1e-6
    steep = np.where(flat, 1.0, skew)
    root = np.cbrt(1 + steep * (quantile / np.sqrt(n) - steep / (6 * n)))
    return np.where(flat, quantile, 3 * np.sqrt(n) / steep * (root - 1))


def crossed_mean(points: Any, runs: Any, level: float = LEVEL) -> Interval:
    """Mean over points and runs that are crossed, from the means of every point (P,) and of every run (R,).

    Points that share the luck of the runs are not independent: the error of the one and that of the other add up
    (Owen 2007, Annals of Applied Statistics 1: 386–411), here side by side (Zou & Donner 2008, Statistics in Medicine
    27: 1693–1702).  A single point, or one kind without any variation, adds none.
    """
    by_point, by_run = mean(points, level), mean(runs, level)
    centre = by_point.value
    reach = np.array([[part.value - part.low, part.high - part.value] for part in (by_point, by_run)])
    if np.isnan(reach).all():
        return Interval(centre, np.nan, np.nan)
    below, above = np.sqrt(np.nansum(reach**2, axis=0))
    return Interval(centre, float(centre - below), float(centre + above))


def paired_mean(values: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Mean of ``values − baseline`` (n,), pair by pair, with the interval of ``mean``."""
    a, b = _pair(values, baseline, np.float64)
    return mean(a - b, level)


def paired_share(yes: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Difference of two paired shares with the adjusted Wald interval of Bonett and Price.

    A pair is added to each of the two cells in which the sides differ for the limits (not for the value), so that the
    interval keeps its width when hardly any pair differs (Bonett & Price 2012, Journal of Educational and Behavioral
    Statistics 37: 479–488; recommended by Fagerland, Lydersen & Laake 2014, Statistics in Medicine 33: 2850–2875).
    """
    a, b = _pair(yes, baseline, bool)
    n = _size(a)
    gained, lost = float((a & ~b).sum()), float((~a & b).sum())
    plus, minus, size = gained + 1, lost + 1, n + 2.0
    centre = (plus - minus) / size
    error = np.sqrt(plus + minus - (plus - minus) ** 2 / size) / size
    half = _normal_quantile(level) * error
    return Interval((gained - lost) / n, float(max(-1.0, centre - half)), float(min(1.0, centre + half)))


def ratio(values: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Ratio of the means of paired values (n,) that are not negative, of shares where all are 0 or 1.

    The limits are NaN where fewer than ``EVENTS`` runs have anything at all on either side, or fewer pairs differ;
    everything is NaN where the baseline has nothing, or a value is negative.
    """
    a, b = _pair(values, baseline, np.float64)
    if not b.any() or (a < 0).any() or (b < 0).any():
        return UNKNOWN
    if min((a != 0).sum(), (b != 0).sum(), (a != b).sum()) < EVENTS:
        return Interval(float(a.mean() / b.mean()), np.nan, np.nan)
    if _yes_or_no(a) and _yes_or_no(b):
        return _ratio_of_shares(a > 0, b > 0, level)
    return Interval(*(float(part[0]) for part in ratios_of_means(a[None], b[None], level)))


def _ratio_of_shares(a: Any, b: Any, level: float) -> Interval:
    """The hybrid of two Wilson intervals by Bonett and Price (2006, Statistics in Medicine 25: 3039–3047).

    Fagerland, Lydersen & Laake (2014) recommend it.  Pairs in which neither side has the event tell nothing.
    """
    own, base, differ = float(a.sum()), float(b.sum()), float((a != b).sum())
    n = float((a | b).sum())
    p, q = (own + 1) / (n + 2), (base + 1) / (n + 2)
    spread = np.sqrt((differ + 2) / ((own + 1) * (base + 1)))
    z = _normal_quantile(level) * spread / (np.sqrt((1 - p) / (own + 1)) + np.sqrt((1 - q) / (base + 1)))
    (low, high), (low_base, high_base) = (_plain_wilson(count, n, z) for count in (own, base))
    return Interval(own / base, low / high_base, high / low_base)


def _plain_wilson(count: float, n: float, z: float) -> tuple[float, float]:
    centre, half = count + z * z / 2, z * np.sqrt(count * (n - count) / n + z * z / 4)
    return float(max(0.0, centre - half) / (n + z * z)), float(min(n + z * z, centre + half) / (n + z * z))


def ratios_of_means(values: Any, baseline: Any, level: float = LEVEL) -> tuple[Any, Any, Any]:
    """Ratios of the means of paired values (k, n) along n with their limits, three arrays (k,).

    The interval holds all ratios r for which the mean of ``values − r baseline`` may be zero (Fieller 1954, JRSS B 16:
    175–185), here by the limits of ``means``.  It is NaN where the mean of the baseline may be zero itself.
    """
    from scipy.optimize.elementwise import find_root

    n = values.shape[1]
    x, y = values.mean(axis=1), baseline.mean(axis=1)
    a, b = values - x[:, None], baseline - y[:, None]
    powers = ((2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3))
    moments = (x, y, *((a**i * b**j).mean(axis=1) for i, j in powers))

    def ends(r: Any, x: Any, y: Any, aa: Any, ab: Any, bb: Any, aaa: Any, aab: Any, abb: Any, bbb: Any) -> Any:
        variance = np.maximum(aa - 2 * r * ab + r**2 * bb, 0.0)
        return _limits(x - r * y, variance, aaa - 3 * r * aab + 3 * r**2 * abb - r**3 * bbb, n, level)

    centre, none = x / y, np.zeros_like(x)
    top = 2 * centre
    for _ in range(20):
        top = np.where(ends(top, *moments)[1] > 0, 2 * top, top)
    low = find_root(lambda r, *known: ends(r, *known)[0], (none, centre), args=moments)
    high = find_root(lambda r, *known: ends(r, *known)[1], (centre, top), args=moments)
    least = np.where(ends(none, *moments)[0] > 0, low.x, 0.0)
    found = high.success & (low.success | (least == 0))
    return centre, np.where(found, least, np.nan), np.where(found, high.x, np.nan)


def _normal_quantile(level: float) -> float:
    """How many standard errors a two-sided interval reaches to either side."""
    from scipy.special import ndtri  # scipy.stats would say the same

    return float(ndtri(0.5 + level / 2))


def _yes_or_no(values: Any) -> bool:
    found = np.asarray(values)
    return bool(found.dtype == bool or ((found == 0) | (found == 1)).all())


def _size(values: Any) -> int:
    if len(values) == 0:
        raise ValueError("An interval needs at least one run.")
    return len(values)


def _pair(values: Any, baseline: Any, kind: type) -> tuple[Any, Any]:
    a: Any = np.asarray(values, kind)
    b: Any = np.asarray(baseline, kind)
    if a.shape != b.shape:
        raise ValueError(f"Paired values need the same runs on both sides, not {a.shape} and {b.shape}.")
    return a, b
