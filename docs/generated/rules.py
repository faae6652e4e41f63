"""Blocks on the rules: the schedule, equations, events that are noted, numbers that are drawn."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module

from generated.markdown import DOCS, table
from generated.sources import SECTIONS, UndescribedError, by_module, rules


def schedule() -> str:
    from coopsim.submodels.schedule import SCHEDULE

    rows = []
    for k, (name, step) in enumerate(SCHEDULE):
        file = step.__module__.rsplit(".", 1)[1]
        first = (step.__doc__ or "").strip().splitlines()[0]
        what = re.sub(r"^Submodel \d+: ", "", first)
        rows.append((k + 1, f"`{name}`", what, f"`{file}.{step.__name__}`", SECTIONS[file]))
    return table(("step", "name", "what happens", "code", "section"), rows)


def events() -> str:
    """Kinds of events with what is noted of them, and the functions that write them."""
    from coopsim.model.data_files import rows as read

    noted = read("vocabularies")["events"]
    by: dict[str, list[str]] = {}
    for place, node in rules():
        for name in {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and n.attr.startswith("EVENT_")}:
            by.setdefault(name[6:].lower(), []).append(f"`{place}`")
    rows = [(k, f"`{e}`", what, ", ".join(by.get(e, [])) or "never") for k, (e, what) in enumerate(noted.items())]
    return table(("code", "kind", "what is noted", "written by"), rows)


def processes() -> str:
    """Random processes, the functions that draw from them, and the month and id in each key."""
    from coopsim.model import processes

    uses = tomllib.loads((DOCS / "draws.toml").read_text(encoding="utf-8"))
    described = {(name, place) for name, rows in uses.items() for place, *_ in rows}
    found = {
        (n.attr, place)
        for place, node in rules()
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "draw"
    }
    if found != described:
        differing = ", ".join(f"{name} in {place}" for name, place in sorted(found ^ described))
        raise UndescribedError(f"docs/draws.toml and the code differ: {differing}")
    rows = [
        (number if k == 0 else "", f"`{name}`" if k == 0 else "", f"`{place}`", what or "–", month, who)
        for name, number in vars(processes).items()
        if name.isupper()
        for k, (place, what, month, who) in enumerate(uses.get(name, [("not in use", "", "–", "–")]))
    ]
    return table(("number", "process", "drawn in", "for", "month", "who"), rows)


def equations() -> str:
    """Every equation of the submodels with its section and first sentence."""
    rows = []
    for module, functions in by_module("equation").items():
        for name in functions:
            function = getattr(import_module(f"coopsim.submodels.{module}"), name)
            first = (function.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
            rows.append((SECTIONS[module], f"`{module}.{name}`", re.sub(r"\s+", " ", first).replace("``", "`")))
    return table(("section", "equation", "what it says"), rows)
