"""Where the shipped scenario files lie, and their names."""

from __future__ import annotations

from pathlib import Path


def shelves() -> list[Path]:
    """The folders with shipped scenarios: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    folders = (package / "scenarios", package.parent / "scenarios")
    return [folder for folder in folders if folder.is_dir()]


def list_scenarios() -> list[str]:
    """Names of the shipped scenarios, sorted; those in a folder as ``"teaching/free_riding"``."""
    names = {
        file.relative_to(shelf).with_suffix("").as_posix() for shelf in shelves()[:1] for file in shelf.rglob("*.toml")
    }
    return sorted(names, key=lambda name: ("/" in name, name))
