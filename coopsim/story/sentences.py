"""Each event as a sentence: which variant of its text fits, and what stands in its gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from coopsim.model import codes
from coopsim.model.events import DECIDED_BY, FAMILIES, LAND_REFUSES, TERMS
from coopsim.scenario.schema import Scenario
from coopsim.story.events import BY_OFFICES, LUKEWARM, STANDSTILL, THINGS, Event, Facts, parameter
from coopsim.story.names import Names
from coopsim.story.words import Words, numbers, reasons_against, reasons_for

Values = dict[str, str]
#: Key of a text below the kind of event, empty where it has one only, and what fills it besides what ``_values`` does.
Variant = tuple[str, Values]

#: Terms that stand in a sentence as numbers, and how they are written.
_WRITTEN: Final[dict[str, Callable[[Words, float], str]]] = {
    **dict.fromkeys(("recognition", "stress", "weight", "worth", "value", "estimate"), lambda w, x: w.number(x, 2)),
    **dict.fromkeys(("endowment", "need"), lambda w, x: w.number(x, 2)),
    **dict.fromkeys(("pace", "undone"), lambda w, x: w.number(x, 1)),
    **dict.fromkeys(("approval", "attitude", "utility"), lambda w, x: w.signed(x, 2)),
    **dict.fromkeys(("partners", "total", "paid", "owed"), lambda w, x: w.number(x)),
    "chance": lambda w, x: w.number(100.0 * x),
}


@dataclass(frozen=True)
class Told:
    """A sentence to be: the kind of its event, the key of its text, and what stands in its gaps."""

    kind: str
    key: str
    values: Values


class Sentences:
    """Turns the events of one run, one after the other, into sentences."""

    def __init__(self, scenario: Scenario, names: Names, words: Words, most_terms: int | None = None) -> None:
        """``most_terms``: how many terms of a decision stand beside its reasons, None for all."""
        self.names = names
        self.words = words
        self.facts = Facts(scenario)
        self._scenario = scenario
        self._most_terms = most_terms
        self._stall_months = parameter(scenario, "stall_months")
        self._lead = next(i for i, town in enumerate(names.town_ids) if town == scenario.lead)

    def tell(self, event: Event, month: Sequence[Event] = ()) -> Told:
        """What to say of an event; ``month`` are all events of its month.  Events must come in the order of the log."""
        if event.kind in _VARIANTS:
            variant, more = _VARIANTS[event.kind](self, event)
        else:
            variant, more = getattr(self, f"_{event.kind}", self._plain)(event, month)
        told = Told(event.kind, f"events.{event.kind}.{variant}".removesuffix("."), self._values(event) | more)
        self.facts.follow(event)
        return told

    def text(self, told: Sequence[Told]) -> str:
        """One sentence for one event, or for several of the same text."""
        key, values = told[0].key, told[0].values
        if self.words.has(key):
            return self.words.sentence(key, **values)
        if not self.words.has(f"{key}.one"):  # a kind that has no words yet
            return self.words.sentence("words.untold", kind=told[0].kind)
        if len(told) == 1:
            return self.words.sentence(f"{key}.one", **values)
        return self.words.sentence(f"{key}.many", **{**values, "items": self.items(told)})

    def items(self, told: Sequence[Told]) -> str:
        """What several events of the same text are about, as a list in words."""
        return self.words.joined([self.words.phrase(f"{one.key}.item", **one.values) for one in told])

    def can_be_grouped(self, key: str) -> bool:
        """Whether several events of this text can be told in one sentence."""
        return self.words.has(f"{key}.many")

    def _values(self, event: Event) -> Values:
        """What can stand in the gaps of any event: its actor, its object, its terms."""
        values = {"office" if event.kind in BY_OFFICES else "town": self.names.actor(event.kind, event.actor)[1]}
        if event.kind in THINGS:
            values[THINGS[event.kind]] = self.names.thing(event.kind, event.thing)[1]
        for name, value in zip(TERMS.get(event.kind, ()), event.terms, strict=False):
            if name in _WRITTEN:
                values[name] = _WRITTEN[name](self.words, value)
        return values

    def _towns(self, places: set[int]) -> str:
        return self.words.joined([self.names.towns[i] for i in sorted(places)])

    def _terms(self, event: Event, family: str) -> dict[str, float]:
        """The terms of a decision."""
        terms = dict(zip(TERMS[event.kind], event.terms, strict=False))
        return {name: terms[name] for name in FAMILIES[family]}

    def _refusal(self, event: Event, family: str, by: str = "") -> Values:
        """Why somebody said no, in words and in numbers."""
        terms = self._terms(event, family)
        without = ("attitude",) if by == "council" else ()
        reasons = reasons_against(family, terms, self.words, without, self._most_terms)
        return {"reasons": reasons, "numbers": numbers(family, terms, self.words, most=self._most_terms)}

    # A method or a row of _VARIANTS per kind of event that has several texts, or gaps for more than what stands above.

    def _plain(self, event: Event, month: Sequence[Event]) -> Variant:
        return "plain" if self.words.has(f"events.{event.kind}.plain") else "", {}

    def _talks_begin(self, event: Event, month: Sequence[Event]) -> Variant:
        coming = [other.actor for other in month if other.kind == "joins_talks"]
        if len(coming) < 2:
            return ("alone", {"town": self.names.towns[coming[0]]}) if coming else ("nobody", {})
        return "again" if self.facts.talked else "first", {}

    def _joins_talks(self, event: Event, month: Sequence[Event]) -> Variant:
        terms = self._terms(event, "talks")
        weights = {
            "recognition": terms["recognition"],
            "attitude": parameter(self._scenario, "talk_attitude") * terms["attitude"],
            "prize": parameter(self._scenario, "talk_prize") * terms["prize"],
        }
        return "", {"reasons": reasons_for("talks", terms, weights, self.words)}

    def _letter_of_intent(self, event: Event, month: Sequence[Event]) -> Variant:
        return "plain", {"items": self._towns(self.facts.talking)}

    def _stays_out(self, event: Event, month: Sequence[Event]) -> Variant:
        values = self._refusal(event, "contract")
        if sum(self._terms(event, "contract").values()) > 0.0:  # what tipped it was chance, which stands in no term
            values["reasons"] = self.words.phrase("words.mood", numbers=values["numbers"])
        return "plain", values

    def _letter_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        again = "again" if self.facts.refusals[event.actor] else "first"
        return again, self._stays_out(event, month)[1]

    def _agreed(self, event: Event, month: Sequence[Event]) -> Variant:
        site = self.words.phrase("words.for_site", town=self.names.towns[event.actor])
        values = {"site": site, "body": self.names.body(self.facts.form)}
        return "deal" if event.terms[3] + event.terms[4] > 0.0 else "alone", values

    def _blocked(self, event: Event, month: Sequence[Event]) -> Variant:
        by = variant = DECIDED_BY[int(event.terms[5])]
        if by == "mayor":
            rules = {"consensus": "objection", "unanimity": "veto", "one_member": "lead", "at_will": "partners"}
            variant = rules.get(self.facts.rule, "outvoted")
            favour = sum(self._terms(event, "project").values())
            if self.facts.rule == "consensus" and favour > -parameter(self._scenario, "tolerance"):
                variant = "partners"
        return variant, self._refusal(event, "project", by) | {"lead": self.names.towns[self._lead]}

    def _laid_aside(self, event: Event, month: Sequence[Event]) -> Variant:
        by = DECIDED_BY[int(event.terms[5])]
        return by, self._refusal(event, "project", by)

    def _reopened(self, event: Event, month: Sequence[Event]) -> Variant:
        return "", {"site": self.words.phrase("words.for_site", town=self.names.towns[event.actor])}

    def _failed(self, event: Event, month: Sequence[Event]) -> Variant:
        before = self.facts.status.get(event.thing, "")
        late = event.month - self.facts.agreed.get(event.thing, event.month) > self._stall_months
        return {"delivered": "closed", "petition_refused": "refused"}.get(before, "stalled" if late else "cost"), {}

    def _contract_refused(self, event: Event, month: Sequence[Event]) -> Variant:
        by = DECIDED_BY[int(event.terms[5])]
        return by, self._refusal(event, "contract", by)

    def _election_kept(self, event: Event, month: Sequence[Event]) -> Variant:
        return "mayor" if event.actor < len(self.names.towns) else "county", {}

    def _election_lost(self, event: Event, month: Sequence[Event]) -> Variant:
        attitude = event.terms[2]
        manner = (
            "against" if attitude < 0 else "sceptical" if attitude < LUKEWARM else "open" if attitude < 0.6 else "keen"
        )
        return self._election_kept(event, month)[0], {
            "manner": self.words.phrase(f"attitudes.{manner}"),
            "type": self.words.phrase(f"types.{codes.TYPES[event.thing]}"),
        }

    _mayor_retires = _election_lost

    def _merger(self, event: Event, month: Sequence[Event]) -> Variant:
        lost = {e.actor for e in month if e.kind == "phase" and e.actor >= 0 and e.thing == codes.MERGED}
        return "complete" if event.ends_alliance else "partial", {"items": self._towns({event.actor, *lost})}

    def _phase(self, event: Event, month: Sequence[Event]) -> Variant:
        if event.is_of_alliance:
            phase, (_, pace, undone, *_) = event.phase_of_alliance, event.terms
            called_for = max(parameter(self._scenario, "pace_floor"), parameter(self._scenario, "pace_share") * undone)
            lost = phase == "stagnating" and pace >= called_for  # it moves on, but what was running is lost
            return f"alliance.{phase}{'_by_loss' if lost else ''}", {}
        falls = event.thing in STANDSTILL
        variant = codes.PHASES[event.thing] if falls else "back" if event.comes_back else "other"
        return f"town.{variant}", {"contribution": self.words.number(event.terms[1], 2)}


_VARIANTS: Final[dict[str, Callable[[Sentences, Event], Variant]]] = {
    "letter_of_intent": lambda s, e: ("plain", {"items": s._towns(s.facts.talking)}),
    "dropped": lambda s, e: ("refused" if s.facts.status.get(e.thing) == "blocked" else "no_site", {}),
    **dict.fromkeys(("building", "delivered"), lambda s, e: (s.names.project_kind(e.thing), {})),
    **dict.fromkeys(
        ("petition_granted", "petition_refused"), lambda s, e: ("plain", {"provider": s.names.provider(e.thing)})
    ),
    "contract_proposed": lambda s, e: ("again" if s.facts.contracts else "first", {}),
    "land_refuses": lambda s, e: (LAND_REFUSES[int(e.terms[0])], {}),
    "notice": lambda s, e: (
        "with_term" if e.thing > 0 else "at_once",
        s._refusal(e, "staying") | {"months": str(e.thing)},
    ),
    "entry_refused": lambda s, e: ("", s._refusal(e, "entry")),
    "closure": lambda s, e: ("plain" if e.terms[1] > 0 else "impulse", {}),
    "designated": lambda s, e: ("plan" if e.terms[0] > 0 else "impulse", {}),
    "impulse": lambda s, e: (codes.IMPULSES[e.thing], {}),
    "merger_proposed": lambda s, e: ("plain", {"count": str(e.thing)}),
    "merger_refused": lambda s, e: ("plain", s._refusal(e, "merger")),
    "dissolution": lambda s, e: ("too_few" if len(s.facts.talking) < 2 else "plain", {}),
}
