"""Which variables of the state can be set between two months, within which bounds, and what is to be set instead.

Names are those of the ODD, ``table.field`` or the name of a matrix.  Three kinds, one for each variable:

- *set*: carried from month to month; what is set is there until the rules change it.  ``bill`` and ``news`` are used
  up by the next month.
- *derived*: made anew from others every month, so that setting it would be lost.
- *record*: what has happened (dates, counts, roles, votes, agreements) and how things are numbered; only the rules
  write it.

They stand in ``variables.toml``, of which the documentation's table is made; ``tests/test_setting.py`` holds every
variable to its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.model.codes import CONDITIONAL, TYPES
from coopsim.model.streams import interpreted
from coopsim.run.variables import KINDS, VARIABLES, Bounds, array_of, bounds
from coopsim.submodels.office import combined_trust
from coopsim.texts import nearest

if TYPE_CHECKING:
    from coopsim.run.monthly import MonthlyRun

SETTABLE: Final = tuple(
    field if table == "matrices" else f"{table}.{field}" for table, fields in KINDS["set"].items() for field in fields
)
USED_UP: Final = ("alliance.bill", "town.news")
#: Made anew every month, and what to set instead ("" if it follows from what is agreed and built).
DERIVED: Final[dict[str, str]] = {name: instead for instead, names in KINDS["derived"].items() for name in names}
_PAIRS: Final = ("personal", "institutional", "baseline", "expected")  # without a diagonal


def kind(name: str) -> str:
    """``set``, ``derived`` or ``record``.

    Raises AttributeError for a name that no variable has, and gives a similar one.
    """
    if name not in VARIABLES:
        near = nearest(name, VARIABLES)
        hint = f" Did you mean {near!r}?" if near else " They stand in the ODD: town.recognition, need, …"
        raise AttributeError(f"No variable of the state is called {name!r}.{hint}")
    return "set" if name in SETTABLE else "derived" if name in DERIVED else "record"


def bounds_to_set(name: str) -> Bounds:
    """Between which numbers a variable can be set; for inhabitants as in a scenario file."""
    return (100.0, 20e6) if name == "town.population" else bounds(name)


def _refused(name: str) -> str:
    if kind(name) == "record":
        return (
            f"{name} records what has happened: only the rules write it. The scenario or an impulse can bring it about."
        )
    instead = DERIVED[name]
    return f"{name} is made anew every month, so setting it would be lost." + (f" Set {instead}." if instead else "")


def change(run: MonthlyRun, name: str, value: Any, where: tuple[Any, ...] = ()) -> None:
    """Set a variable of a run between two months: all of it, or the element or slice at ``where``.

    Raises:
        AttributeError: if there is no such variable or it cannot be set; says what to set instead.
        ValueError: if the value is out of bounds, not a number, or would have no effect.
        IndexError: if ``where`` is outside.
    """
    if kind(name) != "set":
        raise AttributeError(_refused(name))
    if run.month >= run.world.scenario.horizon:
        raise ValueError(f"The run is over: {name} would have no effect any more.")
    table, _, field = name.partition(".")
    whole = run.state.alliance if table == "alliance" else array_of(run.state, name)
    shape = () if table == "alliance" else whole.shape
    if len(where) > len(shape):
        raise IndexError(f"{name} has {len(shape)} axes, not {len(where)}.")
    chosen = np.zeros(shape, bool)
    try:
        chosen[where] = True
    except IndexError as error:
        raise IndexError(f"{name} has the shape {shape}: there is nothing at {where}.") from error
    if name in _PAIRS:
        np.fill_diagonal(chosen, False)
    _check_effect(run, name, chosen)
    checked = _checked(name, value)
    if table == "alliance":
        if checked.ndim:
            raise ValueError(f"{name} takes one number, not {len(checked)}.")
        run.state.alliance[field] = checked
        return
    new = whole.copy()
    try:
        new[where] = checked
    except ValueError as error:
        raise ValueError(f"{name} takes one number or the shape {whole[where].shape}, not {checked.shape}.") from error
    whole[chosen] = new[chosen]
    if name in ("personal", "institutional"):
        _combine_trust(run)


def _check_effect(run: MonthlyRun, name: str, chosen: Any) -> None:
    """Raises ValueError where the rules would not read what is set."""
    if chosen.size and not chosen.any():
        raise ValueError(f"{name} is about two different municipalities.")
    town, office = run.state.town, run.state.office
    if name in ("office.type", "office.slope", "office.steady"):
        mayors = office[: len(town)][chosen[: len(town)]]
        if not len(mayors):
            raise ValueError(f"Only mayors decide on contributions: {name} of a county's head would have no effect.")
        if name != "office.type" and not ((mayors["type"] == CONDITIONAL) == (name == "office.slope")).any():
            raise ValueError(f"{name} would have no effect on office holders of type {TYPES[mayors['type'][0]]}.")
    for axis in range(chosen.ndim if name in _PAIRS else name.startswith("town.") or name in ("need", "endowment")):
        touched = np.moveaxis(chosen, axis, 0).reshape(len(town), -1).any(axis=1)
        if town["merged"][touched].all():
            raise ValueError(f"The municipality has merged into another: {name} would have no effect.")
        if name == "town.target" and not town["member"][touched].any():
            raise ValueError("Only members contribute: town.target would have no effect before that.")


def _checked(name: str, value: Any) -> Any:
    whole = name == "office.type"
    try:
        numbers = np.asarray(value, np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} takes numbers, not {value!r}.") from error
    low, high = bounds_to_set(name)
    if not (np.isfinite(numbers).all() and (numbers >= low).all() and (numbers <= high).all()):
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, not {value!r}.")
    if whole and (numbers % 1 != 0).any():
        raise ValueError(f"{name} takes whole numbers ({', '.join(f'{k} {name}' for k, name in enumerate(TYPES))}).")
    return numbers


def _combine_trust(run: MonthlyRun) -> None:
    """Make what is derived from personal and institutional trust anew, as the rules do at the end of a month."""
    s, share = run.state, run.world.scenario.person_dependence
    n = len(s.town)
    with interpreted():
        for i in range(n):
            for j in range(n):
                if i != j:
                    s.trust[i, j] = combined_trust(s.personal[i, j], s.institutional[i, j], share)
            others = [s.trust[i, j] for j in range(n) if j != i and s.town[j].talks == 1]
            if others:
                s.town[i].trust = sum(others) / len(others)
