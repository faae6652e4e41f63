"""The events of a run's log: what their actors, objects and terms are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from coopsim.model import codes

#: Kinds of events by what they are about, or who acts.
ABOUT_PROJECTS: Final = frozenset(
    (
        *("idea", "draft", "agreed", "postponed", "blocked", "dropped", "building", "delivered", "failed"),
        *("petition_granted", "petition_refused"),
    )
)
ABOUT_FORMS: Final = frozenset(
    ("contract_proposed", "contract_signed", "contract_refused", "form_changed", "land_refuses", "mandate")
)
ABOUT_AREAS: Final = frozenset(("working_group", "closure"))
BY_OFFICES: Final = frozenset(("election_kept", "election_lost", "mayor_retires"))

#: Families of decisions and their terms, in the order of the log.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "project": ("own", "relative", "reciprocity", "voters", "attitude"),
    "contract": ("own", "relative", "trust", "voters", "attitude"),
    "staying": ("own", "relative", "trust", "voters", "attitude"),
    "entry": ("own", "relative", "trust", "dilution", "attitude"),
    "merger": ("saving", "trust", "attachment"),
    "talks": ("recognition", "attitude", "prize"),
}

#: What the terms of each kind of event mean, in the order of the log; kinds that are missing have none.
TERMS: Final[dict[str, tuple[str, ...]]] = {
    "problem_recognised": ("recognition", "stress"),
    "joins_talks": FAMILIES["talks"],
    "letter_refused": FAMILIES["contract"],
    "working_group": ("weight",),
    "draft": ("worth",),
    "agreed": ("partners", "package", "value", "estimate"),
    "blocked": (*FAMILIES["project"], "decided_by"),
    "petition_granted": ("chance",),
    "petition_refused": ("chance",),
    "contract_refused": (*FAMILIES["contract"], "decided_by"),
    "land_refuses": ("about",),
    "election_kept": ("approval", "chance"),
    "election_lost": ("approval", "chance", "attitude"),
    "mayor_retires": ("approval", "chance", "attitude"),
    "notice": FAMILIES["staying"],
    "entry_refused": FAMILIES["entry"],
    "closure": ("endowment", "need"),
    "designated": ("chance",),
    "designation_refused": ("chance",),
    "merger_proposed": ("total",),
    "merger_refused": ("saving", "relative", "trust", "attachment", "attitude", "utility"),
    "merger": ("total", "merged"),
    "phase": ("before", "activity", "peak"),
    "good_practice": ("value",),
    "bad_practice": ("value",),
}


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
        """A row of ten numbers as an event."""
        return cls(int(row[0]), codes.EVENTS[int(row[1])], int(row[2]), int(row[3]), tuple(float(x) for x in row[4:]))

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
