"""The command ``coopsim governance``: the governance models of the package."""

from __future__ import annotations

from typing import Any

from coopsim.cli.options import Lang
from coopsim.cli.tables import plain_number, print_rows
from coopsim.texts import text


def governance(lang: Lang = "en") -> None:
    headings = [text(lang, "list.attribute"), ""]
    for name, title, rows in models(lang):
        print_rows(headings, rows, f"{title} ({name})")


def models(lang: str) -> list[tuple[str, str, list[list[str]]]]:
    """Governance models of the package: id, title, and each attribute with its value."""
    from coopsim.scenario.catalogue import governance_models

    found = []
    for model in governance_models().values():
        rows = [
            [name, _value(getattr(model, name), lang)]
            for name in type(model).model_fields
            if name not in ("id", "title", "based_on")
        ]
        found.append((model.id, model.title[lang], rows))
    return found


def _value(value: Any, lang: str) -> str:
    if hasattr(value, "en"):
        return str(value[lang])
    if isinstance(value, bool):
        return text(lang, "list.yes" if value else "list.no")
    if isinstance(value, int | float):
        return plain_number(value, lang)
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return str(value)
