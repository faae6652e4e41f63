"""Every way of extending that ``docs/extending.md`` describes is walked in a copy; the rest does not change by a bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from page import PAGE, ROOT, changed, extended, steps

import coopsim
from coopsim.model.outcomes import RUN

HERE = Path(__file__).parent
SECTIONS = (
    "An approach", "A hindrance", "An attribute of a form", "A form of cooperation", "A submodel",
    "An alternative theory of one submodel", "An outcome", "A figure",
)  # fmt: skip
#: Each new thing put to use.
USES = (
    {"approaches.staff_exchange": 1.0},
    {"hindrances.old_conflicts": 1.0},
    {"governance": "training_network"},
    {"parameters.fatigue_rate": 0.1},
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extended(tmp_path_factory.mktemp("extended"))


def run_in(folder: Path, *words: str) -> str:
    """What a script prints that uses the package of a folder."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    if folder != ROOT:
        environment["COOPSIM_CACHE_DIR"] = str(folder / "cache")
    made = subprocess.run(
        [sys.executable, *words], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout[-3000:] + made.stderr[-3000:]
    return made.stdout


def results(folder: Path, how: str, uses: tuple[dict[str, object], ...] = ()) -> dict[str, str]:
    words = run_in(folder, str(HERE / "results.py"), json.dumps(list(RUN)), how, json.dumps(uses))
    return dict(json.loads(words))


def check_results(copy: Path, how: str) -> None:
    expected, found = results(ROOT, how), results(copy, how, USES)
    assert {key: found[key] for key in expected} == expected
    new = [found[f"new {number}"] for number in range(len(USES))]
    assert len({*new, *expected.values()}) == len(new) + len({*expected.values()})  # each of them changes something


def test_the_page_has_all_sections_and_no_block_that_nobody_carries_out() -> None:
    assert tuple(dict.fromkeys(step.section for step in steps())) == SECTIONS
    assert PAGE.read_text(encoding="utf-8").count("\n```") == 2 * len(steps())


def test_results_without_the_new_things_are_the_same_and_with_them_others(copy: Path) -> None:
    check_results(copy, "interpreted")


@pytest.mark.slow
def test_compiled_as_well(copy: Path) -> None:
    check_results(copy, "compiled")


def test_page_tables_schema_odd_and_figures_show_them(copy: Path) -> None:
    run_in(copy, str(HERE / "shows.py"))
    tests = (
        "tests/docs/test_docs.py", "tests/test_texts.py", "tests/test_outcomes.py", "tests/story/test_catalogue.py",
        "tests/scenario/test_scenario_files.py",
    )  # fmt: skip
    run_in(copy, "-m", "pytest", "-q", "-n", "0", "-k", "not examples and not pairing", *tests)


def test_an_alternative_theory_goes_through_both_doors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (theory, use) = [step for step in steps() if step.section == "An alternative theory of one submodel"]
    (tmp_path / theory.file).write_text(theory.code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    names: dict[str, object] = {}
    exec(compile(use.code, str(PAGE), "exec"), names)
    ensemble = names["ensemble"]
    usual = coopsim.simulate(names["s"], runs=3, seed=1, compiled=False)  # type: ignore[arg-type]
    assert ensemble.arrays.runs.tobytes() != usual.arrays.runs.tobytes()  # type: ignore[attr-defined]


def test_a_change_has_to_find_its_place() -> None:
    assert changed("a\nb\nc\n", " b\n+x\n") == "a\nb\nx\nc\n" and changed("a\nb\n", "-a\n+x\n") == "x\nb\n"
    for text in ("a\n", "b\nb\n", "ab\n"):
        with pytest.raises(AssertionError):
            changed(text, " b\n+x\n")
