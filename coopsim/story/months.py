"""The story of a run month by month, without layout: nothing over and over, and trifles only beside what matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from coopsim.scenario.schema import Scenario
from coopsim.story.events import STANDSTILL, Event
from coopsim.story.names import Names
from coopsim.story.sentences import Sentences, Told
from coopsim.story.words import Words, words_in

PATIENCE: Final = 36  # months until a municipality's changing phase or recognition is worth telling again
#: Kinds that are worth a sentence, not a month of its own.
QUIET: Final = ("good_practice", "bad_practice", "idea", "draft", "reopened")


class Entry(NamedTuple):
    """What is told of one month; ``heading`` is empty where the phase goes on."""

    month: int
    heading: str
    text: str


def entries(scenario: Scenario, events: Any, state: Any, lang: str = "en") -> list[Entry]:
    """The story of a run month by month, from its log ``events`` (E, 10), as headings and sentences without layout.

    ``state`` is the state of the run, at its start or later.  Raises ValueError for a language that stories are not
    told in.
    """
    words = words_in(lang)
    return list(told_months(scenario, events, Names(scenario, state, words), words))


def told_months(scenario: Scenario, events: Any, names: Names, words: Words) -> Iterator[Entry]:
    """The months in which something is told, until the alliance ends: what becomes of its towns is another story."""
    sentences, memory = Sentences(scenario, names, words), Memory()
    heading, ended = words.phrase("phases.none"), False
    for month, rows in groupby((Event.read(row) for row in events), key=lambda event: event.month):
        if ended:
            return
        happened = list(rows)
        new = _new_phase(happened)
        if new:
            heading = words.phrase(f"phases.{new}")
        ended = any(event.ends_alliance for event in happened)
        told = []
        for event in happened:
            if memory.worth_telling(event, happened, sentences.facts.phase):
                told.append(sentences.tell(event, happened))
            else:
                sentences.facts.follow(event)
        text = _paragraph(told, sentences, memory)
        if text:
            yield Entry(month, heading, text)
            heading = ""


def _new_phase(events: Sequence[Event]) -> str:
    """Heading that this month's events call for, by its key; empty for none."""
    for event in events:
        if event.is_of_alliance:
            return event.phase_of_alliance
        if event.ends_alliance:
            return "dissolved" if event.kind == "dissolution" else "merged"
    return ""


def _paragraph(told: list[Told], sentences: Sentences, memory: Memory) -> str:
    """The sentences of a month; the like in one sentence, quiet things only beside others."""
    loud = [one for one in told if one.kind not in QUIET]
    if not loud:
        memory.waiting += told
        return ""
    words, said = sentences.words, []
    if memory.in_vain:
        said.append(words.sentence("events.talks_begin.repeated", count=str(memory.in_vain)))
        memory.in_vain = 0
    since = {one.kind for one in memory.waiting}
    quiet = furthest(memory.waiting + [one for one in told if one.kind in QUIET], loud)
    memory.waiting = []
    for kind in QUIET:
        alike = [one for one in quiet if one.kind == kind]
        if alike:
            variant = ("since_" if kind in since else "") + ("one" if len(alike) == 1 else "many")
            values = {**alike[0].values, "items": sentences.items(alike)}
            said.append(words.sentence(f"events.{kind}.{variant}", **values))
    while loud:
        first = loud[0]
        group = [one for one in loud if one.key == first.key] if sentences.can_be_grouped(first.key) else [first]
        said.append(sentences.text(group))
        loud = [one for one in loud if not any(one is other for other in group)]
    return " ".join(said)


class Memory:
    """What was told when, so that a story does not repeat itself over trifles, and what waits to be told."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, int, int], int] = {}
        self.waiting: list[Told] = []
        self._fallen: set[int] = set()  # municipalities that were told to put in less
        self.in_vain = 0  #: offers of talks that nobody has been told of

    def _again(self, event: Event, key: int = 0) -> bool:
        """Whether the like was told not long ago."""
        place = (event.kind, event.actor, key)
        last = self._told.get(place)
        if last is None or event.month - last >= PATIENCE:
            self._told[place] = event.month
            return False
        return True

    def worth_telling(self, event: Event, month: Sequence[Event], phase: int) -> bool:
        """Whether an event goes into the story; all of them stand in the table of events.

        ``month`` are all events of its month, ``phase`` that of the alliance.
        """
        if event.kind == "problem_recognised":
            return not self._again(event)
        if event.kind in ("talks_begin", "joins_talks") and _in_vain(month):
            if event.kind == "joins_talks":
                return False  # said with the offer
            again = self._again(event)
            self.in_vain += again
            return not again
        if event.kind == "building":  # without a time to build, the opening says it all
            return not any(other.kind == "delivered" and other.thing == event.thing for other in month)
        if event.kind == "phase" and event.actor >= 0:
            return self._town_phase(event, phase)
        return True

    def _town_phase(self, event: Event, alliance: int) -> bool:
        """A municipality's own phase matters when it falls back or comes back on its own."""
        if event.comes_back and event.actor in self._fallen:
            self._fallen.discard(event.actor)
            return True
        told = event.thing in STANDSTILL and alliance not in STANDSTILL and not self._again(event, event.thing)
        if told:
            self._fallen.add(event.actor)
        return told


def _in_vain(month: Sequence[Event]) -> bool:
    """Whether talks are offered this month and fewer than two come."""
    coming = sum(other.kind == "joins_talks" for other in month)
    return coming < 2 and any(other.kind == "talks_begin" for other in month)


def furthest(quiet: list[Told], loud: list[Told]) -> list[Told]:
    """Quiet steps of projects: only the last one of each, and none of those of which something louder is told."""
    known = {one.values["project"] for one in loud if "project" in one.values}
    kept: list[Told] = []
    for one in reversed(quiet):
        project = one.values.get("project")
        if project is None or project not in known:
            kept.append(one)
        if project is not None:
            known.add(project)
    return kept[::-1]
