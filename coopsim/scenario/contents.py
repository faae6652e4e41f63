"""Scenarios that are not files: the text of one, and changes to one that is there.

Nothing here opens a path that a text names; the text may extend shipped scenarios only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coopsim.scenario import reading
from coopsim.scenario.errors import ScenarioError, listing, said, shown
from coopsim.scenario.lines import Node, node_of
from coopsim.scenario.merging import merged, remove_towns
from coopsim.scenario.overriding import OVERRIDE
from coopsim.scenario.schema import Scenario
from coopsim.scenario.shelf import list_scenarios
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.validation import validate


def scenario_from_text(text: str, name: str = "scenario.toml") -> Scenario:
    """The scenario that a TOML text describes; ``name`` stands for the file in messages.

    Raises ScenarioError with every fault found, also when the text extends anything but a shipped scenario.
    """
    return scenario_from_node(node_of(*reading.parsed_text(text, name)), name)


def scenario_from_node(root: Node, name: str) -> Scenario:
    """The scenario of a tree of values, which may extend a shipped one; raises ScenarioError."""
    extends, remove = reading.named(root, name.removesuffix(".toml"))
    if extends is None:
        return validate(root, Scenario)
    known = list_scenarios()
    if extends.value not in known:
        found, near = shown(extends.plain()), suggest(extends.value, known)
        raise ScenarioError([extends.fault("extends", said("only_shipped"), found, listing(known), near)])
    names = remove.plain() if remove is not None else []
    base = reading.load_scenario(str(extends.value))
    return _extended(base, root, names if isinstance(names, list) else [names], name)


def extended(
    scenario: Scenario, tables: Mapping[str, Any], remove: Sequence[str] = (), name: str = OVERRIDE
) -> Scenario:
    """The scenario with tables laid over it as an extending file would: rows of lists are merged by id.

    ``remove`` are ids of municipalities that are taken out, with what hangs on them.  ``name`` stands for the file in
    messages.  Raises ScenarioError with every fault found.
    """
    return _extended(scenario, node_of(dict(tables), name), list(remove), name)


def _extended(scenario: Scenario, top: Node, remove: list[Any], name: str) -> Scenario:
    base = node_of(scenario.to_document(), name)
    if remove:
        remove_towns(base, node_of(remove, name))
    return validate(merged(base, top), Scenario)
