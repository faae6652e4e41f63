"""Office holders: who comes into office, and what leaves with a person (ODD 5, 7.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.model import codes, processes
from reference.draws import indexed_id
from reference.gains import within
from reference.surroundings import expect_anew

if TYPE_CHECKING:
    from reference.entities import Office, Tie
    from reference.model import ReferenceModel


def drawn_attitude(mean: float, spread: float, z: float) -> float:
    """Attitude of an office holder or a council."""
    return within(mean + spread * z, -1.0, 1.0)


def behavioural_type(p: Any, u: float) -> int:
    """Type of an office holder."""
    if u < p.share_conditional:
        return int(codes.CONDITIONAL)
    return int(codes.FREE_RIDER if u < p.share_conditional + p.share_free_rider else codes.OTHER)


def newcomer_trust(p: Any, institutional: float, z: float) -> float:
    """Personal trust at the start of a term: partly from the institutional tie, partly new."""
    return within(p.newcomer_carry * institutional + (1.0 - p.newcomer_carry) * p.trust_start + p.trust_spread * z)


def combined_trust(share: float, personal: float, institutional: float) -> float:
    """The personal part goes with the office holder, the institutional part stays."""
    return share * personal + (1.0 - share) * institutional


def combine_trust(model: ReferenceModel, tie: Tie) -> None:
    """Trust of a tie anew."""
    tie.trust = combined_trust(model.hindrance.person_dependence, tie.personal, tie.institutional)


def draw_office_holder(model: ReferenceModel, office: Office, month: int) -> None:
    """Whoever comes into office in this month."""
    p, luck = model.p, model.luck
    who = indexed_id(office.id, min(1, office.ordinal))
    z = luck.normal(processes.OFFICE_ATTITUDE, month, who)
    office.attitude = drawn_attitude(p.attitude_mean, p.attitude_spread, z)
    office.type = behavioural_type(p, luck.uniform(processes.OFFICE_TYPE, month, who))
    office.slope = p.slope_low + (p.slope_high - p.slope_low) * luck.uniform(processes.OFFICE_SLOPE, month, who)
    office.steady = p.steady_high * luck.uniform(processes.OFFICE_STEADY, month, who)


def change_of_office(model: ReferenceModel, office: Office) -> None:
    """A newcomer comes into office."""
    p = model.p
    office.ordinal += 1
    model.alliance.turnovers += 1
    draw_office_holder(model, office, model.month)
    if office.town < 0:
        return
    town = model.towns[office.town]
    kept = 1.0 - model.hindrance.person_dependence
    for other in model.towns:
        if other is town:
            continue
        for side, tie in enumerate((town.ties[other], other.ties[town])):
            expect_anew(model, tie, 1.0)
            z = model.luck.normal(processes.NEWCOMER_TRUST, model.month, indexed_id(tie.id, side))
            tie.personal = newcomer_trust(p, tie.institutional, z)
            tie.favour *= kept
    town.ownership *= kept
    town.satisfaction *= kept
    town.assurance *= kept
    town.approval = 0.0
