"""Joint development concept (ODD 7.5; gemeinsames regionales Entwicklungskonzept): drawn up, in force, out of date."""

from typing import Any

from coopsim.model import codes
from coopsim.model.codes import DRAFTED, IDEA
from coopsim.model.rules import equation, submodel
from coopsim.submodels.log import tell


@equation
def clarity_with_concept(clarity: float, effect: float) -> float:
    """Clarity of an idea that a joint analysis has placed: part of what was unclear is settled (assumption)."""
    return clarity + effect * (1.0 - clarity)


@submodel
def concept_in_force(month: int, p: Any, s: Any) -> bool:
    """Whether the alliance has a concept that is not out of date."""
    adopted = s.alliance.month_concept
    return adopted >= 0 and month - adopted < p.concept_months


@submodel
def begin_concept(month: int, p: Any, w: Any, s: Any) -> None:
    """Work on a concept begins where the form in force asks for one and none is in force; more members, more work."""
    alliance = s.alliance
    if w.form[alliance.form].development_concept == 0 or alliance.concept_work > 0.0:
        return
    if not concept_in_force(month, p, s):
        alliance.concept_work = p.concept_work * (1.0 + p.contract_partner * max(0, alliance.members - 2))


@submodel
def adopt_concept(month: int, p: Any, s: Any) -> None:
    """The concept is finished: every idea known so far has its place in it."""
    s.alliance.concept_work = 0.0
    s.alliance.month_concept = month
    for k in range(s.project.shape[0]):
        if IDEA <= s.project[k].status <= DRAFTED:
            s.project[k].clarity = clarity_with_concept(s.project[k].clarity, p.concept_clarity)
    tell(month, codes.EVENT_DEVELOPMENT_CONCEPT, -1, -1, s)
