"""What pydantic found in a document, in the words of a scenario file's faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from coopsim.scenario import catalogue, rows
from coopsim.scenario.errors import Bilingual, at_most, listing, said, shown
from coopsim.scenario.faults import Fault, unknown_keys
from coopsim.scenario.lines import Path
from coopsim.scenario.numbers import Bounds, number_meant
from coopsim.scenario.open_tables import parameter_bounds
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables
from coopsim.scenario.types import OneOf, as_id

#: What the types of ``types`` and ``rows`` take: key of the text by kind of fault, and by function that checks.
_TAKES = {
    "month_text": "month",
    "when": "when",
    "identifier": "id",
    "trust_level": "trust",
    "rivalry": "rivalry",
    "unreadable": "readable",
}
_TAKEN_BY = {"_month": "month", "_when": "when", "_identifier": "id", "_trust_level": "trust"}
_OUT_OF_BOUNDS = {"greater_than_equal", "less_than_equal", "greater_than", "less_than", "finite_number"}


#: Tables with numbers in them; the same key means the same kind of number in each.
_TABLES: tuple[type[BaseModel], ...] = (
    rows.Municipality, rows.Header, rows.Office, rows.AreaLevels, rows.Ties, rows.Council, rows.Funding,
    rows.Impulse, rows.Land, rows.ApproachSetting, rows.CatalogueSize,
    catalogue.GovernanceModel, catalogue.FunctionRow,
)  # fmt: skip


def translated(detail: Any, model: type[BaseModel]) -> Fault:
    """One fault from one entry of a pydantic ValidationError over a document of this type."""
    kind, path, value = detail["type"], tuple(detail["loc"]), detail["input"]
    if kind == "extra_forbidden":
        keys = _keys(_annotation(path[:-1], model)[0])
        (fault,) = unknown_keys(path[:-1], {path[-1]: value}, keys)
        top = len(path) == 1 and issubclass(model, Tables)
        near = suggest(path[0], [*keys, *rows.Header.model_fields]) if top else ""
        return replace(fault, suggestion=f"[scenario] {near}") if near and near not in keys else fault
    annotation, metadata = _annotation(path, model)
    allowed = said(f"takes.{_TAKES[kind]}") if kind in _TAKES else _described(annotation, metadata)
    number = partial(number_meant, bounds=_bounds(annotation, metadata)) if annotation in (int, float) else ""
    if kind == "missing":
        return Fault(path, said("missing"), "", allowed)
    if kind in _OUT_OF_BOUNDS:
        return Fault(path, said("out_of_bounds"), shown(value), allowed, number)
    if kind == "literal_error":
        names = _words(annotation, metadata)
        return Fault(path, said("not_allowed"), shown(value), listing(names), partial(suggest, known=names))
    if kind == "identifier":
        return Fault(path, said("not_allowed"), shown(value), allowed, as_id(value) if isinstance(value, str) else "")
    if kind in ("month_text", "when"):
        return Fault(path, said("not_allowed"), shown(value), allowed, _as_month(value))
    if kind in ("string_too_long", "too_long"):
        what = said("long_text" if kind == "string_too_long" else "too_many_rows")
        return Fault(path, what, f"{len(value):,}", at_most(detail["ctx"]["max_length"]))
    if kind in _TAKES or kind in ("string_too_short", "too_short"):
        return Fault(path, said("not_allowed"), shown(value), allowed)
    return Fault(path, said("wrong_type"), shown(value), allowed, number)


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
        elif get_origin(annotation) in (tuple, dict, list, Mapping):
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


def _words(annotation: Any, metadata: list[Any]) -> list[str]:
    """The words of a vocabulary that a field takes; none where it takes others."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for part in metadata if isinstance(part, OneOf) for word in part.words]


def _described(annotation: Any, metadata: list[Any]) -> Bilingual:
    """Words for what a field takes."""
    keys = _keys(annotation)
    if keys:
        return said("takes.keys", names=", ".join(keys))
    for part in metadata:
        taken = _TAKEN_BY.get(getattr(getattr(part, "func", None), "__name__", ""))
        if taken:
            return said(f"takes.{taken}")
    words = _words(annotation, metadata)
    if words:
        return listing(words)
    if get_origin(annotation) in (tuple, list):
        names = ", ".join(_keys(get_args(annotation)[0]))
        if names:
            return said("takes.rows", names=names)
        return said("takes.list")
    if get_origin(annotation) in (dict, Mapping):
        return said("takes.table")
    if annotation is bool:
        return said("takes.switch")
    if annotation is str:
        return said("takes.text")
    return _bounds(annotation, metadata).words()


def _bounds(annotation: Any, metadata: list[Any]) -> Bounds:
    lower, upper = _bound(metadata, "ge", "gt"), _bound(metadata, "le", "lt")
    return Bounds(lower, upper, annotation is int, any(hasattr(part, "gt") for part in metadata))


def bounds_of(key: str) -> Bounds:
    """What a number under a key may be, wherever it stands; open bounds for a key that no table has."""
    from coopsim.model.parameters import PARAMETERS

    if key in PARAMETERS:
        return parameter_bounds(PARAMETERS[key])
    if key in catalogue.hindrances() or key in catalogue.approaches():
        return Bounds(0, 1)
    for table in _TABLES:
        if key in table.model_fields:
            field = table.model_fields[key]
            annotation, more = _bare(field.annotation)
            return _bounds(annotation, [*field.metadata, *more])
    return Bounds()


def _bound(metadata: list[Any], *names: str) -> float | None:
    for part in metadata:
        for name in names:
            value = getattr(part, name, None)
            if isinstance(value, int | float):
                return float(value)
    return None


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
