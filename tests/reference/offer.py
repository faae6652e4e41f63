"""What a project offers to each member: site, gains, compensation (ODD 7.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.agenda import perceived_gain
from reference.draws import indexed_id, pair_id
from reference.gains import within

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


@dataclass
class Offer:
    """A project at a site, with the gains of the members and what they pay each other."""

    project: Project
    host: Municipality
    gain: dict[Municipality, float]
    transfer: dict[Municipality, float] = field(default_factory=dict)

    def after(self, town: Municipality) -> float:
        """Gain after compensation."""
        return self.gain[town] + self.transfer.get(town, 0.0)

    @property
    def worst(self) -> float:
        """Gain of the worst-off."""
        return min(self.after(town) for town in self.gain)


def propose(model: ReferenceModel, project: Project) -> Offer:
    """A site and compensation."""
    host = choose_host(model, project)
    project.host = host.index
    people = model.alliance.population
    gain = {town: perceived_gain(model, project, town, host, people) for town in model.participants}
    offer = Offer(project, host, gain)
    compensate(model, offer)
    for town in model.towns:
        project.gain[town.index] = offer.after(town) if town in gain else 0.0
        project.transfer[town.index] = offer.transfer.get(town, 0.0)
    return offer


def choose_host(model: ReferenceModel, project: Project) -> Municipality:
    """The possible host with the greatest total of stated gains."""
    p = model.p
    error = p.stated_error * (1.0 - p.inventory_effect * model.lever[codes.NEEDS_AND_STRENGTHS])
    boast = p.exaggeration * (1.0 - p.honesty_effect * model.lever[codes.OPEN_COMMUNICATION])
    people = model.alliance.population
    best, chosen = 0.0, None
    for host in (model.towns[index] for index in project.possible_hosts):
        if not host.talks:
            continue
        total = 0.0
        for town in model.participants:
            z = model.luck.normal(processes.STATED_NEED, 0, indexed_id(pair_id(town.id, host.id), project.number))
            stated = perceived_gain(model, project, town, host, people) + error * project.value * z
            if town is host:
                stated += boast * project.value * (p.exaggeration_base + host.competition)
            total += stated * town.population
        if chosen is None or total > best:
            best, chosen = total, host
    assert chosen is not None
    return chosen


def compensate(model: ReferenceModel, offer: Offer) -> None:
    """Winners pay losers, as much as is missing, as far as the arrangement can move money."""
    p = model.p
    surplus = sum(max(0.0, gain) * town.population for town, gain in offer.gain.items())
    deficit = sum(max(0.0, -gain) * town.population for town, gain in offer.gain.items())
    ability = within(model.form.row.compensation + p.inventory_compensation * model.lever[codes.NEEDS_AND_STRENGTHS])
    paid = ability * max(0.0, min(deficit, p.compensation_most * surplus))
    for town, gain in offer.gain.items():
        if gain > 0.0 and surplus > 0.0:
            offer.transfer[town] = -paid * gain / surplus
        elif gain < 0.0 and deficit > 0.0:
            offer.transfer[town] = paid * -gain / deficit
        else:
            offer.transfer[town] = 0.0
