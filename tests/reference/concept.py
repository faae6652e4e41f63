"""The joint development concept (ODD 7.5, 7.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.entities import Project
    from reference.model import ReferenceModel


def concept_in_force(model: ReferenceModel) -> bool:
    """Whether a concept has been adopted and is not out of date."""
    adopted = model.alliance.month_concept
    return adopted >= 0 and bool(model.month - adopted < model.p.concept_months)


def begin_concept(model: ReferenceModel) -> None:
    """Where the form asks for one, none is being written and none is in force."""
    p, alliance = model.p, model.alliance
    if not model.form.row.development_concept or alliance.concept_work > 0.0 or concept_in_force(model):
        return
    alliance.concept_work = p.concept_work * (1.0 + p.contract_partner * (len(model.participants) - 2))


def write_concept(model: ReferenceModel, left: float) -> float:
    """Effort that goes into a concept that is being written."""
    alliance = model.alliance
    if alliance.concept_work <= 0.0:
        return 0.0
    spent = float(min(model.p.concept_effort * left, alliance.concept_work))
    alliance.concept_work -= spent
    if alliance.concept_work <= 0.0:
        adopt_concept(model)
    return spent


def adopt_concept(model: ReferenceModel) -> None:
    """It settles a part of what is unclear about every idea known so far."""
    model.alliance.month_concept = model.month
    for project in model.projects:
        if codes.IDEA <= project.status <= codes.DRAFTED:
            clarify(model, project)


def clarify(model: ReferenceModel, project: Project) -> None:
    """An idea that a concept has placed."""
    project.clarity += model.p.concept_clarity * (1.0 - project.clarity)
