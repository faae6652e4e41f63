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
        if theirs == mine or (theirs != theirs and mine != mine):
            return
        if not abs(theirs - mine) <= tolerance * max(1.0, abs(theirs)):
            found.append(f"{name}: {theirs!r}, reference {mine!r}")

    def rows(table: str, records: list[Any], names: tuple[str, ...]) -> None:
        theirs = getattr(state, table)
        for name in names:
            for k, value in enumerate(theirs[name].tolist()):
                compare(f"{table}.{name}[{k}]", value, getattr(records[k], name))

    def arrays(name: str, mine: list[list[float]]) -> None:
        for i, row in enumerate(getattr(state, name).tolist()):
            for j, value in enumerate(row):
                compare(f"{name}[{i},{j}]", value, mine[i][j])

    for name, value in zip(state.alliance.dtype.names, state.alliance.item(), strict=True):
        if name not in _SCRATCH:
            compare(f"alliance.{name}", value, getattr(model.alliance, name))
    rows("town", model.towns, state.town.dtype.names)
    rows("office", model.offices, _OFFICE)
    rows("area", model.areas, state.area.dtype.names)
    rows("project", model.projects, tuple(name for name in state.project.dtype.names if name != "function"))
    arrays("need", [town.need for town in model.towns])
    arrays("endowment", [town.endowment for town in model.towns])
    for name in _PER_PROJECT:
        arrays(name, [getattr(project, name) for project in model.projects])
    arrays("earned", [model.alliance.earned, *(town.earned for town in model.towns)])
    for name in _TIES:
        theirs = getattr(state, name).tolist()
        for town in model.towns:
            for other, tie in town.ties.items():
                compare(f"{name}[{town.index},{other.index}]", theirs[town.index][other.index], getattr(tie, name))
    for a, value in enumerate(state.lever.tolist()):
        compare(f"lever[{a}]", value, model.lever[a])
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
