"""Twins: one run under two settings on the same luck; where the two courses part first, and what decided it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model import outcomes
from coopsim.run import arguments as doors
from coopsim.scenario.schema import Scenario
from coopsim.story.ballots import TERMS, Decision, Vote
from coopsim.story.events import THINGS, Event
from coopsim.story.replay import Replay, replay
from coopsim.texts import UserError

REST: Final = "rest"  #: what council, county head and chance make of a word, as a sixth term


class Number(NamedTuple):
    """A number that differs: column and table of ``outcomes``, municipality (−1: the alliance), value in A and B."""

    column: str
    table: str
    town: int
    a: float
    b: float


class Parting(NamedTuple):
    """The first month in which something differs, and what: numbers, or the events that only one of both has."""

    month: int
    numbers: tuple[Number, ...] = ()
    only_a: tuple[Event, ...] = ()
    only_b: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Divide:
    """A question that was answered otherwise in A and in B; ``town`` and ``term`` tipped it, where a word changed.

    ``town`` is −1 where all say the same in both, and the rule or who is asked decides; so where nobody votes.
    """

    a: Decision
    b: Decision
    town: int
    term: str

    @property
    def month(self) -> int:
        """The month by which it has been answered in both."""
        return max(self.a.event.month, self.b.event.month)

    def both(self) -> Iterator[tuple[int, Vote | None, Vote | None]]:
        """The word of every municipality that was asked, in A and in B; None where it was not."""
        a, b = ({vote.town: vote for vote in one.votes} for one in (self.a, self.b))
        for town in sorted(a | b):
            yield town, a.get(town), b.get(town)


@dataclass(frozen=True)
class Twins:
    """Run ``run`` of ``seed`` in A and in B.  ``numbers``, ``events`` and ``divide`` are None where nothing differs."""

    a: Scenario
    b: Scenario
    seed: int
    run: int
    in_a: Replay
    in_b: Replay

    @property
    def numbers(self) -> Parting | None:
        """The first month at whose end a number of the series differs."""
        found: dict[int, list[Number]] = defaultdict(list)
        for table, a, b in (
            ("series", self.in_a.series[:, None], self.in_b.series[:, None]),
            ("town_series", self.in_a.town_series, self.in_b.town_series),
        ):
            months = min(len(a), len(b))
            for name in outcomes.TABLES[table]:
                one, other = a[name][:months], b[name][:months]
                apart = (one != other) & ~((one != one) & (other != other))
                if apart.any():
                    month = int(np.flatnonzero(apart.any(axis=1))[0])
                    for place in np.flatnonzero(apart[month]):
                        town = int(place) if table == "town_series" else -1
                        found[month].append(
                            Number(name, table, town, float(one[month, place]), float(other[month, place]))
                        )
        return Parting(min(found), tuple(found[min(found)])) if found else None

    @property
    def events(self) -> Parting | None:
        """The first month of whose events one has some that the other has not, whatever their numbers."""
        last = min(self.a.horizon_months, self.b.horizon_months)
        a, b = _by_month(self.in_a.events), _by_month(self.in_b.events)
        for month in sorted(month for month in a | b if month < last):
            only_a, only_b = _without(a[month], b[month]), _without(b[month], a[month])
            if only_a or only_b:
                return Parting(month, (), only_a, only_b)
        return None

    @property
    def divide(self) -> Divide | None:
        """The first question that both answer, for the same time, and otherwise."""
        a, b = _by_question(self.in_a.decisions), _by_question(self.in_b.decisions)
        pairs = [pair for question in a.keys() & b.keys() for pair in zip(a[question], b[question], strict=False)]
        divided = [(one, other) for one, other in pairs if one.yes != other.yes]
        first = min(divided, key=lambda pair: (max(x.event.month for x in pair), pair[0].event.month), default=None)
        return Divide(*first, *tipped(*first)) if first else None


def twins(a: Scenario | str | PathLike[str], b: Scenario | str | PathLike[str], seed: int = 1, run: int = 0) -> Twins:
    """Run ``run`` of ``seed`` in A and in B, month by month and on the same luck.

    Raises ArgumentError or ScenarioError for what is no scenario, seed or run, UserError where the municipalities are
    not the same.
    """
    one, other = doors.scenario_of(a), doors.scenario_of(b)
    seed, run = doors.seed_of(seed), doors.run_of(run)
    if {town.id for town in one.municipalities} != {town.id for town in other.municipalities}:
        raise UserError("twins_towns")
    return Twins(one, other, seed, run, replay(one, seed, run), replay(other, seed, run))


def tipped(a: Decision, b: Decision) -> tuple[int, str]:
    """The municipality whose change of word tipped a decision, and the term of its word that changed most that way.

    Of those that say otherwise in B, and as the decision does: who refuses most strongly.  (−1, "") for none.
    """
    before, after = ({vote.town: vote for vote in one.votes} for one in (a, b))
    turned = [town for town in before.keys() & after.keys() if before[town].yes != after[town].yes == b.yes]
    if not turned:
        return -1, ""
    town = min(turned, key=lambda town: min(before[town].utility, after[town].utility))
    change = {name: y - x for name, x, y in zip((*TERMS, REST), _parts(before[town]), _parts(after[town]), strict=True)}
    return town, max(change, key=lambda name: change[name] if b.yes else -change[name])


def _parts(vote: Vote) -> tuple[float, ...]:
    return (*vote.terms, vote.rest)


def _by_month(events: Any) -> defaultdict[int, list[Event]]:
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for event in map(Event.read, events):
        found[event.month].append(event)
    return found


def _by_question(decisions: tuple[Decision, ...]) -> dict[tuple[str, int], list[Decision]]:
    found: dict[tuple[str, int], list[Decision]] = defaultdict(list)
    for one in decisions:
        found[one.question, one.subject].append(one)
    return found


def _without(events: list[Event], others: list[Event]) -> tuple[Event, ...]:
    """The events that are not among others, by what happened and to whom; which form was put forward is a setting."""
    there = {_what(event) for event in others}
    return tuple(event for event in events if _what(event) not in there)


def _what(event: Event) -> tuple[str, int, int]:
    return event.kind, event.actor, -1 if THINGS.get(event.kind) == "form" else event.thing
