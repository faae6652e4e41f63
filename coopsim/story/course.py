"""What the log of a run implies as it is read: who talks, which form is in force, how far each project is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coopsim.model import codes
from coopsim.model.events import HEAD
from coopsim.model.parameters import PARAMETERS

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario


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


class Course:
    """Facts behind the events so far; ``follow`` reads the next one."""

    def __init__(self, scenario: Scenario) -> None:
        forms = list(scenario.governance_models.values())
        self._forms = forms
        ids = [form.id for form in forms]
        self.sought = ids.index(scenario.governance)
        self.form = ids.index("none")
        self._informal = ids.index("informal_network")
        self._tries = int(parameter(scenario, "max_tries"))
        self._towns = len(scenario.municipalities)
        self._roles = [town.role for town in sorted(scenario.municipalities, key=lambda town: town.id)]
        self.phase = codes.NONE
        self.town_phase = [codes.NONE] * self._towns
        self.talking: set[int] = set()
        self.refusals = [0] * self._towns
        self.talked = False  #: talks were held at some time
        self.bound = False  #: a contract or a law was in force at some time
        self.designated = False
        self.contracts = 0  #: attempts at a contract so far
        self.status: dict[int, str] = {}  #: last event of each project
        self.agreed: dict[int, int] = {}  #: month in which each project was agreed

    @property
    def rule(self) -> str:
        """Decision rule for projects under the form in force."""
        return self._forms[self.form].project_rule

    def last_refusal(self, town: int) -> bool:
        """Whether this refusal of a town is its last one."""
        return self.refusals[town] + 1 >= self._tries

    def follow(self, event: Event) -> None:
        """Take note of an event that was told."""
        follow = getattr(self, f"_{event.kind}", None)
        if event.kind in _PROJECT_STEPS:
            self.status[event.thing] = event.kind
        if follow is not None:
            follow(event)

    def _talks_begin(self, event: Event) -> None:
        self.talked = True
        self.talking = set()
        self.form = self._informal

    def _joins_talks(self, event: Event) -> None:
        self.talking.add(event.actor)

    def _joined(self, event: Event) -> None:
        self.talking.add(event.actor)

    def _exit(self, event: Event) -> None:
        self.talking.discard(event.actor)
        self.refusals[event.actor] = 0

    def _dissolution(self, event: Event) -> None:
        self.talking = set()

    def _letter_refused(self, event: Event) -> None:
        if self.last_refusal(event.actor):
            self.talking.discard(event.actor)
        self.refusals[event.actor] += 1

    def leaves_after(self, event: Event) -> bool:
        """Whether a refused contract is the last thing that its refuser takes part in."""
        return self.last_refusal(event.actor) and len(self.talking) > 2 and not self.bound

    def _contract_refused(self, event: Event) -> None:
        if self.leaves_after(event):
            self.talking.discard(event.actor)
        self.refusals[event.actor] += 1

    def _letter_of_intent(self, event: Event) -> None:
        if self._forms[self.sought].rung == "letter_of_intent":
            self.form = self.sought

    def _contract_proposed(self, event: Event) -> None:
        self.contracts += 1

    def _in_force(self, event: Event) -> None:
        self.form = event.thing
        self.bound = True

    _contract_signed = _in_force
    _form_changed = _in_force

    def _mandate(self, event: Event) -> None:
        self.bound = True
        self.form = event.thing
        self.talking |= {i for i, role in enumerate(self._roles) if role == "member"}

    def _designated(self, event: Event) -> None:
        self.designated = True

    def _designation_refused(self, event: Event) -> None:
        self.designated = False

    def _agreed(self, event: Event) -> None:
        self.agreed[event.thing] = event.month

    def _phase(self, event: Event) -> None:
        if event.actor < 0:
            self.phase = event.thing
            if event.thing == codes.NONE:
                self.talking = set()
        else:
            self.town_phase[event.actor] = event.thing


_PROJECT_STEPS = frozenset(
    (
        *("idea", "draft", "agreed", "postponed", "blocked", "dropped", "building", "delivered", "failed"),
        *("petition_granted", "petition_refused"),
    )
)


def parameter(scenario: Scenario, symbol: str) -> float:
    """Value of a parameter in a scenario: its own one, or the registry's default."""
    return float(scenario.parameters.get(symbol, PARAMETERS[symbol].default))
