"""Reading scenario files: names, TOML, extension of one file by another, replaced values."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from coopsim.scenario.errors import Bilingual, Problem, ScenarioError, listing, said, shown
from coopsim.scenario.limits import MOST_BYTES, MOST_FILES, check_bytes, check_text
from coopsim.scenario.lines import Node, Written, line_numbers, node_of
from coopsim.scenario.merging import merged, remove_towns
from coopsim.scenario.overriding import OVERRIDE
from coopsim.scenario.repairs import faulty_line, repaired
from coopsim.scenario.schema import Scenario
from coopsim.scenario.shelf import list_scenarios, shelves
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.types import as_id
from coopsim.scenario.validation import validate


def load_scenario(name: str | os.PathLike[str]) -> Scenario:
    """The scenario of a shipped name such as ``"harz"`` or ``"teaching/free_riding"``, or of a file.

    What ends in ``.toml`` is a path; any other text is first looked up among the shipped names.
    Raises ScenarioError with every fault found.
    """
    return validate(_read(_located(name), ()), Scenario)


def check_file(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Everything that is wrong with a scenario file (or shipped name); empty when nothing is."""
    try:
        load_scenario(path)
    except ScenarioError as error:
        return error.problems
    return ()


def _located(name: str | os.PathLike[str]) -> Path:
    text = os.fspath(name)
    if not isinstance(text, str):
        raise ScenarioError([Problem(OVERRIDE, None, "", said("no_such_scenario"), shown(text))])
    if text.endswith(".toml") or isinstance(name, Path):
        return Path(text)
    found = _on_shelf(text)
    if found is not None:
        return found
    if os.path.isfile(text):
        return Path(text)
    known = list_scenarios()
    allowed, near = _names_or_paths(known), _near(text, known)
    raise ScenarioError([Problem(text, None, "", said("no_such_scenario"), shown(text), allowed, near)])


def _names_or_paths(known: list[str]) -> Bilingual:
    return said("names_or_path", names=listing(known)[0])


def _near(text: str, known: list[str]) -> str:
    last = {name.rsplit("/", 1)[-1]: name for name in known}
    return suggest(text, known) or last.get(suggest(text.rsplit("/", 1)[-1], last), "")


def _on_shelf(name: str) -> Path | None:
    """The file of a shipped name, which needs no folder where it is the only one of this name."""
    known = list_scenarios()
    below = [one for one in known if one.rpartition("/")[2] == name]
    found = [name] if name in known else below
    return shelves()[0] / f"{found[0]}.toml" if len(found) == 1 else None


def _read(path: Path, chain: tuple[Path, ...]) -> Node:
    """The tree of a file with that of the files it extends merged below it."""
    root = node_of(*parsed(path))
    extends, remove = named(root, path.stem)
    if extends is None:
        if remove is not None:
            raise ScenarioError([remove.fault("remove", said("remove_needs_extends"), shown(remove.plain()))])
        return root
    base = _read(_base_path(extends, path, (*chain, path)), (*chain, path))
    if remove is not None:
        remove_towns(base, remove)
    return merged(base, root)


def named(root: Node, name: str) -> tuple[Node | None, Node | None]:
    """Give a tree the id that its file's name stands for, where it has none; take ``extends`` and ``remove`` out."""
    header = root.value.setdefault("scenario", Node({}, root.file))
    if isinstance(header.value, dict) and "id" not in header.value and as_id(name):
        header.value["id"] = Node(as_id(name), header.file, header.line)
    return root.value.pop("extends", None), root.value.pop("remove", None)


def parsed(path: Path) -> tuple[dict[str, Any], str, dict[tuple[str | int, ...], int]]:
    """The tables of a TOML file, its name and the line of each key; raises ScenarioError."""
    file = str(path)
    content = _content(path)
    try:
        return parsed_text(content.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ScenarioError([Problem(file, line, "", said("not_utf8"), allowed=said("not_utf8_allowed"))]) from None


def _content(path: Path) -> bytes:
    """The bytes of a plain file of bearable size; raises ScenarioError."""
    file, what, near = str(path), "unreadable", ""
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        if stat.S_ISREG(mode):
            with path.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
            check_bytes(max(size, len(content)), file)
            return content
        what, found = "folder" if stat.S_ISDIR(mode) else "device", ""
    except ScenarioError:
        raise
    except FileNotFoundError:
        if path.is_symlink():
            what, found = "dead_link", str(path.readlink())
        else:
            what, found = "no_such_file", ""
            near = suggest(path.name, _siblings(path))
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        found = getattr(error, "strerror", None) or str(error)
    raise ScenarioError([Problem(file, None, "", said(what), found, suggestion=near)])


def parsed_text(text: str, file: str) -> tuple[dict[str, Any], str, dict[tuple[str | int, ...], int]]:
    """Tables, name of the file and line of each key of a TOML text.

    Raises ScenarioError for what is too large or deep, before it is parsed, and for what is no TOML.
    """
    check_text(text, file)
    try:
        return tomllib.loads(text, parse_float=Written), file, line_numbers(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax(file, text, str(error))]) from None


def _siblings(path: Path) -> list[str]:
    """Names of the other scenario files in the folder of a file."""
    try:
        return sorted(other.name for other in path.parent.glob("*.toml") if other.is_file() and other.name != path.name)
    except OSError:
        return []


def _syntax(file: str, text: str, message: str) -> Problem:
    number, lines = faulty_line(text, message), text.split("\n")
    found = lines[number - 1].strip() if number <= len(lines) else ""
    reason = re.sub(r"\s*\(at [^)]*\)", "", message)
    what = said("no_toml", reason=reason)
    if "verwrite" in reason or "twice" in reason or "declare" in reason:
        what = said("key_twice")
    return Problem(file, number, "", what, found[:160], suggestion=repaired(lines, number))


def _base_path(extends: Node, path: Path, chain: tuple[Path, ...]) -> Path:
    name = extends.value
    if not isinstance(name, str) or not name:
        allowed = _names_or_paths(list_scenarios())
        raise ScenarioError([extends.fault("extends", said("wrong_type"), shown(extends.plain()), allowed)])
    stem = name.removesuffix(".toml")
    beside = path.parent / f"{stem}.toml"
    shipped = None if name.endswith(".toml") else _on_shelf(name)
    there = os.path.isfile(beside)
    itself = there and _real(beside) == _real(path)
    if shipped is not None and (not there or (itself and _real(shipped) != _real(path))):
        return shipped
    ring = " → ".join(str(before) for before in (*chain, beside))
    if there and _real(beside) in [_real(before) for before in chain]:
        raise ScenarioError([extends.fault("extends", said("loop"), ring)])
    if len(chain) >= MOST_FILES:
        allowed = said("too_many_files_allowed", most=MOST_FILES)
        raise ScenarioError([extends.fault("extends", said("too_many_files"), f"{chain[0]} → …", allowed)])
    if there:
        return beside
    known = [*list_scenarios(), *(other.removesuffix(".toml") for other in _siblings(path))]
    allowed, near = _names_or_paths(known), _near(stem, known)
    raise ScenarioError([extends.fault("extends", said("no_such_scenario"), shown(name), allowed, near)])


def _real(path: Path) -> str:
    return os.path.realpath(path)
