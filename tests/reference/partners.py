"""Partners of projects (ODD 7.6, 7.8, 7.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel

TAKEN_UP = (codes.RUNNING, codes.BUILDING, codes.PETITION, codes.DELIVERED)  # agreed, under way or in operation


def partners_of(model: ReferenceModel, project: Project) -> list[Municipality]:
    """The partners of a project."""
    return [town for town in model.towns if project.partner[town.index]]


def settle_partners(model: ReferenceModel, project: Project) -> None:
    """Number of the partners, as the former municipalities they are made of, and their inhabitants; their transfers."""
    partners = partners_of(model, project)
    project.partners = sum(town.parts for town in partners)
    project.reach = sum(town.population for town in partners)
    balance_transfers(model, project)


def balance_transfers(model: ReferenceModel, project: Project) -> None:
    """Transfers are scaled so that partners receive what partners pay."""
    partners = partners_of(model, project)
    received = sum(max(0.0, project.transfer[town.index]) * town.population for town in partners)
    paid = sum(max(0.0, -project.transfer[town.index]) * town.population for town in partners)
    for town in model.towns:
        i = town.index
        if not project.partner[i] or received <= 0.0 or paid <= 0.0:
            project.transfer[i] = 0.0
        elif project.transfer[i] > 0.0:
            project.transfer[i] *= min(1.0, paid / received)
        else:
            project.transfer[i] *= min(1.0, received / paid)


def granted(project: Project) -> bool:
    """Whether another provider has taken it on: being built or in operation."""
    return project.kind == codes.ADVOCATE and project.status in (codes.BUILDING, codes.DELIVERED)


def drop_out(model: ReferenceModel, town: Municipality, all_of_it: bool = False) -> None:
    """It leaves its projects and services, but not those that a provider has granted (unless all of it)."""
    for project in model.projects:
        if not project.partner[town.index] or project.status not in TAKEN_UP:
            continue
        if all_of_it or not granted(project):
            project.partner[town.index] = 0
            settle_partners(model, project)


def forget_favours(town: Municipality) -> None:
    """What it owes and is owed is void."""
    for other, tie in town.ties.items():
        tie.favour = 0.0
        other.ties[town].favour = 0.0
