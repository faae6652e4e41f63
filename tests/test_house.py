"""The plan of the house holds: imports run one way, modules are small, and importing the package loads nothing heavy."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "coopsim").rglob("*.py"))


def test_rooms_use_only_what_stands_below_and_nothing_runs_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS


def test_an_import_against_the_plan_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room, content in (("low", "import house.high.a\n"), ("high", "")):
        (tmp_path / "house" / room).mkdir(parents=True)
        (tmp_path / "house" / room / "__init__.py").touch()
        (tmp_path / "house" / room / "a.py").write_text(content, encoding="utf-8")
    (tmp_path / "house" / "__init__.py").touch()
    plan = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")[2]
    rooms = plan[plan.index("layers = [") : plan.index("]\n", plan.index("layers = [")) + 1]
    text = plan[: plan.index("\n[tool.")].replace(rooms, 'layers = ["high", "low"]').replace("coopsim", "house")
    (tmp_path / "pyproject.toml").write_text("[tool.importlinter]" + text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_ERROR


def test_modules_are_small() -> None:
    lines = {module: len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert statistics.median(lines.values()) <= 120
    assert [f"{module}: {count}" for module, count in lines.items() if count > 300] == []
    rules = {module: count for module, count in lines.items() if module.parent.name == "submodels"}
    assert [f"{module}: {count}" for module, count in rules.items() if count > 250] == []


def test_every_room_says_what_it_is_for() -> None:
    import ast

    for room in sorted((ROOT / "coopsim").glob("*/__init__.py")):
        assert ast.get_docstring(ast.parse(room.read_text(encoding="utf-8"))), room


def test_the_house_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import house

    house.draw(tmp_path / "house.svg")
    text = (tmp_path / "house.svg").read_text(encoding="utf-8")
    assert len(house.rooms()) == len([room for room in (ROOT / "coopsim").iterdir() if (room / "__init__.py").exists()])
    for room in house.rooms():
        assert f">{room}</text>" in text
    assert (ROOT / "docs" / "images" / "house.svg").exists()


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import coopsim, sys; print(*(set(sys.modules) - before))"
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; before = set(sys.modules); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = {name for name in found.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert ours == {"coopsim", "coopsim.former", "coopsim.lazy", "coopsim.model", "coopsim.model.version"}
