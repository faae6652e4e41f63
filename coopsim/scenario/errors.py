"""What a faulty scenario file is answered with: file, line, key, what was found, what is allowed, a suggestion.

The wording is part of the public interface: it is short, names the place, and says what to do. Every
sentence exists in English and German.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from coopsim.texts import LANGUAGES, both, text
from coopsim.texts.numbers import number

#: A text in English and in German.
Bilingual = tuple[str, str]

MOST_PROBLEMS: Final = 50  #: that are told of one file; of the others there is a count
LONGEST: Final = 80  #: letters of a value in a message, and of a name that others are compared with


def said(key: str, /, **values: object) -> Bilingual:
    """What a message says in both languages: the text of a key below ``fault`` with its values."""
    return both(f"fault.{key}", **values)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a scenario file.

    ``file`` is the path as the user gave it, or ``override`` for a value handed to ``Scenario.with_``;
    ``line`` counts from 1 and is None where there is no line; ``key`` is dotted.
    """

    file: str
    line: int | None
    key: str
    what: Bilingual
    found: str = ""
    allowed: Bilingual = ("", "")
    suggestion: str = ""
    count: int = 1  #: faults that it stands for

    def __post_init__(self) -> None:
        for name in ("file", "key", "found", "suggestion"):
            object.__setattr__(self, name, visible(getattr(self, name)))
        for name in ("what", "allowed"):
            object.__setattr__(self, name, tuple(visible(side) for side in getattr(self, name)))

    def text(self, lang: str = "en") -> str:
        """The message in the language ``en`` or ``de``."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        head = ": ".join(part for part in (place, self.key, self.what[lang == "de"]) if part)
        return "\n".join([head, *(f"    {label} {words}" for label, words in self.rest(lang))])

    def rest(self, lang: str) -> list[tuple[str, str]]:
        """What was found, what is allowed, a suggestion, as far as there is one, each behind its label."""
        near = f"{self.suggestion}?" if self.suggestion else ""
        rows = (("found", self.found), ("allowed", self.allowed[lang == "de"]), ("suggestion", near))
        return [(text(lang, f"fault.{key}"), words) for key, words in rows if words]

    def __str__(self) -> str:
        return self.text()


class ScenarioError(ValueError):
    """A scenario cannot be used; ``problems`` lists every fault that was found, of very many the first and a count."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.text())

    def text(self, lang: str = "en") -> str:
        """All messages, one below the other, in the language ``en`` or ``de``."""
        count = sum(problem.count for problem in self.problems)
        listed = "\n".join(problem.text(lang) for problem in self.problems)
        if count == 1:
            return listed
        return f"{text(lang, 'fault.many', count=count)}\n{listed}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))


def more(count: int, file: str) -> Problem:
    """What stands for all faults that are not told one by one."""
    return Problem(file, None, "", said("more", count=count), count=count)


def listing(names: Iterable[str], limit: int = 40) -> Bilingual:
    """Names as one line; long lists are cut."""
    every = names if isinstance(names, Sequence) else list(names)
    line = ", ".join(cut(name) for name in every[:limit])
    left = len(every) - limit
    if left > 0:
        return said("cut_list", line=line, left=left)
    return (line, line) if line else said("nothing")


def shown(value: object) -> str:
    """A value as it would stand in a file, cut to one short line."""
    if isinstance(value, bool):
        line = "true" if value else "false"
    elif isinstance(value, str):
        line = json.dumps(value[:LONGEST], ensure_ascii=False)
    elif isinstance(value, int) and abs(value) >= 10**LONGEST:
        line = f"{Decimal(value):.3e}"
    else:
        line = str(getattr(value, "text", value))
    return cut(" ".join(line.split()))


def visible(words: str) -> str:
    """Words in which characters that cannot be seen, or not be written, are escaped as Python writes them."""
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in words)


def cut(line: str) -> str:
    """Words as part of a message: one short line, all of it visible."""
    return visible(line if len(line) <= LONGEST else line[: LONGEST - 3] + "…")


def at_most(count: int, what: str = "number") -> Bilingual:
    """Words for the largest number of ``bytes``, ``letters``, ``levels``, or of rows or letters without a word."""
    en, de = (text(lang, f"fault.at_most.{what}", most=number(lang, count)) for lang in LANGUAGES)
    return en, de
