"""The terms of a decision in words: what tipped it, and all numbers behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coopsim.story.language import Language

SMALL: Final = 0.005  # terms below it are no reason
MINOR: Final = 0.15  # nor are terms below this share of the strongest


def decimals(values: Mapping[str, float]) -> int:
    """Decimals that show the terms of one decision well."""
    return 1 if max((abs(value) for value in values.values()), default=0.0) >= 2.0 else 2


def numbers(family: str, terms: Mapping[str, float], words: Language, signed: bool = True) -> str:
    """All terms with their labels: "own gain +0.4, voters −0.3"."""
    shown = 2 if family == "talks" else decimals(terms)  # levels beside a sum of money
    write = words.signed if signed else words.number
    comma = "; " if words.words["decimal"] == "," else ", "
    return comma.join(
        f"{words.phrase('terms', family, name, 'label')} {write(value, shown)}" for name, value in terms.items()
    )


def _strongest(family: str, weights: Mapping[str, float], side: str, words: Language, most: int) -> str:
    enough = max(SMALL, MINOR * max(weights.values(), default=0.0))
    order = sorted((name for name in weights if weights[name] > enough), key=lambda name: -weights[name])
    return words.joined([words.phrase("terms", family, name, side) for name in order[:most]])


def reasons_against(family: str, terms: Mapping[str, float], words: Language, without: tuple[str, ...] = ()) -> str:
    """Why it was refused: the two strongest terms against, the strongest one in favour where the sum is positive.

    ``without``: terms that are shown but not counted as reasons (a council does not ask the mayor's attitude).
    """
    counted = {name: value for name, value in terms.items() if name not in without}
    against = _strongest(family, {name: -value for name, value in counted.items()}, "against", words, 2)
    favour = _strongest(family, counted, "favour", words, 1) if sum(terms.values()) > 0 or not against else ""
    which = {
        (True, True): "because_although",
        (True, False): "because",
        (False, True): "although",
        (False, False): "just_so",
    }[bool(against), bool(favour)]
    return words.phrase("words", which, against=against, favour=favour, numbers=numbers(family, terms, words))


def reasons_for(family: str, terms: Mapping[str, float], weights: Mapping[str, float], words: Language) -> str:
    """Why it was wanted: the two terms that weigh most in favour."""
    favour = _strongest(family, weights, "favour", words, 2)
    shown = numbers(family, terms, words, signed=False)
    if not favour:
        return words.phrase("words", "just_so", numbers=shown)
    return words.phrase("words", "because", against=favour, numbers=shown)
