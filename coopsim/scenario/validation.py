"""From a tree of values to a scenario, or to the list of everything that is wrong with it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from coopsim.scenario import catalogue
from coopsim.scenario.errors import MOST_PROBLEMS, Problem, ScenarioError, cut, listing, more, said, shown
from coopsim.scenario.faults import Fault
from coopsim.scenario.lines import Node, Path, Written
from coopsim.scenario.numbers import Bounds, number_meant
from coopsim.scenario.open_tables import faults_of_parameters, unknown_names
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables
from coopsim.scenario.translating import translated

S = TypeVar("S", bound=Tables)


def validate(root: Node, kind: type[S]) -> S:
    """The scenario, of class ``kind``, that a tree of values describes; raises ScenarioError with every fault found."""
    plain = root.plain()
    faults = _open_tables(plain)
    _complete(plain, {fault.path for fault in faults})
    try:
        scenario = kind.model_validate(plain)
    except ValidationError as error:
        details = error.errors(include_url=False)
    else:
        if faults:
            raise ScenarioError(problems(faults, root))
        return scenario
    if len(faults) + len(details) > MOST_PROBLEMS:  # enough is known; no time on what stands behind it
        told = heapq.nsmallest(MOST_PROBLEMS, details, key=lambda detail: root.at(tuple(detail["loc"])).line or 0)
        told_of = [fault for detail in told for fault in _faults(detail, kind)]
        raise ScenarioError(problems(faults + told_of, root, len(details) - len(told)))
    faults += [fault for detail in details for fault in _faults(detail, kind)]
    if all(detail["type"] != "impossible" for detail in details):
        seen = [fault.path for fault in faults]
        _prune(plain, faults)
        faults += [f for f in _behind(plain, kind) if not any(_covers(path, f.path) for path in seen)]
    raise ScenarioError(problems(faults, root))


def _faults(detail: Any, kind: type[Tables]) -> list[Fault]:
    """What one entry of a ValidationError says; several faults where the values themselves are well-formed."""
    impossible: list[Fault] | None = detail.get("ctx", {}).get("faults")
    return [translated(detail, kind)] if impossible is None else impossible


def _behind(plain: dict[str, Any], kind: type[Tables]) -> list[Fault]:
    """What is impossible in a document from which all that is malformed was taken."""
    try:
        kind.model_validate(plain)
    except ValidationError as error:
        return [row for detail in error.errors(include_url=False) for row in detail.get("ctx", {}).get("faults", ())]
    return []


def problems(faults: Iterable[Fault], root: Node, left: int = 0) -> list[Problem]:
    """Findings with file, line and readable key, in the order of the file; of many the first, and a count.

    ``left`` are further faults that are only counted.
    """
    placed = [(fault, root.at(fault.path)) for fault in faults]
    placed.sort(key=lambda pair: (pair[1].file, pair[1].line or 0))
    listed: dict[Problem, None] = {}
    for fault, node in placed[:MOST_PROBLEMS]:
        key, near, found = dotted(fault.path, root), fault.meant(node.value), fault.found
        if isinstance(node.value, Written) and found == shown(float(node.value)):
            found = shown(node.value)  # with the zeros that the number itself has lost
        listed.setdefault(node.fault(key, fault.what, found, fault.allowed, near))
    left += max(0, len(placed) - MOST_PROBLEMS)
    return [*listed, *([more(left, root.file)] if left else [])]


def dotted(path: Path, root: Node) -> str:
    """A path as a person would write it: rows by id where they have one, else by number from 1."""
    text = ""
    node: Node | None = root
    for step in path:
        inside = node.value if node is not None else None
        if isinstance(step, int):
            node = inside[step] if isinstance(inside, list) and step < len(inside) else None
            row = node.value if node is not None else None
            name = row["id"].value if isinstance(row, dict) and "id" in row else None
            text += f".{cut(name)}" if isinstance(name, str) else f"[{step + 1}]"
        else:
            node = inside.get(step) if isinstance(inside, dict) else None
            text += f".{cut(step)}" if text else cut(step)
    return text


def _covers(path: Path, other: Path) -> bool:
    return other[: len(path)] == path


def _prune(plain: dict[str, Any], refused: list[Fault]) -> None:
    """Take the values that were refused out of the document, so that the rest can still be checked."""
    for fault in refused:
        steps = fault.path
        if steps and steps[0] == "ties":
            plain.pop("ties", None)
            continue
        table: Any = plain
        for step in steps[:-1]:
            inside = isinstance(table, list) and isinstance(step, int) and step < len(table)
            table = table[step] if inside or (isinstance(table, dict) and step in table) else None
        if isinstance(table, dict):
            table.pop(steps[-1], None)


def _open_tables(plain: dict[str, Any]) -> list[Fault]:
    """Faults in the tables whose keys are data: approaches, hindrances, parameters, models built on others."""
    faults = unknown_names(plain)
    approaches, parameters = plain.get("approaches"), plain.get("parameters")
    for key, value in approaches.items() if isinstance(approaches, dict) else ():
        if isinstance(value, bool) or not isinstance(value, int | float | dict):
            meant = partial(number_meant, bounds=Bounds(0, 1))
            faults.append(Fault(("approaches", key), said("wrong_type"), shown(value), said("takes.strength"), meant))
    faults += faults_of_parameters(parameters) if isinstance(parameters, dict) else []
    models = list(catalogue.governance_models())
    known = set(models)
    for index, row in _rows(plain, "governance_models"):
        base = row.get("based_on")
        if base is not None and base not in known:
            path, near = ("governance_models", index, "based_on"), partial(suggest, known=tuple(models))
            faults.append(Fault(path, said("unknown_form"), shown(base), listing(models), near))
        if row.get("id"):
            models.append(row["id"])
            known.add(row["id"])
    return faults


def _complete(plain: dict[str, Any], refused: set[Path]) -> None:
    """Give a document defaults for the open tables and attributes taken over from base rows."""
    for path in refused:
        if len(path) == 2 and path[0] in ("approaches", "hindrances", "parameters"):
            plain[path[0]].pop(path[1], None)
    for table, defaults in (
        ("approaches", dict.fromkeys(catalogue.approaches(), 0.0)),
        ("hindrances", {key: row.unknown for key, row in catalogue.hindrances().items()}),
    ):
        given = plain.setdefault(table, {})
        if isinstance(given, dict):
            plain[table] = {key: given.get(key, default) for key, default in defaults.items()}
    known = {key: row.model_dump(mode="json") for key, row in catalogue.governance_models().items()}
    for index, row in _rows(plain, "governance_models"):
        base = known.get(row.get("based_on") or row.get("id") or "", {})
        inherited = {key: value for key, value in base.items() if key not in ("id", "based_on")}
        plain["governance_models"][index] = inherited | row
        known[row.get("id") or ""] = plain["governance_models"][index]
    functions = catalogue.functions()
    for index, row in _rows(plain, "functions"):
        if row.get("id") in functions:
            plain["functions"][index] = functions[row["id"]].model_dump(mode="json") | row


def _rows(plain: Mapping[str, Any], table: str) -> list[tuple[int, dict[str, Any]]]:
    rows = plain.get(table)
    if not isinstance(rows, list):
        return []
    fit = ((index, row) for index, row in enumerate(rows) if isinstance(row, dict))
    return [(index, row) for index, row in fit if _hashable(row.get("id")) and _hashable(row.get("based_on"))]


def _hashable(value: Any) -> bool:
    return value is None or isinstance(value, str)
