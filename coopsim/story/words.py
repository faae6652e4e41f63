"""The words of stories in one language: sentences, lists, numbers, months, the terms of a decision as its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from coopsim.texts import LANGUAGES, catalogue, text
from coopsim.texts.numbers import in_words, number, percent


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

    def year(self, start: str, month: int) -> str:
        """Year of a month, counted from the start "YYYY-MM"."""
        return str(_calendar(start, month)[0])

    def duration(self, months: int) -> str:
        """A length of time: in months below two years, else in whole years."""
        if months < 24:
            return self.phrase("words.months", count=str(months))
        return self.phrase("words.years", count=str(round(months / 12)))

    def percent(self, share: float) -> str:
        """A share in per cent."""
        return percent(self.lang, share)

    def in_words(self, count: int) -> str:
        """A number of things, in words where it is small."""
        return in_words(self.lang, count)

    def listed(self, items: Sequence[str]) -> str:
        """Items one after the other, for those that hold commas or numbers."""
        return "; ".join(items)

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


SMALL: Final = 0.005  # terms below it are no reason
MINOR: Final = 0.15  # nor are terms below this share of the strongest


def decimals(values: Mapping[str, float]) -> int:
    """Decimals that show the terms of one decision well."""
    return 1 if max((abs(value) for value in values.values()), default=0.0) >= 2.0 else 2


def numbers(family: str, terms: Mapping[str, float], words: Words, signed: bool = True, most: int | None = None) -> str:
    """The terms with their labels, all or the ``most`` that weigh most: "own gain +0.4, voters −0.3"."""
    shown = 2 if family == "talks" else decimals(terms)  # levels beside a sum of money
    write = words.signed if signed else words.number
    heaviest = sorted(terms, key=lambda name: -abs(terms[name]))[:most]
    return words.phrase("words.between_terms").join(
        f"{words.phrase(f'terms.{family}.{name}.label')} {write(value, shown)}"
        for name, value in terms.items()
        if name in heaviest
    )


def _heaviest(weights: Mapping[str, float], most: int) -> list[str]:
    """The terms that weigh most, without trifles."""
    enough = max(SMALL, MINOR * max(weights.values(), default=0.0))
    return sorted((name for name in weights if weights[name] > enough), key=lambda name: -weights[name])[:most]


def _said(family: str, names: Sequence[str], side: str, words: Words) -> str:
    return words.joined([words.phrase(f"terms.{family}.{name}.{side}") for name in names])


def reasons_against(
    family: str, terms: Mapping[str, float], words: Words, without: tuple[str, ...] = (), most: int | None = None
) -> str:
    """Why it was refused: the two strongest terms against, the strongest one in favour where the sum is positive.

    ``without``: terms that are shown but not counted as reasons (a council does not ask the mayor's attitude).
    Where ``most`` is given, only the terms that are reasons are shown with their numbers.
    """
    counted = {name: value for name, value in terms.items() if name not in without}
    against = _heaviest({name: -value for name, value in counted.items()}, 2)
    favour = _heaviest(counted, 1) if sum(terms.values()) > 0 or not against else []
    which = {
        (True, True): "because_although",
        (True, False): "because",
        (False, True): "although",
        (False, False): "just_so",
    }[bool(against), bool(favour)]
    reasons = [*against, *favour]
    shown = {name: value for name, value in terms.items() if most is None or not reasons or name in reasons}
    return words.phrase(
        f"words.{which}",
        against=_said(family, against, "against", words),
        favour=_said(family, favour, "favour", words),
        numbers=numbers(family, shown, words),
    )


def reasons_for(family: str, terms: Mapping[str, float], weights: Mapping[str, float], words: Words) -> str:
    """Why it was wanted: the two terms that weigh most in favour."""
    favour = _said(family, _heaviest(weights, 2), "favour", words)
    shown = numbers(family, terms, words, signed=False)
    if not favour:
        return words.phrase("words.just_so", numbers=shown)
    return words.phrase("words.because", against=favour, numbers=shown)
