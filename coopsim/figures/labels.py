"""Names beside points, placed so that they cover neither each other nor the points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

_WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))


def label_points(axis: Axes, points: Sequence[tuple[float, float, str, float]], size: float) -> None:
    """Write each name beside its point (x, y, name, radius in typographic points), the largest points first.

    Of sixteen places around a point the one is taken that covers least; the figure must have been laid out.
    """
    renderer: Any = axis.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    dots = axis.figure.dpi / 72
    frame = axis.get_window_extent(renderer)
    taken = []
    for x, y, _, radius in points:
        at = axis.transData.transform((x, y))
        taken.append(np.array([*(at - radius * dots), *(at + radius * dots)]))
    for x, y, name, radius in sorted(points, key=lambda point: -point[3]):
        best, least = None, np.inf
        for rank, (reach, way) in enumerate((reach, way) for reach in (1.5, 4.0) for way in _WAYS):
            offset = ((radius + reach) * way[0], (radius + reach) * way[1])
            ha = "left" if way[0] > 0 else "right" if way[0] < 0 else "center"
            va = "bottom" if way[1] > 0 else "top" if way[1] < 0 else "center"
            options: Any = {"textcoords": "offset points", "ha": ha, "va": va, "size": size, "zorder": 2}
            options["bbox"] = {"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.2}
            note = axis.annotate(name, (x, y), offset, **options)
            extent = note.get_window_extent(renderer)
            box = np.array([extent.x0, extent.y0, extent.x1, extent.y1])
            cost = sum(_shared(box, other) for other in taken) + 3 * _outside(box, frame) + 0.2 * rank * dots
            if cost < least:
                if best is not None:
                    best[0].remove()
                best, least = (note, box), cost
            else:
                note.remove()
        if best is not None:
            taken.append(best[1])


def _shared(a: Any, b: Any) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return float(wide * high) if wide > 0 and high > 0 else 0.0


def _outside(box: Any, frame: Any) -> float:
    over = (frame.x0 - box[0], frame.y0 - box[1], box[2] - frame.x1, box[3] - frame.y1)
    return float(sum(max(0.0, side) for side in over)) * float(box[3] - box[1])
