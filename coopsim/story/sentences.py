"""Each event as a sentence: which variant of its text fits, and what stands in its gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coopsim.model import codes
from coopsim.model.events import DECIDED_BY, FAMILIES, LAND_REFUSES
from coopsim.story.events import Event
from coopsim.story.facts import Facts, parameter
from coopsim.story.names import Names
from coopsim.story.reasons import numbers, reasons_against, reasons_for
from coopsim.story.words import Words

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

NO_NUMBER: Final = -1.0

Values = dict[str, str]
Variant = tuple[str, Values]  #: key of a text below the kind of event, empty where it has one only, and what fills it


@dataclass(frozen=True)
class Told:
    """A sentence to be: the kind of its event, the key of its text, and what stands in its gaps."""

    kind: str
    key: str
    values: Values


class Sentences:
    """Turns the events of one run, one after the other, into sentences."""

    def __init__(self, scenario: Scenario, names: Names, words: Words) -> None:
        self.names = names
        self.words = words
        self.facts = Facts(scenario)
        self._scenario = scenario
        self._stall_months = parameter(scenario, "stall_months")
        self._lead = next(i for i, town in enumerate(names.town_ids) if town == scenario.lead)

    def tell(self, event: Event, month: Sequence[Event] = ()) -> Told:
        """What to say of an event; ``month`` are all events of its month.  Events must come in the order of the log."""
        variant, values = getattr(self, f"_{event.kind}", self._plain)(event, month)
        self.facts.follow(event)
        key = f"events.{event.kind}.{variant}" if variant else f"events.{event.kind}"
        return Told(event.kind, key, values)

    def text(self, told: Sequence[Told]) -> str:
        """One sentence for one event, or for several of the same text."""
        key, values = told[0].key, told[0].values
        if self.words.has(key):
            return self.words.sentence(key, **values)
        if len(told) == 1:
            return self.words.sentence(f"{key}.one", **values)
        return self.words.sentence(f"{key}.many", **{**values, "items": self.items(told)})

    def items(self, told: Sequence[Told]) -> str:
        """What several events of the same text are about, as a list in words."""
        return self.words.joined([self.words.phrase(f"{one.key}.item", **one.values) for one in told])

    def can_be_grouped(self, key: str) -> bool:
        """Whether several events of this text can be told in one sentence."""
        return self.words.has(f"{key}.many")

    # One method per kind of event: variant and values.

    def _town(self, i: int) -> str:
        return self.names.towns[i] if i >= 0 else ""

    def _towns(self, places: set[int]) -> str:
        return self.words.joined([self._town(i) for i in sorted(places)])

    def _percent(self, share: float) -> str:
        return self.words.number(100.0 * share)

    def _level(self, value: float) -> str:
        return self.words.number(value, 2)

    def _terms(self, event: Event, family: str) -> dict[str, float]:
        return dict(zip(FAMILIES[family], event.terms, strict=False))

    def _against(self, family: str, terms: Mapping[str, float], by: str = "") -> str:
        return reasons_against(family, terms, self.words, ("attitude",) if by == "council" else ())

    def _plain(self, event: Event, month: Sequence[Event]) -> Variant:
        return "plain", {"town": self._town(event.actor)}

    def _problem_recognised(self, event: Event, month: Sequence[Event]) -> Variant:
        recognition, stress = (self._level(term) for term in event.terms[:2])
        return "", {"town": self._town(event.actor), "recognition": recognition, "stress": stress}

    def _talks_begin(self, event: Event, month: Sequence[Event]) -> Variant:
        coming = [other.actor for other in month if other.kind == "joins_talks"]
        if len(coming) < 2:
            return ("alone", {"town": self._town(coming[0])}) if coming else ("nobody", {})
        return "again" if self.facts.talked else "first", {}

    def _joins_talks(self, event: Event, month: Sequence[Event]) -> Variant:
        terms = self._terms(event, "talks")
        weights = {
            "recognition": terms["recognition"],
            "attitude": parameter(self._scenario, "talk_attitude") * terms["attitude"],
            "prize": parameter(self._scenario, "talk_prize") * terms["prize"],
        }
        return "", {"town": self._town(event.actor), "reasons": reasons_for("talks", terms, weights, self.words)}

    def _letter_of_intent(self, event: Event, month: Sequence[Event]) -> Variant:
        return "plain", {"items": self._towns(self.facts.talking)}

    def _letter_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        last = self.facts.last_refusal(event.actor)
        terms = self._terms(event, "contract")
        if sum(terms.values()) > 0.0:  # what tipped it was chance, which stands in no term
            reasons = self.words.phrase("words.mood", numbers=numbers("contract", terms, self.words))
        else:
            reasons = self._against("contract", terms)
        variant = "last" if last else "again" if self.facts.refusals[event.actor] else "first"
        return variant, {"town": self._town(event.actor), "reasons": reasons}

    def _working_group(self, event: Event, month: Sequence[Event]) -> Variant:
        return "", {"area": self.names.areas[event.thing], "weight": self._level(event.terms[0])}

    def _project(self, event: Event) -> Values:
        return {"project": self.names.project(event.thing), "town": self._town(event.actor)}

    def _idea(self, event: Event, month: Sequence[Event]) -> Variant:
        return "", self._project(event)

    _postponed = _idea

    def _draft(self, event: Event, month: Sequence[Event]) -> Variant:
        return "", self._project(event) | {"worth": self._level(event.terms[0])}

    def _agreed(self, event: Event, month: Sequence[Event]) -> Variant:
        partners, package, value, estimate = event.terms[:4]
        values = self._project(event)
        values |= {
            "site": self.words.phrase("words.for_site", town=values["town"]),
            "body": self.names.body(self.facts.form),
            "partners": self.words.number(partners),
            "value": self._level(value),
            "estimate": self._level(estimate),
        }
        if package == NO_NUMBER:
            return "alone", values
        return "package", values | {"other": self.names.project(int(package))}

    def _blocked(self, event: Event, month: Sequence[Event]) -> Variant:
        terms = self._terms(event, "project")
        by = variant = DECIDED_BY[int(event.terms[5])]
        if by == "mayor":
            rules = {"consensus": "objection", "unanimity": "veto", "one_member": "lead", "at_will": "partners"}
            variant = rules.get(self.facts.rule, "outvoted")
            if self.facts.rule == "consensus" and sum(terms.values()) > -parameter(self._scenario, "tolerance"):
                variant = "partners"
        return variant, self._project(event) | {
            "reasons": self._against("project", terms, by),
            "numbers": numbers("project", terms, self.words),
            "lead": self._town(self._lead),
        }

    def _dropped(self, event: Event, month: Sequence[Event]) -> Variant:
        refused = self.facts.status.get(event.thing) == "blocked"
        return "refused" if refused else "no_site", self._project(event)

    def _by_kind(self, event: Event, month: Sequence[Event]) -> Variant:
        return self.names.project_kind(event.thing), self._project(event)

    _building = _by_kind
    _delivered = _by_kind

    def _failed(self, event: Event, month: Sequence[Event]) -> Variant:
        before = self.facts.status.get(event.thing, "")
        late = event.month - self.facts.agreed.get(event.thing, event.month) > self._stall_months
        variant = {"delivered": "closed", "petition_refused": "refused"}.get(before, "stalled" if late else "cost")
        return variant, self._project(event)

    def _petition_granted(self, event: Event, month: Sequence[Event]) -> Variant:
        values = {"provider": self.names.provider(event.thing), "chance": self._percent(event.terms[0])}
        return "plain", self._project(event) | values

    _petition_refused = _petition_granted

    def _contract_proposed(self, event: Event, month: Sequence[Event]) -> Variant:
        return "again" if self.facts.contracts else "first", {"form": self.names.form(event.thing)}

    def _about_form(self, event: Event, month: Sequence[Event]) -> Variant:
        return "plain", {"form": self.names.form(event.thing)}

    _contract_signed = _about_form
    _form_changed = _about_form
    _mandate = _about_form

    def _land_refuses(self, event: Event, month: Sequence[Event]) -> Variant:
        values = {"form": self.names.form(event.thing), "town": self._town(event.actor)}
        return LAND_REFUSES[int(event.terms[0])], values

    def _contract_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        terms = self._terms(event, "contract")
        by, town = DECIDED_BY[int(event.terms[5])], self._town(event.actor)
        leaves = self.facts.leaves_after(event)
        return by, {
            "town": town,
            "form": self.names.form(event.thing),
            "reasons": self._against("contract", terms, by),
            "numbers": numbers("contract", terms, self.words),
            "after": self.words.phrase("events.contract_refused.left_out", town=town) if leaves else "",
        }

    def _election_kept(self, event: Event, month: Sequence[Event]) -> Variant:
        approval, chance = event.terms[:2]
        return "mayor" if event.actor < len(self.names.towns) else "county", {
            "office": self.names.offices[event.actor],
            "approval": self.words.signed(approval, 2),
            "chance": self._percent(chance),
        }

    def _election_lost(self, event: Event, month: Sequence[Event]) -> Variant:
        who, values = self._election_kept(event, month)
        attitude = event.terms[2]
        manner = "against" if attitude < 0 else "sceptical" if attitude < 0.25 else "open" if attitude < 0.6 else "keen"
        return who, values | {
            "manner": self.words.phrase(f"attitudes.{manner}"),
            "attitude": self.words.signed(attitude, 2),
            "type": self.words.phrase(f"types.{codes.TYPES[event.thing]}"),
        }

    _mayor_retires = _election_lost

    def _notice(self, event: Event, month: Sequence[Event]) -> Variant:
        return "with_term" if event.thing > 0 else "at_once", {
            "town": self._town(event.actor),
            "months": str(event.thing),
            "reasons": self._against("staying", self._terms(event, "staying")),
        }

    def _entry_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        reasons = self._against("entry", self._terms(event, "entry"))
        return "", {"town": self._town(event.actor), "other": self._town(event.thing), "reasons": reasons}

    def _closure(self, event: Event, month: Sequence[Event]) -> Variant:
        endowment, need = event.terms[:2]
        values = {"endowment": self._level(endowment), "need": self._level(need)}
        place = {"town": self._town(event.actor), "area": self.names.areas[event.thing]}
        return "plain" if need > 0 else "impulse", place | values

    def _designated(self, event: Event, month: Sequence[Event]) -> Variant:
        return "plan" if event.terms[0] > 0 else "impulse", {"chance": self._percent(event.terms[0])}

    def _designation_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        return "withdrawn" if self.facts.designated else "refused", {"chance": self._percent(event.terms[0])}

    def _impulse(self, event: Event, month: Sequence[Event]) -> Variant:
        return codes.IMPULSES[event.thing], {"town": self._town(event.actor)}

    def _merger_proposed(self, event: Event, month: Sequence[Event]) -> Variant:
        count, total = str(event.thing), self.words.number(event.terms[0])
        return "plain", {"town": self._town(event.actor), "count": count, "total": total}

    def _merger_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        saving, _, trust, attachment, _, utility = event.terms[:6]
        return "plain", {
            "town": self._town(event.actor),
            "reasons": self._against("merger", {"saving": saving, "trust": trust, "attachment": attachment}),
            "utility": self.words.signed(utility, 2),
        }

    def _merger(self, event: Event, month: Sequence[Event]) -> Variant:
        lost = {e.actor for e in month if e.kind == "phase" and e.actor >= 0 and e.thing == codes.MERGED}
        return "complete" if event.ends_alliance else "partial", {
            "items": self._towns({event.actor, *lost}),
            "town": self._town(event.actor),
            "total": self.words.number(event.terms[0]),
        }

    def _dissolution(self, event: Event, month: Sequence[Event]) -> Variant:
        return "too_few" if len(self.facts.talking) < 2 else "plain", {}

    def _phase(self, event: Event, month: Sequence[Event]) -> Variant:
        if event.is_of_alliance:
            activity, peak = (self._level(term) for term in event.terms[1:3])
            return f"alliance.{event.phase_of_alliance}", {"activity": activity, "peak": peak}
        falls = event.thing in (codes.STAGNATING, codes.INERT)
        variant = codes.PHASES[event.thing] if falls else "back" if event.comes_back else "other"
        return f"town.{variant}", {
            "town": self._town(event.actor),
            "phase": self.names.phase(event.thing),
            "contribution": self._level(event.terms[1]),
        }

    def _good_practice(self, event: Event, month: Sequence[Event]) -> Variant:
        return "", {"value": self._level(event.terms[0])}

    _bad_practice = _good_practice
