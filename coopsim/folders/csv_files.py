"""CSV files: the one place that writes them, and that reads back what it wrote.

``en`` is comma and decimal point, for programs; ``de`` is semicolon, decimal comma and a byte order mark, which a
German Excel opens in columns.  A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a
carriage return for a formula.  So texts of that kind get an apostrophe before that sign, also after a separator of
columns within them, where another program may cut them; numbers stay as they are.  Reading takes these apostrophes
away again.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coopsim.folders import put

if TYPE_CHECKING:
    import pandas as pd

#: How each style is written and read by pandas.
STYLES: Final[dict[str, dict[str, str]]] = {
    "en": {"sep": ",", "decimal": ".", "encoding": "utf-8"},
    "de": {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"},
}
_PLACE: Final = r"((?:^|[,;|\t\r\n])\"*)('*)(?=[=+\-@\t\r＝＋－＠])"
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def defused(words: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return words if _NUMBER.fullmatch(words) else re.sub(_PLACE, r"\1\2'", words)


def restored(words: str) -> str:
    """The text that ``defused`` made this of."""
    return words if _NUMBER.fullmatch(words) else re.sub(_PLACE, lambda found: found[1] + found[2][1:], words)


def write_csv(
    table: pd.DataFrame, path: str | Path, style: str = "en", digits: int | None = 6, *, replace: bool = False
) -> Path:
    """Write a table with its headings and without its index, whole or not at all; the path.

    Numbers have so many significant digits, with None as many as they have.  Raises KeyError for an unknown style,
    UserError where the file cannot be written, or is there with other content, unless ``replace``.
    """
    return put(path, csv_bytes(table, style, digits), replace)


def csv_bytes(table: pd.DataFrame, style: str = "en", digits: int | None = 6) -> bytes:
    """What ``write_csv`` writes."""
    form = STYLES[style]
    number = "{!r}" if digits is None else f"{{:.{digits}g}}"

    def cell(value: Any) -> Any:
        if isinstance(value, float) and value == value:
            return number.format(float(value)).replace(".", form["decimal"])
        return defused(value) if isinstance(value, str) else value

    plain = table.copy(deep=False)
    for name, kind in table.dtypes.items():
        if kind.kind not in "biufM":  # texts, categories, and columns of different things
            plain[name] = table[name].astype(object).map(cell, na_action="ignore")
    plain.columns = [defused(str(name)) for name in table.columns]
    form_of_numbers = None if digits is None else f"%.{digits}g"
    text: str = plain.to_csv(
        index=False, float_format=form_of_numbers, lineterminator="\n", sep=form["sep"], decimal=form["decimal"]
    )
    return text.encode(form["encoding"])


def style_of(path: str | Path) -> str:
    """The style of a file, by its first line.  Raises OSError when it cannot be read."""
    with open(path, "rb") as file:
        line = file.readline(65_536)
    semicolons, commas = line.count(b";"), line.count(b",")
    marked = line.startswith(codecs.BOM_UTF8)  # tells where there is a single column
    return "de" if semicolons > commas or (marked and semicolons == commas) else "en"


def read_csv(path: str | Path, **options: Any) -> pd.DataFrame:
    """Read a file of either style, as ``pandas.read_csv`` with these options; texts as they were before ``write_csv``.

    Raises OSError or ValueError when it cannot be read.
    """
    import pandas as pd

    form = STYLES[style_of(path)]
    table: pd.DataFrame = pd.read_csv(path, **{**form, "encoding": "utf-8-sig", **options})
    for name, kind in table.dtypes.items():
        if kind.kind not in "biufM":
            table[name] = table[name].map(lambda value: restored(value) if isinstance(value, str) else value)
    return table.rename(columns=lambda name: restored(str(name)))
