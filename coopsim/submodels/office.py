"""Office holders (ODD 7.11): who they are, what leaves with a person and what the newcomer brings."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import CONDITIONAL, FREE_RIDER, OTHER
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.surroundings import expect_anew


@equation
def behavioural_type(u: float, conditional: float, free_rider: float) -> int:
    """Type of an office holder from one uniform draw (public-goods experiments; Fischbacher & Gächter)."""
    if u < conditional:
        return CONDITIONAL
    if u < conditional + free_rider:
        return FREE_RIDER
    return OTHER


@equation
def drawn_attitude(mean: float, spread: float, z: float) -> float:
    """Attitude of an office holder or council from a normal draw, −1..1 (assumption)."""
    return clamp(mean + spread * z, -1.0, 1.0)


@equation
def newcomer_trust(institutional: float, start: float, carry: float, chance: float) -> float:
    """Personal trust at the start of a term: partly from the institutional tie, partly new (assumption)."""
    return clamp(carry * institutional + (1.0 - carry) * start + chance, 0.0, 1.0)


@equation
def combined_trust(personal: float, institutional: float, person_share: float) -> float:
    """Trust of i in j: the personal part goes with the office holder, the institutional part stays."""
    return person_share * personal + (1.0 - person_share) * institutional


@submodel
def draw_office_holder(month: int, key: Any, o: int, who: Any, p: Any, w: Any, s: Any) -> None:
    """A (new) holder of office ``o``, keyed by first month; the first ones share no draw with those elected then."""
    office = s.office[o]
    term = indexed_id(who, 1 if office.ordinal > 0 else 0)
    z = normal(key, draw.OFFICE_ATTITUDE, month, term)
    office.attitude = drawn_attitude(p.attitude_mean, p.attitude_spread, z)
    u = uniform(key, draw.OFFICE_TYPE, month, term)
    office.type = behavioural_type(u, p.share_conditional, p.share_free_rider)
    office.slope = p.slope_low + (p.slope_high - p.slope_low) * uniform(key, draw.OFFICE_SLOPE, month, term)
    office.steady = p.steady_high * uniform(key, draw.OFFICE_STEADY, month, term)


@submodel
def get_to_know(month: int, key: Any, i: int, j: int, meeting: Any, p: Any, s: Any) -> None:
    """``i`` expects of ``j`` and trusts it personally as somebody new; ``meeting`` keys the draw."""
    expect_anew(i, j, 1.0, p, s)
    chance = p.trust_spread * normal(key, draw.NEWCOMER_TRUST, month, meeting)
    s.personal[i, j] = newcomer_trust(s.institutional[i, j], p.trust_start, p.newcomer_carry, chance)


@submodel
def change_of_office(month: int, key: Any, o: int, p: Any, w: Any, s: Any) -> None:
    """A new holder of office ``o``; for a mayor personal trust, and what is expected, begin anew both ways."""
    n = s.town.shape[0]
    s.office[o].ordinal += 1
    who = w.town[o].id if o < n else w.county[o - n].id
    draw_office_holder(month, key, o, who, p, w, s)
    s.alliance.turnovers += 1
    if o >= n:
        return
    s.town[o].approval = 0.0
    kept = 1.0 - w.scenario.person_dependence
    s.town[o].ownership *= kept
    s.town[o].satisfaction *= kept
    s.town[o].assurance *= kept
    for j in range(n):
        if j == o:
            continue
        s.favour[o, j] *= kept  # a favour is owed among persons too
        s.favour[j, o] *= kept
        get_to_know(month, key, o, j, indexed_id(w.tie_id[o, j], 0), p, s)
        get_to_know(month, key, j, o, indexed_id(w.tie_id[j, o], 1), p, s)
