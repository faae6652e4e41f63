"""Lays the state of the package's model and that of the reference side by side."""

from __future__ import annotations

from typing import Any

_TIES = ("trust", "personal", "institutional", "baseline", "expected", "contact", "near", "favour")
_PER_PROJECT = ("voiced", "mismatch", "misread", "stated", "partner", "transfer", "alone_gain")
_OFFICE = ("town", "county", "next_election", "term", "ordinal", "attitude", "type", "slope", "steady")
_SCRATCH = ("event_count",)


def differences(model: Any, state: Any, tolerance: float = 1e-9) -> list[str]:
    """Every state variable in which the two differ, as `name: package value, reference value`."""
    found: list[str] = []

    def compare(name: str, theirs: Any, mine: Any) -> None:
        theirs, mine = float(theirs), float(mine)
        if theirs != theirs and mine != mine:
            return
        if not abs(theirs - mine) <= tolerance * max(1.0, abs(theirs)):
            found.append(f"{name}: {theirs!r}, reference {mine!r}")

    for name in state.alliance.dtype.names:
        if name in _SCRATCH:
            continue
        compare(f"alliance.{name}", state.alliance[name], getattr(model.alliance, name))
    for town in model.towns:
        i = town.index
        for name in state.town.dtype.names:
            compare(f"town.{name}[{i}]", state.town[name][i], getattr(town, name))
        for a in range(6):
            compare(f"need[{i},{a}]", state.need[i, a], town.need[a])
            compare(f"endowment[{i},{a}]", state.endowment[i, a], town.endowment[a])
        for tie in town.ties.values():
            for name in _TIES:
                compare(f"{name}[{i},{tie.other.index}]", getattr(state, name)[i, tie.other.index], getattr(tie, name))
    for k, office in enumerate(model.offices):
        for name in _OFFICE:
            compare(f"office.{name}[{k}]", state.office[name][k], getattr(office, name))
    for a, area in enumerate(model.areas):
        for name in state.area.dtype.names:
            compare(f"area.{name}[{a}]", state.area[name][a], getattr(area, name))
    for project in model.projects:
        k = project.number
        for name in state.project.dtype.names:
            if name != "function":
                compare(f"project.{name}[{k}]", state.project[name][k], getattr(project, name))
        for name in _PER_PROJECT:
            for i in range(len(model.towns)):
                compare(f"{name}[{k},{i}]", getattr(state, name)[k, i], getattr(project, name)[i])
    for a in range(9):
        compare(f"lever[{a}]", state.lever[a], model.lever[a])
    for k in range(60):
        compare(f"earned[0,{k}]", state.earned[0, k], model.alliance.earned[k])
        for town in model.towns:
            compare(f"earned[{1 + town.index},{k}]", state.earned[1 + town.index, k], town.earned[k])
    return found


def load(model: Any, state: Any) -> None:
    """Sets the reference's state variables to those of the package's state."""
    for name in state.alliance.dtype.names:
        if name in _SCRATCH:
            continue
        value = state.alliance[name].item()
        setattr(model.alliance, name, value)
    for town in model.towns:
        i = town.index
        for name in state.town.dtype.names:
            setattr(town, name, state.town[name][i].item())
        town.need, town.endowment = state.need[i].tolist(), state.endowment[i].tolist()
        for tie in town.ties.values():
            for name in _TIES:
                setattr(tie, name, getattr(state, name)[i, tie.other.index].item())
    for k, office in enumerate(model.offices):
        for name in _OFFICE:
            setattr(office, name, state.office[name][k].item())
    for a, area in enumerate(model.areas):
        for name in state.area.dtype.names:
            setattr(area, name, state.area[name][a].item())
    for project in model.projects:
        k = project.number
        for name in state.project.dtype.names:
            if name != "function":
                setattr(project, name, state.project[name][k].item())
        for name in _PER_PROJECT:
            setattr(project, name, getattr(state, name)[k].tolist())
    model.lever = state.lever.tolist()
    model.alliance.earned = state.earned[0].tolist()
    for town in model.towns:
        town.earned = state.earned[1 + town.index].tolist()
