"""The story of a run month by month, where something happened, as headings and sentences without layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from coopsim.story.events import Event
from coopsim.story.names import Names
from coopsim.story.selection import QUIET, Memory, furthest
from coopsim.story.sentences import Sentences, Told
from coopsim.story.words import Words, words_in

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario


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
