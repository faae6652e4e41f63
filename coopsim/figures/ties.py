"""Map of the municipalities with the trust between them at chosen months; no tiles from the web."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from coopsim.analysis.single_run import SingleRun, Snapshot
from coopsim.figures import style
from coopsim.figures.frame import Drawing
from coopsim.figures.picture import Options, Picture, styled
from coopsim.model import codes
from coopsim.texts.numbers import number

_KM_PER_DEGREE = 111.2
_LEVELS = (0.2, 0.4, 0.6, 0.8)
_FEW = 8  # municipalities up to which every tie is drawn
#: Where a name may stand beside its point.
_WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))
_STRONGEST = 3  # ties of each municipality that are drawn of more


@styled
def ties_map(run: SingleRun, **options: Unpack[Options]) -> Picture:
    """Where the municipalities lie, who takes part, and the mutual trust of each pair; a panel per snapshot of the run.

    Raises ValueError when the run was lived through without months for snapshots.
    """
    d = Drawing("ties", **options)
    if not run.snapshots:
        raise ValueError("The map shows the months of live_again(…, months=[…]), of which there is none.")
    towns = sorted(run.scenario.municipalities, key=lambda town: town.id)
    middle = float(np.mean([town.lat for town in towns]))
    x = np.array([town.lon for town in towns]) * _KM_PER_DEGREE * np.cos(np.radians(middle))
    y = np.array([town.lat for town in towns]) * _KM_PER_DEGREE
    x, y = x - x.min(), y - y.min()
    people = np.array([town.population for town in towns], float)
    strongest = d.text("figure.ties_strongest") if len(towns) > _FEW else ""
    d.head("figure.ties_title", "figure.ties_caption", strongest=strongest)
    columns = min(len(run.snapshots), 2 if d.wide else 1)
    rows = -(-len(run.snapshots) // columns)
    across = style.WIDTHS[d.width] / columns
    wide, high = np.ptp(x) * 1.28 + 4, np.ptp(y) * 1.16 + 6
    row = float(np.clip(across * high / wide, 34, 95)) + 6
    figure = d.sheet(rows * row, 9.5 if not d.wide else 6.0)
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for empty in axes[len(run.snapshots) :]:
        empty.set_visible(False)
    radius = 1.2 + 3.4 * np.sqrt(people / people.max())
    for axis, snapshot in zip(axes, run.snapshots, strict=False):
        _draw(axis, snapshot, x, y, radius)
        axis.set_xlim(-0.14 * np.ptp(x) - 2, np.ptp(x) * 1.14 + 2)
        axis.set_ylim(-0.08 * np.ptp(y) - 4, np.ptp(y) * 1.08 + 2)
        axis.set_aspect("equal")
        axis.set_axis_off()
        axis.set_title(_when(run, snapshot, d), weight="bold")
        _scale_bar(axis, wide, d)
    figure.draw_without_rendering()
    for axis in axes[: len(run.snapshots)]:
        label_points(axis, [(x[i], y[i], town.name, radius[i]) for i, town in enumerate(towns)], 6)
    _legend(figure, d)
    alt = d.text("figure.ties_alt", rows=" ".join(_told(run, snapshot, d) for snapshot in run.snapshots))
    return d.picture(figure, alt)


def _look(trust: float) -> dict[str, Any]:
    """The stronger the trust, the wider and the darker the line."""
    pale, dark = np.array([0.84, 0.87, 0.90]), np.array([0.0, 0.24, 0.42])
    share = float(np.clip((trust - 0.2) / 0.6, 0, 1))
    return {"color": tuple(pale + (dark - pale) * share), "linewidth": 0.4 + 2.6 * share}


def _draw(axis: Axes, snapshot: Snapshot, x: Any, y: Any, radius: Any) -> None:
    mutual = (snapshot.trust + snapshot.trust.T) / 2
    for i, j in _drawn(mutual):
        both = snapshot.takes_part[i] and snapshot.takes_part[j]
        look = _look(float(mutual[i, j]))
        stroke = {} if both else {"linestyle": (0, (1, 2)), "linewidth": 0.4 + 0.4 * look["linewidth"]}
        axis.plot(x[[i, j]], y[[i, j]], zorder=1, **(look | stroke))
    for inside, face in ((True, style.VERMILLION), (False, "white")):
        chosen = snapshot.takes_part == inside
        sizes = (2 * radius[chosen]) ** 2
        axis.scatter(x[chosen], y[chosen], s=sizes, color=face, edgecolors=style.DARK, linewidths=0.6, zorder=3)


def _drawn(mutual: Any) -> list[tuple[int, int]]:
    """Pairs whose tie is drawn, the weakest first: all, or of many towns those that are among the strongest of one."""
    size = len(mutual)
    pairs = set(combinations(range(size), 2))
    if size > _FEW:
        others = np.where(np.eye(size, dtype=bool), -np.inf, mutual)
        best = np.argsort(-others, axis=1, kind="stable")[:, :_STRONGEST]
        pairs = {(min(i, int(j)), max(i, int(j))) for i in range(size) for j in best[i]}
    return sorted(pairs, key=lambda pair: (mutual[pair], pair))


def _when(run: SingleRun, snapshot: Snapshot, d: Drawing) -> str:
    phase = d.text(f"phase.{codes.PHASES[snapshot.phase]}")
    if snapshot.month == 0:
        return d.text("figure.ties_begin")
    years, rest = divmod(snapshot.month, 12)
    key = "figure.ties_years" if rest == 0 else "figure.ties_months"
    return d.text(key, count=number(d.lang, years if rest == 0 else snapshot.month), phase=phase)


def _scale_bar(axis: Axes, wide: float, d: Drawing) -> None:
    length = next(km for km in (100, 50, 20, 10, 5, 2, 1) if km <= 0.3 * wide or km == 1)
    right, low = axis.get_xlim()[1], axis.get_ylim()[0]
    axis.plot([right - length, right], [low + 0.6, low + 0.6], color=style.DARK, linewidth=0.8)
    words = d.text("figure.kilometres", count=number(d.lang, length))
    axis.annotate(words, (right - length / 2, low + 0.6), (0, 1.5), textcoords="offset points", ha="center", size=5.5)


def _legend(figure: Any, d: Drawing) -> None:
    handles = [Line2D([], [], **_look(level)) for level in _LEVELS]
    names = [d.text("figure.ties_trust", level=number(d.lang, level, 1)) for level in _LEVELS]
    dot: dict[str, Any] = {"marker": "o", "markersize": 5, "markeredgecolor": style.DARK, "linestyle": "none"}
    handles += [Line2D([], [], markerfacecolor=face, **dot) for face in (style.VERMILLION, "white")]
    names += [d.text("figure.ties_inside"), d.text("figure.ties_outside")]
    options: dict[str, Any] = {"loc": "lower center", "columnspacing": 1.2, "handlelength": 1.6}
    figure.legend(handles, names, ncols=6 if d.wide else 3, **options)


def _told(run: SingleRun, snapshot: Snapshot, d: Drawing) -> str:
    mutual = (snapshot.trust + snapshot.trust.T) / 2
    pairs = list(combinations(range(len(mutual)), 2))
    values = [float(mutual[pair]) for pair in pairs]
    most, least = pairs[int(np.argmax(values))], pairs[int(np.argmin(values))]
    return d.text(
        "figure.ties_alt_panel",
        when=_when(run, snapshot, d),
        mean=number(d.lang, float(np.mean(values)), 2),
        most=" – ".join(run.names[k] for k in most),
        least=" – ".join(run.names[k] for k in least),
    )


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
