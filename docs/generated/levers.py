"""Blocks on where levers act: places are found in the code, words stand in levers.toml."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from generated.markdown import DOCS, table
from generated.sources import SECTIONS, UndescribedError, rules


def _attribute_of_scenario(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Attribute) and n.value.attr == "scenario":
        return n.attr
    return None


def _lever(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Attribute) and n.value.attr == "lever":
        return n.slice.id.lower() if isinstance(n.slice, ast.Name) else None
    return None


def _is_form(n: ast.AST) -> bool:
    """Whether this is a row of the table of governance models, ``w.form[…]``."""
    return isinstance(n, ast.Subscript) and isinstance(n.value, ast.Attribute) and n.value.attr == "form"


def _attribute_of_form(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if not (isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)):
        return None
    if isinstance(n.value, ast.Name):
        rows = (a for a in ast.walk(rule) if isinstance(a, ast.Assign) and _is_form(a.value))
        return n.attr if n.value.id in {getattr(target, "id", "") for a in rows for target in a.targets} else None
    return n.attr if _is_form(n.value) else None


def _delegated(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if isinstance(n, ast.Attribute) and n.attr == "delegated" and getattr(n.value, "id", "") == "w":
        return "delegated"
    return None


def _places(reads: Callable[[ast.AST, ast.FunctionDef], str | None], known: Iterable[str]) -> dict[str, list[str]]:
    """For each lever the functions of the submodels that read it."""
    found: dict[str, list[str]] = {name: [] for name in known}
    for place, node in rules():
        for n in ast.walk(node):
            name = reads(n, node)
            if name in found and place not in found[name]:
                found[name].append(place)
    return found


Words = dict[tuple[str, str], tuple[str, str]]  # (lever, function) → what it acts on, equation ("" if none of its own)


@lru_cache(maxsize=1)
def words() -> dict[str, Words]:
    """What ``levers.toml`` says on hindrances, approaches and attributes of governance models."""
    groups = tomllib.loads((DOCS / "levers.toml").read_text(encoding="utf-8"))
    return {
        group: {(lever, place): (what, how) for lever, row in levers.items() for place, (what, how) in row.items()}
        for group, levers in groups.items()
    }


#: Quantities that ``form_inputs`` makes of several attributes of a governance model, and the words for them.
DERIVED: Final = {
    "veto_points": "number of kinds of actors that can stop a project",
    "control": "control that members give up",
}


_DERIVING: Final = {"veto_points": "veto_points", "control": "control_given_up"}


def _acts(places: dict[str, list[str]], group: str) -> list[tuple[str, ...]]:
    """Rows on where levers act; raises UndescribedError where words lack, or say what is not so."""
    described = words()[group]
    found = {(lever, place) for lever, where in places.items() for place in where}
    missing, vain = sorted(found - set(described)), sorted(set(described) - found)
    if missing or vain:
        add = "; ".join(f"[{group}.{lever}] lacks {place}" for lever, place in missing)
        drop = "; ".join(f"[{group}.{lever}] has {place}, which does not read it" for lever, place in vain)
        raise UndescribedError("docs/levers.toml: " + "; ".join(filter(None, (add, drop))))
    rows: list[tuple[str, ...]] = []
    for lever, where in places.items():
        if not where:
            rows.append((f"`{lever}`", "read by no rule", "", ""))
        for k, place in enumerate(where):
            what, equation = described[lever, place]
            name = equation.rpartition(".")[2]
            section = SECTIONS[place.split(".")[0]]
            rows.append((f"`{lever}`" if k == 0 else "", what, f"`{name}`" if name else "–", f"`{place}` ({section})"))
    return rows


_ACT_HEADS: Final = ("lever", "acts on", "equation", "where in the code (section)")


def hindrance_acts() -> str:
    from coopsim.model.codes import HINDRANCES

    return table(_ACT_HEADS, _acts(_places(_attribute_of_scenario, HINDRANCES), "hindrances"))


def approach_acts() -> str:
    from coopsim.model.codes import APPROACHES

    return table(_ACT_HEADS, _acts(_places(_lever, APPROACHES), "approaches"))


def governance_acts() -> str:
    from coopsim.scenario import form_inputs
    from coopsim.scenario.catalogue import GovernanceModel

    skip = ("id", "based_on", "title", "legal_basis", "description")
    attributes = [name for name in GovernanceModel.model_fields if name not in skip]
    short = {name: form_inputs.FORM_NAMES.get(name, name) for name in attributes} | {"delegated_areas": "delegated"}
    by_short = _places(_attribute_of_form, [*short.values(), *DERIVED]) | _places(_delegated, ["delegated"])
    places = {name: by_short[short[name]] for name in attributes}
    rows = _acts(places | {name: by_short[name] for name in DERIVED}, "governance")
    made = []
    for name, what in DERIVED.items():
        source = inspect.getsource(getattr(form_inputs, _DERIVING[name])) if name in _DERIVING else "model.rung"
        used = dict.fromkeys(re.findall(r"model\.(\w+)", source))
        code = f"`form_inputs.{_DERIVING[name]}`" if name in _DERIVING else "`form_inputs`"
        made.append((f"`{name}`", what, ", ".join(f"`{a}`" for a in used), code))
    used_elsewhere = {a for row in made for a in re.findall(r"`(\w+)`", row[2])}
    rows = [
        (row[0], "enters only a quantity of the table below", *row[2:])
        if row[1] == "read by no rule" and row[0].strip("`") in used_elsewhere
        else row
        for row in rows
    ]
    heads = ("quantity", "meaning", "made of", "code")
    return f"{table(_ACT_HEADS, rows)}\nQuantities that are made of several attributes:\n\n{table(heads, made)}"
