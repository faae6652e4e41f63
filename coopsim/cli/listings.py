"""The commands that list what the package holds: scenarios, governance models, parameters, schedule, JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from coopsim.cli.options import Lang
from coopsim.cli.standard_streams import console
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table
from coopsim.texts.numbers import number

Rows = tuple[list[str], list[list[str]]]  #: headings, then the cells of each row


def parameters(
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    from coopsim.model.parameters import PARAMETERS

    headings, rows = parameter_rows(lang)
    if as_json:
        data = [
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
        print(json.dumps(data, indent=2))
    elif markdown:
        print(markdown_table(headings, rows), end="")
    else:  # in the four columns that a terminal has room for
        symbol, _, meaning, _, default, bounds, source = headings
        short = [[row[0], f"{row[2]} ({row[3]})", f"{row[4]} {row[5]}", row[6]] for row in rows]
        print_rows([symbol, meaning, f"{default} [{bounds}]", source], short)


def parameter_rows(lang: str) -> Rows:
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


def scenarios(lang: Lang = "en") -> None:
    from coopsim.figures.titles import governance_title
    from coopsim.scenario import list_scenarios, load_scenario

    cases = {name: load_scenario(name) for name in list_scenarios()}
    rows = [
        [
            name,
            case.title[lang],
            number(lang, len(case.municipalities)),
            plain_number(case.horizon_months / 12, lang),
            governance_title(case.governance, lang, case),
        ]
        for name, case in cases.items()
    ]
    keys = ("id", "title", "municipalities", "years", "governance")
    print_rows([text(lang, f"list.{key}") for key in keys], rows)


def governance(lang: Lang = "en") -> None:
    from coopsim.scenario.catalogue import governance_models

    for model in governance_models().values():
        rows = [[name, _value(value, lang)] for name, value in model if name not in ("id", "title", "based_on")]
        print_rows([text(lang, "list.attribute"), ""], rows, f"{model.title[lang]} ({model.id})")


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


def schedule(lang: Lang = "en") -> None:
    from coopsim.submodels.schedule import SCHEDULE

    print(str(SCHEDULE))


def schema(lang: Lang = "en") -> None:
    from coopsim.scenario import json_schema

    print(json.dumps(json_schema(), indent=2))


def print_rows(headings: list[str], rows: list[list[str]], title: str | None = None) -> None:
    """Print a table on a terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*(Text(entry) for entry in row))
    console(error=False).print(table)


def plain_number(value: float, lang: str) -> str:
    """A number with as many decimals as it has."""
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    return number(lang, value, len(digits))
