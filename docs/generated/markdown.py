"""What all blocks share: tables in Markdown, numbers and values in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).resolve().parents[1]


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars and line breaks in cells are masked."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    heads = list(headings)
    return "\n".join([line(heads), "|" + "---|" * len(heads), *(line(row) for row in rows)]) + "\n"


def plain(value: float) -> str:
    """A number without needless digits."""
    return f"{value:,.10g}".replace(",", " ")


def shown(value: Any) -> str:
    """A value of a catalogue in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return plain(value) if isinstance(value, int | float) else str(value)
