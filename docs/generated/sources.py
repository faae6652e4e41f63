"""The source of the rules: in which section of the ODD a file stands, and its functions as syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final


def _sections() -> dict[str, str]:
    """Files with submodels and their section of the ODD, as their first lines have it; first those of the schedule."""
    import coopsim.submodels
    from coopsim.submodels.schedule import SCHEDULE

    found = {}
    for file in Path(coopsim.submodels.__path__[0]).glob("*.py"):
        said = re.search(
            r"\(ODD ([57][\d.]*)[;)]", ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        )
        if said:
            found[file.stem] = said[1]
    steps = {step.__module__.rpartition(".")[2] for _, step in SCHEDULE}
    order = sorted(found, key=lambda name: ([int(n) for n in found[name].split(".")], name not in steps, name))
    return {name: found[name] for name in order}


SECTIONS: Final = _sections()


class UndescribedError(Exception):
    """A lever acts, or a number is drawn, in a place that the words in docs lack, or the other way round."""


@lru_cache(maxsize=1)
def _trees() -> dict[str, ast.Module]:
    import coopsim

    folder = Path(coopsim.__file__).parent / "submodels"
    return {name: ast.parse((folder / f"{name}.py").read_text(encoding="utf-8")) for name in SECTIONS}


def rules() -> Iterable[tuple[str, ast.FunctionDef]]:
    """Every function of the submodels, by file and name."""
    for module, tree in _trees().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", node


def by_module(decorator: str) -> dict[str, list[str]]:
    """Names of the functions of each file that have a decorator."""
    found: dict[str, list[str]] = {}
    for module, tree in _trees().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and decorator in {getattr(d, "id", "") for d in node.decorator_list}:
                found.setdefault(module, []).append(node.name)
    return found
