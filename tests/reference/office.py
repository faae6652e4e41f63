"""Changes of office (ODD 7.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import processes
from reference.draws import indexed_id
from reference.gains import within
from reference.setup import draw_office_holder

if TYPE_CHECKING:
    from reference.entities import Office, Tie
    from reference.model import ReferenceModel


def combine_trust(model: ReferenceModel, tie: Tie) -> None:
    """Trust: the personal part goes with the office holder, the institutional part stays."""
    share = model.hindrance.person_dependence
    tie.trust = share * tie.personal + (1.0 - share) * tie.institutional


def change_of_office(model: ReferenceModel, office: Office) -> None:
    """A newcomer comes into office."""
    p = model.p
    office.ordinal += 1
    model.alliance.turnovers += 1
    draw_office_holder(model, office, model.month)
    town = next((town for town in model.towns if town.mayor is office), None)
    if town is None:
        return
    for other in model.towns:
        if other is town:
            continue
        for side, tie in enumerate((town.ties[other], other.ties[town])):
            z = model.luck.normal(processes.NEWCOMER_TRUST, model.month, indexed_id(tie.id, side))
            given = p.newcomer_carry * tie.institutional + (1.0 - p.newcomer_carry) * p.trust_start
            tie.personal = within(given + p.newcomer_spread * z)
    kept = 1.0 - model.hindrance.person_dependence
    town.approval = 0.0
    town.ownership *= kept
    town.commitment = p.commitment_start + kept * (town.commitment - p.commitment_start)
    town.assurance *= kept
