"""Partners of a project: who leaves it, and compensation that stays balanced (ODD 7.6)."""

from typing import Any

from coopsim.model.codes import FAILED, RUNNING
from coopsim.model.rules import submodel


@submodel
def balance_transfers(k: int, s: Any) -> None:
    """Scale compensation so that what the partners of ``k`` pay is what its partners receive."""
    paid, received = 0.0, 0.0
    for i in range(s.town.shape[0]):
        if s.partner[k, i] == 0.0:
            s.transfer[k, i] = 0.0
        money = s.transfer[k, i] * s.town[i].population
        if money < 0.0:
            paid -= money
        else:
            received += money
    moved = min(paid, received)
    for i in range(s.town.shape[0]):
        if s.transfer[k, i] < 0.0:
            s.transfer[k, i] *= moved / paid
        elif s.transfer[k, i] > 0.0:
            s.transfer[k, i] *= moved / received


@submodel
def count_partners(k: int, s: Any) -> None:
    """Recount the partners of project ``k``, former municipalities in them too, and balance compensation."""
    project = s.project[k]
    project.partners = 0
    project.reach = 0.0
    for i in range(s.town.shape[0]):
        if s.partner[k, i] > 0.0:
            project.partners += s.town[i].parts
            project.reach += s.town[i].population
    balance_transfers(k, s)


@submodel
def drop_partner(k: int, i: int, s: Any) -> None:
    """Municipality ``i`` is no longer a partner of project ``k``."""
    if s.partner[k, i] > 0.0:
        s.partner[k, i] = 0.0
        count_partners(k, s)


@submodel
def drop_all(i: int, s: Any) -> None:
    """Municipality ``i`` leaves all projects and services it is a partner of."""
    for k in range(s.project.shape[0]):
        if RUNNING <= s.project[k].status < FAILED:
            drop_partner(k, i, s)
