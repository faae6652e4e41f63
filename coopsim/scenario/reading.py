"""Reading scenario files: names, TOML, extension of one file by another, replaced values."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coopsim.scenario.errors import Bilingual, Problem, ScenarioError, listing, shown, suggest
from coopsim.scenario.findings import Finding
from coopsim.scenario.lines import Node, line_numbers, node_of
from coopsim.scenario.schema import Header, Scenario
from coopsim.scenario.shelf import list_scenarios, shelves
from coopsim.scenario.types import as_id
from coopsim.scenario.validation import problems, validate

#: Name of the place of values that come from ``Scenario.with_``, where a message names a file.
OVERRIDE = "override"


def load_scenario(name: str | os.PathLike[str]) -> Scenario:
    """The scenario of a shipped name such as ``"harz"`` or ``"teaching/free_riding"``, or of a file.

    What ends in ``.toml`` is a path; any other text is first looked up among the shipped names.
    Raises ScenarioError with every fault found.
    """
    path = _located(name)
    return validate(_read(path, ()))


def check_file(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Everything that is wrong with a scenario file (or shipped name); empty when nothing is."""
    try:
        load_scenario(path)
    except ScenarioError as error:
        return error.problems
    return ()


def override(scenario: Scenario, overrides: Mapping[str, Any]) -> Scenario:
    """A scenario in which the values at dotted keys are replaced; see ``Scenario.with_``."""
    root = node_of(scenario.to_document(), OVERRIDE)
    findings: list[Finding] = []
    for key, value in overrides.items():
        findings += _set(root, str(key), _plain(value))
    if findings:
        raise ScenarioError(problems(findings, root))
    return validate(root)


def _located(name: str | os.PathLike[str]) -> Path:
    text = os.fspath(name)
    if text.endswith(".toml") or isinstance(name, Path):
        return Path(text)
    found = _on_shelf(text)
    if found is not None:
        return found
    if Path(text).is_file():
        return Path(text)
    known = list_scenarios()
    what = ("there is no scenario of this name", "es gibt kein Szenario dieses Namens")
    allowed = _names_or_paths(known)
    raise ScenarioError([Problem(text, None, "", what, shown(text), allowed, _near(text, known))])


def _names_or_paths(known: list[str]) -> Bilingual:
    names = listing(known)[0]
    return (f"{names}, or the path of a .toml file", f"{names} oder der Pfad einer .toml-Datei")


def _near(text: str, known: list[str]) -> str:
    last = {name.rsplit("/", 1)[-1]: name for name in known}
    return suggest(text, known) or last.get(suggest(text.rsplit("/", 1)[-1], last), "")


def _on_shelf(name: str) -> Path | None:
    for shelf in shelves():
        path = shelf / f"{name}.toml"
        if path.is_file():
            return path
        below = sorted(shelf.glob(f"*/{name}.toml")) if "/" not in name else []
        if len(below) == 1:
            return below[0]
    return None


def _read(path: Path, chain: tuple[Path, ...]) -> Node:
    """The tree of a file with that of the files it extends merged below it."""
    root = node_of(*parsed(path))
    tables: dict[str, Node] = root.value
    header = tables.setdefault("scenario", Node({}, str(path)))
    if isinstance(header.value, dict) and "id" not in header.value and as_id(path.stem):
        header.value["id"] = Node(as_id(path.stem), header.file, header.line)
    extends, remove = tables.pop("extends", None), tables.pop("remove", None)
    if extends is None:
        if remove is not None:
            what = ("remove needs extends", "remove braucht extends")
            raise ScenarioError([_problem(remove, "remove", what)])
        return root
    base = _read(_base_path(extends, path, (*chain, path)), (*chain, path))
    if remove is not None:
        remove_towns(base, remove)
    return merged(base, root)


def parsed(path: Path) -> tuple[dict[str, Any], str, dict[tuple[str | int, ...], int]]:
    """The tables of a TOML file, its name and the line of each key; raises ScenarioError."""
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what = ("there is no such file", "diese Datei gibt es nicht")
        near = suggest(path.name, [other.name for other in _siblings(path)])
        raise ScenarioError([Problem(file, None, "", what, suggestion=near)]) from None
    except OSError as error:
        what = ("the file cannot be read", "die Datei lässt sich nicht lesen")
        raise ScenarioError([Problem(file, None, "", what, error.strerror or str(error))]) from None
    except UnicodeDecodeError as error:
        what = ("the file is not UTF-8 text", "die Datei ist kein UTF-8-Text")
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        allowed = ("a text file saved as UTF-8", "eine als UTF-8 gespeicherte Textdatei")
        raise ScenarioError([Problem(file, line, "", what, allowed=allowed)]) from None
    return parsed_text(text, file)


def parsed_text(text: str, file: str) -> tuple[dict[str, Any], str, dict[tuple[str | int, ...], int]]:
    """Tables, name of the file and line of each key of a TOML text; raises ScenarioError for what is no TOML."""
    try:
        return tomllib.loads(text), file, line_numbers(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax(file, text, str(error))]) from None


def _siblings(path: Path) -> Iterator[Path]:
    return path.parent.glob("*.toml") if path.parent.is_dir() else iter(())


def _syntax(file: str, text: str, message: str) -> Problem:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    lines = text.splitlines()
    number = int(place[1]) if place else max(1, len(lines))
    found = lines[number - 1].strip() if number <= len(lines) else ""
    reason = re.sub(r"\s*\(at [^)]*\)", "", message)
    what = (f"this is not valid TOML: {reason}", f"das ist kein gültiges TOML: {reason}")
    if "verwrite" in reason or "twice" in reason or "declare" in reason:
        what = ("this key or table stands in the file twice", "dieser Schlüssel steht zweimal in der Datei")
    return Problem(file, number, "", what, found, _NO_ALLOWED, _repaired(found))


_NO_ALLOWED: Bilingual = ("", "")


def _repaired(line: str) -> str:
    """The line as it was probably meant, for the commonest slips."""
    pair = re.match(r"^([\w.-]+)\s*=\s*(.+?)\s*(#.*)?$", line)
    if pair is None:
        return ""
    key, value = pair[1], pair[2]
    if re.fullmatch(r"-?\d+,\d+", value):
        return f"{key} = {value.replace(',', '.')}"
    if re.fullmatch(r"(True|False|TRUE|FALSE)", value):
        return f"{key} = {value.lower()}"
    if re.fullmatch(r"\d{4}-\d{2}", value) or re.fullmatch(r"[A-Za-zÄÖÜäöüß_][\w .-]*", value):
        return f'{key} = "{value}"'
    if re.fullmatch(r"\d{1,3}([ .]\d{3})+", value):
        return f"{key} = {re.sub(r'[ .]', '', value)}"
    return ""


def _base_path(extends: Node, path: Path, chain: tuple[Path, ...]) -> Path:
    name = extends.value
    if not isinstance(name, str) or not name:
        what = ("wrong type of value", "falsche Art von Wert")
        raise ScenarioError([_problem(extends, "extends", what, _names_or_paths(list_scenarios()))])
    stem = name[: -len(".toml")] if name.endswith(".toml") else name
    beside = path.parent / f"{stem}.toml"
    itself = beside.is_file() and beside.resolve() == path.resolve()
    shipped = None if name.endswith(".toml") else _on_shelf(name)
    if itself and shipped is not None and shipped.resolve() != path.resolve():
        return shipped
    if beside.is_file():
        if beside.resolve() in [before.resolve() for before in chain]:
            what = ("files extend each other in a loop", "Dateien erweitern sich im Kreis")
            ring = " → ".join(str(before) for before in (*chain, beside))
            raise ScenarioError([Problem(extends.file, extends.line, "extends", what, ring)])
        return beside
    if shipped is not None:
        return shipped
    known = [*list_scenarios(), *(other.stem for other in _siblings(path) if other != path)]
    what = ("there is no scenario of this name", "es gibt kein Szenario dieses Namens")
    raise ScenarioError(
        [Problem(extends.file, extends.line, "extends", what, shown(name), _names_or_paths(known), _near(stem, known))]
    )


def _problem(node: Node, key: str, what: Bilingual, allowed: Bilingual = ("", "")) -> Problem:
    return Problem(node.file, node.line, key, what, shown(node.plain()), allowed)


def merged(base: Node, top: Node) -> Node:
    """One tree over another: tables merge, lists of rows with ids merge by id, all else is replaced."""
    if isinstance(base.value, dict) and isinstance(top.value, dict):
        both = dict(base.value)
        for key, node in top.value.items():
            if key == "ties" and key in both:
                both[key] = _merged_ties(both[key], node)
            else:
                both[key] = merged(both[key], node) if key in both else node
        return Node(both, top.file, top.line)
    if _keyed(base) and _keyed(top):
        rows = list(base.value)
        places = {row.value["id"].value: place for place, row in enumerate(rows)}
        for row in top.value:
            place = places.pop(row.value["id"].value, None)
            if place is None:
                rows.append(row)
            else:
                rows[place] = merged(rows[place], row)
        return Node(rows, top.file, top.line)
    return top


def _merged_ties(base: Node, top: Node) -> Node:
    """Trust given as blocks replaces a matrix below it, and the other way round."""
    if not isinstance(base.value, dict) or not isinstance(top.value, dict):
        return top
    kept = dict(base.value)
    if "trust" in top.value:
        for key in ("blocks", "trust_within", "trust_between"):
            kept.pop(key, None)
    if "blocks" in top.value:
        kept.pop("trust", None)
    return Node(kept | top.value, top.file, top.line)


def _keyed(node: Node) -> bool:
    """Whether a node is a list of rows that all have an id."""
    return (
        isinstance(node.value, list)
        and bool(node.value)
        and all(
            isinstance(row.value, dict) and isinstance(getattr(row.value.get("id"), "value", None), str)
            for row in node.value
        )
    )


def remove_towns(base: Node, remove: Node) -> None:
    """Take municipalities out of a tree, and what hangs on them: ties, impulses, the lead."""
    towns = base.value.get("municipalities")
    known = [row.value["id"].value for row in towns.value] if towns is not None and _keyed(towns) else []
    names = remove.plain() if isinstance(remove.value, list) else [remove.plain()]
    unknown = [name for name in names if name not in known]
    if unknown or towns is None:
        what = ("unknown municipality", "unbekannte Gemeinde")
        raise ScenarioError(
            Problem(remove.file, remove.line, "remove", what, shown(name), listing(known), suggest(name, known))
            for name in unknown
        )
    kept = [place for place, name in enumerate(known) if name not in names]
    matrix = base.at(("ties", "trust"))
    if isinstance(matrix.value, list) and len(matrix.value) == len(known):
        matrix.value = [matrix.value[place] for place in kept]
        for row in matrix.value:
            if isinstance(row.value, list) and len(row.value) == len(known):
                row.value = [row.value[place] for place in kept]
    for block in _entries(base, "ties", "blocks"):
        if isinstance(block.value, list):
            block.value = [town for town in block.value if town.value not in names]
    for table, key in (("ties", "rivalry"), ("impulses", "")):
        path = (table, key) if key else (table,)
        if _entries(base, *path):
            rows = base.at(path)
            rows.value = [row for row in rows.value if not _concerns(row, names)]
    header = base.value.get("scenario")
    if header is not None and isinstance(header.value, dict) and base.at(("scenario", "lead")).value in names:
        del header.value["lead"]
    towns.value = [towns.value[place] for place in kept]


def _entries(base: Node, *path: str) -> list[Node]:
    rows = base.at(path).value
    return rows if isinstance(rows, list) else []


def _concerns(row: Node, names: list[Any]) -> bool:
    """Whether a pair of rivals or an impulse names one of these municipalities."""
    if isinstance(row.value, list):
        return any(part.value in names for part in row.value)
    return isinstance(row.value, dict) and row.at(("municipality",)).value in names


def _plain(value: Any) -> Any:
    """A value from Python as TOML would hold it."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())  # numpy arrays and numbers
    return value


def _set(root: Node, key: str, value: Any) -> list[Finding]:
    """Replace the value at a dotted key of a tree, in place; findings when the key leads nowhere."""
    steps: list[str | int] = list(key.split("."))
    if steps[0] in Header.model_fields:
        steps.insert(0, "scenario")
    elif steps[0] not in _TOP:
        known = [*Header.model_fields, *_TOP]
        what = ("unknown key", "unbekannter Schlüssel")
        return [Finding((key,), what, f"{key} = {shown(value)}", listing(known), suggest(steps[0], known))]
    node = root
    for place, step in enumerate(steps[:-1]):
        below = _step(node, step, tuple(steps[:place]), create=True)
        if isinstance(below, Finding):
            return [below]
        node = below
    last = steps[-1]
    if isinstance(node.value, list):
        below = _step(node, last, tuple(steps[:-1]), create=value is not None)
        if isinstance(below, Finding):
            return [below]
        if value is None:
            node.value = [row for row in node.value if row is not below]
        else:
            if isinstance(value, dict) and "id" in below.value:
                value = {"id": below.value["id"].plain()} | value
            below.value = node_of(value, OVERRIDE).value
    elif isinstance(node.value, dict):
        if value is None:
            node.value.pop(str(last), None)
        else:
            node.value[str(last)] = node_of(value, OVERRIDE)
    else:
        return [_no_table(tuple(steps[:-1]), node)]
    return []


_TOP = [field.alias or name for name, field in Scenario.model_fields.items()]
#: Tables whose own rows may change a row of the package's catalogue by its id.
_FROM_CATALOGUE = ("governance_models", "functions")


def _step(node: Node, step: str | int, way: tuple[str | int, ...], create: bool) -> Node | Finding:
    if isinstance(node.value, dict):
        if str(step) not in node.value:
            node.value[str(step)] = Node([] if len(way) == 0 and step in _LISTS else {}, OVERRIDE)
        below: Node = node.value[str(step)]
        if way == ("approaches",) and isinstance(below.value, int | float):
            below.value = {"strength": Node(below.value, OVERRIDE)}
        return below
    if isinstance(node.value, list):
        rows: list[Node] = node.value
        ids = [row.value["id"].value if isinstance(row.value, dict) and "id" in row.value else None for row in rows]
        if step in ids:
            return rows[ids.index(step)]
        if str(step).isdigit() and int(step) < len(rows):
            return rows[int(step)]
        if create and way and way[0] in _FROM_CATALOGUE and step in _catalogue_ids(str(way[0])):
            rows.append(Node({"id": Node(step, OVERRIDE)}, OVERRIDE))
            return rows[-1]
        known = [name for name in ids if name] or [str(number) for number in range(len(rows))]
        if way and way[0] in _FROM_CATALOGUE:
            known += _catalogue_ids(str(way[0]))
        what = ("there is no such row", "diese Zeile gibt es nicht")
        return Finding((*way, step), what, shown(step), listing(known), suggest(step, known))
    return _no_table(way, node)


def _no_table(way: tuple[str | int, ...], node: Node) -> Finding:
    what = ("a single value, nothing lies below it", "ein einzelner Wert, darunter liegt nichts")
    return Finding(way, what, shown(node.plain()))


def _catalogue_ids(table: str) -> list[str]:
    from coopsim.scenario import catalogue

    return list(catalogue.governance_models() if table == "governance_models" else catalogue.functions())


_LISTS = ("municipalities", "counties", "funding", "impulses", "governance_models", "functions")
