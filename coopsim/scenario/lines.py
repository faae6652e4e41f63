"""On which line of a TOML text each key stands.

``tomllib`` reads values but forgets where they stood. This scanner walks over a text that ``tomllib`` has
already accepted, so it never judges; it only counts.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from coopsim.scenario.errors import Bilingual, Problem, ScenarioError, cut, said
from coopsim.scenario.limits import MOST_DEPTH, TEXT, too_deep

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_SEPARATED = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*+")
_BRACKETS = re.compile(r"\[{0,2}")
_KEY = re.compile(rf"(?: [\w\ \t.-] | {TEXT} )++", re.VERBOSE)
_SCALAR = re.compile(rf"{TEXT} | [^,\]}}\n\#]*+", re.VERBOSE | re.DOTALL)


class Written(float):
    """A number with a decimal point that remembers how it was written: ``21.000`` may have meant 21000."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number


@dataclass(slots=True)
class Node:
    """A value with the place it was read from: table, list of nodes, or scalar."""

    value: Any
    file: str
    line: int | None = None

    def plain(self) -> Any:
        """The value without places: dict, list or scalar."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return float(self.value) if isinstance(self.value, Written) else self.value

    def fault(self, key: str, what: Bilingual, found: str, allowed: Bilingual = ("", ""), near: str = "") -> Problem:
        """A fault at the place of this value; ``key`` is what is told of its path."""
        return Problem(self.file, self.line, key, what, found, allowed, near)

    def at(self, path: Path) -> Node:
        """The node at a path, or the deepest one on the way that exists."""
        node = self
        for step in path:
            inside = node.value
            if isinstance(inside, dict) and isinstance(step, str) and step in inside:  # noqa: SIM114 - types narrow
                node = inside[step]
            elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
                node = inside[step]
            else:
                break
        return node


def node_of(value: Any, file: str, lines: Mapping[Path, int] | None = None, path: Path = ()) -> Node:
    """Wrap a value into nodes; a line that is not known is that of the enclosing table.

    Values from Python become what TOML would hold: mappings, sequences, rows of a scenario, NumPy's arrays and numbers.
    Raises ScenarioError for what is nested too deep, and for keys that are no text.
    """
    known = lines or {}
    line = known.get(path)
    if line is None and path:
        line = known.get(path[:-1])
    if type(value) in _SCALARS:
        return Node(value, file, line)
    if len(path) > MOST_DEPTH:
        raise too_deep(file, line)
    if isinstance(value, Mapping):
        inside = ((text_key(k, file, line), v) for k, v in value.items())
        return Node({k: node_of(v, file, known, (*path, k)) for k, v in inside}, file, line)
    if isinstance(value, list | tuple):
        return Node([node_of(v, file, known, (*path, i)) for i, v in enumerate(value)], file, line)
    if hasattr(value, "model_dump"):
        return node_of(value.model_dump(mode="json", by_alias=True, exclude_none=True), file, known, path)
    if hasattr(value, "tolist"):
        return node_of(value.tolist(), file, known, path)
    return Node(value, file, line)


_SCALARS = frozenset((str, int, float, bool, Written))


def text_key(key: Any, file: str, line: int | None = None) -> str:
    """A key as text; raises ScenarioError for half characters, which no file can hold."""
    text = str(key)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ScenarioError([Problem(file, line, "", said("key_no_text"), cut(text))])
    return text


def line_numbers(text: str) -> dict[Path, int]:
    """Line (from 1) of every key, table and list entry of a valid TOML text."""
    text = text.replace("\r\n", "\n")
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    lines: dict[Path, int] = {}
    rows: dict[Path, int] = {}  # number of the last row of each list of tables
    prefix: Path = ()
    at = 0

    def take(pattern: re.Pattern[str]) -> str:
        """Pass what matches here."""
        nonlocal at
        found = pattern.match(text, at)
        words = found[0] if found else ""
        at += len(words)
        return words

    def key(path: Path, begins_row: bool = False) -> Path:
        here, steps = bisect_right(starts, at), _steps(take(_KEY))
        for left, step in enumerate(steps, 1 - len(steps)):
            path = (*path, step)
            lines.setdefault(path, here)
            if begins_row and not left:
                rows[path] = rows.get(path, -1) + 1
            if path in rows:
                path = (*path, rows[path])
                lines.setdefault(path, here)
        return path

    def pair(path: Path) -> None:
        nonlocal at
        path = key(path)
        at += 1  # the equals sign
        take(_BLANK)
        value(path)

    def value(path: Path) -> None:
        nonlocal at
        lines.setdefault(path, bisect_right(starts, at))
        opening = text[at]
        if opening not in "[{":
            take(_SCALAR)
            return
        at += 1
        index = 0
        take(_SEPARATED)
        while text[at] not in "]}":
            if opening == "[":
                value((*path, index))
                index += 1
            else:
                pair(path)
            take(_SEPARATED)
        at += 1

    take(_BLANK)
    while at < len(text):
        if brackets := len(take(_BRACKETS)):
            prefix = key((), begins_row=brackets == 2)
            at += brackets
        else:
            pair(prefix)
        take(_BLANK)
    return lines


def _steps(key: str) -> list[str]:
    """The parts of a dotted key."""
    if '"' not in key and "'" not in key:
        return [part.strip() for part in key.split(".")]
    table: Any = tomllib.loads(f"{key} = 0")
    steps = []
    while isinstance(table, dict):
        ((step, table),) = table.items()
        steps.append(step)
    return steps
