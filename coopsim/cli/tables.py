"""Plain rows on a terminal."""

from __future__ import annotations

from coopsim.cli.standard_streams import console
from coopsim.texts.numbers import number

Rows = tuple[list[str], list[list[str]]]  #: headings, then the cells of each row


def print_rows(headings: list[str], rows: list[list[str]], title: str | None = None) -> None:
    """Print a table on a terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*(Text(entry) for entry in row))
    console(error=False).print(table)


def plain_number(value: float, lang: str) -> str:
    """A number with as many decimals as it has."""
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    return number(lang, value, len(digits))
