"""How a run went, phase by phase: one line for each, with what was decided, opened, stopped and lost in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from coopsim.scenario.schema import Scenario
from coopsim.story.course import Course, Spell, is_refusal
from coopsim.story.events import Event
from coopsim.story.words import Words

#: What is counted, in the order in which it is told.
COUNTED: Final = (
    *("founded", "letters_refused", "contracts_refused", "form_changed", "merged", "mergers_refused", "left", "joined"),
    *("agreed", "opened", "stopped", "failed", "offices"),
)
_AS: Final = {
    **{"contract_signed": "founded", "mandate": "founded", "form_changed": "form_changed"},
    **{"letter_refused": "letters_refused", "merger": "merged", "merger_refused": "mergers_refused"},
    **{"agreed": "agreed", "delivered": "opened", "failed": "failed", "exit": "left", "joined": "joined"},
    **{"election_lost": "offices", "mayor_retires": "offices"},
}
#: Phases that get a line of their own; where there are more, those in the middle share one.
LINES: Final = 9


def counts(events: Sequence[Event], offices: int) -> Counter[str]:
    """How often each of ``COUNTED`` happened; ``offices`` is the number of town halls."""
    found: Counter[str] = Counter()
    for event in events:
        if event.kind in ("election_lost", "mayor_retires") and event.actor >= offices:
            continue
        if event.kind in _AS:
            found[_AS[event.kind]] += 1
        elif is_refusal(event.kind, "project"):
            found["stopped"] += 1
        elif is_refusal(event.kind, "contract") and event.kind != "notice":
            found["contracts_refused"] += 1
    return found


def tallied(events: Sequence[Event], offices: int, words: Words) -> list[str]:
    """What happened in some months, in words: "3 projects agreed", "1 vote failed"."""
    found = counts(events, offices)
    return [words.phrase(f"tally.{name}", count=str(found[name])) for name in COUNTED if found[name]]


def course_lines(scenario: Scenario, course: Course, words: Words, width: int) -> list[str]:
    """The phases of a run, one line each; what has no room is left out."""
    spells = course.spells
    if len(spells) <= LINES:
        return [_line(scenario, course, [spell], words, width) for spell in spells]
    half = LINES // 2
    parts = [*([one] for one in spells[:half]), spells[half:-half], *([one] for one in spells[-half:])]
    return [_line(scenario, course, part, words, width) for part in parts]


def _in_spells(course: Course, first: int, last: int) -> list[Event]:
    """The events of some phases; talks end in the first month of the phase without, and so does what ended them."""
    alone = {spell.first for spell in course.spells if spell.phase == "none" and spell.first > 0}
    return course.between(first + (first in alone), last + (last + 1 in alone))


def _line(scenario: Scenario, course: Course, spells: Sequence[Spell], words: Words, width: int) -> str:
    first, last = spells[0].first, spells[-1].last
    names = [words.phrase(f"phases.{spell.phase}") for spell in spells]
    if len(spells) == 1 and spells[0].again:
        names = [words.phrase("tally.again", title=names[0])]
    titles = list(dict.fromkeys(names))
    years = dict.fromkeys(words.year(scenario.start, month) for month in (first, last))
    label = f"{'–'.join(years):11}"
    if spells[0].phase in ("dissolved", "merged"):
        return label + titles[0]
    title = titles[0] if len(titles) == 1 else words.phrase("tally.in_turn", items=words.joined(titles))
    line = label + words.phrase("tally.spell", title=title, duration=words.duration(last + 1 - first))
    told = tallied(_in_spells(course, first, last), len(scenario.municipalities), words)
    running = course.running(last)
    if running >= 0.05:
        told.append(words.phrase("tally.running", worth=words.number(running, 1)))
    for count in range(len(told), 0, -1):
        longer = f"{line}: {', '.join(told[:count])}"
        if len(longer) <= width:
            return longer
    return line
