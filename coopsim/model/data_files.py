"""The data of the model: files in the folder ``data``, one row for each thing that the model knows of a kind."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def rows(file: str) -> dict[str, Any]:
    """Everything in one file of the folder ``data``, as ``tomllib`` reads it."""
    return tomllib.loads((files("coopsim.model") / "data" / f"{file}.toml").read_text(encoding="utf-8"))
