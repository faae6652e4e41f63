"""The words of stories in one language: sentences, lists, numbers, months."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from coopsim.texts import LANGUAGES, catalogue, text
from coopsim.texts.numbers import number


class Words:
    """Words in one language; keys are those of the texts below ``story``.

    Raises ValueError for a language that stories are not told in.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"Stories are told in {' and '.join(LANGUAGES)}, not in {lang!r}.")
        self.lang = lang

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        return f"story.{key}" in catalogue(self.lang)

    def phrase(self, key: str, **values: str) -> str:
        """The text of a key with its placeholders filled."""
        return text(self.lang, f"story.{key}", **values)

    def sentence(self, key: str, **values: str) -> str:
        """Like ``phrase``, its first letter a capital."""
        words = self.phrase(key, **values)
        return words[:1].upper() + words[1:]

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's separators and a real minus."""
        return number(self.lang, value, decimals)

    def signed(self, value: float, decimals: int = 1) -> str:
        """A number that always shows its sign; what rounds to zero has none."""
        return number(self.lang, value, decimals, sign=True)

    def month(self, start: str, month: int) -> str:
        """Name of a month, counted from the start "YYYY-MM"."""
        from babel.dates import get_month_names

        year, index = _calendar(start, month)
        return self.phrase("words.month", name=get_month_names(locale=self.lang)[index + 1], year=str(year))

    def joined(self, items: Sequence[str]) -> str:
        """Items as a list in words; with semicolons where an item has a comma of its own."""
        if len(items) < 2:
            return "".join(items)
        comma = "; " if any(", " in item for item in items) else ", "
        return comma.join(items[:-1]) + f" {self.phrase('words.and')} " + items[-1]


#: The words in a language by its code, made once.
words_in = lru_cache(maxsize=len(LANGUAGES))(Words)


def _calendar(start: str, month: int) -> tuple[int, int]:
    year, number = (int(part) for part in start.split("-"))
    return divmod(year * 12 + number - 1 + month, 12)


def calendar_month(start: str, month: int) -> str:
    """Month counted from the start as "YYYY-MM"."""
    year, number = _calendar(start, month)
    return f"{year:04d}-{number + 1:02d}"
