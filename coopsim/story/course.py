"""The course of a run in numbers, from its log: phases, the fate of each opportunity, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from coopsim.model import codes
from coopsim.model.events import FAMILIES, TERMS
from coopsim.scenario.schema import Scenario
from coopsim.story.events import Event

#: Fates of opportunities, as they are told: what came about, then what was lost, and to what.
FATES: Final = ("running", "under_way", "blocked", "denied", "failed", "closed", "ended", "never")
CAME_ABOUT: Final = FATES[:2]


class Spell(NamedTuple):
    """Months ``first`` … ``last`` in one phase; ``phase`` is its key among the texts, ``again`` after a standstill."""

    phase: str
    first: int
    last: int
    again: bool = False


@dataclass
class Project:
    """What became of one opportunity; months are −1 for what did not happen."""

    worth: float  #: EUR per inhabitant of the founders and year
    appears: int
    agreed: int = -1
    opened: int = -1
    lost: int = -1  #: month in which it failed, closed or ended after it had been agreed
    refusals: int = 0
    denied: bool = False  #: a provider has turned it down since it was agreed
    fate: str = "never"  #: one of ``FATES``

    def taken_up(self, month: int) -> bool:
        """Whether it is agreed, under way or in operation in a month."""
        return 0 <= self.agreed <= month and not 0 <= self.lost <= month


def is_refusal(kind: str, family: str) -> bool:
    """Whether an event of this kind is a no, told by the terms of a family of decisions."""
    return "decided_by" in TERMS.get(kind, ()) and set(FAMILIES[family]) <= set(TERMS[kind])


class Course:
    """The events of a run until its alliance ends, and what follows from them.

    ``state`` is the state of the run, at its start or later.
    """

    def __init__(self, scenario: Scenario, events: Any, state: Any) -> None:
        self.months = scenario.horizon_months
        self.events: list[Event] = []
        end = self.months
        for event in (Event.read(row) for row in events):
            if event.month > end:
                break
            self.events.append(event)
            end = event.month if event.ends_alliance else end
        self.last = min(end, self.months - 1)  #: last month of the alliance, or of the run
        self.ending = next((event for event in self.events if event.ends_alliance), None)
        founders = float(state.alliance.founders)
        self.projects = [Project(float(row.worth) / founders, int(row.appears)) for row in state.project]
        for event in self.events:
            if event.is_of_project:
                self._follow(event)
        for project in self.projects if self.ending and self.ending.kind == "dissolution" else ():
            if project.taken_up(self.last):
                project.lost, project.fate = self.last, "ended"
        self.spells = self._spells()

    def _follow(self, event: Event) -> None:
        project = self.projects[event.thing]
        if event.kind == "agreed":
            project.agreed, project.opened, project.lost, project.fate = event.month, -1, -1, "under_way"
            project.denied = False
        elif event.kind == "delivered":
            project.opened, project.fate = event.month, "running"
        elif event.kind in ("petition_refused", "petition_granted"):
            project.denied = event.kind == "petition_refused"
        elif event.kind == "failed":
            project.lost = event.month
            project.fate = "closed" if project.opened >= 0 else "denied" if project.denied else "failed"
        elif is_refusal(event.kind, "project"):
            project.refusals, project.fate = project.refusals + 1, "blocked"

    def _spells(self) -> list[Spell]:
        """The phases of the alliance one after the other, until it ends."""
        spells, phase, since, again = [], "none", 0, False
        for event in (event for event in self.events if event.is_of_alliance):
            if event.month > since:
                spells.append(Spell(phase, since, event.month - 1, again))
            again = event.phase_of_alliance == "renewed"
            phase, since = codes.PHASES[event.thing] if again else event.phase_of_alliance, event.month
        spells.append(Spell(phase, since, self.last, again))
        if self.ending:
            end = "dissolved" if self.ending.kind == "dissolution" else "merged"
            spells.append(Spell(end, self.last, self.last))
        return spells

    def foundings_refused(self) -> list[Event]:
        """Every no to the letter of intent or a contract."""
        return [event for event in self.events if is_refusal(event.kind, "contract") and event.kind != "notice"]

    def until(self, month: int) -> int:
        """First month after the phase that holds in a month."""
        return next(spell.last + 1 for spell in self.spells if month <= spell.last)

    def left(self, month: int) -> float:
        """Years that are left of the run."""
        return (self.months - month) / 12.0

    def undone(self, month: int) -> float:
        """Worth of what has appeared and is not taken up, EUR per inhabitant and year."""
        return sum(one.worth for one in self.projects if one.appears <= month and not one.taken_up(month))

    def taken_up(self, month: int) -> float:
        """Worth of what is agreed, under way or in operation, EUR per inhabitant and year."""
        return sum(one.worth for one in self.projects if one.taken_up(month))

    def running(self, month: int) -> float:
        """Worth of joint services in operation, EUR per inhabitant and year."""
        return sum(one.worth for one in self.projects if 0 <= one.opened <= month and one.taken_up(month))

    def between(self, first: int, last: int) -> list[Event]:
        """The events of the months ``first`` … ``last``."""
        return [event for event in self.events if first <= event.month <= last]

    def worthwhile(self, *fates: str) -> list[int]:
        """Numbers of the opportunities of these fates (all without any) that are worth something, the best first."""
        found = [
            k
            for k, one in enumerate(self.projects)
            if one.worth > 0.0 and one.appears < self.months and (not fates or one.fate in fates)
        ]
        return sorted(found, key=lambda k: -self.projects[k].worth)

    def worth(self, *fates: str) -> float:
        """Worth of the opportunities of these fates (of all without any), EUR per inhabitant and year."""
        return sum(self.projects[k].worth for k in self.worthwhile(*fates))
