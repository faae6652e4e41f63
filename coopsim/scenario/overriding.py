"""Single values of a scenario replaced at dotted keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, get_origin

from coopsim.scenario import catalogue
from coopsim.scenario.errors import ScenarioError, cut, listing, said, shown
from coopsim.scenario.faults import Fault
from coopsim.scenario.limits import MOST_DEPTH
from coopsim.scenario.lines import Node, node_of, text_key
from coopsim.scenario.rows import Header
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables
from coopsim.scenario.validation import problems, validate
from coopsim.scenario.writing import document

S = TypeVar("S", bound=Tables)

#: Name of the place of values that come from ``Scenario.with_``, where a message names a file.
OVERRIDE = "override"

_TOP = {field.alias or name: field for name, field in Tables.model_fields.items()}
#: Tables whose own rows may change a row of the package's catalogue by its id.
_FROM_CATALOGUE = {"governance_models": catalogue.governance_models, "functions": catalogue.functions}


def override(scenario: S, overrides: Mapping[str, Any]) -> S:
    """A scenario in which the values at dotted keys are replaced; see ``Scenario.with_``."""
    root = node_of(document(scenario), OVERRIDE)
    faults = [found for key, value in overrides.items() for found in _set(root, text_key(key, OVERRIDE), value)]
    if faults:
        raise ScenarioError(problems(faults, root))
    return validate(root, type(scenario))


def _set(root: Node, key: str, value: Any) -> list[Fault]:
    """Replace the value at a dotted key of a tree, in place; faults when the key leads nowhere."""
    steps: list[str | int] = list(key.split("."))
    if steps[0] in Header.model_fields:
        steps.insert(0, "scenario")
    elif steps[0] not in _TOP:
        known = [*Header.model_fields, *_TOP]
        near = suggest(steps[0], known)
        return [Fault((key,), said("unknown_key"), f"{cut(key)} = {shown(value)}", listing(known), near)]
    if len(steps) > MOST_DEPTH:
        return [Fault((key,), said("unknown_key"), f"{cut(key)} = {shown(value)}")]
    node = root
    for place, step in enumerate(steps[:-1]):
        below = _step(node, step, tuple(steps[:place]), create=True)
        if isinstance(below, Fault):
            return [below]
        node = below
    last = steps[-1]
    if isinstance(node.value, list):
        below = _step(node, last, tuple(steps[:-1]), create=value is not None)
        if isinstance(below, Fault):
            return [below]
        if value is None:
            node.value = [row for row in node.value if row is not below]
        else:
            if isinstance(value, Mapping) and isinstance(below.value, dict) and "id" in below.value:
                value = {"id": below.value["id"].plain(), **value}
            below.value = node_of(value, OVERRIDE).value
    elif isinstance(node.value, dict):
        if value is None:
            node.value.pop(str(last), None)
        else:
            node.value[str(last)] = node_of(value, OVERRIDE)
    else:
        return [_no_table(tuple(steps[:-1]), node)]
    return []


def _step(node: Node, step: str | int, way: tuple[str | int, ...], create: bool) -> Node | Fault:
    if isinstance(node.value, dict):
        if str(step) not in node.value:
            node.value[str(step)] = Node([] if len(way) == 0 and _is_list(step) else {}, OVERRIDE)
        below: Node = node.value[str(step)]
        if way == ("approaches",) and isinstance(below.value, int | float):
            below.value = {"strength": Node(below.value, OVERRIDE)}
        return below
    if isinstance(node.value, list):
        rows: list[Node] = node.value
        ids = [row.value["id"].value if isinstance(row.value, dict) and "id" in row.value else None for row in rows]
        if step in ids:
            return rows[ids.index(step)]
        if str(step).isdigit() and int(step) < len(rows):
            return rows[int(step)]
        if create and way and way[0] in _FROM_CATALOGUE and step in _FROM_CATALOGUE[str(way[0])]():
            rows.append(Node({"id": Node(step, OVERRIDE)}, OVERRIDE))
            return rows[-1]
        known = [name for name in ids if name] or [str(number) for number in range(len(rows))]
        if way and way[0] in _FROM_CATALOGUE:
            known += _FROM_CATALOGUE[str(way[0])]()
        return Fault((*way, step), said("no_such_row"), shown(step), listing(known), suggest(step, known))
    return _no_table(way, node)


def _no_table(way: tuple[str | int, ...], node: Node) -> Fault:
    return Fault(way, said("single_value"), shown(node.plain()))


def _is_list(table: str | int) -> bool:
    return get_origin(_TOP[str(table)].annotation) is tuple
