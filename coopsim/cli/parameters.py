"""The command ``coopsim parameters``: the registry of parameters."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from coopsim.cli.options import Lang
from coopsim.cli.tables import Rows, plain_number, print_rows
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table


def parameters(
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    if as_json:
        print(json.dumps(data(), indent=2))
    elif markdown:
        print(markdown_table(*rows_of(lang)), end="")
    else:
        print_rows(*short_rows(lang))


def rows_of(lang: str) -> Rows:
    """The registry of parameters; where no German meaning is given the English one stands in."""
    from coopsim.model.parameters import PARAMETERS

    keys = ("symbol", "group", "meaning", "unit", "default", "bounds", "source")
    rows = [
        [
            row.symbol,
            row.group,
            row.title[lang] or row.title["en"],
            row.unit,
            plain_number(row.default, lang),
            text(lang, "number.between", low=plain_number(row.lower, lang), high=plain_number(row.upper, lang)),
            row.source,
        ]
        for row in PARAMETERS.values()
    ]
    return [text(lang, f"list.{key}") for key in keys], rows


def short_rows(lang: str) -> Rows:
    """The registry in the four columns that a terminal has room for."""
    headings, rows = rows_of(lang)
    symbol, _, meaning, unit, default, bounds, source = range(7)
    short = [
        [row[symbol], f"{row[meaning]} ({row[unit]})", f"{row[default]} {row[bounds]}", row[source]] for row in rows
    ]
    return [headings[symbol], headings[meaning], f"{headings[default]} [{headings[bounds]}]", headings[source]], short


def data() -> list[dict[str, Any]]:
    """The registry of parameters as JSON can hold it."""
    from coopsim.model.parameters import PARAMETERS

    return [
        {
            "symbol": row.symbol,
            "group": row.group,
            "title": dict(row.title),
            "unit": row.unit,
            "bounds": [row.lower, row.upper],
            "default": row.default,
            "source": row.source,
        }
        for row in PARAMETERS.values()
    ]
