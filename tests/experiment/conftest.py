"""Small experiments: short horizons, so that a thousand runs take a fraction of a second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: 10 points × 500 runs of a year: 5 tasks.
SMALL = """
[experiment]
title = { en = "Small", de = "Klein" }
scenario = "harz"
runs = 500
seed = 3
horizon_months = 12

[design]
kind = "full_factorial"

[levers]
governance = ["zweckverband", "cooperation_body"]

[uncertainties.parameters]
trust_loss_ratio = { low = 1.0, high = 4.0, steps = 5, scale = "log" }
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes an experiment file; replacements of text come in pairs of keywords."""

    def make(text: str = SMALL, name: str = "small.toml", **changes: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def contents(folder: Path) -> dict[str, bytes]:
    """Every visible file of a directory by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def tables(folder: Path) -> dict[str, bytes]:
    """The tables of results; the manifest names commit and versions and is compared elsewhere."""
    return {name: content for name, content in contents(folder).items() if name.endswith(".parquet")}


def plain(table: Any) -> list[list[Any]]:
    """A DataFrame as lists in which missing values are equal."""
    rows: list[list[Any]] = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return rows
