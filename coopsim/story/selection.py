"""What of a run goes into its story: nothing over and over, and trifles only beside what matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coopsim.model import codes
from coopsim.story.events import Event
from coopsim.story.sentences import Told

PATIENCE: Final = 36  # months until a municipality's changing phase or recognition is worth telling again
#: Kinds that are worth a sentence, not a month of its own.
QUIET: Final = ("good_practice", "bad_practice", "idea", "draft", "postponed", "reopened")


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
        still = (codes.STAGNATING, codes.INERT)
        if event.comes_back and event.actor in self._fallen:
            self._fallen.discard(event.actor)
            return True
        told = event.thing in still and alliance not in still and not self._again(event, event.thing)
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
