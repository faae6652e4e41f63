"""Each event as a sentence: which variant of the catalogue fits, and what stands in its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coopsim.model import codes
from coopsim.model.events import DECIDED_BY, FAMILIES, LAND_REFUSES
from coopsim.story.course import Course, Event, parameter
from coopsim.story.language import Language
from coopsim.story.names import Names
from coopsim.story.reasons import numbers, reasons_against, reasons_for

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

NO_NUMBER: Final = -1.0


@dataclass(frozen=True)
class Told:
    """A sentence to be: its place in the catalogue, and what stands in its gaps."""

    path: tuple[str, ...]
    values: dict[str, str]


class Narrator:
    """Turns the events of one run, one after the other, into sentences."""

    def __init__(self, scenario: Scenario, names: Names, words: Language) -> None:
        self.names = names
        self.words = words
        self.course = Course(scenario)
        self._scenario = scenario
        self._stall_months = parameter(scenario, "stall_months")
        self._lead = next(i for i, town in enumerate(names.town_ids) if town == scenario.lead)

    def tell(self, event: Event, month: Sequence[Event] = ()) -> Told:
        """What to say of an event; ``month`` are all events of its month.  Events must come in the order of the log."""
        path, values = getattr(self, f"_{event.kind}", self._plain)(event, month)
        self.course.follow(event)
        return Told(("events", event.kind, *path), values)

    def text(self, told: Sequence[Told]) -> str:
        """One sentence for one event, or for several of the same place in the catalogue."""
        path, values = told[0].path, told[0].values
        entry: Any = self.words.catalogue
        for key in path:
            entry = entry[key]
        if isinstance(entry, str):
            return self.words.sentence(*path, **values)
        if len(told) == 1:
            return self.words.sentence(*path, "one", **values)
        items = [self.words.phrase(*path, "item", **one.values) for one in told]
        return self.words.sentence(*path, "many", **{**values, "items": self.words.joined(items)})

    def can_be_grouped(self, path: tuple[str, ...]) -> bool:
        """Whether several events of this place in the catalogue can be told in one sentence."""
        entry: Any = self.words.catalogue
        for key in path:
            entry = entry[key]
        return isinstance(entry, dict) and "many" in entry

    # One method per kind of event: variant and values.

    def _town(self, i: int) -> str:
        return self.names.towns[i]

    def _percent(self, share: float) -> str:
        return self.words.number(100.0 * share)

    def _level(self, value: float) -> str:
        return self.words.number(value, 2)

    def _plain(self, event: Event, month: Sequence[Event]) -> Any:
        return ("plain",), {"town": self._town(event.actor) if event.actor >= 0 else ""}

    def _terms(self, event: Event, family: str) -> dict[str, float]:
        return dict(zip(FAMILIES[family], event.terms, strict=False))

    def _problem_recognised(self, event: Event, month: Sequence[Event]) -> Any:
        recognition, stress = event.terms[:2]
        return (), {
            "town": self._town(event.actor),
            "recognition": self._level(recognition),
            "stress": self._level(stress),
        }

    def _talks_begin(self, event: Event, month: Sequence[Event]) -> Any:
        coming = [other.actor for other in month if other.kind == "joins_talks"]
        if len(coming) < 2:
            return (("alone",), {"town": self._town(coming[0])}) if coming else (("nobody",), {})
        return ("again" if self.course.talked else "first",), {}

    def _joins_talks(self, event: Event, month: Sequence[Event]) -> Any:
        terms = self._terms(event, "talks")
        weights = {
            "recognition": terms["recognition"],
            "attitude": parameter(self._scenario, "talk_attitude") * terms["attitude"],
            "prize": parameter(self._scenario, "talk_prize") * terms["prize"],
        }
        return (), {"town": self._town(event.actor), "reasons": reasons_for("talks", terms, weights, self.words)}

    def _letter_of_intent(self, event: Event, month: Sequence[Event]) -> Any:
        return ("plain",), {"items": self.words.joined([self._town(i) for i in sorted(self.course.talking)])}

    def _letter_refused(self, event: Event, month: Sequence[Event]) -> Any:
        last = self.course.last_refusal(event.actor)
        variant = "last" if last else ("again" if self.course.refusals[event.actor] else "first")
        terms = self._terms(event, "contract")
        if sum(terms.values()) > 0.0:  # what tipped it was chance, which stands in no term
            reasons = self.words.phrase("words", "mood", numbers=numbers("contract", terms, self.words))
        else:
            reasons = reasons_against("contract", terms, self.words)
        return (variant,), {"town": self._town(event.actor), "reasons": reasons}

    def _working_group(self, event: Event, month: Sequence[Event]) -> Any:
        return (), {"area": self.names.areas[event.thing], "weight": self._level(event.terms[0])}

    def _project(self, event: Event) -> dict[str, str]:
        town = self._town(event.actor) if event.actor >= 0 else ""
        return {"project": self.names.project(event.thing), "town": town}

    def _idea(self, event: Event, month: Sequence[Event]) -> Any:
        return (), self._project(event)

    _postponed = _idea

    def _draft(self, event: Event, month: Sequence[Event]) -> Any:
        return (), self._project(event) | {"worth": self._level(event.terms[0])}

    def _agreed(self, event: Event, month: Sequence[Event]) -> Any:
        partners, package, value, estimate = event.terms[:4]
        values = self._project(event)
        values |= {
            "site": self.words.phrase("words", "for_site", town=values["town"]),
            "body": self.names.body(self.course.form),
            "partners": self.words.number(partners),
            "value": self._level(value),
            "estimate": self._level(estimate),
        }
        if package == NO_NUMBER:
            return ("alone",), values
        return ("package",), values | {"other": self.names.project(int(package))}

    def _blocked(self, event: Event, month: Sequence[Event]) -> Any:
        terms = self._terms(event, "project")
        by = DECIDED_BY[int(event.terms[5])]
        variant = by
        if by == "mayor":
            rules = {"consensus": "objection", "unanimity": "veto", "one_member": "lead", "at_will": "partners"}
            variant = rules.get(self.course.rule, "outvoted")
            if self.course.rule == "consensus" and sum(terms.values()) > -parameter(self._scenario, "tolerance"):
                variant = "partners"
        without = ("attitude",) if by == "council" else ()
        return (variant,), self._project(event) | {
            "reasons": reasons_against("project", terms, self.words, without),
            "numbers": numbers("project", terms, self.words),
            "lead": self._town(self._lead),
        }

    def _dropped(self, event: Event, month: Sequence[Event]) -> Any:
        refused = self.course.status.get(event.thing) == "blocked"
        return ("refused" if refused else "no_site",), self._project(event)

    def _by_kind(self, event: Event, month: Sequence[Event]) -> Any:
        return (self.names.project_kind(event.thing),), self._project(event)

    _building = _by_kind
    _delivered = _by_kind

    def _failed(self, event: Event, month: Sequence[Event]) -> Any:
        before = self.course.status.get(event.thing)
        if before == "delivered":
            variant = "closed"
        elif before == "petition_refused":
            variant = "refused"
        else:
            late = event.month - self.course.agreed.get(event.thing, event.month) > self._stall_months
            variant = "stalled" if late else "cost"
        return (variant,), self._project(event)

    def _petition_granted(self, event: Event, month: Sequence[Event]) -> Any:
        values = {"provider": self.names.provider(event.thing), "chance": self._percent(event.terms[0])}
        return ("plain",), self._project(event) | values

    _petition_refused = _petition_granted

    def _contract_proposed(self, event: Event, month: Sequence[Event]) -> Any:
        return ("again" if self.course.contracts else "first",), {"form": self.names.form(event.thing)}

    def _about_form(self, event: Event, month: Sequence[Event]) -> Any:
        return ("plain",), {"form": self.names.form(event.thing)}

    _contract_signed = _about_form
    _form_changed = _about_form
    _mandate = _about_form

    def _land_refuses(self, event: Event, month: Sequence[Event]) -> Any:
        about = LAND_REFUSES[int(event.terms[0])]
        town = {"town": self._town(event.actor)} if event.actor >= 0 else {}
        return (about,), {"form": self.names.form(event.thing)} | town

    def _contract_refused(self, event: Event, month: Sequence[Event]) -> Any:
        terms = self._terms(event, "contract")
        by = DECIDED_BY[int(event.terms[5])]
        return (by,), {
            "town": self._town(event.actor),
            "form": self.names.form(event.thing),
            "reasons": reasons_against("contract", terms, self.words, ("attitude",) if by == "council" else ()),
            "numbers": numbers("contract", terms, self.words),
            "after": self._left_out(event),
        }

    def _left_out(self, event: Event) -> str:
        if not self.course.leaves_after(event):
            return ""
        return self.words.phrase("events", "contract_refused", "left_out", town=self._town(event.actor))

    def _office(self, event: Event) -> tuple[str, dict[str, str]]:
        approval, chance = event.terms[:2]
        return "mayor" if event.actor < len(self.names.towns) else "county", {
            "office": self.names.offices[event.actor],
            "approval": self.words.signed(approval, 2),
            "chance": self._percent(chance),
        }

    def _election_kept(self, event: Event, month: Sequence[Event]) -> Any:
        who, values = self._office(event)
        return (who,), values

    def _election_lost(self, event: Event, month: Sequence[Event]) -> Any:
        who, values = self._office(event)
        attitude = event.terms[2]
        manner = "against" if attitude < 0 else "sceptical" if attitude < 0.25 else "open" if attitude < 0.6 else "keen"
        return (who,), values | {
            "manner": self.words.phrase("attitudes", manner),
            "attitude": self.words.signed(attitude, 2),
            "type": self.words.phrase("types", codes.TYPES[event.thing]),
        }

    _mayor_retires = _election_lost

    def _notice(self, event: Event, month: Sequence[Event]) -> Any:
        return ("with_term" if event.thing > 0 else "at_once",), {
            "town": self._town(event.actor),
            "months": str(event.thing),
            "reasons": reasons_against("staying", self._terms(event, "staying"), self.words),
        }

    def _entry_refused(self, event: Event, month: Sequence[Event]) -> Any:
        reasons = reasons_against("entry", self._terms(event, "entry"), self.words)
        return (), {"town": self._town(event.actor), "other": self._town(event.thing), "reasons": reasons}

    def _closure(self, event: Event, month: Sequence[Event]) -> Any:
        endowment, need = event.terms[:2]
        return ("plain" if need > 0 else "impulse",), {
            "town": self._town(event.actor),
            "area": self.names.areas[event.thing],
            "endowment": self._level(endowment),
            "need": self._level(need),
        }

    def _designated(self, event: Event, month: Sequence[Event]) -> Any:
        return ("plan" if event.terms[0] > 0 else "impulse",), {"chance": self._percent(event.terms[0])}

    def _designation_refused(self, event: Event, month: Sequence[Event]) -> Any:
        variant = "withdrawn" if self.course.designated else "refused"
        return (variant,), {"chance": self._percent(event.terms[0])}

    def _impulse(self, event: Event, month: Sequence[Event]) -> Any:
        return (codes.IMPULSES[event.thing],), {"town": self._town(event.actor)}

    def _merger_proposed(self, event: Event, month: Sequence[Event]) -> Any:
        count, total = str(event.thing), self.words.number(event.terms[0])
        return ("plain",), {"town": self._town(event.actor), "count": count, "total": total}

    def _merger_refused(self, event: Event, month: Sequence[Event]) -> Any:
        saving, _, trust, attachment, _, utility = event.terms[:6]
        terms = {"saving": saving, "trust": trust, "attachment": attachment}
        return ("plain",), {
            "town": self._town(event.actor),
            "reasons": reasons_against("merger", terms, self.words),
            "utility": self.words.signed(utility, 2),
        }

    def _merger(self, event: Event, month: Sequence[Event]) -> Any:
        lost = [e.actor for e in month if e.kind == "phase" and e.actor >= 0 and e.thing == codes.MERGED]
        return ("complete" if event.terms[1] == 2.0 else "partial",), {
            "items": self.words.joined([self._town(i) for i in sorted({event.actor, *lost})]),
            "town": self._town(event.actor),
            "total": self.words.number(event.terms[0]),
        }

    def _dissolution(self, event: Event, month: Sequence[Event]) -> Any:
        return ("too_few" if len(self.course.talking) < 2 else "plain",), {}

    def _phase(self, event: Event, month: Sequence[Event]) -> Any:
        before, now = int(event.terms[0]), codes.PHASES[event.thing]
        if event.actor < 0:
            renewed = before == codes.STAGNATING and now in ("implementation", "stabilised")
            return ("alliance", "renewed" if renewed else now), {
                "activity": self._level(event.terms[1]),
                "peak": self._level(event.terms[2]),
            }
        back = before in (codes.STAGNATING, codes.INERT) and now in ("implementation", "stabilised")
        variant = now if now in ("stagnating", "inert") else "back" if back else "other"
        return ("town", variant), {
            "town": self._town(event.actor),
            "phase": self.names.phase(event.thing),
            "contribution": self._level(event.terms[1]),
        }

    def _good_practice(self, event: Event, month: Sequence[Event]) -> Any:
        return (), {"value": self._level(event.terms[0])}

    _bad_practice = _good_practice
