"""A finished figure with its words, and how it is written: the same bytes from the same data."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypedDict
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine

from coopsim.figures.style import Width, house_style
from coopsim.folders import put

FORMATS: Final = ("svg", "pdf", "png")
P = ParamSpec("P")


class Options(TypedDict, total=False):
    """What every figure takes beside its data."""

    lang: str  #: language, "en" (if not given) or "de"
    note: str  #: what was simulated, in words; goes into the caption
    width: Width  #: "double" (if not given) or "single": columns of a journal
    titled: bool  #: whether title and caption stand in the figure, as they do if not given
    name: str  #: name of its files, without an ending


@dataclass(frozen=True)
class Picture:
    """A figure and what is said about it."""

    name: str  #: name of its files, without an ending
    title: str  #: what it shows, in a line
    caption: str  #: how to read it, in a few sentences; also what it was made from
    alt: str  #: what can be seen, for those who cannot see it
    figure: Figure  #: of matplotlib; title and caption are part of it unless it was made with ``titled=False``

    def save(
        self, folder: Path, manifest_id: str, formats: Iterable[str] = FORMATS, *, replace: bool = False
    ) -> list[Path]:
        """Write SVG with real text, PDF with embedded fonts and PNG (300 dots per inch) to a folder; the paths.

        Raises UserError where a file cannot be written, or is there with other content, unless ``replace``.
        """
        made = {kind: self.bytes(kind, manifest_id) for kind in formats}
        return [put(folder / f"{self.name}.{kind}", content, replace) for kind, content in made.items()]

    def bytes(self, kind: str, manifest_id: str) -> bytes:
        """The figure as a file of the kind "svg", "pdf" or "png"; no date goes into it, the manifest's id does."""
        note = f"coopsim, manifest {manifest_id}"
        metadata: dict[str, dict[str, Any]] = {
            "svg": {"Title": self.title, "Description": f"{self.alt} ({note})", "Creator": "coopsim", "Date": None},
            "pdf": {"Title": self.title, "Subject": note, "Creator": "coopsim", "CreationDate": None},
            "png": {"Title": self.title, "Description": note, "Software": "coopsim"},
        }
        out = io.BytesIO()
        with house_style(), mpl.rc_context({"svg.hashsalt": self.name}):
            settle(self.figure)
            self.figure.savefig(out, format=kind, metadata=metadata[kind])
        return out.getvalue()

    def svg(self, manifest_id: str) -> str:
        """The figure as an ``<svg>`` element to be put into a page: it scales, has a role and an alternative text.

        Its ids hold the name of the figure, so that several fit into one page.
        """
        code = self.bytes("svg", manifest_id).decode("utf-8")
        code = code[code.index("<svg") :].strip()
        end = code.index(">")
        head = re.sub(r'\s(?:width|height)="[^"]*"', "", code[:end])
        prefix = re.sub(r"\W", "_", self.name)
        body = re.sub(r'\bid="', f'id="{prefix}-', code[end:])
        body = re.sub(r'href="#', f'href="#{prefix}-', re.sub(r"url\(#", f"url(#{prefix}-", body))
        title = f"<title>{escape(self.title)}</title>"
        return f'{head} role="img" aria-label={quoteattr(self.alt)}>{title}{body[1:]}'


def styled(function: Callable[P, Picture]) -> Callable[P, Picture]:
    """Draw in the house style, whatever the user's own settings of matplotlib."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> Picture:
        with house_style():
            return function(*args, **kwargs)

    return inside


def settle(figure: Figure) -> None:
    """Lay a figure out once and for all; the last bits of a layout differ from call to call, so they are cut off."""
    if isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):  # laid out already
        return
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axis in figure.axes:
        left, bottom, width, height = (round(number, 5) for number in axis.get_position().bounds)
        axis.set_position((left, bottom, width, height))
