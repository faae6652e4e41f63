"""How figures look and how they are written: colours, sizes, fonts, the same bytes from the same data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MM: Final = 1 / 25.4
WIDTH: Final = 180 * MM  #: inch; two columns of a journal page
COLUMNS: Final = 4  #: panels side by side
FORMATS: Final = ("svg", "pdf", "png")

# Colours told apart by the colour-blind (Okabe & Ito 2008), with three greys.
BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
VERMILLION: Final = "#D55E00"
ORANGE: Final = "#E69F00"
YELLOW: Final = "#F0E442"
PURPLE: Final = "#CC79A7"
DARK: Final = "#4D4D4D"
MIDDLE: Final = "#8C8C8C"
LIGHT: Final = "#D4D4D4"
PALE: Final = "#F1F1F1"

#: Phases from the bottom of a stack to its top: effective cooperation stands on the axis, failure hangs from above.
PHASES: Final = {
    "stabilised": BLUE,
    "implementation": SKY,
    "start": YELLOW,
    "finding": LIGHT,
    "none": PALE,
    "inert": ORANGE,
    "stagnating": VERMILLION,
    "dissolved": DARK,
    "merged": PURPLE,
}

_RC: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 7,
    "axes.titlesize": 7,
    "axes.titlelocation": "left",
    "axes.titlepad": 3,
    "axes.labelsize": 7,
    "axes.linewidth": 0.5,
    "axes.edgecolor": DARK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.5,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.major.size": 2,
    "ytick.major.size": 2,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "svg.fonttype": "none",
    "svg.hashsalt": "coopsim",
    "pdf.fonttype": 42,
    "path.simplify": False,
}


def house_style() -> Any:
    """Context in which figures are made and saved, whatever the user's own settings of matplotlib."""
    import matplotlib as mpl

    settings: Any = {key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")}
    return mpl.rc_context(settings | _RC)


def panels(count: int, row: float, titles: tuple[str, str], *, foot: float) -> tuple[Figure, list[Axes]]:
    """A figure of ``count`` panels, at most four side by side, with shared axes below a title and a subtitle.

    ``row`` is the height of a row of panels and ``foot`` the space kept free below them, both in mm.
    """
    from matplotlib.figure import Figure

    columns = min(count, COLUMNS)
    rows = -(-count // columns)
    lines = wrapped(titles[1], 125)
    head = 10.5 + 3.5 * lines.count("\n")
    height = head + rows * row + foot
    figure = Figure(figsize=(WIDTH, height * MM), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    axes = list(grid.flat)
    for empty in axes[count:]:
        empty.set_visible(False)
    for place in range(max(0, count - columns), count):
        axes[place].tick_params(labelbottom=True)
    figure.text(2 * MM / WIDTH, 1 - 2 / height, titles[0], size=9, weight="bold", va="top")
    figure.text(2 * MM / WIDTH, 1 - 7 / height, lines, size=7, color=DARK, va="top", linespacing=1.3)
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.99, 1 - (foot + head) / height), w_pad=0.03, h_pad=0.04)
    return figure, axes[:count]


def wrapped(words: str, width: int) -> str:
    """Words broken into lines of at most ``width`` characters."""
    import textwrap

    return "\n".join(textwrap.wrap(words, width))


def settle(figure: Figure) -> None:
    """Lay a figure out once and for all; the last bits of a layout differ from call to call, so they are cut off."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axis in figure.axes:
        left, bottom, width, height = (round(number, 5) for number in axis.get_position().bounds)
        axis.set_position((left, bottom, width, height))


def save_figure(figure: Figure, folder: Path, name: str, title: str, manifest_id: str) -> list[Path]:
    """Write a figure as SVG with real text, PDF with embedded fonts and PNG; no date goes into the files."""
    note = f"coopsim, manifest {manifest_id}"
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Title": title, "Description": note, "Creator": "coopsim", "Date": None},
        "pdf": {"Title": title, "Subject": note, "Creator": "coopsim", "CreationDate": None},
        "png": {"Title": title, "Description": note, "Software": "coopsim"},
    }
    settle(figure)
    paths = []
    for kind in FORMATS:
        path = folder / f"{name}.{kind}"
        figure.savefig(path, format=kind, metadata=metadata[kind])
        paths.append(path)
    return paths
