"""Turning points in words: the sentences of their events, and what led to them or followed from them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any, Final

from coopsim.scenario.schema import Scenario
from coopsim.story.course import Course
from coopsim.story.events import Event
from coopsim.story.names import Names
from coopsim.story.sentences import Sentences, Told
from coopsim.story.tally import tallied
from coopsim.story.turning import BEFORE, Turn

_TERMS: Final = 2  #: terms of a decision that are shown
_COUNTS: Final = 4  #: things that are told of the years before


class Teller:
    """Tells the turning points of one run."""

    def __init__(self, scenario: Scenario, course: Course, names: Names) -> None:
        self._scenario, self._course, self._names, self._words = scenario, course, names, names.words
        self._sentences = Sentences(scenario, names, names.words, most_terms=_TERMS)
        self._people = [town.population for town in sorted(scenario.municipalities, key=lambda town: town.id)]
        self._told: dict[Event, Told] = {}
        for _, rows in groupby(course.events, key=lambda event: event.month):
            month = list(rows)
            for event in month:
                self._told[event] = self._sentences.tell(event, month)

    def tell(self, turn: Turn) -> str:
        """When it was, what happened and why, and what hung on it."""
        words, first = self._words, turn.events[-1]
        values = self._told[first].values | {
            "told": " ".join(self._sentence(event, turn) for event in turn.events if event.kind != "notice"),
            "worth": words.number(turn.worth, 1),
            "before": words.number(turn.before, 1),
        }
        if turn.month >= 0:
            values["month"] = words.month(self._scenario.start, turn.month)
        variant, more = _VARIANTS[turn.kind](self, turn) if turn.kind in _VARIANTS else ("", {})
        key = f"turning.{turn.kind}.{variant}" if variant else f"turning.{turn.kind}"
        month = words.month(self._scenario.start, first.month)
        return f"{month}: {words.sentence(key, **values | more)}"

    def _sentence(self, event: Event, turn: Turn) -> str:
        """The sentence of an event; of a town that leaves with the reasons that it gave when it announced that."""
        given = [one for one in turn.events if one.kind == "notice" and one.actor == event.actor]
        if event.kind != "exit" or not given:
            return self._sentences.text([self._told[event]])
        month = self._words.month(self._scenario.start, given[0].month)
        return self._words.sentence("turning.leaves", given=month, **self._told[given[0]].values)

    def _tallied(self, turn: Turn) -> str:
        """What happened in the years before."""
        month = turn.events[-1].month
        offices = len(self._scenario.municipalities)
        found = tallied(self._course.between(month - BEFORE, month - 1), offices, self._words)[:_COUNTS]
        return self._words.joined(found) or self._words.phrase("tally.nothing")

    def _founding(self, turn: Turn) -> tuple[str, dict[str, str]]:
        month = turn.events[0].month
        failed = [event for event in self._course.foundings_refused() if event.month <= month]
        return ("again" if failed else "first"), {"count": str(len(failed))}

    def _unfounded(self, turn: Turn) -> tuple[str, dict[str, str]]:
        return ("again" if turn.refusals > 1 else "once"), {"count": str(turn.refusals)}

    def _blocked(self, turn: Turn) -> tuple[str, dict[str, str]]:
        refusals = self._course.projects[turn.events[0].thing].refusals
        return ("again" if refusals > 1 else "first"), {"count": str(refusals)}

    def _failed(self, turn: Turn) -> tuple[str, dict[str, str]]:
        denied = [event for event in turn.events if event.kind == "petition_refused"]
        return ("denied", self._told[denied[0]].values) if denied else ("other", {})

    def _exit(self, turn: Turn) -> tuple[str, dict[str, str]]:
        return "", {"share": self._share(self._people[turn.events[-1].actor])}

    def _merger(self, turn: Turn) -> tuple[str, dict[str, str]]:
        event = turn.events[0]
        return ("partial", {"share": self._share(event.terms[0])}) if event.kind == "merger" else ("refused", {})

    def _share(self, people: float) -> str:
        return self._words.percent(people / sum(self._people))

    def _end(self, turn: Turn) -> tuple[str, dict[str, str]]:
        some = turn.before >= 0.05
        if turn.events[-1].kind == "merger":
            return ("merger" if some else "merger_empty"), {}
        return ("services" if some else "empty"), {"led": self._tallied(turn)}

    def _standstill(self, turn: Turn) -> tuple[str, dict[str, str]]:
        led, until = self._tallied(turn), turn.month
        duration = self._words.duration(until - turn.events[0].month)
        slow = self._told[turn.events[0]].key.endswith(".stagnating")
        return ("slow" if slow else "other"), {"items": led, "duration": duration}

    def _renewal(self, turn: Turn) -> tuple[str, dict[str, str]]:
        items = [self._owed(event) for event in turn.owed]
        return ("owed" if items else "alone"), {"items": self._words.joined(items)}

    def _owed(self, event: Event) -> str:
        values = self._told[event].values
        if event.kind == "impulse":
            return self._words.phrase(f"turning.owed.impulse.{values['impulse']}")
        return self._words.phrase(f"turning.owed.{event.kind}", **values)

    def _office(self, turn: Turn) -> tuple[str, dict[str, str]]:
        less = turn.month >= 0  # what had been stopped is agreed
        return ("less" if less else "more"), {"town": self._told[turn.events[0]].values["office"]}


_VARIANTS: Final[dict[str, Callable[[Teller, Turn], tuple[str, dict[str, Any]]]]] = {
    "founding": Teller._founding,
    "unfounded": Teller._unfounded,
    "blocked": Teller._blocked,
    "failed": Teller._failed,
    "exit": Teller._exit,
    "merger": Teller._merger,
    "joined": Teller._exit,
    "end": Teller._end,
    "standstill": Teller._standstill,
    "renewal": Teller._renewal,
    "office": Teller._office,
}
