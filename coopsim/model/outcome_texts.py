"""Titles and meanings of the outcome columns in the languages of tables and figures (data: ``outcomes.toml``)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from coopsim.texts import LANGUAGES

TABLES: Final = ("run", "series", "town_series", "town_run")  # in the order in which a name is looked up


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, dict[str, Any]]]:
    texts: dict[str, Any] = tomllib.loads(files("coopsim.model").joinpath("outcomes.toml").read_text(encoding="utf-8"))
    return texts


def _entry(name: str, table: str | None) -> dict[str, Any]:
    for place in TABLES if table is None else (table,):
        if name in _texts()[place]:
            return _texts()[place][name]
    known = ", ".join(_texts()[table] if table else dict.fromkeys(key for place in TABLES for key in _texts()[place]))
    raise KeyError(f"No outcome is called {name!r}. Known: {known}.")


def _checked(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"Outcomes have names in {' and '.join(LANGUAGES)}, not in {lang!r}.")
    return lang


def outcome_title(name: str, lang: str = "en", table: str | None = None) -> str:
    """Short title of a column, for table headings and axes.

    ``table`` is "run", "series", "town_series" or "town_run"; without it the first table that has the column counts.
    Raises KeyError for an unknown column and ValueError for an unknown language.
    """
    return str(_entry(name, table)["title"][_checked(lang)])


def outcome_meaning(name: str, lang: str = "en", table: str | None = None) -> str:
    """What a column says, in a few words; arguments as for ``outcome_title``."""
    entry = _entry(name, table)
    if _checked(lang) == "de":
        return str(entry["meaning"]["de"])
    from coopsim.model import outcomes

    tables = {
        "run": outcomes.RUN,
        "series": outcomes.SERIES,
        "town_series": outcomes.TOWN_SERIES,
        "town_run": outcomes.TOWN_RUN,
    }
    places = TABLES if table is None else (table,)
    return next(tables[place][name].meaning for place in places if name in tables[place])
