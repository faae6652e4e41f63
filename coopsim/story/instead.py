"""What if: a decision in words ("month 83: quedlinburg agrees") as a row of a scenario, checked against the run.

Who and what is meant stands in either language; whether there is something to decide shows in the run itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from coopsim.model import codes
from coopsim.scenario.schema import Scenario
from coopsim.story.ballots import VOTED, Decision
from coopsim.story.course import Course
from coopsim.story.replay import Replay, replay
from coopsim.story.words import words_in
from coopsim.texts import LANGUAGES, UserError, nearest, short, text

NEAREST: Final = 3  #: decisions that are named where there was none in the month
_WHEN: Final = re.compile(r"\s*(?P<when>[^:]{1,40}):\s*(?P<rest>.{1,200})", re.DOTALL)
_NUMBER: Final = re.compile(r"(?:month|monat)?\s*(\d{1,4})", re.IGNORECASE)
_CALENDAR: Final = re.compile(r"\d{4}-\d{2}")


def what_if(scenario: Scenario, told: str | Sequence[str], seed: int = 1, run: int = 0, lang: str = "en") -> Scenario:
    """The scenario in which decisions of run ``run`` of ``seed`` are made otherwise; all luck stays the same.

    ``told`` is one decision or several: when, a colon, who or what, and what is decided, such as "month 83: quedlinburg
    agrees", "2028-06: Quedlinburg lehnt ab", "month 47: opportunity 12 is given up".  All of them are checked against
    the run as it was without them; ``lang`` is that of messages.

    Raises UserError for what cannot be read, and where there is nothing to decide.
    """
    lines = [told] if isinstance(told, str) else list(told)
    rows = [_row(scenario, line, lang) for line in lines]
    before = replay(scenario, seed, run)
    for line, row in zip(lines, rows, strict=True):
        _check(scenario, before, line, row, lang)
    kept = [row.model_dump(exclude_none=True) for row in scenario.instead]
    return scenario.with_({"instead": [*kept, *rows]})


def phrases(scenario: Scenario, of: Decision, lang: str) -> list[str]:
    """What can be decided otherwise on a question, each as ``what_if`` takes it."""
    if of.question == "election":
        choice = "voted_out" if of.yes else "reelected"
        return [_phrase(of.event.month, _offices(scenario)[of.subject][0], choice, lang)]
    if of.question not in VOTED:
        return []
    towns = [town for town, _ in _offices(scenario)]
    return [_phrase(of.event.month, towns[vote.town], "refuses" if vote.yes else "agrees", lang) for vote in of.votes]


def _phrase(month: int, who: str, decision: str, lang: str) -> str:
    return text(lang, "instead.phrase", month=month, who=who, decision=_verbs(decision, lang)[0])


def _verbs(decision: str, lang: str) -> list[str]:
    return text(lang, f"instead.verb.{decision}").split("|")


def _offices(scenario: Scenario) -> list[tuple[str, str]]:
    """Ids and names of municipalities and counties, in the order of the rules."""
    towns = sorted(scenario.municipalities, key=lambda town: town.id)
    counties = sorted(scenario.counties, key=lambda county: county.id)
    return [*((town.id, town.name) for town in towns), *((county.id, county.name) for county in counties)]


def _row(scenario: Scenario, line: str, lang: str) -> dict[str, Any]:
    """A decision in words as a row of a scenario; raises UserError."""
    parts = _WHEN.fullmatch(line)
    month = _month(scenario, parts["when"].strip()) if parts else None
    if parts is None or month is None:
        raise UserError("instead_form", found=short(line))
    if not 0 <= month < scenario.horizon_months:
        raise UserError("instead_month", found=short(line), last=scenario.horizon_months - 1)
    who, decision = _split(parts["rest"].strip(), lang)
    return {"month": month, "decision": decision} | _subject(scenario, who, decision)


def _month(scenario: Scenario, found: str) -> int | None:
    """Months since the start of a number, a calendar month or the name of one; None where it is none of these."""
    if number := _NUMBER.fullmatch(found):
        return int(number[1])
    if _CALENDAR.fullmatch(found) and 1 <= int(found[5:]) <= 12:
        return scenario.month_of(found)
    names = (
        (words_in(language).month(scenario.start, month), month)
        for language in LANGUAGES
        for month in range(scenario.horizon_months)
    )
    return next((month for name, month in names if name.casefold() == found.casefold()), None)


def _split(rest: str, lang: str) -> tuple[str, str]:
    """Who, and the decision; raises UserError for none that is known."""
    for decision in codes.DECISIONS:
        for verb in (verb for language in LANGUAGES for verb in _verbs(decision, language)):
            if rest.casefold().endswith(f" {verb.casefold()}"):
                return rest[: -len(verb)].strip(), decision
    known = ", ".join(_verbs(decision, lang)[0] for decision in codes.DECISIONS)
    raise UserError("instead_decision", found=short(rest), known=known)


def _subject(scenario: Scenario, who: str, decision: str) -> dict[str, Any]:
    """Whom or what a decision is about, by its key; raises UserError."""
    number = re.fullmatch(r"\S+\s+(\d{1,4})", who)
    if decision in ("opens", "given_up"):
        last = scenario.catalogue.opportunities - 1
        if number is None or int(number[1]) > last:
            raise UserError("instead_opportunity", found=short(who), last=last)
        return {"opportunity": int(number[1])}
    offices, n = _offices(scenario), len(scenario.municipalities)
    known = offices if decision in ("reelected", "voted_out") else offices[:n]
    for place, names in enumerate(known):
        if who.casefold() in {name.casefold() for name in names}:
            return {"municipality" if place < n else "county": names[0]}
    ids = [name for name, _ in known]
    raise UserError("instead_who", found=short(who), known=", ".join(ids), near=nearest(who.lower(), ids))


def _check(scenario: Scenario, run: Replay, line: str, row: dict[str, Any], lang: str) -> None:
    """Refuse a decision where there is nothing to decide; raises UserError."""
    months, month = _decided(scenario, run, row), int(row["month"])
    if month in months:
        return
    there = [phrase for one in run.decisions if one.event.month == month for phrase in phrases(scenario, one, lang)]
    near = sorted(months, key=lambda other: (abs(other - month), other))[:NEAREST]
    nothing = text(lang, "instead.nothing")
    raise UserError(
        "instead_nothing",
        found=short(line),
        there="; ".join(dict.fromkeys(there)) or nothing,
        nearest=", ".join(map(str, sorted(near))) or nothing,
    )


def _decided(scenario: Scenario, run: Replay, row: dict[str, Any]) -> set[int]:
    """Months in which there was something to decide for what a row is about."""
    if "opportunity" in row:
        return set(_under_way(Course(scenario, run.events, run.state), row["opportunity"], row["decision"]))
    who = [name for name, _ in _offices(scenario)].index(row.get("municipality") or row["county"])
    if row["decision"] in ("reelected", "voted_out"):
        return {one.event.month for one in run.decisions if one.question == "election" and one.subject == who}
    return {one.event.month for one in run.decisions if any(vote.town == who for vote in one.votes)}


def _under_way(course: Course, k: int, decision: str) -> Iterator[int]:
    """Months in which opportunity ``k`` was under way or, to be given up, in operation; that of its end counts."""
    since = -1
    for event in (event for event in course.events if event.is_of_project and event.thing == k):
        if event.kind == "agreed":
            since = event.month
        elif event.kind == "failed" or (event.kind == "delivered" and decision == "opens"):
            yield from range(since, event.month + 1) if since >= 0 else ()
            since = -1
    if since >= 0:
        yield from range(since, course.last + 1)
