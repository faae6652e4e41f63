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

#: A text in English and in German.
Bilingual = tuple[str, str]

MOST_PROBLEMS: Final = 50  #: that are told of one file; of the others there is a count
LONGEST: Final = 80  #: letters of a value in a message, and of a name that others are compared with

_WORDS: dict[str, Bilingual] = {
    "found": ("found:  ", "gefunden:"),
    "allowed": ("allowed:", "erlaubt: "),
    "suggestion": ("did you mean", "gemeint war vielleicht"),
    "one": ("1 problem", "1 Fehler"),
    "many": ("{} problems", "{} Fehler"),
    "nothing": ("nothing", "nichts"),
    "more": ("and {} more problems", "und {} weitere Fehler"),
}


def word(name: str, lang: str) -> str:
    """One of the fixed words of a message in the language ``en`` or ``de``."""
    return _WORDS[name][1 if lang == "de" else 0]


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
        side = 1 if lang == "de" else 0
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        head = ": ".join(part for part in (place, self.key, self.what[side]) if part)
        lines = [head]
        if self.found:
            lines.append(f"    {word('found', lang)} {self.found}")
        if self.allowed[side]:
            lines.append(f"    {word('allowed', lang)} {self.allowed[side]}")
        if self.suggestion:
            lines.append(f"    {word('suggestion', lang)} {self.suggestion}?")
        return "\n".join(lines)

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
        return f"{word('many', lang).format(count)}\n{listed}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))


def more(count: int, file: str) -> Problem:
    """What stands for all faults that are not told one by one."""
    what = (word("more", "en").format(count), word("more", "de").format(count))
    return Problem(file, None, "", what, count=count)


def listing(names: Iterable[str], limit: int = 40) -> Bilingual:
    """Names as one line; long lists are cut."""
    every = names if isinstance(names, Sequence) else list(names)
    line = ", ".join(cut(name) for name in every[:limit])
    left = len(every) - limit
    if left > 0:
        return (f"{line}, … ({left} more)", f"{line}, … ({left} weitere)")
    return (line, line) if line else _WORDS["nothing"]


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


def number_between(lower: float | None, upper: float | None, whole: bool = False) -> Bilingual:
    """Words for the range of a number; a missing bound is open."""
    kind = ("a whole number", "eine ganze Zahl") if whole else ("a number", "eine Zahl")
    low, high = _plain_number(lower), _plain_number(upper)
    if low and high:
        return (f"{kind[0]} from {low} to {high}", f"{kind[1]} von {low} bis {high}")
    if low:
        return (f"{kind[0]} of at least {low}", f"{kind[1]} von mindestens {low}")
    if high:
        return (f"{kind[0]} of at most {high}", f"{kind[1]} von höchstens {high}")
    return kind


def _plain_number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
