"""Joint development concept (ODD 7.5; gemeinsames regionales Entwicklungskonzept): drawn up, in force, out of date."""

from typing import Any

from coopsim.model.rules import equation, submodel


@equation
def clearer(clarity: float, effect: float) -> float:
    """Clarity of an idea that was drafted, or placed in a concept: part of the rest is settled (assumption)."""
    return clarity + effect * (1.0 - clarity)


@submodel
def concept_in_force(month: int, p: Any, s: Any) -> bool:
    """Whether the alliance has a concept that is not out of date."""
    adopted = s.alliance.month_concept
    return adopted >= 0 and month - adopted < p.concept_months


@submodel
def begin_concept(month: int, p: Any, w: Any, s: Any) -> None:
    """Work on a concept begins where the form in force asks for one and none is in force; more members, more work."""
    wanted = w.form[s.alliance.form].development_concept == 1 and s.alliance.concept_work <= 0.0
    if wanted and not concept_in_force(month, p, s):
        s.alliance.concept_work = p.concept_work * w.scenario.task_size * s.alliance.members
