"""On which line of a TOML text each key stands.

``tomllib`` reads values but forgets where they stood. This scanner walks over a text that ``tomllib`` has
already accepted, so it never judges; it only counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from coopsim.scenario.errors import Problem, ScenarioError, cut, said
from coopsim.scenario.limits import MOST_DEPTH, too_deep

Path = tuple[str | int, ...]

_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


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
        what = said("key_no_text")
        raise ScenarioError([Problem(file, line, "", what, cut(text))])
    return text


def line_numbers(text: str) -> dict[Path, int]:
    """Line (from 1) of every key, table and list entry of a valid TOML text."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.starts = [0] + [i + 1 for i, c in enumerate(self.text) if c == "\n"]
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        prefix: Path = ()
        self.blank()
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                prefix = self.header(2)
            elif self.text[self.at] == "[":
                prefix = self.header(1)
            else:
                self.pair(prefix)
            self.blank()
        return self.lines

    def header(self, brackets: int) -> Path:
        here = self.here()
        self.at += brackets
        keys = self.keys()
        self.at += brackets
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            self.lines.setdefault(path, here)
            last = place == len(keys) - 1
            if last and brackets == 2:
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                path = (*path, self.tables[path])
                self.lines.setdefault(path, here)
        return path

    def pair(self, prefix: Path) -> None:
        here = self.here()
        path = prefix
        for key in self.keys():
            path = (*path, key)
            self.lines.setdefault(path, here)
        self.at += 1  # the equals sign
        self.blank()
        self.value(path)

    def value(self, path: Path) -> None:
        self.lines.setdefault(path, self.here())
        opening = self.text[self.at]
        if opening in "\"'":
            self.string()
        elif opening == "[":
            self.inside("]", path)
        elif opening == "{":
            self.inside("}", path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\n#":
                self.at += 1

    def inside(self, closing: str, path: Path) -> None:
        self.at += 1
        index = 0
        self.blank(",")
        while self.text[self.at] != closing:
            if closing == "]":
                self.lines.setdefault((*path, index), self.here())
                self.value((*path, index))
                index += 1
            else:
                self.pair(path)
            self.blank(",")
        self.at += 1

    def keys(self) -> list[str]:
        found: list[str] = []
        while True:
            self.spaces()
            if self.text[self.at] in "\"'":
                found.append(self.string())
            else:
                begin = self.at
                while self.text[self.at].isalnum() or self.text[self.at] in "_-":
                    self.at += 1
                found.append(self.text[begin : self.at])
            self.spaces()
            if self.text[self.at] != ".":
                return found
            self.at += 1

    def string(self) -> str:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        letters: list[str] = []
        while not self.text.startswith(mark, self.at):
            letter = self.text[self.at]
            if letter == "\\" and quote == '"':
                letters.append(self.escape())
            else:
                letters.append(letter)
                self.at += 1
        self.at += len(mark)
        while len(mark) == 3 and self.at < len(self.text) and self.text[self.at] == quote:
            self.at += 1  # up to two quotes may stand before the closing three
        return "".join(letters)

    def escape(self) -> str:
        letter = self.text[self.at + 1]
        digits = {"x": 2, "u": 4, "U": 8}.get(letter, 0)
        self.at += 2 + digits
        if digits:
            return chr(int(self.text[self.at - digits : self.at], 16))
        return _ESCAPES.get(letter, "")

    def spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def blank(self, also: str = "") -> None:
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif letter in " \t\r\n" or letter in also:
                self.at += 1
            else:
                return

    def here(self) -> int:
        return bisect_right(self.starts, self.at)
