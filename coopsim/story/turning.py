"""Turning points of a run: the events on which most hung.

What hung on an event is what it brought, cost or put at risk, in EUR per inhabitant and year, times the years for which
it counts: the years that are left, or the length of a standstill.  A service counts from its opening, an exit by the
share of inhabitants that leaves or merges, a founding by all that is not taken up yet until the alliance ends, a change
in the town hall by what this town stops after it and had not before, or had stopped and agrees to.  The five with most
are told, at most two of a kind, each with what led to it or followed from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from coopsim.scenario.schema import Scenario
from coopsim.story.course import Course, is_refusal
from coopsim.story.events import LUKEWARM, Event

MOST: Final = 5
OF_A_KIND: Final = 2
LEAST: Final = 0.01  #: share of all that is worth doing over the whole run; what weighs less is no turning point
TERM: Final = 60  #: months before and after a change in the town hall that are compared; the texts say so
BEFORE: Final = 36  #: months in which that lies which led to a standstill, a renewal or the end; the texts say so
_STANDSTILL: Final = ("stagnating", "asleep", "inert")


@dataclass(frozen=True)
class Turn:
    """One turning point: the events that tell it, what it is, what hung on it, and what stands in its texts."""

    kind: str
    events: tuple[Event, ...]
    weight: float
    worth: float = 0.0  #: EUR per inhabitant and year
    before: float = 0.0  #: in the years before a change in the town hall; in operation before the end
    refusals: int = 0  #: of a founding that failed
    month: int = -1  #: of what followed, or of the first refusal; −1 for none
    owed: tuple[Event, ...] = field(default=())  #: what it is owed to; of a renewal


def turning_points(scenario: Scenario, course: Course) -> list[Turn]:
    """The turning points of a run in the order of time."""
    towns = sorted(scenario.municipalities, key=lambda town: town.id)
    people = [town.population for town in towns]
    least = LEAST * course.worth() * course.left(0)
    found = [turn for rule in _RULES for turn in rule(course, people) if turn.weight > least]
    chosen: list[Turn] = []
    kinds: Counter[str] = Counter()
    for turn in sorted(found, key=lambda turn: -turn.weight):
        if len(chosen) < MOST and kinds[turn.kind] < OF_A_KIND:
            chosen.append(turn)
            kinds[turn.kind] += 1
    return sorted(chosen, key=lambda turn: turn.events[-1].month)


def _founding(course: Course, people: list[int]) -> Iterator[Turn]:
    """The form that came into force first, or where none did the last no to it, from the first one on."""
    binding = [event for event in course.events if event.kind in ("contract_signed", "mandate")]
    letters = [event for event in course.events if event.kind == "letter_of_intent"]
    refused = [no for no in course.foundings_refused() if no.kind != "letter_refused" or not letters]
    for founding in (binding or letters)[:1]:
        worth, years = course.undone(founding.month), (course.last + 1 - founding.month) / 12.0
        yield Turn("founding", (founding,), worth * years, worth)
    if refused and not binding:
        worth, since = course.undone(refused[-1].month), refused[0].month
        yield Turn(
            "unfounded", tuple(refused[-1:]), worth * course.left(since), worth, refusals=len(refused), month=since
        )


def _projects(course: Course, people: list[int]) -> Iterator[Turn]:
    """The decision or event on which the fate of each opportunity hung."""
    for k in course.worthwhile():
        one = course.projects[k]
        mine = [event for event in course.events if event.is_of_project and event.thing == k]
        if one.fate == "running":
            agreed = next(event for event in reversed(mine) if event.kind == "agreed")
            yield Turn("agreed", (agreed,), one.worth * course.left(one.opened), one.worth, month=one.opened)
        elif one.fate == "blocked":
            no = [event for event in mine if is_refusal(event.kind, "project")][-1]
            yield Turn("blocked", (no,), one.worth * course.left(no.month), one.worth)
        elif one.fate in ("denied", "failed", "closed"):
            told = [event for event in mine if event.kind in ("petition_refused", "failed")]
            told = [event for event in told if event.month == one.lost]
            yield Turn("failed", tuple(told), one.worth * course.left(one.lost), one.worth)


def _membership(course: Course, people: list[int]) -> Iterator[Turn]:
    """Towns that leave or join, and the end."""
    for event in course.events:
        if event.kind in ("exit", "joined") and not (course.ending and event.month == course.ending.month):
            notice = _notices(course, event) if event.kind == "exit" else ()
            worth = people[event.actor] / sum(people) * (course.undone(event.month) + course.taken_up(event.month))
            yield Turn(event.kind, (*notice, event), worth * course.left(event.month), worth)
    for event in (event for event in course.events if event.kind == "merger" and not event.ends_alliance):
        worth = event.terms[0] / sum(people) * (course.undone(event.month) + course.taken_up(event.month))
        yield Turn("merger", (event,), worth * course.left(event.month), worth)
    for event in [event for event in course.events if event.kind == "merger_refused"][-1:]:
        worth = people[event.actor] / sum(people) * course.undone(event.month)
        yield Turn("merger", (event,), worth * course.left(event.month), worth)
    if course.ending:
        month = course.ending.month
        leave = [event for event in course.between(month, month) if event.kind == "exit"]
        notices = tuple(notice for event in leave for notice in _notices(course, event))
        worth, lost = course.undone(month), course.running(month - 1)
        yield Turn("end", (*notices, *leave, course.ending), (worth + lost) * course.left(month), worth, lost)


def _notices(course: Course, leaving: Event) -> tuple[Event, ...]:
    given = [event for event in course.events if event.kind == "notice" and event.actor == leaving.actor]
    return tuple([event for event in given if event.month <= leaving.month][-1:])


def _standstill(course: Course, people: list[int]) -> Iterator[Turn]:
    """Standstill, by what was left undone while it lasted, and renewal, by what came about in it."""
    for event in (event for event in course.events if event.is_of_alliance):
        until, phase = course.until(event.month), event.phase_of_alliance
        if phase in _STANDSTILL:
            worth = course.undone(event.month)
            yield Turn("standstill", (event,), worth * (until - event.month) / 12.0, worth, month=until)
        elif event.comes_back:
            good = [spell.last + 1 for spell in course.spells if spell.first >= until and spell.phase in _STANDSTILL]
            end = good[0] if good else course.last + 1
            new = [
                one for one in course.projects if event.month - BEFORE / 2 <= one.agreed < end and one.fate == "running"
            ]
            worth = sum(one.worth for one in new)
            yield Turn("renewal", (event,), worth * course.left(event.month), worth, owed=_owed(course, event.month))


def _owed(course: Course, month: int) -> tuple[Event, ...]:
    """What a renewal is owed to: what was agreed and opened of most worth in the months before, and what came new."""
    recent = course.between(month - BEFORE // 2, month)
    new = [event for event in recent if event.kind in ("own_impulse", "form_changed", "mandate", "joined", "impulse")]
    made = [event for event in recent if event.kind in ("agreed", "delivered")]
    made.sort(key=lambda event: -course.projects[event.thing].worth)
    best = {event.thing: event for event in reversed(made)}
    return (*new[-1:], *sorted(best.values(), key=lambda event: -course.projects[event.thing].worth)[:2])


def _offices(course: Course, people: list[int]) -> Iterator[Turn]:
    """Changes in a town hall before a change of course.

    What this town had stopped is agreed, or more fails at it and whoever came in is lukewarm about working together.
    """
    for event in course.events:
        if event.kind not in ("election_lost", "mayor_retires") or event.actor >= len(people):
            continue
        stopped = _stopped_by(course, event.actor, event.month - TERM, event.month - 1)
        later = course.between(event.month, event.month + TERM - 1)
        freed = _worth(course, stopped & {other.thing for other in later if other.kind == "agreed"})
        if freed:
            yield Turn("office", (event,), freed * TERM / 12.0, freed, month=event.month)
        before = _worth(course, stopped)
        after = _worth(course, _stopped_by(course, event.actor, event.month, event.month + TERM - 1))
        if after > 2.0 * before and event.terms[2] < LUKEWARM:
            yield Turn("office", (event,), (after - before) * TERM / 12.0, after, before)


def _stopped_by(course: Course, town: int, first: int, last: int) -> set[int]:
    """Projects that failed at a town's no in some months."""
    return {e.thing for e in course.between(first, last) if e.actor == town and is_refusal(e.kind, "project")}


def _worth(course: Course, projects: set[int]) -> float:
    return sum(course.projects[k].worth for k in projects)


_RULES: Final[tuple[Callable[[Course, list[int]], Iterator[Turn]], ...]] = (
    *(_founding, _projects, _membership, _standstill, _offices),
)
