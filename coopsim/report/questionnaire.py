"""The questionnaire: what a region is asked, as a TOML file that is filled in and given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coopsim.advice.advise import Advice
from coopsim.figures.titles import hindrance_title
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.texts import text


def question_text(row: Mapping[Any, Any], scenario: Scenario, lang: str) -> str:
    """The question on an unknown (a row of ``Advice.information``)."""
    towns = {town.id: town.name for town in scenario.municipalities}
    areas = {area: one.title[lang] for area, one in catalogue.areas().items()}
    names = [towns.get(name) or areas.get(name) or hindrance_title(name, lang) for name in row["names"]]
    return text(lang, f"advice.ask.{row['kind']}", **dict(zip(("a", "b"), names, strict=False)))


def questionnaire(advice: Advice, lang: str, most: int = 20) -> str:
    """The questions in the order of what knowing the answer is worth, as the text of a TOML file."""
    lines = [f"# {line}" for line in text(lang, "advice.ask.head", region=advice.scenario.title[lang]).split("\n")]
    for row in advice.information.head(most).to_dict("records"):
        first = row["values"][0]
        if isinstance(first, str):
            allowed, example = ", ".join(f'"{word}"' for word in row["values"]), f'"{first}"'
        else:
            low, high = row["values"]
            allowed, example = text(lang, "advice.ask.between", low=f"{low:g}", high=f"{high:g}"), f"{(low + high) / 2}"
        lines += ["", f"# {question_text(row, advice.scenario, lang)}", f"# {allowed}", f"# {row['key']} = {example}"]
    return "\n".join(lines) + "\n"
