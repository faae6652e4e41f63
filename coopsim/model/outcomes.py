"""What a run reports: the columns of the run table, of the series and of the municipality table.

The columns stand in ``data/outcomes.toml``.  Months count from 0; a month that did not come is missing (−1 in the
arrays, ``<NA>`` in tables).
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model.codes import PHASES
from coopsim.model.data_files import rows


class Column(NamedTuple):
    """One column: numpy kind, unit, and by language ("en", "de") a short title and the meaning."""

    kind: str
    unit: str
    title: Mapping[str, str]
    meaning: Mapping[str, str]


TABLES: Final[dict[str, dict[str, Column]]] = {
    table: {name: Column(**row) for name, row in columns.items()} for table, columns in rows("outcomes").items()
}
RUN: Final = TABLES["run"]
SERIES: Final = TABLES["series"]
TOWN_SERIES: Final = TABLES["town_series"]
TOWN_RUN: Final = TABLES["town_run"]

#: Words behind the codes of some columns.
_PHASED: Final = ("phase", "phase_end", "phase_5", "phase_10", "phase_20")
WORDS: Final = {"merged": ("no", "partial", "complete"), **dict.fromkeys(_PHASED, PHASES)}


def dtype(columns: dict[str, Column]) -> np.dtype[Any]:
    """Record layout of a table."""
    return np.dtype([(name, column.kind) for name, column in columns.items()], align=True)


def outcome_title(name: str, lang: str = "en", table: str | None = None) -> str:
    """Short title of a column, for table headings and axes.

    ``table`` is "run", "series", "town_series" or "town_run"; without it the first table that has the column counts.
    Raises KeyError for an unknown column and ValueError for an unknown language.
    """
    return _in_language(_column(name, table).title, lang)


def outcome_meaning(name: str, lang: str = "en", table: str | None = None) -> str:
    """What a column says, in a few words; arguments as for ``outcome_title``."""
    return _in_language(_column(name, table).meaning, lang)


def _column(name: str, table: str | None) -> Column:
    places = list(TABLES.values()) if table is None else [TABLES[table]]
    for columns in places:
        if name in columns:
            return columns[name]
    known = ", ".join(dict.fromkeys(name for columns in places for name in columns))
    raise KeyError(f"No outcome is called {name!r}. Known: {known}.")


def _in_language(words: Mapping[str, str], lang: str) -> str:
    if lang not in words:
        raise ValueError(f"Outcomes have names in {' and '.join(words)}, not in {lang!r}.")
    return words[lang]
