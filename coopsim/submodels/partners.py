"""Who takes part in projects (ODD 7.6), in talks and alliance (7.12), and how taking part ends."""

from typing import Any

from coopsim.model.codes import ADVOCATE, BUILDING, DELIVERED, FAILED, RUNNING
from coopsim.model.rules import submodel


@submodel
def balance_transfers(k: int, s: Any) -> None:
    """Scale compensation so that what the partners of ``k`` pay is what its partners receive."""
    paid, received = 0.0, 0.0
    for i, town in enumerate(s.town):
        s.transfer[k, i] *= s.partner[k, i]
        paid += max(0.0, -s.transfer[k, i] * town.population)
        received += max(0.0, s.transfer[k, i] * town.population)
    for i in range(s.town.shape[0]):
        s.transfer[k, i] *= min(paid, received) / max(1e-9, received if s.transfer[k, i] > 0.0 else paid)


@submodel
def count_partners(k: int, s: Any) -> None:
    """Recount the partners of project ``k``, former municipalities in them too, and balance compensation."""
    project = s.project[k]
    project.partners = 0
    project.reach = 0.0
    for i, town in enumerate(s.town):
        if s.partner[k, i] > 0.0:
            project.partners += town.parts
            project.reach += town.population
    balance_transfers(k, s)


@submodel
def drop_all(i: int, s: Any) -> None:
    """Municipality ``i`` leaves all projects and services it is a partner of; what a provider granted, it keeps."""
    for k, project in enumerate(s.project):
        status = project.status
        granted = project.kind == ADVOCATE and status in (BUILDING, DELIVERED)
        if RUNNING <= status < FAILED and not granted and s.partner[k, i] > 0.0:
            s.partner[k, i] = 0.0
            count_partners(k, s)


@submodel
def leave_all(i: int, s: Any) -> None:
    """Municipality ``i`` takes no further part in talks, groups or contract; what it owes or is owed is void."""
    s.town[i].talks = s.town[i].member = s.town[i].bound = 0
    s.town[i].notice = -1
    for j in range(s.town.shape[0]):
        s.favour[i, j] = s.favour[j, i] = 0.0


@submodel
def step_back(i: int, p: Any, s: Any) -> None:
    """Municipality ``i`` is left out after repeated refusals; it may think again after a pause."""
    leave_all(i, s)
    drop_all(i, s)
    s.town[i].wait = -int(p.pause_months)


@submodel
def count_participants(s: Any) -> None:
    """Recount participants and their population."""
    alliance = s.alliance
    alliance.members = 0
    alliance.population = 0.0
    for town in s.town:
        if town.talks == 1:
            alliance.members += 1
            alliance.population += town.population
