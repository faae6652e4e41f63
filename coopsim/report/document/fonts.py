"""Fonts of the reports: Open Sans, shipped beside this file with its licence, and the figures' own from matplotlib.

A page gets only the letters that it uses, so that it needs no font of the reader's and asks nobody for one.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont

TEXT: Final = Path(__file__).with_name("typefaces")
#: Family, weight, style and file of each font.
FACES: Final = (
    ("Open Sans", 400, "normal", "OpenSans-Regular.ttf"),
    ("Open Sans", 400, "italic", "OpenSans-Italic.ttf"),
    ("Open Sans", 600, "normal", "OpenSans-Semibold.ttf"),
    ("Open Sans", 700, "normal", "OpenSans-Bold.ttf"),
    ("DejaVu Sans", 400, "normal", "DejaVuSans.ttf"),
    ("DejaVu Sans", 700, "normal", "DejaVuSans-Bold.ttf"),
)


def font_folders() -> list[Path]:
    """Where the fonts lie: those of the text, those of the figures."""
    return [TEXT, Path(matplotlib.get_data_path()) / "fonts" / "ttf"]


def font_faces(letters: Iterable[str]) -> str:
    """CSS that holds the fonts themselves, cut down to these letters; equal letters give equal bytes."""
    used = sorted({ord(letter) for letter in letters if ord(letter) >= 32})
    rules = []
    for family, weight, style, file in FACES:
        path = next(folder / file for folder in font_folders() if (folder / file).is_file())
        data = base64.b64encode(_subset(path, used)).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
            f'src:url(data:font/woff;base64,{data}) format("woff")}}'
        )
    return "\n".join(rules)


def _subset(path: Path, letters: list[int]) -> bytes:
    options = subset.Options(flavor="woff", hinting=False, drop_tables=["FFTM"])
    options.layout_features = ["kern", "liga", "mark"]
    with TTFont(path, recalcTimestamp=False, lazy=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        font.flavor = "woff"
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()
