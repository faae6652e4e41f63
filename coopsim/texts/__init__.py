"""Every text that a user reads, in English and German: the files in the folders ``en`` and ``de``, one for each room.

Keys are dotted, given once in a language and the same in both, and so are the names in braces; tests hold them
together.  ``{years:# year|# years}`` stands for the value of ``years`` in the singular or in the plural.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache, partial
from importlib.resources import files
from string import Formatter
from typing import Any, Final, Literal, get_args

Lang = Literal["en", "de"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Lang)
#: What has a folder ``en`` and a folder ``de`` with texts: the package, and whatever else has been added.
_PLACES: Final[list[Any]] = [files("coopsim.texts")]


def add_texts(place: Any) -> None:
    """Take up the texts of a program that is built on the package, such as help for its commands.

    ``place`` is a path; in it lie the folders ``en`` and ``de`` with files that end in ``.toml``.
    """
    if place not in _PLACES:
        _PLACES.append(place)
        catalogue.cache_clear()


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(lang: str) -> dict[str, str]:
    """All texts of a language by dotted key.

    Raises ValueError for a language there is none of.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"No texts in the language {lang!r}; there are: {', '.join(LANGUAGES)}.")
    found = (file for place in _PLACES for file in (place / lang).iterdir() if file.name.endswith(".toml"))
    pages = sorted(found, key=lambda file: file.name)
    return dict(row for page in pages for row in _flat(tomllib.loads(page.read_text(encoding="utf-8")), ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return rows


class _Words(Formatter):
    """Puts values in, those with two forms in the one that their number takes."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, more = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        # English and German alike: singular is 1 without decimals, as in Unicode's rules (CLDR).
        return (one if str(value) == "1" else more).replace("#", str(value))


def filled(words: str, /, **values: object) -> str:
    """A text with the values put in for the names in braces.  Raises KeyError for a missing value."""
    return _Words().format(words, **values) if "{" in words else words


def text(lang: str, key: str, /, **values: object) -> str:
    """The text of a key with the values put in for the names in braces.

    Raises KeyError for an unknown key or a missing value.
    """
    return filled(catalogue(lang)[key], **values)


def both(key: str, /, **values: object) -> tuple[str, str]:
    """The text of a key in English and in German."""
    return text("en", key, **values), text("de", key, **values)


def short(words: str, most: int = 80) -> str:
    """What somebody typed, as far as a message has room for it."""
    return words if len(words) <= most else words[: most - 1] + "…"


def nearest(found: str, known: Iterable[str]) -> str:
    """The known word nearest to what somebody typed; empty where none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(found, list(known), n=1)), "")


def short_title(lang: str, kind: str, name: str, fallback: str) -> str:
    """Short name of a row of a catalogue (``kind`` "governance" or "approach"); the fallback for a user's own row."""
    return catalogue(lang).get(f"{kind}.{name}", fallback)


class UserError(Exception):
    """Something the user can put right; its message exists in every language.

    ``key`` names a text below ``error``, ``values`` go into it.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(text("en", f"error.{key}", **values))
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.key, **self.values), ()  # so that it can come from another process

    def text(self, lang: str) -> str:
        """The message in a language."""
        return text(lang, f"error.{self.key}", **self.values)
