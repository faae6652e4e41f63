"""Timeline of one run: phases of the alliance and of each municipality, activity and trust, and what happened."""

from __future__ import annotations

from typing import Any, Final, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from coopsim.analysis.single_run import SingleRun
from coopsim.figures import style
from coopsim.figures.frame import Drawing, legend_columns, numbers_axis, rows_axis, unframed, years_axis
from coopsim.figures.picture import Options, Picture, styled
from coopsim.model import codes
from coopsim.texts.numbers import number

#: Events by lane, and whether they bring the alliance forward (1), set it back (−1) or neither.
LANES: Final[dict[str, dict[str, int]]] = {
    "form": {
        **dict.fromkeys(
            ("talks_begin", "letter_of_intent", "contract_signed", "form_changed", "designated", "merger"), 1
        ),
        **dict.fromkeys(
            ("contract_refused", "land_refuses", "designation_refused", "merger_refused", "dissolution"), -1
        ),
        **dict.fromkeys(("contract_proposed", "mandate", "merger_proposed"), 0),
    },
    "projects": {
        **dict.fromkeys(("agreed", "delivered", "petition_granted"), 1),
        **dict.fromkeys(("blocked", "failed", "petition_refused"), -1),
    },
    "members": {"joined": 1, "exit": -1, "letter_refused": -1, "entry_refused": -1, "notice": -1},
    "elections": {"election_lost": 0, "mayor_retires": 0, "council_elected": 0},
    "outside": {
        **dict.fromkeys(("funding_begins", "own_impulse", "good_practice"), 1),
        **dict.fromkeys(("funding_ends", "closure", "bad_practice"), -1),
        "impulse": 0,
    },
}
#: Events that are named above the chart, at their first time.
MILESTONES: Final = (
    *("talks_begin", "letter_of_intent", "contract_signed", "mandate", "delivered", "designated", "funding_ends"),
    *("exit", "merger", "dissolution"),
)
_SIGNS: Final = {1: ("^", style.BLUE), -1: ("v", style.VERMILLION), 0: ("o", style.MIDDLE)}


@styled
def run_timeline(run: SingleRun, **options: Unpack[Options]) -> Picture:
    """Phases as bands (the alliance first, then each municipality), two curves, and events in five lanes."""
    d = Drawing("timeline", **options)
    horizon = len(run.series)
    d.head("figure.timeline_title", "figure.timeline_caption", seed=run.seed, run=run.run)
    towns = len(run.names)
    bands, curves, lanes = 6.0 + 3.3 * (towns + 1), 26.0, 24.0
    occurring = np.unique(np.append(run.series["phase"].to_numpy(), run.town_phase)).tolist()
    present = [phase for phase in style.PHASES if codes.PHASES.index(phase) in occurring]
    columns = legend_columns(len(present), d.width)
    foot = 5.6 + 4.1 * -(-len(present) // columns)
    figure = d.sheet(12 + bands + curves + lanes, foot)
    top, middle, bottom = figure.subplots(3, 1, sharex=True, height_ratios=(bands, curves, lanes))
    _phases(top, run, d, 18 if not d.wide else 30)
    _curves(middle, run, d)
    _events(bottom, run, d)
    years_axis(bottom, horizon, d.lang, 10 if d.wide else 5)
    bottom.set_xlabel(d.text("figure.years"))
    named = _milestones(figure, top, (middle, bottom), run, d)
    _legends(figure, present, columns, d, foot)
    alt = d.text("figure.timeline_alt", steps="; ".join(named), end=_phase(run.series["phase"].iloc[-1], d))
    return d.picture(figure, alt)


def _phase(code: int, d: Drawing) -> str:
    return d.text(f"phase.{codes.PHASES[code]}")


def _phases(axis: Axes, run: SingleRun, d: Drawing, letters: int) -> None:
    columns = [run.series["phase"].to_numpy(), *run.town_phase.T]
    names = [d.text("figure.alliance"), *run.names]
    for place, phase in enumerate(columns):
        starts = np.flatnonzero(np.r_[True, phase[1:] != phase[:-1]])
        lengths = np.diff(np.r_[starts, len(phase)])
        spans = [(start / 12, length / 12) for start, length in zip(starts, lengths, strict=True)]
        colours = [style.PHASES[codes.PHASES[phase[start]]] for start in starts]
        y = place + (0.35 if place else 0)
        axis.broken_barh(spans, (y - 0.42, 0.84), facecolors=colours, linewidth=0)
    places = [place + (0.35 if place else 0) for place in range(len(names))]
    axis.set_yticks(places, [name if len(name) <= letters else f"{name[: letters - 1]}…" for name in names])
    axis.get_yticklabels()[0].set_fontweight("bold")
    axis.set_ylim(len(names) - 0.1, -0.55)
    axis.tick_params(length=0, labelbottom=False)
    unframed(axis)


def _curves(axis: Axes, run: SingleRun, d: Drawing) -> None:
    years = (run.series["month"].to_numpy() + 1) / 12
    alive = run.series.where(~run.series["phase"].isin([codes.MERGED, codes.DISSOLVED]))
    for column, colour, stroke in (("activity", style.BLUE, "-"), ("trust", style.DARK, "--")):
        axis.plot(years, alive[column], stroke, color=colour, label=d.text(f"figure.{column}"))
    top = max(0.1, 1.25 * float(run.series[["activity", "trust"]].to_numpy().max()))
    axis.set_ylim(0, min(1.0, top))
    axis.set_ylabel(d.text("figure.level"))
    axis.legend(loc="upper right", ncols=2, handlelength=2.2, borderaxespad=0)
    axis.grid(axis="y")
    axis.tick_params(labelbottom=False)
    numbers_axis(axis.yaxis, d.lang)


def _events(axis: Axes, run: SingleRun, d: Drawing) -> None:
    for place, (_, kinds) in enumerate(LANES.items()):
        if place % 2 == 0:
            axis.axhspan(place - 0.5, place + 0.5, color=style.STRIPE, linewidth=0, zorder=0)
        for sign, (marker, colour) in _SIGNS.items():
            chosen = run.events["kind"].isin([kind for kind, value in kinds.items() if value == sign])
            years = (run.events.loc[chosen, "month"].to_numpy() + 0.5) / 12
            y = np.full(len(years), place - 0.2 * sign)
            axis.plot(years, y, marker, color=colour, markersize=3, markeredgewidth=0, alpha=0.8)
    rows_axis(axis, [d.text(f"figure.lane_{lane}") for lane in LANES])


def _milestones(figure: Figure, top: Axes, others: tuple[Axes, ...], run: SingleRun, d: Drawing) -> list[str]:
    """Names of the main steps above the bands, in as many rows as they need; returns the steps in words."""
    figure.draw_without_rendering()
    renderer: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    events = run.events.drop_duplicates("kind")
    steps = events[events["kind"].isin(MILESTONES)].sort_values(["month"], kind="stable")
    rows: list[float] = []
    said = []
    for kind, month in zip(steps["kind"], steps["month"], strict=True):
        x = (month + 0.5) / 12
        words = d.text(f"figure.step_{kind}")
        look: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False}
        box_behind = {"facecolor": "white", "alpha": 0.85, "linewidth": 0, "pad": 0.5}
        letters: dict[str, Any] = {"ha": "left", "va": "bottom", "size": 6, "zorder": 6, "bbox": box_behind}
        note = top.annotate(words, (x, -0.55), (0, 0), **look, **letters)
        box = note.get_window_extent(renderer)
        frame = top.get_window_extent(renderer)
        shift = min(0.0, frame.x1 - box.x1)
        level = next((k for k, end in enumerate(rows) if end < box.x0 + shift), len(rows))
        rows[level:] = [box.x1 + shift + 4, *rows[level + 1 :]]
        note.set_position((72 / figure.dpi * shift, 2 + 7.5 * level))
        thin: dict[str, Any] = {"linewidth": 0.4, "color": style.MIDDLE}
        for axis in (top, *others):
            axis.axvline(x, linestyle=(0, (2, 2)), zorder=0 if axis is not top else 4, **thin)
        arrow = {"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0, **thin}
        top.annotate("", (x, -0.5), (0, 2 + 7.5 * level), arrowprops=arrow, **look)
        said.append(d.text("figure.step_alt", year=number(d.lang, x, 1), step=words))
    return said


def _legends(figure: Figure, present: list[str], columns: int, d: Drawing, foot: float) -> None:
    high = figure.get_size_inches()[1] / style.MM
    look: dict[str, Any] = {"linestyle": "none", "markersize": 4, "markeredgewidth": 0}
    marks = [Line2D([], [], marker=marker, color=colour, **look) for marker, colour in _SIGNS.values()]
    names = [d.text(f"figure.{key}") for key in ("forward", "setback", "neither")]
    below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, (foot - 0.5) / high)}
    figure.legend(marks, names, ncols=3, borderaxespad=0, borderpad=0, **below)
    patches = [Patch(color=style.PHASES[phase]) for phase in present]
    words = [d.text(f"phase.{phase}") for phase in present]
    figure.legend(
        patches, words, ncols=columns, loc="lower center", handlelength=1.2, columnspacing=1.2, borderaxespad=0.3
    )
