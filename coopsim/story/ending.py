"""How a run ended, and why: what came about, what it cost, for the region and each town; what was lost to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from coopsim.model import codes
from coopsim.model.events import DECIDED_BY, FAMILIES, TERMS
from coopsim.scenario.schema import Scenario
from coopsim.story.course import CAME_ABOUT, FATES, Course, is_refusal
from coopsim.story.events import Event
from coopsim.story.names import Names
from coopsim.story.stakes import discounted_years, largest

_FEW: Final = 4  #: a reason that is so many times rarer than the most frequent one is not told
_MERGED_WHOLLY: Final = 2
_SMALL: Final = 0.05  #: EUR that are shown as 0.0
_COUNTY: Final = -1  #: stands for the county head among those who say no
#: Towns whose added value is told one by one; of more, the first and the last three.
_TOWNS: Final = 14


def ending(scenario: Scenario, course: Course, row: Any, towns: Any, names: Names) -> list[str]:
    """What a run has come to, from its record of ``outcomes.RUN`` and those of ``outcomes.TOWN_RUN``."""
    words = names.words
    ended = int(row.month_end) >= 0
    last = int(row.month_end) if ended else scenario.horizon_months - 1
    end = {"month": words.month(scenario.start, last), "phase": names.phase(int(row.phase_end))}
    years = words.number(scenario.horizon_months / 12)
    said = [words.sentence("ending.ended" if ended else "ending.phase", years=years, **end)]
    if int(row.month_start) < 0:
        said.append(words.sentence("ending.never"))
    else:
        lost = int(row.months_stagnating) + int(row.months_asleep)
        months = {"effective": str(int(row.months_effective)), "lost": str(lost)}
        said.append(words.sentence("ending.effective", months=str(scenario.horizon_months), **months))
    running = course.worthwhile("running")
    if int(row.services_end) and running:
        worth, count = words.number(course.worth("running"), 1), str(int(row.services_end))
        items = largest(course, running, names)
        key = "ending.service" if count == "1" else "ending.services"
        said.append(words.sentence(key, count=count, worth=worth, items=items))
    elif int(row.delivered):
        said.append(words.sentence("ending.closed", count=str(int(row.delivered))))
    else:
        said.append(words.sentence("ending.no_services"))
    paragraphs = [" ".join(said), " ".join(_value(scenario, row, towns, names)), *_undone(course, names)]
    return [paragraph for paragraph in paragraphs if paragraph]


def _value(scenario: Scenario, row: Any, towns: Any, names: Names) -> list[str]:
    words, value = names.words, float(row.added_value)
    if int(row.month_start) < 0:
        cost = words.number(float(row.benefit) - value, 1)
        return [words.sentence("ending.only_cost", cost=cost)] if value <= -_SMALL else []
    numbers = {
        "value": words.signed(value),
        "yearly": words.signed(value / discounted_years(scenario)),
        "benefit": words.number(float(row.benefit), 1),
        "cost": words.number(float(row.benefit) - value, 1),
    }
    said = [words.sentence("ending.worth_it" if value > 0.0 else "ending.not_worth_it", **numbers)]
    if float(row.attainable) > 0.0:
        share = words.percent(float(row.benefit) / float(row.attainable))
        said.append(words.sentence("ending.share", share=share))
    whole = int(row.merged) == _MERGED_WHOLLY  # else those that went up in another town have none of their own
    own = [i for i in range(len(towns)) if whole or int(towns[i].phase_end) != codes.MERGED]
    order = sorted(own, key=lambda i: -float(towns[i].added_value))
    told = order if len(order) <= _TOWNS else [*order[:3], *order[-3:]]
    items = [f"{names.towns[i]} {words.signed(float(towns[i].added_value))}" for i in told]
    said.append(words.sentence("ending.towns" if told is order else "ending.some_towns", items=words.listed(items)))
    return said


def _undone(course: Course, names: Names) -> list[str]:
    left = course.worthwhile(*(fate for fate in FATES if fate not in CAME_ABOUT))
    if not left:
        return []
    worth = names.words.number(sum(course.projects[k].worth for k in left), 1)
    whole = names.words.number(course.worth(), 1)
    merged = course.ending is not None and course.ending.kind == "merger"
    key = (
        "ending.merged_undone"
        if merged
        else "ending.undone"
        if len(left) < len(course.worthwhile())
        else "ending.all_undone"
    )
    return [names.words.sentence(key, whole=whole, worth=worth, items=largest(course, left, names))]


def why(scenario: Scenario, course: Course, row: Any, names: Names) -> list[str]:
    """The dominant reasons in numbers: what was lost to what, who said no and what tipped it, changes in office."""
    words, said = names.words, []
    shares = [(fate, course.worth(fate)) for fate in FATES]
    shares = [(fate, worth) for fate, worth in shares if worth >= _SMALL]
    if shares:
        items = [words.phrase(f"fates.{fate}", worth=words.number(worth, 1)) for fate, worth in shares]
        said.append(words.sentence("why.fates", whole=words.number(course.worth(), 1), items=words.listed(items)))
    for family in ("contract", "project"):
        no = [event for event in course.events if is_refusal(event.kind, family) and event.kind != "notice"]
        if len(no) > 1 or (no and int(row.month_contract) < 0):
            said.append(_refusals(no, family, names))
    if not any(is_refusal(event.kind, "project") for event in course.events) and int(row.agreed):
        said.append(words.sentence("why.no_refusals", count=str(int(row.agreed))))
    counts = {name: str(int(row[name])) for name in ("turnovers", "exits")}
    offices = words.sentence("why.offices", **counts)
    return [*said[:-1], f"{said[-1]} {offices}"] if said else [offices]


def _refusals(events: Sequence[Event], family: str, names: Names) -> str:
    """How often somebody said no, who it was and what tipped it."""
    words = names.words
    who = Counter(_COUNTY if _by(event) == "county" else event.actor for event in events).most_common(3)
    people = [
        words.phrase("why.county_head", count=str(count))
        if i == _COUNTY
        else words.phrase("why.by", town=names.towns[i], count=str(count))
        for i, count in who
    ]
    if len(events) == 1:
        people = [words.phrase("why.by_county_head") if who[0][0] == _COUNTY else names.towns[who[0][0]]]
    tipped = Counter(_tipping(event, family) for event in events).most_common(2)
    tipped = [(name, count) for name, count in tipped if count >= tipped[0][1] / _FEW]
    reasons = [
        words.phrase("why.reason", reason=words.phrase(_reason(family, name)), count=str(count))
        for name, count in tipped
        if name
    ]
    key = f"why.{family}" if len(events) > 1 else f"why.{family}_once"
    said = words.sentence(key, count=str(len(events)), items=words.joined(people))
    return f"{said} {words.sentence('why.tipped', items=words.joined(reasons))}" if reasons else said


def _reason(family: str, term: str) -> str:
    return f"why.{term}" if term in ("mood", "county") else f"terms.{family}.{term}.against"


def _by(event: Event) -> str:
    """Whose word the no was: the mayor's, the council's or the county head's."""
    return DECIDED_BY[int(event.terms[TERMS[event.kind].index("decided_by")])]


def _tipping(event: Event, family: str) -> str:
    """The term that weighs most against, or what stands in no term; empty where there is none.

    A council does not ask the mayor's attitude; a county head does not ask what the town weighs.
    """
    terms = dict(zip(TERMS[event.kind], event.terms, strict=False))
    counted = {name: terms[name] for name in FAMILIES[family] if not (_by(event) == "council" and name == "attitude")}
    if _by(event) == "county":
        return "county"
    if event.kind == "letter_refused" and sum(counted.values()) > 0.0:
        return "mood"
    least = min(counted, key=lambda name: counted[name])
    return least if counted[least] < 0.0 else ""
