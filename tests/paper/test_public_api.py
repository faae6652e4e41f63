"""The pages on our own findings use the package as everybody else can."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import coopsim
import paper

FOLDER = Path(paper.__file__).parent
DOCS = FOLDER.parent / "docs"


def imported() -> Iterator[tuple[str, str]]:
    """Module and name of everything that is imported from the package."""
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "coopsim":
                yield from ((str(node.module), name.name) for name in node.names)
            elif isinstance(node, ast.Import):
                yield from ((name.name, "") for name in node.names if name.name.split(".")[0] == "coopsim")


def documented() -> set[tuple[str, str]]:
    """What the table of the page on Python and the examples of the analysis import."""
    table = re.findall(
        r"^\| `(coopsim[\w.]*)` \| (.+?) \|", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    found = {(module, name) for module, names in table for name in re.findall(r"`(\w+)`", names)}
    lines = re.findall(
        r"^from (coopsim\S*) import (.+)$", (DOCS / "analysis.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return found | {(module, name) for module, names in lines for name in names.split(", ")}


def test_only_documented_names_are_used() -> None:
    known = documented() | {("coopsim", name) for name in coopsim.__all__}
    assert sorted(set(imported()) - known) == []


def test_what_is_documented_exists() -> None:
    assert [(module, name) for module, name in documented() if not hasattr(import_module(module), name)] == []
