"""What pydantic found in a document, in the words of a scenario file's faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from coopsim.scenario import catalogue
from coopsim.scenario.errors import Bilingual, listing, shown
from coopsim.scenario.findings import Finding, unknown_keys
from coopsim.scenario.lines import Path
from coopsim.scenario.numbers import Bounds, number_meant
from coopsim.scenario.open_tables import BOUNDS, TYPE, parameter_bounds
from coopsim.scenario.rows import (
    ApproachSetting,
    AreaLevels,
    CatalogueSize,
    Council,
    Funding,
    Header,
    Impulse,
    Land,
    Municipality,
    Office,
    Ties,
)
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables
from coopsim.scenario.types import OneOf, as_id

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
_READABLE: Bilingual = (
    "letters, digits, signs; no control characters, none that turn the direction of the text",
    "Buchstaben, Ziffern, Zeichen; keine Steuerzeichen, keine, die die Schreibrichtung wenden",
)
_CUSTOM: dict[str, Bilingual] = {
    "month_text": _MONTH,
    "when": _WHEN,
    "identifier": _ID,
    "trust_level": _TRUST,
    "rivalry": _RIVALRY,
    "unreadable": _READABLE,
}
_OUT_OF_BOUNDS = {"greater_than_equal", "less_than_equal", "greater_than", "less_than", "finite_number"}


_NOT_ALLOWED: Bilingual = ("value not allowed", "Wert nicht erlaubt")
_MISSING: Bilingual = ("this key is missing", "dieser Schlüssel fehlt")
_LONG: Bilingual = ("text too long", "Text zu lang")
_MANY: Bilingual = ("too many rows", "zu viele Zeilen")


#: Tables with numbers in them; the same key means the same kind of number in each.
_TABLES: tuple[type[BaseModel], ...] = (
    Municipality, Header, Office, AreaLevels, Ties, Council, Funding, Impulse, Land, ApproachSetting, CatalogueSize,
    catalogue.GovernanceModel, catalogue.FunctionRow,
)  # fmt: skip


def translated(detail: Any, model: type[BaseModel]) -> Finding:
    """One finding from one entry of a pydantic ValidationError over a document of this type."""
    kind, path, value = detail["type"], tuple(detail["loc"]), detail["input"]
    if kind == "extra_forbidden":
        keys = _keys(_annotation(path[:-1], model)[0])
        (finding,) = unknown_keys(path[:-1], {path[-1]: value}, keys)
        near = suggest(path[0], [*keys, *Header.model_fields]) if len(path) == 1 and issubclass(model, Tables) else ""
        return finding.suggesting(f"[scenario] {near}") if near and near not in keys else finding
    annotation, metadata = _annotation(path, model)
    allowed = _CUSTOM.get(kind) or _described(annotation, metadata)
    number = partial(number_meant, bounds=_bounds(annotation, metadata)) if annotation in (int, float) else ""
    if kind == "missing":
        return Finding(path, _MISSING, "", allowed)
    if kind in _OUT_OF_BOUNDS:
        return Finding(path, BOUNDS, shown(value), allowed, number)
    if kind == "literal_error":
        names = _words(annotation, metadata)
        return Finding(path, _NOT_ALLOWED, shown(value), listing(names), partial(suggest, known=names))
    if kind == "identifier":
        return Finding(path, _NOT_ALLOWED, shown(value), allowed, as_id(value) if isinstance(value, str) else "")
    if kind in ("month_text", "when"):
        return Finding(path, _NOT_ALLOWED, shown(value), allowed, _as_month(value))
    if kind in ("string_too_long", "too_long"):
        most, length = detail["ctx"]["max_length"], len(value)
        allowed = (f"at most {most:,}", f"höchstens {most:,}".replace(",", "."))
        return Finding(path, _LONG if kind == "string_too_long" else _MANY, f"{length:,}", allowed)
    if kind in _CUSTOM or kind in ("string_too_short", "too_short"):
        return Finding(path, _NOT_ALLOWED, shown(value), allowed)
    return Finding(path, TYPE, shown(value), allowed, number)


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
        names = ", ".join(keys)
        return (f"a table with the keys {names}", f"eine Tabelle mit den Schlüsseln {names}")
    for part in metadata:
        name = getattr(getattr(part, "func", None), "__name__", "")
        by_function = {"_month": _MONTH, "_when": _WHEN, "_identifier": _ID, "_trust_level": _TRUST}
        if name in by_function:
            return by_function[name]
    words = _words(annotation, metadata)
    if words:
        return listing(words)
    if get_origin(annotation) in (tuple, list):
        names = ", ".join(_keys(get_args(annotation)[0]))
        if names:
            return (
                f"rows under double brackets [[…]] with the keys {names}",
                f"Zeilen unter doppelten Klammern [[…]] mit den Schlüsseln {names}",
            )
        return ("a list in square brackets", "eine Liste in eckigen Klammern")
    if get_origin(annotation) in (dict, Mapping):
        return ("a table", "eine Tabelle")
    if annotation is bool:
        return ("true or false", "true oder false")
    if annotation is str:
        return ("a text in quotes, not empty", "ein nicht leerer Text in Anführungszeichen")
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
