"""Partners of projects (ODD 7.6, 7.8, 7.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def settle_partners(model: ReferenceModel, project: Project) -> None:
    """Number and population of the partners; what they receive is what they pay."""
    partners = [town for town in model.towns if project.partner[town.index]]
    project.partners = sum(town.parts for town in partners)
    project.reach = sum(town.population for town in partners)
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


def drop_out(model: ReferenceModel, town: Municipality) -> None:
    """It is no longer a partner of anything."""
    for project in model.projects:
        if project.partner[town.index] and codes.RUNNING <= project.status <= codes.DELIVERED:
            project.partner[town.index] = 0
            settle_partners(model, project)
