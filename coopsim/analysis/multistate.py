"""Runs as paths through the phases: where they are in each month, how they move, how long they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model import codes

if TYPE_CHECKING:
    import pandas as pd

_KINDS = len(codes.PHASES)


def phase_shares(phase: Any) -> pd.DataFrame:
    """Share of runs in each phase by month, from phase codes (R, T); columns ``month``, ``phase``, ``share``."""
    return shares_of(phase_counts(phase))


def phase_counts(phase: Any) -> Any:
    """How many runs are in each phase by month, (T, phases), from phase codes (R, T)."""
    months = phase.shape[1]
    cells = np.arange(months) * _KINDS + phase
    return np.bincount(cells.ravel(), minlength=months * _KINDS).reshape(months, _KINDS)


def shares_of(counts: Any) -> pd.DataFrame:
    """The table of ``phase_shares`` from the numbers of ``phase_counts``."""
    import pandas as pd

    months = len(counts)
    return pd.DataFrame(
        {
            "month": np.repeat(np.arange(months), _KINDS),
            "phase": pd.Categorical.from_codes(np.tile(np.arange(_KINDS), months), list(codes.PHASES)),
            "share": (counts / counts.sum(axis=1, keepdims=True)).ravel(),
        }
    )


def transitions(phase: Any) -> pd.DataFrame:
    """Moves between phases from phase codes (R, T): one row per pair of phases between which some run moved.

    Columns ``origin``, ``target``, ``count`` (moves), ``runs`` (runs with at least one), ``share`` (of all moves out
    of the origin), ``per_year`` (moves per year spent in the origin before the last month).
    """
    import pandas as pd

    before, after = phase[:, :-1].astype(np.int64), phase[:, 1:]
    moved = before != after
    pair = (before * _KINDS + after)[moved]
    run = np.broadcast_to(np.arange(len(phase))[:, None], moved.shape)[moved]
    count = np.bincount(pair, minlength=_KINDS**2)
    distinct = np.unique(run * _KINDS**2 + pair) % _KINDS**2
    runs = np.bincount(distinct, minlength=_KINDS**2)
    exposed = np.bincount(before.ravel(), minlength=_KINDS)
    leaving = count.reshape(_KINDS, _KINDS).sum(axis=1)
    rows = np.flatnonzero(count)
    origin, target = rows // _KINDS, rows % _KINDS
    names = np.array(codes.PHASES)
    return pd.DataFrame(
        {
            "origin": pd.Categorical(names[origin], list(codes.PHASES)),
            "target": pd.Categorical(names[target], list(codes.PHASES)),
            "count": count[rows],
            "runs": runs[rows],
            "share": count[rows] / leaving[origin],
            "per_year": 12 * count[rows] / exposed[origin],
        }
    )


def stays(phase: Any) -> pd.DataFrame:
    """How often and how long runs stay in each phase, from phase codes (R, T); a row per phase that occurs.

    Columns ``phase``, ``runs`` (share of runs that were ever in it), ``visits`` (mean number per run that was),
    ``months`` (mean months per visit; visits that the horizon cuts short count with what was seen of them).
    """
    import pandas as pd

    begins = np.ones(phase.shape, bool)
    begins[:, 1:] = phase[:, 1:] != phase[:, :-1]
    rows = []
    for code, name in enumerate(codes.PHASES):
        inside = phase == code
        ever, visits = int(inside.any(axis=1).sum()), int((begins & inside).sum())
        if ever:
            rows.append((name, ever / len(phase), visits / ever, int(inside.sum()) / visits))
    return pd.DataFrame(rows, columns=["phase", "runs", "visits", "months"])


def paths(phase: Any, most: int = 10) -> pd.DataFrame:
    """The most frequent sequences of phases of whole runs, from phase codes (R, T); columns ``path``, ``share``.

    A path names each phase when it is entered, so it does not tell how long a phase took.
    """
    from collections import Counter

    import pandas as pd

    changes = np.ones(phase.shape, bool)
    changes[:, 1:] = phase[:, 1:] != phase[:, :-1]
    counts = Counter(tuple(row[change].tolist()) for row, change in zip(phase, changes, strict=True))
    found = counts.most_common(most)
    words = [" → ".join(codes.PHASES[code] for code in path) for path, _ in found]
    return pd.DataFrame({"path": words, "share": [count / len(phase) for _, count in found]})
