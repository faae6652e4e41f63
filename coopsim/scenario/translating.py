"""What pydantic found in a document, in the words of a scenario file's faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final

from pydantic import BaseModel

from coopsim.scenario import catalogue, rows
from coopsim.scenario.errors import Bilingual, at_most, listing, said, shown
from coopsim.scenario.faults import Fault, unknown_keys
from coopsim.scenario.lines import Path
from coopsim.scenario.numbers import Bounds, number_meant
from coopsim.scenario.open_tables import parameter_bounds
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables
from coopsim.scenario.types import ID_PATTERN, MONTH_PATTERN, as_id

#: What is told of values that a check of their own refuses, by the kind of fault: key of the text.
_TAKES: Final = {"when": "when", "trust_level": "trust", "rivalry": "rivalry", "unreadable": "readable"}
_PATTERNS: Final = {MONTH_PATTERN: "month", ID_PATTERN: "id"}
_OUT_OF_BOUNDS: Final = {"greater_than_equal", "less_than_equal", "greater_than", "less_than", "finite_number"}


def translated(detail: Any, model: type[BaseModel]) -> Fault:
    """One fault from one entry of a pydantic ValidationError over a document of this type."""
    kind, path, value = detail["type"], tuple(detail["loc"]), detail["input"]
    if kind == "extra_forbidden":
        keys = list(_field(path[:-1], model).get("properties", ()))
        (fault,) = unknown_keys(path[:-1], {path[-1]: value}, keys)
        top = len(path) == 1 and issubclass(model, Tables)
        near = suggest(path[0], [*keys, *rows.Header.model_fields]) if top else ""
        return replace(fault, suggestion=f"[scenario] {near}") if near and near not in keys else fault
    field = _field(path, model)
    allowed = said(f"takes.{_TAKES[kind]}") if kind in _TAKES else _described(field, model)
    number = partial(number_meant, bounds=_bounds(field)) if field.get("type") in ("integer", "number") else ""
    if kind == "missing":
        return Fault(path, said("missing"), "", allowed)
    if kind in _OUT_OF_BOUNDS:
        return Fault(path, said("out_of_bounds"), shown(value), allowed, number)
    if kind == "literal_error":
        return Fault(path, said("not_allowed"), shown(value), allowed, partial(suggest, known=_words(field)))
    if field.get("pattern") == ID_PATTERN:
        return Fault(path, said("not_allowed"), shown(value), allowed, as_id(value) if isinstance(value, str) else "")
    if kind == "when" or field.get("pattern") == MONTH_PATTERN:
        return Fault(path, said("not_allowed"), shown(value), allowed, _as_month(value))
    if kind in ("string_too_long", "too_long"):
        what = said("long_text" if kind == "string_too_long" else "too_many_rows")
        return Fault(path, what, f"{len(value):,}", at_most(detail["ctx"]["max_length"]))
    if kind in _TAKES or kind in ("string_too_short", "too_short"):
        return Fault(path, said("not_allowed"), shown(value), allowed)
    return Fault(path, said("wrong_type"), shown(value), allowed, number)


@lru_cache(maxsize=4)
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _field(path: Path, model: type[BaseModel]) -> dict[str, Any]:
    """What the JSON Schema of a document says of the field at a path; nothing where there is no such field."""
    field = _schema(model)
    for step in path:
        below = field.get("properties", {}).get(step) or field.get("items") or field.get("additionalProperties")
        field = _bare(below, model) if isinstance(below, dict) else {}
    return field


def _bare(field: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """A field with what it refers to in its place, and without null as the other value that it can have."""
    parts = [part for part in field.get("anyOf", field.get("allOf", ())) if part != {"type": "null"}]
    if len(parts) == 1:
        return _bare(parts[0], model)
    _, _, name = field.get("$ref", "").rpartition("/")
    return _schema(model)["$defs"][name] if name else field


def _words(field: dict[str, Any]) -> list[str]:
    """The words of a vocabulary that a field takes; none where it takes others."""
    return [str(word) for word in field.get("enum", [field["const"]] if "const" in field else [])]


def _described(field: dict[str, Any], model: type[BaseModel]) -> Bilingual:
    """Words for what a field takes."""
    kind, pattern = field.get("type"), field.get("pattern")
    if "properties" in field:
        return said("takes.keys", names=", ".join(field["properties"]))
    if pattern in _PATTERNS:
        return said(f"takes.{_PATTERNS[pattern]}")
    if any(part.get("pattern") == MONTH_PATTERN for part in field.get("anyOf", ())):
        return said("takes.when")
    if words := _words(field):
        return listing(words)
    if kind == "array":
        names = ", ".join(_bare(field.get("items", {}), model).get("properties", ()))
        return said("takes.rows", names=names) if names else said("takes.list")
    simple = {"object": "takes.table", "boolean": "takes.switch", "string": "takes.text"}
    return said(simple[kind]) if kind in simple else _bounds(field).words()


def _bounds(field: Mapping[str, Any]) -> Bounds:
    lower = field.get("minimum", field.get("exclusiveMinimum"))
    upper = field.get("maximum", field.get("exclusiveMaximum"))
    return Bounds(lower, upper, field.get("type") == "integer", "exclusiveMinimum" in field)


def bounds_of(key: str) -> Bounds:
    """What a number under a key may be, wherever it stands; open bounds for a key that no table has."""
    from coopsim.model.parameters import PARAMETERS

    if key in PARAMETERS:
        return parameter_bounds(PARAMETERS[key])
    if key in catalogue.hindrances() or key in catalogue.approaches():
        return Bounds(0, 1)
    for table in _schema(Tables)["$defs"].values():
        if key in table.get("properties", {}):  # the same key means the same kind of number in each table
            return _bounds(_bare(table["properties"][key], Tables))
    return Bounds()


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
