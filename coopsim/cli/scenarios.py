"""The command ``coopsim scenarios``: the shipped scenarios."""

from __future__ import annotations

from coopsim.cli.options import Lang
from coopsim.cli.tables import Rows, plain_number, print_rows
from coopsim.texts import text
from coopsim.texts.numbers import number


def scenarios(lang: Lang = "en") -> None:
    print_rows(*rows_of(lang))


def rows_of(lang: str) -> Rows:
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
                plain_number(scenario.horizon_months / 12, lang),
                governance_title(scenario.governance, lang, scenario),
            ]
        )
    return [text(lang, f"list.{key}") for key in ("id", "title", "municipalities", "years", "governance")], rows
