"""One tree of values over another, as an extending file lies over the one it extends."""

from __future__ import annotations

from coopsim.scenario.errors import MOST_PROBLEMS, ScenarioError, listing, more, said, shown
from coopsim.scenario.lines import Node, Path
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
    blocks = base.at(("ties", "blocks")).value
    count = len(blocks) if isinstance(blocks, list) else 0
    within: list[tuple[Path, type]] = [(("ties", "blocks", place), str) for place in range(count)]
    for path, kind in (*within, (("ties", "rivalry"), list), (("impulses",), dict), (("instead",), dict)):
        rows = base.at(path)
        if isinstance(rows.value, list):
            rows.value = [row for row in rows.value if not (isinstance(row.value, kind) and _names(row) & gone)]
    header, lead = base.at(("scenario",)), base.at(("scenario", "lead")).value
    if isinstance(header.value, dict) and isinstance(lead, str) and lead in gone:
        del header.value["lead"]
    towns.value = [towns.value[place] for place in kept]


def _names(row: Node) -> set[str]:
    """The municipalities that an entry names: an id, a pair of rivals, an impulse."""
    parts = row.value if isinstance(row.value, list) else [row.at(("municipality",))]
    return {part.value for part in parts if isinstance(part.value, str)}
