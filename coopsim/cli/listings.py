"""What the package holds, as plain rows: parameters, scenarios, governance models."""

from __future__ import annotations

from typing import Any

from coopsim.cli.standard_streams import console
from coopsim.texts import text
from coopsim.texts.numbers import number

Rows = tuple[list[str], list[list[str]]]  #: headings, then the cells of each row


def parameters(lang: str) -> Rows:
    """The registry of parameters; where no German meaning is given the English one stands in."""
    from coopsim.model.parameters import PARAMETERS

    keys = ("symbol", "group", "meaning", "unit", "default", "bounds", "source")
    rows = [
        [
            row.symbol,
            row.group,
            row.title[lang] or row.title["en"],
            row.unit,
            _plain(row.default, lang),
            text(lang, "number.between", low=_plain(row.lower, lang), high=_plain(row.upper, lang)),
            row.source,
        ]
        for row in PARAMETERS.values()
    ]
    return [text(lang, f"list.{key}") for key in keys], rows


def parameters_short(lang: str) -> Rows:
    """The registry in the four columns that a terminal has room for."""
    headings, rows = parameters(lang)
    symbol, _, meaning, unit, default, bounds, source = range(7)
    short = [
        [row[symbol], f"{row[meaning]} ({row[unit]})", f"{row[default]} {row[bounds]}", row[source]] for row in rows
    ]
    return [headings[symbol], headings[meaning], f"{headings[default]} [{headings[bounds]}]", headings[source]], short


def parameters_data() -> list[dict[str, Any]]:
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


def scenarios(lang: str) -> Rows:
    """The shipped scenarios."""
    from coopsim.figures.titles import governance_title
    from coopsim.scenario import list_scenarios, load_scenario

    rows = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        rows.append(
            [
                name,
                scenario.title[lang],
                number(lang, len(scenario.municipalities)),
                _plain(scenario.horizon_months / 12, lang),
                governance_title(scenario.governance, lang, scenario),
            ]
        )
    return [text(lang, f"list.{key}") for key in ("id", "title", "municipalities", "years", "governance")], rows


def governance(lang: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Governance models of the package: id, title, and each attribute with its value."""
    from coopsim.scenario.catalogue import governance_models

    found = []
    for model in governance_models().values():
        rows = [
            (name, _value(getattr(model, name), lang))
            for name in type(model).model_fields
            if name not in ("id", "title", "based_on")
        ]
        found.append((model.id, model.title[lang], rows))
    return found


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


def _plain(value: float, lang: str) -> str:
    """A number with as many decimals as it has."""
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    return number(lang, value, len(digits))


def _value(value: Any, lang: str) -> str:
    if hasattr(value, "en"):
        return str(value[lang])
    if isinstance(value, bool):
        return text(lang, "list.yes" if value else "list.no")
    if isinstance(value, int | float):
        return _plain(value, lang)
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return str(value)
