"""The events of a run's log: what their actors, objects and terms are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from coopsim.model import codes
from coopsim.model.events import HEAD

#: What the object of an event is, by kind; those of the other kinds are numbers, or there is none.
THINGS: Final = {
    **dict.fromkeys(("idea", "draft", "agreed", "postponed", "blocked", "building", "delivered"), "project"),
    **dict.fromkeys(("laid_aside", "reopened"), "project"),
    **dict.fromkeys(("failed", "petition_granted", "petition_refused"), "project"),
    **dict.fromkeys(("contract_proposed", "contract_signed", "contract_refused", "form_changed"), "form"),
    **dict.fromkeys(("land_refuses", "mandate"), "form"),
    **dict.fromkeys(("working_group", "closure"), "area"),
    **dict.fromkeys(("entry_refused", "merger_refused"), "other"),
    **dict.fromkeys(("election_lost", "mayor_retires"), "type"),
    "phase": "phase",
    "impulse": "impulse",
}
BY_OFFICES: Final = frozenset(("election_kept", "election_lost", "mayor_retires"))


@dataclass(frozen=True)
class Event:
    """One row of the log."""

    month: int
    kind: str
    actor: int
    thing: int
    terms: tuple[float, ...]

    @classmethod
    def read(cls, row: Any) -> Event:
        """A row of numbers as an event."""
        month, kind, actor, thing = (int(number) for number in row[: len(HEAD)])
        return cls(month, codes.EVENTS[kind], actor, thing, tuple(float(x) for x in row[len(HEAD) :]))

    @property
    def is_of_project(self) -> bool:
        """Whether its object is a project."""
        return THINGS.get(self.kind) == "project"

    @property
    def ends_alliance(self) -> bool:
        """Whether this is the end of the alliance: it dissolves, or all its members merge."""
        return self.kind == "dissolution" or (self.kind == "merger" and self.terms[1] == 2.0)

    @property
    def is_of_alliance(self) -> bool:
        """Whether the alliance enters a phase."""
        return self.kind == "phase" and self.actor < 0

    @property
    def comes_back(self) -> bool:
        """Whether a phase of work follows on one of standstill; of events of the kind "phase"."""
        return self.terms[0] in _STANDSTILL and self.thing in (codes.IMPLEMENTATION, codes.STABILISED)

    @property
    def phase_of_alliance(self) -> str:
        """The phase that the alliance enters, "renewed" where it stagnated before."""
        renewed = int(self.terms[0]) == codes.STAGNATING and self.comes_back
        return "renewed" if renewed else codes.PHASES[self.thing]


_STANDSTILL: Final = (codes.STAGNATING, codes.INERT)
