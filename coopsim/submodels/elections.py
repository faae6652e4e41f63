"""Electorates and elections (ODD 7.11): approval, candidates, turnover of mayors, county heads and councils."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.numerics import clamp, logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import normal, uniform
from coopsim.submodels.appraisal import squashed
from coopsim.submodels.log import note, tell
from coopsim.submodels.office import change_of_office


@equation
def fear_now(pressure: float, months_left: float, closeness: float, window: float) -> float:
    """Fear of the electorate, rising over the last ``window`` months before an election (assumption)."""
    return pressure * (1.0 + closeness * clamp(1.0 - months_left / window, 0.0, 1.0))


@equation
def approval_after(
    approval: float,
    benefit: float,
    loss: float,
    control: float,
    identity: float,
    aversion: float,
    scale: float,
    rate: float,
    softening: float,
) -> float:
    """The electorate reacts to what it sees and to lost control, not to net benefit; identity softens losses."""
    view = squashed((benefit - (aversion * loss + control) * (1.0 - softening * identity)) / scale)
    return clamp(approval + rate * (view - approval), -1.0, 1.0)


@equation
def incumbent_wins(base: float, approval: float, weight: float) -> float:
    """Chance that an incumbent who runs is re-elected (C8: about 92 %)."""
    return logistic(base + weight * approval)


@equation
def council_after(attitude: float, drawn: float, approval: float, kept: float, weight: float) -> float:
    """Attitude of a newly elected council: partly the old one, partly new, moved by how cooperation is seen."""
    return clamp(kept * attitude + (1.0 - kept) * drawn + weight * approval, -1.0, 1.0)


@submodel
def hold_election(month: int, key: Any, o: int, p: Any, w: Any, s: Any) -> None:
    """Election for office ``o`` (mayor or county head)."""
    n = s.town.shape[0]
    office = s.office[o]
    who = w.town[o].id if o < n else w.county[o - n].id
    runs = uniform(key, draw.RUNS_AGAIN, month, who) < p.runs_again
    if o < n and office.ordinal == 0 and w.town[o].runs_again >= 0:
        runs = w.town[o].runs_again == 1
    approval = s.town[o].approval if o < n else 0.0
    chance = incumbent_wins(p.incumbent_base, approval, p.incumbent_approval * w.scenario.voter_justification)
    kept = runs and uniform(key, draw.ELECTION_NIGHT, month, who) < chance
    office.next_election = month + office.term
    if o < n:
        s.alliance.elections += 1
        s.alliance.incumbents += 1 if runs else 0
        s.alliance.incumbents_won += 1 if kept else 0
    if kept:
        note(month, codes.EVENT_ELECTION_KEPT, o, -1, (approval, chance), s)
        office.ordinal += 1
        return
    kind = codes.EVENT_ELECTION_LOST if runs else codes.EVENT_MAYOR_RETIRES
    change_of_office(month, key, o, p, w, s)
    note(month, kind, o, office.type, (approval, chance, office.attitude), s)


@submodel
def elect_councils(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """All councils at once, on their own clock."""
    since = month - s.alliance.council_next
    if since < 0 or since % w.scenario.council_term != 0:
        return
    tell(month, codes.EVENT_COUNCIL_ELECTED, -1, -1, s)
    for i in range(s.town.shape[0]):
        drawn = p.council_mean + p.council_spread * normal(key, draw.COUNCIL_ELECTION, month, w.town[i].id)
        s.town[i].council = council_after(
            s.town[i].council, drawn, s.town[i].approval, p.council_kept, p.council_approval
        )


@submodel
def elections(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 11: what electorates see, and who is in office afterwards."""
    form = w.form[s.alliance.form]
    for i in range(s.town.shape[0]):
        town = s.town[i]
        months_left = float(s.office[i].next_election - month)
        town.fear = fear_now(town.voter_pressure, months_left, p.election_fear, p.election_window)
        control = (
            p.control_weight
            * form.control
            * s.alliance.extent
            * float(town.bound)
            * (1.0 - p.reporting_effect * form.reporting)
        )
        seen = max(0.0, town.benefit) * p.visibility + town.milestones
        town.approval = approval_after(
            town.approval,
            seen,
            town.loss,
            control,
            town.identity,
            p.loss_aversion,
            p.approval_scale,
            p.approval_rate,
            p.identity_softening,
        )
    for o in range(s.office.shape[0]):
        merged = o < s.town.shape[0] and s.town[o].merged == 1
        if month == s.office[o].next_election and not merged:
            hold_election(month, key, o, p, w, s)
    elect_councils(month, key, p, w, s)
