"""How figures look: colours told apart by the colour-blind, journal widths, sizes and fonts."""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path
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
    "asleep": MIDDLE,
    "dissolved": DARK,
    "merged": PURPLE,
}

#: Where alliances stand (``analysis.standings``), in the same order and colours; not under way is a pale grey.
STANDINGS: Final = {
    "works": BLUE,
    "not_under_way": LIGHT,
    "stagnates": VERMILLION,
    "asleep": MIDDLE,
    "dissolved": DARK,
    "merged": PURPLE,
}


def house_style() -> Any:
    """Context in which figures are made and saved, whatever the user's own settings of matplotlib."""
    import matplotlib as mpl

    return mpl.rc_context(_settings())


@cache
def _settings() -> Any:
    import matplotlib as mpl

    plain = {key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")}
    house = mpl.rc_params_from_file(Path(__file__).with_name("house.mplstyle"), use_default_template=False)
    return plain | dict(house)


def wrapped(words: str, width: int) -> str:
    """Words broken into lines of at most ``width`` characters."""
    return "\n".join(textwrap.wrap(words, width, break_long_words=False))
