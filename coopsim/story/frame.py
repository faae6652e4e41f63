"""How a story begins and ends: who works together under which conditions, and what came of it."""

from __future__ import annotations

from typing import Any

from coopsim.model import codes
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.story.names import Names
from coopsim.story.words import Words


def opening(scenario: Scenario, words: Words) -> str:
    """The region, its towns, the form they seek, hindrances, approaches and funding."""
    lang = words.lang
    members = [town for town in scenario.municipalities if town.role == "member"]
    others = [town.name for town in scenario.municipalities if town.role != "member"]
    population = words.number(sum(town.population for town in members))
    said = [
        scenario.description[lang],
        words.sentence("opening.towns", items=words.joined([town.name for town in members]), population=population),
    ]
    if others:
        said.append(words.sentence("opening.others", items=words.joined(others)))
    if scenario.governance == "none":
        said.append(words.sentence("opening.none"))
    else:
        said.append(words.sentence("opening.form", form=scenario.governance_model.title[lang]))
    hindrances = {name: scenario.hindrance(name) for name in codes.HINDRANCES}
    said.append(words.sentence("opening.hindrances", items=_levels(catalogue.hindrances(), hindrances, words)))
    used = {name: setting.strength for name, setting in scenario.approaches.items() if setting.strength > 0}
    if used:
        said.append(words.sentence("opening.approaches", items=_levels(catalogue.approaches(), used, words)))
    else:
        said.append(words.sentence("opening.no_approaches"))
    for row in scenario.funding:
        start = words.month(scenario.start, scenario.month_of(row.start))
        if row.end is None:
            said.append(words.sentence("opening.funding_open", start=start))
        else:
            end = words.month(scenario.start, scenario.month_of(row.end) - 1)
            said.append(words.sentence("opening.funding", start=start, end=end))
    return " ".join(sentence for sentence in said if sentence)


def _levels(rows: Any, given: dict[str, float], words: Words) -> str:
    """Rows of a catalogue with their levels, the highest first."""
    chosen = sorted(given, key=lambda name: (-given[name], name))
    return words.joined(
        [
            words.phrase("opening.item", title=rows[name].title[words.lang], value=words.number(given[name], 1))
            for name in chosen
        ]
    )


def closing(scenario: Scenario, row: Any, towns: Any, names: Names, words: Words) -> str:
    """What the run has come to, from its record of ``outcomes.RUN`` and those of ``outcomes.TOWN_RUN``."""
    ended = int(row.month_end) >= 0
    last = int(row.month_end) if ended else scenario.horizon_months - 1
    counts = {name: str(int(row[name])) for name in ("agreed", "delivered", "vetoes", "turnovers", "exits")}
    said = [
        words.sentence(
            "closing.ended" if ended else "closing.phase",
            years=words.number(scenario.horizon_months / 12),
            month=words.month(scenario.start, last),
            phase=names.phase(int(row.phase_end)),
        )
    ]
    if int(row.month_start) < 0:
        said.append(words.sentence("closing.never"))
    else:
        months = {name: str(int(row[f"months_{name}"])) for name in ("effective", "stagnating")}
        said.append(words.sentence("closing.effective", months=str(scenario.horizon_months), **months))
        said.append(words.sentence("closing.services", running=str(int(row.services_end)), **counts))
    worst = min(range(len(towns)), key=lambda i: float(towns[i].added_value))
    said.append(
        words.sentence(
            "closing.value",
            value=words.signed(float(row.added_value)),
            town=names.towns[worst],
            worst=words.signed(float(towns[worst].added_value)),
        )
    )
    said.append(words.sentence("closing.offices", **counts))
    return " ".join(said)
