"""How figures look: colours told apart by the colour-blind, journal widths, sizes and fonts."""

from __future__ import annotations

from typing import Any, Final, Literal

MM: Final = 1 / 25.4
#: One column of a journal page, or two.
Width = Literal["single", "double"]
WIDTHS: Final[dict[Width, float]] = {"single": 88.0, "double": 180.0}  #: mm
COLUMNS: Final[dict[Width, int]] = {"single": 2, "double": 4}  #: panels side by side at most

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
STRIPE: Final = "#F6F6F6"

#: Colours and signs of lines and marks that stand side by side, in order.
SERIES: Final = (BLUE, VERMILLION, PURPLE, DARK, SKY, ORANGE)
MARKERS: Final = ("o", "s", "^", "D", "v", "P")

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
    "savefig.dpi": 300,
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "path.simplify": False,
}


def house_style() -> Any:
    """Context in which figures are made and saved, whatever the user's own settings of matplotlib."""
    import matplotlib as mpl

    settings: Any = {key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")}
    return mpl.rc_context(settings | _RC)


def wrapped(words: str, width: int) -> str:
    """Words broken into lines of at most ``width`` characters."""
    import textwrap

    return "\n".join(textwrap.wrap(words, width, break_long_words=False))
