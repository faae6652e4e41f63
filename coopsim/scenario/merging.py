"""One tree of values over another, as an extending file lies over the one it extends."""

from __future__ import annotations

from typing import Any

from coopsim.scenario.errors import MOST_PROBLEMS, ScenarioError, listing, more, said, shown
from coopsim.scenario.lines import Node
from coopsim.scenario.suggestions import suggest


def merged(base: Node, top: Node) -> Node:
    """One tree over another: tables merge, lists of rows with ids merge by id, all else is replaced."""
    if isinstance(base.value, dict) and isinstance(top.value, dict):
        both = dict(base.value)
        for key, node in top.value.items():
            if key == "ties" and key in both:
                both[key] = _merged_ties(both[key], node)
            else:
                both[key] = merged(both[key], node) if key in both else node
        return Node(both, top.file, top.line)
    if _keyed(base) and _keyed(top):
        rows = list(base.value)
        places = {row.value["id"].value: place for place, row in enumerate(rows)}
        for row in top.value:
            place = places.pop(row.value["id"].value, None)
            if place is None:
                rows.append(row)
            else:
                rows[place] = merged(rows[place], row)
        return Node(rows, top.file, top.line)
    return top


def _merged_ties(base: Node, top: Node) -> Node:
    """Trust given as blocks replaces a matrix below it, and the other way round."""
    if not isinstance(base.value, dict) or not isinstance(top.value, dict):
        return top
    kept = dict(base.value)
    if "trust" in top.value:
        for key in ("blocks", "trust_within", "trust_between"):
            kept.pop(key, None)
    if "blocks" in top.value:
        kept.pop("trust", None)
    return Node(kept | top.value, top.file, top.line)


def _keyed(node: Node) -> bool:
    """Whether a node is a list of rows that all have an id."""
    return (
        isinstance(node.value, list)
        and bool(node.value)
        and all(
            isinstance(row.value, dict) and isinstance(getattr(row.value.get("id"), "value", None), str)
            for row in node.value
        )
    )


def remove_towns(base: Node, remove: Node) -> None:
    """Take municipalities out of a tree, and what hangs on them: ties, impulses, the lead."""
    towns = base.value.get("municipalities")
    known = [row.value["id"].value for row in towns.value] if towns is not None and _keyed(towns) else []
    names = remove.plain() if isinstance(remove.value, list) else [remove.plain()]
    there = set(known)
    unknown = [name for name in names if not isinstance(name, str) or name not in there]
    if unknown or towns is None:
        told = [
            remove.fault("remove", said("unknown_town"), shown(name), listing(known), suggest(name, known))
            for name in unknown[:MOST_PROBLEMS] or [names]
        ]
        left = len(unknown) - len(told)
        raise ScenarioError([*told, more(left, remove.file)] if left > 0 else told)
    gone = set(names)
    kept = [place for place, name in enumerate(known) if name not in gone]
    matrix = base.at(("ties", "trust"))
    if isinstance(matrix.value, list) and len(matrix.value) == len(known):
        matrix.value = [matrix.value[place] for place in kept]
        for row in matrix.value:
            if isinstance(row.value, list) and len(row.value) == len(known):
                row.value = [row.value[place] for place in kept]
    for block in _entries(base, "ties", "blocks"):
        if isinstance(block.value, list):
            block.value = [town for town in block.value if not _named(town, gone)]
    for table, key in (("ties", "rivalry"), ("impulses", "")):
        path = (table, key) if key else (table,)
        if _entries(base, *path):
            rows = base.at(path)
            rows.value = [row for row in rows.value if not _concerns(row, gone)]
    header = base.value.get("scenario")
    if header is not None and isinstance(header.value, dict) and _named(base.at(("scenario", "lead")), gone):
        del header.value["lead"]
    towns.value = [towns.value[place] for place in kept]


def _entries(base: Node, *path: str) -> list[Node]:
    rows = base.at(path).value
    return rows if isinstance(rows, list) else []


def _named(node: Node, names: set[Any]) -> bool:
    return isinstance(node.value, str) and node.value in names


def _concerns(row: Node, names: set[Any]) -> bool:
    """Whether a pair of rivals or an impulse names one of these municipalities."""
    if isinstance(row.value, list):
        return any(_named(part, names) for part in row.value)
    return isinstance(row.value, dict) and _named(row.at(("municipality",)), names)
