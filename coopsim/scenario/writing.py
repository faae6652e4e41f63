"""A scenario back into the text of its file."""

from __future__ import annotations

import json
from typing import Any

from coopsim.scenario.tables import Tables


def document(scenario: Tables) -> dict[str, Any]:
    """The tables of a scenario without what is unknown or default, as ``tomllib`` would read them."""
    tables: dict[str, Any] = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    if "ties" in tables and scenario.ties.trust is not None:
        tables["ties"]["trust"] = [["" if level is None else level for level in row] for row in scenario.ties.trust]
    used = {key: setting for key, setting in tables.pop("approaches", {}).items() if setting}
    if used:
        tables["approaches"] = {
            key: setting["strength"] if set(setting) == {"strength"} else setting for key, setting in used.items()
        }
    return tables


def toml(tables: dict[str, Any]) -> str:
    """TOML text of a document: tables under headers, rows of lists under double headers, the rest inline."""
    blocks: list[str] = []
    for key, value in tables.items():
        if isinstance(value, dict):
            blocks.append(_block(f"[{_key(key)}]", value))
        elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            blocks += [_block(f"[[{_key(key)}]]", row) for row in value]
        else:
            blocks.insert(0, f"{_key(key)} = {_value(value)}\n")
    return "\n".join(blocks)


def _block(header: str, table: dict[str, Any]) -> str:
    lines = [header] + [f"{_key(key)} = {_value(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain else _text(key)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return repr(value)
