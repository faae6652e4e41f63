"""What is at stake in a run: who, what is worth doing together, what of it could be had, what stands in the way."""

from __future__ import annotations

from collections import Counter
from math import exp
from typing import Any

from coopsim.model import codes
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.story.course import Course
from coopsim.story.events import parameter
from coopsim.story.names import Names
from coopsim.story.words import Words


def discounted_years(scenario: Scenario) -> float:
    """Years of the run, discounted: by how much a sum over the run is divided to become a sum a year."""
    rate = parameter(scenario, "discount_rate")
    return sum(exp(-rate * month / 12.0) for month in range(scenario.horizon_months)) / 12.0


def stakes(scenario: Scenario, course: Course, attainable: float, areas: Any, names: Names) -> list[str]:
    """The paragraphs; ``attainable`` in EUR per inhabitant over the run, ``areas`` (P,) of the opportunities."""
    return [" ".join(_table(scenario, names.words)), " ".join(_prize(scenario, course, attainable, areas, names))]


def _table(scenario: Scenario, words: Words) -> list[str]:
    """Who is at the table, what they seek and what stands in the way."""
    members = [town for town in scenario.municipalities if town.role == "member"]
    others = [town.name for town in scenario.municipalities if town.role != "member"]
    population = words.number(sum(town.population for town in members))
    said = [
        scenario.description[words.lang],
        words.sentence("stakes.towns", items=words.joined([town.name for town in members]), population=population),
    ]
    if others:
        said.append(words.sentence("stakes.others", items=words.joined(others)))
    if scenario.governance == "none":
        said.append(words.sentence("stakes.none"))
    else:
        said.append(words.sentence("stakes.form", form=scenario.governance_model.title[words.lang]))
    hindrances = {name: scenario.hindrance(name) for name in codes.HINDRANCES}
    said.append(words.sentence("stakes.hindrances", items=_levels(catalogue.hindrances(), hindrances, words, 3)))
    used = {name: setting.strength for name, setting in scenario.approaches.items() if setting.strength > 0}
    if used:
        said.append(words.sentence("stakes.approaches", items=_levels(catalogue.approaches(), used, words)))
    else:
        said.append(words.sentence("stakes.no_approaches"))
    for row in scenario.funding:
        start = words.month(scenario.start, scenario.month_of(row.start))
        if row.end is None:
            said.append(words.sentence("stakes.funding_open", start=start))
        else:
            end = words.month(scenario.start, scenario.month_of(row.end) - 1)
            said.append(words.sentence("stakes.funding", start=start, end=end))
    return [sentence for sentence in said if sentence]


def _prize(scenario: Scenario, course: Course, attainable: float, areas: Any, names: Names) -> list[str]:
    """What is worth doing, where most of it lies, and what of it could be had."""
    words, best = names.words, course.worthwhile()
    if not best:
        return [words.sentence("stakes.nothing")]
    by_area: Counter[int] = Counter()
    for k in best:
        by_area[int(areas[k])] += course.projects[k].worth  # type: ignore[assignment]
    where = [
        words.phrase("stakes.area", title=names.areas[area], value=words.number(worth, 1))
        for area, worth in by_area.most_common(2)
    ]
    said = [
        words.sentence("stakes.worth", count=str(len(best)), worth=words.number(course.worth(), 1)),
        words.sentence("stakes.areas", items=words.joined(where), projects=largest(course, best, names)),
    ]
    if attainable > 0.0:
        years = words.number(scenario.horizon_months / 12)
        yearly = words.number(attainable / discounted_years(scenario), 1)
        said.append(words.sentence("stakes.attainable", attainable=yearly, years=years))
    return said


def largest(course: Course, ranked: list[int], names: Names, most: int = 2) -> str:
    """The first of some opportunities with their worth, in words."""
    return names.words.listed(
        [
            names.words.phrase(
                "stakes.project", project=names.project(k), value=names.words.number(course.projects[k].worth, 1)
            )
            for k in ranked[:most]
        ]
    )


def _levels(rows: Any, given: dict[str, float], words: Words, most: int | None = None) -> str:
    """Rows of a catalogue with their levels, the highest first."""
    chosen = sorted(given, key=lambda name: (-given[name], name))[:most]
    titles = {name: rows[name].title[words.lang] for name in chosen}
    levels = {name: words.number(given[name], 1) for name in chosen}
    return words.joined([words.phrase("stakes.item", title=titles[name], value=levels[name]) for name in chosen])
