"""What the log of a run implies as it is read: who talks, which form is in force, how far each project is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from coopsim.story.events import Event

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario


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
        self.designated = False
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
            case "designated" | "designation_refused":
                self.designated = event.kind == "designated"
            case "agreed":
                self.agreed[thing] = event.month
            case "phase" if event.is_of_alliance:
                self.phase = thing
                if thing == codes.NONE:
                    self.talking = set()


def parameter(scenario: Scenario, symbol: str) -> float:
    """Value of a parameter in a scenario: its own one, or the registry's default."""
    return float(scenario.parameters.get(symbol, PARAMETERS[symbol].default))
