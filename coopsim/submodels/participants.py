"""Who takes part in talks and alliance (ODD 7.12), and how taking part ends."""

from typing import Any

from coopsim.model.rules import submodel
from coopsim.submodels.partners import drop_all


@submodel
def leave_all(i: int, s: Any) -> None:
    """Municipality ``i`` takes no further part in talks, groups or contract."""
    s.town[i].talks = 0
    s.town[i].member = 0
    s.town[i].bound = 0
    s.town[i].notice = -1


@submodel
def step_back(i: int, p: Any, s: Any) -> None:
    """Municipality ``i`` is left out after repeated refusals; it may think again after a pause."""
    leave_all(i, s)
    drop_all(i, s)
    s.town[i].refusals = 0
    s.town[i].wait = -int(p.pause_months)


@submodel
def count_participants(s: Any) -> None:
    """Recount participants and their population."""
    alliance = s.alliance
    alliance.members = 0
    alliance.population = 0.0
    for i in range(s.town.shape[0]):
        if s.town[i].talks == 1:
            alliance.members += 1
            alliance.population += s.town[i].population
