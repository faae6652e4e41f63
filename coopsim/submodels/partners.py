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
def drop_partner(k: int, i: int, s: Any) -> None:
    """Municipality ``i`` is no longer a partner of project ``k``."""
    if s.partner[k, i] == 0.0:
        return
    s.partner[k, i] = 0.0
    count, reach = 0, 0.0
    for j in range(s.town.shape[0]):
        if s.partner[k, j] > 0.0:
            count += s.town[j].parts
            reach += s.town[j].population
    s.project[k].partners = count
    s.project[k].reach = reach
    balance_transfers(k, s)


@submodel
def drop_all(i: int, s: Any) -> None:
    """Municipality ``i`` leaves all projects and services it is a partner of."""
    for k in range(s.project.shape[0]):
        if RUNNING <= s.project[k].status < FAILED:
            drop_partner(k, i, s)
