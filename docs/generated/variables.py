"""Blocks on what a run is made of: parameters, state, outcomes, and the rooms of the package."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import Any

from generated.markdown import plain, table


def parameters() -> str:
    from coopsim.model.parameters import PARAMETERS

    parts = []
    for group in dict.fromkeys(row.group for row in PARAMETERS.values()):
        rows = [
            (f"`{p.symbol}`", p.title["en"], p.unit, f"{plain(p.lower)} … {plain(p.upper)}", plain(p.default), p.source)
            for p in PARAMETERS.values()
            if p.group == group
        ]
        heads = ("symbol", "meaning", "unit", "bounds", "default", "source")
        parts.append(f"**{group[0].upper()}{group[1:]}**\n\n{table(heads, rows)}")
    assumed = sum(p.assumed for p in PARAMETERS.values())
    count = len(PARAMETERS)
    parts.append(f"{count} parameters; for {assumed} of them the source is, in whole or in part, an assumption.\n")
    return "\n".join(parts)


def _fields(fields: dict[str, tuple[str, str, str]]) -> str:
    kinds = {"f": "real", "i": "whole"}
    rows = [(f"`{name}`", meaning, unit, kinds[kind]) for name, (kind, unit, meaning) in fields.items()]
    return table(("variable", "meaning", "unit", "number"), rows)


def state_alliance() -> str:
    from coopsim.model.variables import ALLIANCE

    return _fields(ALLIANCE)


def state_town() -> str:
    from coopsim.model.variables import TOWN

    return _fields(TOWN)


def state_office() -> str:
    from coopsim.model.variables import OFFICE

    return _fields(OFFICE)


def state_area() -> str:
    from coopsim.model.variables import AREA

    return _fields(AREA)


def state_project() -> str:
    from coopsim.model.variables import PROJECT

    return _fields(PROJECT)


def state_vote() -> str:
    from coopsim.model.variables import VOTE

    return _fields(VOTE)


def _commented(class_: type) -> str:
    """Fields of a NamedTuple with the comments (``#:``) behind them, as shape and meaning."""
    rows = []
    for name, comment in re.findall(r"^    (\w+): Any  #: (.+)$", inspect.getsource(class_), re.MULTILINE):
        shape, meaning = re.match(r"(\([^)]*\)|)[ ,]*(.*)", comment).groups()  # type: ignore[union-attr]
        rows.append((f"`{name}`", shape, meaning.replace("``", "`")))
    return table(("array", "shape", "meaning"), rows)


def state_arrays() -> str:
    from coopsim.model.state import State

    return _commented(State)


def settable() -> str:
    """Variables of the state by what becomes of a value that is set, as the code has it that refuses the others."""
    from coopsim.run import setting
    from coopsim.run.variables import VARIABLES

    rows = []
    for name in setting.SETTABLE:
        low, high = (plain(end) if abs(end) < float("inf") else "" for end in setting.bounds_to_set(name))
        between = f"{low} … {high}" if high else f"{low} and more" if low else "any number"
        rows.append((f"`{name}`", between, "used up by the next month" if name in setting.USED_UP else "stays"))
    derived = [(f"`{name}`", instead or "–") for name, instead in setting.DERIVED.items()]
    records = ", ".join(f"`{name}`" for name in VARIABLES if setting.kind(name) == "record")
    refused = "setting one raises AttributeError"
    return (
        f"**Can be set** between two months:\n\n{table(('variable', 'bounds', 'what is set'), rows)}\n"
        f"**Derived**, made anew every month; {refused}:\n\n{table(('variable', 'set instead'), derived)}\n"
        f"**Records** of what has happened; {refused}: {records}.\n"
    )


def world_arrays() -> str:
    from coopsim.scenario.inputs import World

    return _commented(World)


def outcomes_run() -> str:
    from coopsim.model.outcomes import RUN

    return _columns(RUN)


def outcomes_series() -> str:
    from coopsim.model.outcomes import SERIES

    return _columns(SERIES)


def outcomes_town_series() -> str:
    from coopsim.model.outcomes import TOWN_SERIES

    return _columns(TOWN_SERIES)


def outcomes_town_run() -> str:
    from coopsim.model.outcomes import TOWN_RUN

    return _columns(TOWN_RUN)


def _columns(columns: dict[str, Any]) -> str:
    return table(("column", "unit", "meaning"), [(f"`{name}`", c.unit, c.meaning["en"]) for name, c in columns.items()])


def rooms() -> str:
    """The rooms of the package from the ground up: what each is for, and which it uses."""
    import house

    import coopsim

    uses, plan, package = house.imports(), house.rooms(), Path(coopsim.__file__).parent
    rows = []
    for room in plan:
        words = ast.get_docstring(ast.parse((package / room / "__init__.py").read_text(encoding="utf-8"))) or ""
        first = " ".join(words.split("\n\n")[0].replace("``", "`").split())
        rows.append((f"`{room}`", first, ", ".join(f"`{name}`" for name in plan if uses.has_edge(room, name)) or "–"))
    return table(("room", "what it holds", "uses"), rows)
