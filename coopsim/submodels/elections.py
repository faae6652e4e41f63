"""Electorates and elections (ODD 7.11): approval, candidates, turnover of mayors, county heads and councils."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import REELECTED, VOTED_OUT
from coopsim.model.numerics import clamp, logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import normal, uniform
from coopsim.submodels.appraisal import squashed
from coopsim.submodels.instead import told
from coopsim.submodels.log import note, tell
from coopsim.submodels.office import change_of_office, drawn_attitude
from coopsim.submodels.problem import towards


@equation
def heeded(pressure: float, regional: float, spread: float) -> float:
    """How much an office holder heeds its least willing third of voters, about one spread below the mean (C18)."""
    return clamp(pressure * (1.0 - (regional - spread)), 0.0, 1.0)


@equation
def voters_balance(results: float, losses: float, regional: float) -> float:
    """What voters see, EUR: results against what these take from their town, which the regional-minded mind less."""
    return results - losses * (1.0 - regional)


@equation
def incumbent_wins(base: float, approval: float, weight: float) -> float:
    """Chance that an incumbent who runs is re-elected (C8: about 92 %)."""
    return logistic(base + weight * approval)


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
    chance = incumbent_wins(p.incumbent_base, approval, p.incumbent_approval)
    kept = runs and uniform(key, draw.ELECTION_NIGHT, month, who) < chance
    said = told(month, REELECTED, VOTED_OUT, o, w)
    if said != 0:
        runs, kept = runs or said > 0, said > 0
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
    for i, town in enumerate(s.town):
        z = normal(key, draw.COUNCIL_ELECTION, month, w.town[i].id)
        drawn = drawn_attitude(p.council_mean, p.council_spread, z)
        town.council = towards(town.council, drawn, 0.5)  # half of the seats change hands


@submodel
def elections(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 11: what electorates see, and who is in office afterwards."""
    form = w.form[s.alliance.form]
    for town in s.town:
        town.fear = heeded(town.voter_pressure, town.identity, p.voter_spread)
        control = p.control_weight * form.control * s.alliance.extent * (1.0 - form.reporting) * town.bound
        results = max(0.0, town.benefit) * p.visibility + town.milestones
        losses = p.loss_aversion * town.loss + control
        balance = voters_balance(results, losses, town.identity)
        town.approval = towards(town.approval, squashed(balance / p.gap_scale), p.judgement_rate)
    for o in range(s.office.shape[0]):
        merged = o < s.town.shape[0] and s.town[o].merged == 1
        if month == s.office[o].next_election and not merged:
            hold_election(month, key, o, p, w, s)
    elect_councils(month, key, p, w, s)
