"""The state of one run: record arrays and matrices, with shapes and units.

``n`` is the number of municipalities (sorted by id), ``K`` of counties, ``P`` of opportunities in the catalogue,
``A`` of function areas and ``L`` of approaches.  Money is EUR per inhabitant and year, staff is in full-time
equivalents (FTE), shares and levels lie in 0..1, months count from the start of the run; −1 means "not yet".
The tables below are the only place where a state variable is declared; the ODD table is made from them.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model.codes import APPROACHES, AREAS

Fields = dict[str, tuple[str, str, str]]  # name -> (kind "f" or "i", unit, meaning)

ALLIANCE: Final[Fields] = {
    "phase": ("i", "code", "phase of the alliance, recognised from facts"),
    "form": ("i", "code", "governance model in force (row of the table of models)"),
    "sought": ("i", "code", "governance model that is sought"),
    "rung": ("i", "code", "rung reached on the contract ladder"),
    "talks": ("i", "0/1", "exploratory talks are held"),
    "groups": ("i", "0/1", "steering group exists"),
    "month_talks": ("i", "month", "talks began"),
    "month_letter": ("i", "month", "letter of intent signed"),
    "month_start": ("i", "month", "first month of the phase start"),
    "month_contract": ("i", "month", "first formal contract in force"),
    "month_founded": ("i", "month", "form in force was founded"),
    "month_implementation": ("i", "month", "first month of implementation"),
    "month_stagnation": ("i", "month", "first month of stagnation"),
    "month_stabilised": ("i", "month", "first month of stabilisation"),
    "month_end": ("i", "month", "month of merger or dissolution"),
    "month_rose": ("i", "month", "activity first rose above the floor"),
    "contract_work": ("f", "FTE-months", "work still to do on the contract under negotiation"),
    "concept_work": ("f", "FTE-months", "work still to do on the joint development concept"),
    "month_concept": ("i", "month", "joint development concept adopted"),
    "contract_clock": ("i", "months", "set-up time still to pass before a vote on the contract"),
    "contract_try": ("i", "count", "proposals for the form that is sought"),
    "contract_postponed": ("i", "0/1", "the vote on the contract was postponed once"),
    "talks_since": ("i", "month", "the present talks began"),
    "bill": ("f", "EUR", "one-off costs to be paid this month"),
    "free_money": ("f", "EUR per year", "outside money left after secretariat and approaches"),
    "overhead": ("f", "FTE", "staff bound by approaches and meetings"),
    "facilitation_paid": ("i", "0/1", "the members pay the facilitator"),
    "trend_months": ("f", "months", "C1: months behind the trend"),
    "review_month": ("i", "month", "last review of the form of cooperation"),
    "members": ("i", "count", "members or, before a contract, participants in talks"),
    "effort": ("f", "FTE", "staff effort available to the alliance this month"),
    "effort_used": ("f", "FTE", "of it, members' effort used on joint work"),
    "busy": ("f", "share", "share of the effort that found work this month"),
    "effort_members": ("f", "FTE", "of it, put in by members"),
    "external_staff": ("f", "FTE", "staff paid by outside money"),
    "external_money": ("f", "EUR per year", "outside money for the alliance"),
    "secretariat": ("f", "FTE", "own staff of the form in force"),
    "studies": ("f", "level", "extra knowledge from a study impulse, fades"),
    "facilitation": ("f", "level", "extra working contact from a facilitator impulse"),
    "designation": ("i", "0/1", "designated by the Land in its state plan"),
    "land_support": ("f", "level", "disposition of the Land"),
    "progress": ("f", "share", "project progress this month over what members' capacity would allow"),
    "decisions": ("f", "count", "binding decisions this month"),
    "services": ("i", "count", "joint services in operation"),
    "activity_now": ("f", "level", "activity of this month"),
    "activity": ("f", "level", "12-month mean of activity"),
    "peak": ("f", "level", "highest activity since the start or since the last renewal"),
    "months_low": ("i", "months", "months in a row below the stagnation fraction of the peak"),
    "months_high": ("i", "months", "months in a row above it while stagnating"),
    "impulse_month": ("i", "month", "last impulse decided by the members"),
    "merger_month": ("i", "month", "last merger proposal"),
    "merged": ("i", "code", "0 no merger, 1 partial, 2 complete"),
    "vetoes": ("i", "count", "decisions blocked by one that said no"),
    "agreed": ("i", "count", "projects agreed"),
    "turnovers": ("i", "count", "offices that changed hands"),
    "elections": ("i", "count", "mayoral elections held"),
    "incumbents": ("i", "count", "of them with the incumbent running"),
    "incumbents_won": ("i", "count", "of these won by the incumbent"),
    "exits": ("i", "count", "members that left"),
    "entries": ("i", "count", "municipalities that joined"),
    "renewals": ("i", "count", "ends of a stagnation by renewed activity"),
    "forms": ("i", "count", "changes of the governance model"),
    "own_impulses": ("i", "count", "impulses decided by the members"),
    "recent_blocked": ("f", "share", "recent share of decisions that were blocked, fading mean"),
    "recent_success": ("f", "share", "recent share of proposals that were agreed, fading mean"),
    "approach_staff": ("f", "FTE", "staff bound by the approaches and by impulses"),
    "approach_money": ("f", "EUR per year", "money bound by the approaches and by impulses"),
    "facilitation_end": ("i", "month", "end of a facilitator impulse"),
    "subsidy": ("f", "EUR per year", "subsidy from an impulse"),
    "subsidy_end": ("i", "month", "end of a subsidy impulse"),
    "funded": ("i", "0/1", "outside money flows"),
    "land_round": ("i", "0/1", "the Land decides on its state plan this month"),
    "meets": ("i", "0/1", "the deciding body meets this month"),
    "population": ("f", "inhabitants", "population of the participants"),
    "approach_wanted": ("f", "FTE", "staff that the approaches would need"),
    "running_cost": ("f", "EUR per inhabitant and year", "cost of form and approaches this month"),
    "staff": ("f", "FTE", "staff bound by cooperation this month"),
    "event_count": ("i", "count", "events that happened (also those that did not fit the log)"),
    "sum_cost": ("f", "EUR per inhabitant", "running cost so far, mean over participants"),
    "sum_staff": ("f", "FTE-months", "staff so far"),
    "phase_months_none": ("i", "months", "months spent in the phase"),
    "phase_months_finding": ("i", "months", "months spent in the phase"),
    "phase_months_start": ("i", "months", "months spent in the phase"),
    "phase_months_implementation": ("i", "months", "months spent in the phase"),
    "phase_months_stabilised": ("i", "months", "months spent in the phase"),
    "phase_months_stagnating": ("i", "months", "months spent in the phase"),
    "phase_months_inert": ("i", "months", "months spent in the phase"),
    "potential": ("f", "EUR per inhabitant", "what the catalogue would have allowed, discounted"),
    "goals": ("f", "FTE-months", "work of all projects ever agreed (self-set goals)"),
    "council_next": ("i", "month", "first election of the councils"),
    "contribution_trend": ("f", "share-months", "C1: contribution times months from the middle of years 1–5"),
    "trust_low_5": ("f", "level", "5 % quantile of trust over ties after 5 years"),
    "trust_high_5": ("f", "level", "95 % quantile of trust over ties after 5 years"),
    "trust_low_10": ("f", "level", "5 % quantile of trust over ties after 10 years"),
    "trust_high_10": ("f", "level", "95 % quantile of trust over ties after 10 years"),
    "trust_low_20": ("f", "level", "5 % quantile of trust over ties after 20 years"),
    "trust_high_20": ("f", "level", "95 % quantile of trust over ties after 20 years"),
    "months_contract": ("i", "months", "months under a contract"),
}

TOWN: Final[Fields] = {
    "population": ("f", "inhabitants", "population now"),
    "room": ("f", "share", "unit-cost saving still open at its own size"),
    "fiscal": ("f", "EUR per inhabitant and year", "free money for joint work"),
    "staff": ("f", "FTE per 10,000 inhabitants", "staff that could work on joint tasks"),
    "crisis": ("f", "level", "fiscal stress, autoregressive"),
    "capacity": ("f", "FTE", "staff capacity for joint work now"),
    "talks": ("i", "0/1", "takes part in talks"),
    "member": ("i", "0/1", "member of the alliance (after the letter of intent)"),
    "bound": ("i", "0/1", "party to the contract in force"),
    "left": ("i", "0/1", "has left at least once"),
    "notice": ("i", "months", "months until a given notice takes effect, −1 none"),
    "merged": ("i", "0/1", "merged into another municipality"),
    "parts": ("i", "count", "former municipalities it is made of, itself included"),
    "refusals": ("i", "count", "contract votes it refused"),
    "stress": ("f", "level", "real problem pressure"),
    "recognition": ("f", "level", "recognised problem"),
    "prize": ("f", "EUR per inhabitant and year", "believed yearly value of cooperation"),
    "identity": ("f", "level", "identification with the region (the rest is with the town)"),
    "identity_own": ("f", "level", "identification with the region at the start"),
    "competition": ("f", "level", "weight on gaining less than a neighbour"),
    "guilt": ("f", "level", "weight on gaining more than a neighbour"),
    "voter_pressure": ("f", "level", "fear of the electorate, long run"),
    "fear": ("f", "level", "fear of the electorate now, higher near elections"),
    "experience": ("f", "level", "experience of cooperation"),
    "trust": ("f", "level", "mean trust in the other participants"),
    "assurance": ("f", "level", "confidence from talking that the others will keep their word"),
    "commitment": ("f", "level", "commitment"),
    "ownership": ("f", "level", "feeling that the projects are one's own"),
    "satisfaction": ("f", "-1..1", "perceived against expected added value"),
    "contribution": ("f", "share", "share of capacity put in"),
    "target": ("f", "share", "share of capacity it wants to put in"),
    "shock": ("f", "share", "share of capacity lost to unforeseen duties this month"),
    "contribution_mean": ("f", "share", "12-month mean of the contribution"),
    "contribution_peak": ("f", "share", "its peak"),
    "stake": ("f", "EUR per inhabitant and year", "own perceived yearly gain from what is agreed and still needs work"),
    "regional_stake": ("f", "EUR per inhabitant and year", "the same, mean of the members"),
    "benefit": ("f", "EUR per inhabitant and year", "net benefit of joint services over standing alone"),
    "seen": ("f", "EUR per inhabitant and year", "perceived added value"),
    "loss": ("f", "EUR per inhabitant and year", "visible losses to other municipalities"),
    "cost": ("f", "EUR per inhabitant and year", "money and staff put into cooperation"),
    "wait": ("i", "months", "months since joint work began"),
    "news": ("f", "count", "decisions won minus lost this month"),
    "attending": ("i", "0/1", "attends this month's meetings"),
    "low": ("i", "months", "months in a row of wanting to leave"),
    "approval": ("f", "-1..1", "approval of the mayor by the electorate"),
    "council": ("f", "-1..1", "attitude of the council's majority to cooperation"),
    "phase": ("i", "code", "the municipality's own phase"),
    "added_value": ("f", "EUR per inhabitant", "discounted added value so far"),
    "spent": ("f", "EUR per inhabitant", "discounted cost so far"),
    "milestones": ("f", "EUR per inhabitant and year", "coming gains made visible by milestones"),
    "contribution_sum": ("f", "share-months", "contribution, years 1–5 of joint work"),
    "contribution_months": ("f", "months", "months behind the sum"),
    "unknown": ("i", "0/1", "endowment, money or staff drawn from a prior"),
}

OFFICE: Final[Fields] = {
    "town": ("i", "index", "municipality, or −1 for a county head"),
    "county": ("i", "index", "county, or −1"),
    "next_election": ("i", "month", "next election"),
    "term": ("i", "months", "length of a term"),
    "ordinal": ("i", "count", "terms so far"),
    "attitude": ("f", "-1..1", "attitude to cooperation"),
    "type": ("i", "code", "behavioural type (conditional, free rider, other)"),
    "slope": ("f", "share", "matching slope of a conditional cooperator"),
    "steady": ("f", "share", "unconditional contribution of the other types"),
}

AREA: Final[Fields] = {
    "group": ("i", "0/1", "working group exists"),
    "since": ("i", "month", "group set up"),
    "found": ("i", "month", "its group last found an opportunity"),
    "chosen": ("i", "0/1", "chosen at the last yearly review"),
    "weight": ("f", "level", "pooled wish to work on the area"),
    "added_value": ("f", "EUR", "discounted added value of the area so far"),
}

PROJECT: Final[Fields] = {
    "function": ("i", "index", "row of the catalogue of functions"),
    "area": ("i", "code", "function area"),
    "kind": ("i", "code", "share, pool, build or advocate"),
    "status": ("i", "code", "from unknown to delivered or failed"),
    "appears": ("i", "month", "month from which it can be found"),
    "scale": ("f", "factor", "size of the opportunity"),
    "value": ("f", "EUR per inhabitant and year", "yearly service value at full need"),
    "cost": ("f", "EUR per inhabitant and year", "true yearly cost at the catchment size"),
    "estimate": ("f", "EUR per inhabitant and year", "estimated yearly cost"),
    "work": ("f", "FTE-months", "work to prepare it"),
    "left": ("f", "FTE-months", "work left in the present status"),
    "build": ("i", "months", "time to build"),
    "clock": ("i", "months", "building months left, or age of a service"),
    "host": ("i", "index", "host, −1 none"),
    "host_a": ("i", "index", "first possible host"),
    "host_b": ("i", "index", "second possible host, −1 none"),
    "host_c": ("i", "index", "third possible host, −1 none"),
    "clarity": ("f", "level", "how well it is understood"),
    "shaping": ("f", "level", "how far it was shaped to the partners' needs"),
    "tries": ("i", "count", "votes lost"),
    "petitions": ("i", "count", "refusals by the provider"),
    "postponed": ("i", "0/1", "was postponed once"),
    "ready": ("i", "month", "month from which it can be put to the vote"),
    "agreed": ("i", "month", "month in which it was agreed"),
    "delivered": ("i", "month", "month in which it was delivered"),
    "quality": ("f", "level", "quality of the service in operation"),
    "partners": ("i", "count", "partners"),
    "reach": ("f", "inhabitants", "population of the partners"),
    "net": ("f", "EUR per year", "net gain of its partners over standing alone, now"),
    "package": ("i", "index", "project it was agreed with as a package, −1 none"),
}


TIES: Final = (
    "trust",
    "personal",
    "institutional",
    "baseline",
    "expected",
    "contact",
    "clarity",
    "near",
    "meeting_near",
)
VOTE_TERMS: Final = 8  # numbers that explain a vote; the first is its sum
EVENT_NUMBERS: Final = 10  # month, kind, actor, object, six terms
CATALOGUE: Final = ("gain", "mismatch", "misread", "appeal", "partner", "transfer", "alone_gain")


class State(NamedTuple):
    """Everything that changes during one run."""

    alliance: Any  #: record, ``ALLIANCE``
    town: Any  #: (n,) records, ``TOWN``
    office: Any  #: (n + K,) records, ``OFFICE``: mayors in the order of towns, then county heads
    area: Any  #: (A,) records, ``AREA``
    project: Any  #: (P,) records, ``PROJECT``
    lever: Any  #: (L,) effective strength of each approach this month
    need: Any  #: (n, A) level, need per function area
    endowment: Any  #: (n, A) level, what the municipality has
    trust: Any  #: (n, n) trust of i in j, personal and institutional combined
    personal: Any  #: (n, n) personal trust between office holders
    institutional: Any  #: (n, n) institutional trust
    baseline: Any  #: (n, n) initial institutional trust, towards which it decays
    expected: Any  #: (n, n) contribution that i expects of j
    contact: Any  #: (n, n) contact this month
    clarity: Any  #: (n, n) how clearly i sees j
    near: Any  #: (n, n) share of a site-bound benefit that is left over the distance
    meeting_near: Any  #: (n, n) share of informal contact that is left over the distance
    gain: Any  #: (P, n) scratch: perceived own gain in the vote at hand
    mismatch: Any  #: (P, n) share of the service value lost to poor fit if not shaped
    misread: Any  #: (P, n) standard misperception of the own gain
    appeal: Any  #: (P, n) suitability as host
    partner: Any  #: (P, n) 1 if the municipality is a partner
    transfer: Any  #: (P, n) agreed compensation received (+) or paid (−)
    alone_gain: Any  #: (P, n) yearly net gain of providing it alone (0 if not worth it)
    vote: Any  #: (n, 8) scratch: terms of the decision at hand
    history: Any  #: (12,) activity of the last twelve months
    memory: Any  #: the one buffer behind all arrays above
    events: Any  #: (E, 10) log: month, kind, actor, object, six terms; E = 0 for no log


def dtype(fields: Fields) -> np.dtype[Any]:
    """The record layout of a table of fields (8 bytes each)."""
    kinds = {"f": np.float64, "i": np.int64}
    return np.dtype([(name, kinds[kind]) for name, (kind, _, _) in fields.items()], align=True)


def _records(n: int, counties: int, projects: int) -> dict[str, tuple[Fields, int]]:
    return {
        "alliance": (ALLIANCE, 1),
        "town": (TOWN, n),
        "office": (OFFICE, n + counties),
        "area": (AREA, len(AREAS)),
        "project": (PROJECT, projects),
    }


def _shapes(n: int, projects: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"lever": (len(APPROACHES),)}
    shapes |= dict.fromkeys(("need", "endowment"), (n, len(AREAS)))
    shapes |= dict.fromkeys(TIES, (n, n)) | dict.fromkeys(CATALOGUE, (projects, n))
    return shapes | {"vote": (n, VOTE_TERMS), "history": (12,)}


def empty_state(n: int, counties: int, projects: int, events: int = 0) -> State:
    """A zeroed state for ``n`` municipalities, ``counties`` and ``projects``; ``events`` rows of log.

    All arrays but the log are views on one buffer, ``memory``, so that a run starts by clearing it and a
    state is copied by copying it.
    """
    size = sum(len(fields) * rows for fields, rows in _records(n, counties, projects).values())
    size += sum(math.prod(shape) for shape in _shapes(n, projects).values())
    return state_on(np.zeros(size, np.int64), np.zeros((events, EVENT_NUMBERS)), n, counties, projects)


def state_on(memory: Any, events: Any, n: int, counties: int, projects: int) -> State:
    """The state that lies in a buffer of the right size; read-only if the buffer is."""
    arrays: dict[str, Any] = {"memory": memory, "events": events}
    start = 0
    for name, (fields, rows) in _records(n, counties, projects).items():
        stop = start + len(fields) * rows
        arrays[name] = memory[start:stop].view(dtype(fields)).view(np.recarray)
        start = stop
    for name, shape in _shapes(n, projects).items():
        stop = start + math.prod(shape)
        arrays[name] = memory[start:stop].view(np.float64).reshape(shape)
        start = stop
    arrays["alliance"] = arrays["alliance"][0]
    return State(**arrays)


def read_only(array: Any) -> Any:
    """The same numbers, not to be written to; a record becomes one that stands alone."""
    if array.ndim == 0:
        return read_only(np.array([array], array.dtype).view(np.recarray))[0]
    view = array.view()
    view.flags.writeable = False
    return view


def shown(state: State) -> State:
    """A state that cannot be written to and changes with the one that it shows."""
    n, projects = len(state.town), len(state.project)
    return state_on(read_only(state.memory), read_only(state.events), n, len(state.office) - n, projects)
