"""What all figures share: the sheet with title and caption, panels, axes of time and of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from coopsim.figures.picture import Options, Picture
from coopsim.figures.style import COLUMNS, DARK, MM, STRIPE, WIDTHS, Width
from coopsim.figures.titles import outcome_scale
from coopsim.texts import text
from coopsim.texts.numbers import number, percent


class Drawing:
    """What a figure is drawn with: the ``Options`` that it was given, its title and caption, and its sheet.

    ``name`` is that of its files where the options give no other.
    """

    title = caption = ""

    def __init__(self, kind: str, /, **options: Unpack[Options]) -> None:
        chosen: Options = {"lang": "en", "note": "", "width": "double", "titled": True, "name": kind}
        unknown = ", ".join(sorted(options.keys() - chosen.keys()))
        if unknown:
            raise TypeError(f"A figure has no option {unknown}; it has {', '.join(chosen)}.")
        chosen |= options
        self.lang, self.note, self.name = chosen["lang"], chosen["note"], chosen["name"]
        self.width, self.titled = chosen["width"], chosen["titled"]
        self.wide = self.width == "double"

    def text(self, key: str, /, **values: object) -> str:
        """The text of a key in the language of the figure."""
        return text(self.lang, key, **values)

    def head(self, title: str, caption: str, **values: object) -> None:
        """Title and caption, from keys of texts; the note is among the values."""
        self.title, self.caption = (self.text(key, note=self.note, **values) for key in (title, caption))

    def sheet(self, body: float, foot: float) -> Figure:
        """An empty figure of a journal width with room for ``body`` and below it ``foot`` (mm).

        Title and caption stand above, unless the figure is to be without them.
        """
        across = WIDTHS[self.width]
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)  # texts can be measured
        head = 1.0
        if self.titled:
            title = fitted(figure, self.title, 9, across - 4, weight="bold")
            caption = fitted(figure, self.caption, 7, across - 4)
            below = 3 + 4.2 * (title.count("\n") + 1)
            head = below + 2.5 + 3.4 * (caption.count("\n") + 1)
        height = head + body + foot
        figure.set_size_inches(across * MM, height * MM)
        if self.titled:
            figure.text(2 / across, 1 - 2 / height, title, size=9, weight="bold", va="top")
            figure.text(2 / across, 1 - below / height, caption, size=7, color=DARK, va="top", linespacing=1.3)
        engine: Any = figure.get_layout_engine()
        engine.set(rect=(0.005, foot / height, 0.99, 1 - (foot + head) / height), w_pad=0.03, h_pad=0.04)
        return figure

    def panels(self, count: int, row: float, foot: float) -> tuple[Figure, list[Axes], int]:
        """A figure of ``count`` panels with shared axes, and how many stand side by side.

        ``row`` is the height of a row of panels and ``foot`` the space kept free below them, both in mm.
        """
        columns = min(count, COLUMNS[self.width])
        rows = -(-count // columns)
        figure = self.sheet(rows * row, foot)
        axes = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).flat)
        for empty in axes[count:]:
            empty.set_visible(False)
        for place in range(max(0, count - columns), count):
            axes[place].tick_params(labelbottom=True)
        return figure, axes[:count], columns

    def picture(self, figure: Figure, alt: str) -> Picture:
        """The finished figure with its words; ``alt`` says what can be seen."""
        return Picture(self.name, self.title, self.caption, alt, figure)


def named(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The table with these columns of words; those that it lacks are empty, as there is only one panel or line."""
    return table.assign(**{name: "" for name in names if name not in table})


def text_width(figure: Figure, words: str, size: float, weight: str = "normal") -> float:
    """Width of a line in the house font, mm."""
    renderer: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    font = FontProperties(size=size, weight=weight)
    return float(renderer.get_text_width_height_descent(words, font, False)[0] / figure.dpi / MM)


def fitted(figure: Figure, words: str, size: float, room: float, weight: str = "normal") -> str:
    """Words broken into lines that are at most ``room`` mm wide in the house font; no word is broken."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or text_width(figure, longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def legend_columns(count: int, width: Width) -> int:
    """Columns of a legend of ``count`` phases, so that its rows are of about equal length."""
    rows = -(-count // (5 if width == "double" else 2))
    return -(-count // rows)


def panel_title(axis: Axes, title: str, room: float, below: str | None = None) -> None:
    """The name of a panel, in lines of at most ``room`` mm, smaller if a word is longer, and a line below it."""
    figure: Any = axis.figure
    if title:
        words = fitted(figure, title, 7, room, "bold")
        size = 7 * min(1.0, room / max(text_width(figure, line, 7, "bold") for line in words.split("\n")))
        axis.set_title(words, weight="bold", size=size, pad=11 if below else 3)
    if below:
        axis.text(0, 1.02, below, transform=axis.transAxes, size=6.5, color=DARK, va="bottom")


def outer_labels(axes: list[Axes], columns: int, left: str, below: str) -> None:
    """Labels at the outer axes only."""
    for place, axis in enumerate(axes):
        if place % columns == 0:
            axis.set_ylabel(left)
        if place // columns == (len(axes) - 1) // columns:
            axis.set_xlabel(below)


def stripes(axis: Axes, count: int) -> None:
    """Every other of so many rows in a light grey."""
    for place in range(1, count, 2):
        axis.axhspan(place - 0.5, place + 0.5, color=STRIPE, linewidth=0, zorder=0)


def rows_axis(
    axis: Axes, names: Sequence[str], places: Any = None, bottom: float | None = None, top: float = -0.5
) -> None:
    """A row for each name, the first on top, at whole numbers or some places; no ticks and no line beside them."""
    axis.set_yticks(range(len(names)) if places is None else places, names)
    axis.set_ylim(len(names) - 0.5 if bottom is None else bottom, top)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)


def unframed(axis: Axes) -> None:
    """No lines around a panel."""
    for side in axis.spines.values():
        side.set_visible(False)


def years_axis(axis: Axes, horizon: int, lang: str, most: int = 5) -> dict[float, str]:
    """Ticks at whole years from 0 to the horizon (months); their places and words."""
    years = horizon / 12
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= most)
    ticks = {float(year): number(lang, year) for year in np.arange(0, years + 0.01, step)}
    axis.set_xlim(0, years)
    axis.set_xticks(list(ticks), list(ticks.values()))
    return ticks


def shares_axis(axis: Axes, lang: str) -> None:
    """Shares from 0 to 1 at the left, in per cent."""
    axis.set_ylim(0, 1)
    axis.yaxis.set_major_locator(MultipleLocator(0.25))
    axis.yaxis.set_major_formatter(lambda y, _: percent(lang, y))


def numbers_axis(axis: Any, lang: str, *, sign: bool = False, most: int = 6) -> None:
    """Ticks of an axis (such as ``axes.xaxis``) as the language writes numbers, with the decimals that they need."""
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))

    def words(x: float, _: object) -> str:
        ticks = axis.get_majorticklocs()
        step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else 1.0
        digits = max(0, -int(np.floor(np.log10(step) + 1e-9))) if step > 0 else 0
        digits += int(round(step * 10**digits, 6) != round(step * 10**digits))
        return number(lang, x, digits, sign=sign)

    axis.set_major_formatter(FuncFormatter(words))


def clear_effects(
    table: pd.DataFrame, most: int, lang: str, called: Callable[[dict[Any, Any]], str], outcome: str = ""
) -> str:
    """The effects whose limits leave out zero in words, the strongest first, at most so many.

    ``called`` names a row.  The outcome is named in each where it is not given but stands in the rows.
    """
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    strongest = clear.loc[clear["effect"].abs().sort_values(ascending=False).index[:most]]
    said = []
    for row in strongest.to_dict("records"):
        scale = outcome_scale(outcome or row["outcome"], lang)
        change = number(lang, scale.factor * row["effect"], 1 if scale.factor == 100 else 2, sign=True)
        said.append(f"{called(row)}: {'' if outcome else scale.title + ' '}{change} {scale.change}")
    return "; ".join(said) or text(lang, "figure.no_clear_effect")
