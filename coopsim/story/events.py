"""The events of a run's log, and what they imply as they are read: who talks, which form is in force, what is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from coopsim.model import codes
from coopsim.model.events import HEAD
from coopsim.model.parameters import PARAMETERS
from coopsim.scenario.schema import Scenario

#: What the object of an event is, by kind; those of the other kinds are numbers, or there is none.
THINGS: Final = {
    **dict.fromkeys(("idea", "draft", "agreed", "blocked", "building", "delivered"), "project"),
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
STANDSTILL: Final = (codes.STAGNATING, codes.INERT, codes.ASLEEP)
LUKEWARM: Final = 0.25  #: attitude of a mayor below which they are lukewarm about working together
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
        return self.terms[0] in STANDSTILL and self.thing in (codes.IMPLEMENTATION, codes.STABILISED)

    @property
    def phase_of_alliance(self) -> str:
        """The phase that the alliance enters; "renewed" after stagnation or sleep, "restart" after inertia."""
        if int(self.terms[0]) == codes.INERT and self.thing == codes.START:
            return "restart"
        renewed = int(self.terms[0]) != codes.INERT and self.comes_back
        return "renewed" if renewed else codes.PHASES[self.thing]


class Facts:
    """Facts behind the events so far; ``follow`` reads the next one."""

    def __init__(self, scenario: Scenario) -> None:
        forms = list(scenario.governance_models.values())
        self._forms = forms
        ids = [form.id for form in forms]
        self.sought = ids.index(scenario.governance)
        self.form = ids.index("none")
        self._informal = ids.index("informal_network")
        self._roles = [town.role for town in sorted(scenario.municipalities, key=lambda town: town.id)]
        self.phase = codes.NONE
        self.talking: set[int] = set()
        self.refusals = [0] * len(scenario.municipalities)
        self.talked = False  #: talks were held at some time
        self.bound = False  #: a contract or a law was in force at some time
        self.contracts = 0  #: attempts at a contract so far
        self.status: dict[int, str] = {}  #: last event of each project
        self.agreed: dict[int, int] = {}  #: month in which each project was agreed

    @property
    def rule(self) -> str:
        """Decision rule for projects under the form in force."""
        return self._forms[self.form].project_rule

    def follow(self, event: Event) -> None:
        """Take note of an event that was told."""
        town, thing = event.actor, event.thing
        if event.is_of_project:
            self.status[thing] = event.kind
        match event.kind:
            case "talks_begin":
                self.talked, self.talking, self.form = True, set(), self._informal
            case "joins_talks" | "joined":
                self.talking.add(town)
            case "exit" | "stays_out":
                self.talking.discard(town)
                self.refusals[town] = 0
            case "dissolution":
                self.talking = set()
            case "letter_refused":
                self.refusals[town] += 1
            case "letter_of_intent" if self._forms[self.sought].rung == "letter_of_intent":
                self.form = self.sought
            case "contract_proposed":
                self.contracts += 1
            case "contract_signed" | "form_changed":
                self.form, self.bound = thing, True
            case "mandate":
                self.form, self.bound = thing, True
                self.talking |= {i for i, role in enumerate(self._roles) if role == "member"}
            case "agreed":
                self.agreed[thing] = event.month
            case "phase" if event.is_of_alliance:
                self.phase = thing
                if thing == codes.NONE:
                    self.talking = set()


def parameter(scenario: Scenario, symbol: str) -> float:
    """Value of a parameter in a scenario: its own one, or the registry's default."""
    return float(scenario.parameters.get(symbol, PARAMETERS[symbol].default))
