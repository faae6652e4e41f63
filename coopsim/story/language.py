"""A language of the stories: its catalogue of sentences, its numbers, its calendar."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from coopsim.texts import filled
from coopsim.texts.numbers import number

LANGUAGES: Final = ("en", "de")


class Language:
    """Sentences, numbers and dates in one language."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"Stories are told in {' and '.join(LANGUAGES)}, not in {lang!r}.")
        self.lang = lang
        text = files("coopsim.story").joinpath(f"{lang}.toml").read_text(encoding="utf-8")
        self.catalogue: dict[str, Any] = tomllib.loads(text)
        self.words: dict[str, str] = self.catalogue["words"]

    def sentence(self, *path: str, **values: str) -> str:
        """The sentence at ``path`` of the catalogue with its placeholders filled, its first letter a capital."""
        entry: Any = self.catalogue
        for key in path:
            entry = entry[key]
        text = filled(str(entry), **values)
        return text[:1].upper() + text[1:]

    def phrase(self, *path: str, **values: str) -> str:
        """Like ``sentence``, with the first letter left as it is."""
        entry: Any = self.catalogue
        for key in path:
            entry = entry[key]
        return filled(str(entry), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's separators and a real minus."""
        return number(self.lang, value, decimals)

    def signed(self, value: float, decimals: int = 1) -> str:
        """A number that always shows its sign; what rounds to zero has none."""
        return number(self.lang, value, decimals, sign=True)

    def month(self, start: str, month: int) -> str:
        """Name of a month, counted from the start "YYYY-MM"."""
        year, index = self._calendar(start, month)
        return self.words["month"].format(name=self.catalogue["months"]["names"][index], year=year)

    def joined(self, items: Sequence[str]) -> str:
        """Items as a list in words; with semicolons where an item has a comma of its own."""
        items = list(items)
        if len(items) < 2:
            return "".join(items)
        comma = "; " if any(", " in item for item in items) else ", "
        return comma.join(items[:-1]) + f" {self.words['and']} " + items[-1]

    @staticmethod
    def _calendar(start: str, month: int) -> tuple[int, int]:
        year, number = (int(part) for part in start.split("-"))
        return divmod(year * 12 + number - 1 + month, 12)


@lru_cache(maxsize=len(LANGUAGES))
def language(lang: str) -> Language:
    """The language by its code.  Raises ValueError for one that stories are not told in."""
    return Language(lang)


def calendar_month(start: str, month: int) -> str:
    """Month counted from the start as "YYYY-MM"."""
    year, number = Language._calendar(start, month)
    return f"{year:04d}-{number + 1:02d}"
