"""From a tree of values to a ``Scenario``, or to the list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from coopsim.scenario import catalogue
from coopsim.scenario.checks import impossible
from coopsim.scenario.errors import (
    Bilingual,
    Problem,
    ScenarioError,
    listing,
    number_between,
    shown,
    suggest,
)
from coopsim.scenario.findings import Finding
from coopsim.scenario.lines import Node, Path
from coopsim.scenario.schema import Header, Scenario
from coopsim.scenario.types import as_id

_MONTH: Bilingual = (
    'a calendar month in quotes, "YYYY-MM", such as "2021-08"',
    'ein Kalendermonat in Anführungszeichen, "JJJJ-MM", etwa "2021-08"',
)
_WHEN: Bilingual = (
    'a whole number of months since the start, 0 to 1200, or a calendar month such as "2021-08"',
    'eine ganze Zahl von Monaten seit Beginn, 0 bis 1200, oder ein Kalendermonat wie "2021-08"',
)
_ID: Bilingual = (
    "lower-case letters a-z, digits and underscores, a letter first, at most 40 characters",
    "Kleinbuchstaben a-z, Ziffern und Unterstriche, zuerst ein Buchstabe, höchstens 40 Zeichen",
)
_TRUST: Bilingual = ('a number from 0 to 1, or "" for unknown', 'eine Zahl von 0 bis 1 oder "" für unbekannt')
_RIVALRY: Bilingual = (
    'two ids of municipalities and, if known, a level from 0 to 1: ["a", "b"] or ["a", "b", 0.6]',
    'zwei Kennungen von Gemeinden und, wenn bekannt, ein Wert von 0 bis 1: ["a", "b"] oder ["a", "b", 0.6]',
)
_CUSTOM: dict[str, Bilingual] = {
    "month_text": _MONTH,
    "when": _WHEN,
    "identifier": _ID,
    "trust_level": _TRUST,
    "rivalry": _RIVALRY,
}
_OUT_OF_BOUNDS = {"greater_than_equal", "less_than_equal", "greater_than", "less_than", "finite_number"}


def validate(root: Node) -> Scenario:
    """The scenario that a tree of values describes; raises ScenarioError with every fault found."""
    plain = root.plain()
    findings = _open_tables(plain)
    plain = _completed(plain, {finding.path for finding in findings})
    scenario, refused = _try(plain)
    findings += refused
    if scenario is None:
        scenario, _ = _try(_pruned(plain, refused))
    if scenario is not None:
        seen = [finding.path for finding in findings]
        findings += [f for f in impossible(scenario) if not any(_covers(path, f.path) for path in seen)]
    if findings:
        raise ScenarioError(problems(findings, root))
    assert scenario is not None
    return scenario


def problems(findings: Iterable[Finding], root: Node) -> list[Problem]:
    """Findings with file, line and readable key, in the order of the file."""
    listed = []
    for finding in findings:
        node = root.at(finding.path)
        key = dotted(finding.path, root)
        listed.append(
            Problem(node.file, node.line, key, finding.what, finding.found, finding.allowed, finding.suggestion)
        )
    listed.sort(key=lambda problem: (problem.file, problem.line or 0))
    return list(dict.fromkeys(listed))


def dotted(path: Path, root: Node) -> str:
    """A path as a person would write it: rows by id where they have one, else by number from 1."""
    text = ""
    node: Node | None = root
    for step in path:
        inside = node.value if node is not None else None
        if isinstance(step, int):
            node = inside[step] if isinstance(inside, list) and step < len(inside) else None
            row = node.value if node is not None else None
            name = row["id"].value if isinstance(row, dict) and "id" in row else None
            text += f".{name}" if isinstance(name, str) else f"[{step + 1}]"
        else:
            node = inside.get(step) if isinstance(inside, dict) else None
            text += f".{step}" if text else step
    return text


def _covers(path: Path, other: Path) -> bool:
    return other[: len(path)] == path


def _try(plain: dict[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    try:
        return Scenario.model_validate(plain), []
    except ValidationError as error:
        return None, [translated(detail) for detail in error.errors(include_url=False)]


def _pruned(plain: Any, refused: list[Finding]) -> Any:
    """The document without the values that were refused, so that the rest can still be checked."""
    copy = _copied(plain)
    for finding in refused:
        steps = finding.path
        if steps and steps[0] == "ties":
            copy.pop("ties", None)
            continue
        table: Any = copy
        for step in steps[:-1]:
            inside = isinstance(table, list) and isinstance(step, int) and step < len(table)
            table = table[step] if inside or (isinstance(table, dict) and step in table) else None
        if isinstance(table, dict):
            table.pop(steps[-1], None)
    return copy


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value


def _open_tables(plain: dict[str, Any]) -> list[Finding]:
    """Faults in the tables whose keys are data: approaches, hindrances, parameters, models built on others."""
    findings: list[Finding] = []
    for table, known in (("approaches", catalogue.approaches()), ("hindrances", catalogue.hindrances())):
        given = plain.get(table)
        if isinstance(given, dict):
            findings += [_unknown((table, key), value, known) for key, value in given.items() if key not in known]
    approaches = plain.get("approaches")
    if isinstance(approaches, dict):
        for key, value in approaches.items():
            if isinstance(value, bool) or not isinstance(value, int | float | dict):
                allowed = (
                    "a strength from 0 to 1, or a table such as { strength = 1.0, start = 12, trigger = 0.3 }",
                    "eine Stärke von 0 bis 1 oder eine Tabelle wie { strength = 1.0, start = 12, trigger = 0.3 }",
                )
                findings.append(Finding(("approaches", key), _TYPE, shown(value), allowed, _as_number(value)))
    if isinstance(plain.get("parameters"), dict) and plain["parameters"]:
        findings += _parameters(plain["parameters"])
    for index, row in _rows(plain, "governance_models"):
        base = row.get("based_on")
        models = [*catalogue.governance_models(), *_earlier(plain, "governance_models", index)]
        if base is not None and base not in models:
            path = ("governance_models", index, "based_on")
            what = ("unknown governance model", "unbekanntes Governance-Modell")
            findings.append(Finding(path, what, shown(base), listing(models), suggest(base, models)))
    return findings


def _parameters(given: dict[str, Any]) -> list[Finding]:
    from coopsim.parameters import PARAMETERS

    findings = []
    for key, value in given.items():
        path = ("parameters", key)
        if key not in PARAMETERS:
            findings.append(_unknown(path, value, PARAMETERS))
            continue
        parameter = PARAMETERS[key]
        whole = getattr(parameter, "kind", "float") == "int"
        allowed = number_between(parameter.lower, parameter.upper, whole)
        number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not number:
            findings.append(Finding(path, _TYPE, shown(value), allowed, _as_number(value)))
        elif not parameter.lower <= value <= parameter.upper:
            findings.append(Finding(path, _BOUNDS, shown(value), allowed))
    return findings


def _completed(plain: dict[str, Any], refused: set[Path]) -> dict[str, Any]:
    """The document with defaults for the open tables and attributes taken over from base rows."""
    plain = _copied(plain)
    for path in refused:
        if len(path) == 2 and path[0] in ("approaches", "hindrances", "parameters"):
            del plain[path[0]][path[1]]
    for table, rows, default in (
        ("approaches", catalogue.approaches(), 0.0),
        ("hindrances", catalogue.hindrances(), 0.5),
    ):
        given = plain.setdefault(table, {})
        if isinstance(given, dict):
            plain[table] = {key: given.get(key, default) for key in rows}
    known = {key: row.model_dump(mode="json") for key, row in catalogue.governance_models().items()}
    for index, row in _rows(plain, "governance_models"):
        base = known.get(row.get("based_on") or row.get("id") or "", {})
        inherited = {key: value for key, value in base.items() if key not in ("id", "based_on")}
        plain["governance_models"][index] = inherited | row
        known[row.get("id") or ""] = plain["governance_models"][index]
    functions = catalogue.functions()
    for index, row in _rows(plain, "functions"):
        if row.get("id") in functions:
            plain["functions"][index] = functions[row["id"]].model_dump(mode="json") | row
    return plain


def _rows(plain: Mapping[str, Any], table: str) -> list[tuple[int, dict[str, Any]]]:
    rows = plain.get(table)
    if not isinstance(rows, list):
        return []
    fit = ((index, row) for index, row in enumerate(rows) if isinstance(row, dict))
    return [(index, row) for index, row in fit if _hashable(row.get("id")) and _hashable(row.get("based_on"))]


def _hashable(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _earlier(plain: Mapping[str, Any], table: str, index: int) -> list[str]:
    return [row["id"] for place, row in _rows(plain, table) if place < index and row.get("id")]


_TYPE: Bilingual = ("wrong type of value", "falsche Art von Wert")
_BOUNDS: Bilingual = ("value out of bounds", "Wert außerhalb der Grenzen")
_NOT_ALLOWED: Bilingual = ("value not allowed", "Wert nicht erlaubt")
_MISSING: Bilingual = ("this key is missing", "dieser Schlüssel fehlt")
_UNKNOWN: Bilingual = ("unknown key", "unbekannter Schlüssel")


def _unknown(path: Path, value: Any, known: Iterable[str]) -> Finding:
    names = list(known)
    return Finding(path, _UNKNOWN, f"{path[-1]} = {shown(value)}", listing(names), suggest(path[-1], names))


def translated(detail: Any, model: type[BaseModel] = Scenario) -> Finding:
    """One finding from one entry of a pydantic ValidationError over a document of this type."""
    kind, path, value = detail["type"], tuple(detail["loc"]), detail["input"]
    if kind == "extra_forbidden":
        keys = _keys(_annotation(path[:-1], model)[0])
        finding = _unknown(path, value, keys)
        near = suggest(path[0], [*keys, *Header.model_fields]) if len(path) == 1 and model is Scenario else ""
        return finding.suggesting(f"[scenario] {near}") if near and near not in keys else finding
    annotation, metadata = _annotation(path, model)
    allowed = _CUSTOM.get(kind) or _described(annotation, metadata)
    if kind == "missing":
        return Finding(path, _MISSING, "", allowed)
    if kind in _OUT_OF_BOUNDS:
        return Finding(path, _BOUNDS, shown(value), allowed, _as_share(value, allowed))
    if kind == "literal_error":
        names = [str(name) for name in _literal(annotation)]
        return Finding(path, _NOT_ALLOWED, shown(value), listing(names), suggest(value, names))
    if kind == "identifier":
        return Finding(path, _NOT_ALLOWED, shown(value), allowed, as_id(value) if isinstance(value, str) else "")
    if kind in ("month_text", "when"):
        return Finding(path, _NOT_ALLOWED, shown(value), allowed, _as_month(value))
    if kind in _CUSTOM or kind in ("string_too_short", "too_short"):
        return Finding(path, _NOT_ALLOWED, shown(value), allowed)
    return Finding(path, _TYPE, shown(value), allowed, _as_number(value))


def _annotation(path: Path, model: type[BaseModel]) -> tuple[Any, list[Any]]:
    """Type and bounds of the field at a path of a document."""
    annotation: Any = model
    metadata: list[Any] = []
    for step in path:
        annotation, _ = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {(field.alias or name): field for name, field in annotation.model_fields.items()}
            if step not in fields:
                return Any, []
            annotation, metadata = fields[str(step)].annotation, list(fields[str(step)].metadata)
        elif get_origin(annotation) in (tuple, dict, list):
            inner = [part for part in get_args(annotation) if part is not Ellipsis]
            annotation, metadata = inner[-1], []
        else:
            return Any, []
    annotation, more = _bare(annotation)
    return annotation, metadata + more


def _bare(annotation: Any) -> tuple[Any, list[Any]]:
    """A type without its ``Annotated`` and ``| None``, and the bounds that hung on it."""
    metadata: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            for part in more:
                metadata += getattr(part, "metadata", None) or [part]
        elif get_origin(annotation) in (Union, UnionType):
            parts = [part for part in get_args(annotation) if part is not NoneType]
            if len(parts) != 1:
                return annotation, metadata
            annotation = parts[0]
        else:
            return annotation, metadata


def _keys(annotation: Any) -> list[str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [field.alias or name for name, field in annotation.model_fields.items()]
    return []


def _literal(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _described(annotation: Any, metadata: list[Any]) -> Bilingual:
    """Words for what a field takes."""
    keys = _keys(annotation)
    if keys:
        names = ", ".join(keys)
        return (f"a table with the keys {names}", f"eine Tabelle mit den Schlüsseln {names}")
    for part in metadata:
        name = getattr(getattr(part, "func", None), "__name__", "")
        by_function = {"_month": _MONTH, "_when": _WHEN, "_identifier": _ID, "_trust_level": _TRUST}
        if name in by_function:
            return by_function[name]
    if get_origin(annotation) is Literal:
        return listing(str(name) for name in get_args(annotation))
    if get_origin(annotation) in (tuple, list):
        names = ", ".join(_keys(get_args(annotation)[0]))
        if names:
            return (
                f"rows under double brackets [[…]] with the keys {names}",
                f"Zeilen unter doppelten Klammern [[…]] mit den Schlüsseln {names}",
            )
        return ("a list in square brackets", "eine Liste in eckigen Klammern")
    if get_origin(annotation) is dict:
        return ("a table", "eine Tabelle")
    if annotation is bool:
        return ("true or false", "true oder false")
    if annotation is str:
        return ("a text in quotes, not empty", "ein nicht leerer Text in Anführungszeichen")
    return number_between(_bound(metadata, "ge", "gt"), _bound(metadata, "le", "lt"), annotation is int)


def _bound(metadata: list[Any], *names: str) -> float | None:
    for part in metadata:
        for name in names:
            value = getattr(part, name, None)
            if isinstance(value, int | float):
                return float(value)
    return None


def _as_number(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d+([.,]\d+)?\s*", value):
        return value.strip().replace(",", ".")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ""


def _as_share(value: Any, allowed: Bilingual) -> str:
    if isinstance(value, int | float) and allowed == number_between(0, 1) and 1 < value <= 100:
        return f"{value / 100:g}"
    return ""


def _as_month(value: Any) -> str:
    text = str(value)
    year_first = re.match(r"^((?:19|20|21)\d{2})[-./](\d{1,2})(?:\D|$)", text)
    month_first = re.search(r"(?:^|\D)(\d{1,2})[-./]((?:19|20|21)\d{2})$", text)
    year, month = "", 0
    if year_first:
        year, month = year_first[1], int(year_first[2])
    elif month_first:
        year, month = month_first[2], int(month_first[1])
    return f'"{year}-{month:02d}"' if 1 <= month <= 12 else ""
