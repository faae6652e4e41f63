"""What a faulty scenario file is answered with: file, line, key, what was found, what is allowed, a suggestion.

The wording is part of the public interface: it is short, names the place, and says what to do. Every
sentence exists in English and German.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

#: A text in English and in German.
Bilingual = tuple[str, str]

_WORDS: dict[str, Bilingual] = {
    "found": ("found:  ", "gefunden:"),
    "allowed": ("allowed:", "erlaubt: "),
    "suggestion": ("did you mean", "gemeint war vielleicht"),
    "one": ("1 problem", "1 Fehler"),
    "many": ("{} problems", "{} Fehler"),
    "nothing": ("nothing", "nichts"),
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
    """A scenario cannot be used; ``problems`` lists every fault that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.text())

    def text(self, lang: str = "en") -> str:
        """All messages, one below the other, in the language ``en`` or ``de``."""
        count = len(self.problems)
        listed = "\n".join(problem.text(lang) for problem in self.problems)
        if count == 1:
            return listed
        return f"{word('many', lang).format(count)}\n{listed}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))


def suggest(found: object, known: Iterable[str]) -> str:
    """The known name nearest to what was found, or an empty text when none is near."""
    names = {name.lower(): name for name in known}
    if not isinstance(found, str):
        return ""
    near = difflib.get_close_matches(found.strip().lower().replace("-", "_"), list(names), n=1, cutoff=0.6)
    return names[near[0]] if near else ""


def listing(names: Iterable[str], limit: int = 40) -> Bilingual:
    """Names as one line; long lists are cut."""
    every: Sequence[str] = list(names)
    if not every:
        return _WORDS["nothing"]
    line = ", ".join(every[:limit])
    left = len(every) - limit
    if left > 0:
        return (f"{line}, … ({left} more)", f"{line}, … ({left} weitere)")
    return (line, line)


def shown(value: object) -> str:
    """A value as it would stand in a file, cut to one short line."""
    if isinstance(value, bool):
        line = "true" if value else "false"
    elif isinstance(value, str):
        line = f'"{value}"'
    elif value is None:
        line = "None"
    else:
        line = str(value)
    line = " ".join(line.split())
    return line if len(line) <= 80 else line[:77] + "…"


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
