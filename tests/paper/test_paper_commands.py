"""The two commands, small: every table of the pages is made, and what is wrong is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coopsim.cli.main import main as coopsim_main
from paper import tables
from paper.__main__ import main


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(words)
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err


@pytest.mark.parametrize(
    "words, said",
    [
        (("findings", "--parameters", "nothing.csv"), "nothing.csv"),
        (("findings", "--sets", "3"), "--sets"),
        (("sensitivity", "--size", "100"), "power of two"),
        (("sensitivity", "--runs", "x"), "--runs"),
    ],
)
def test_what_is_wrong_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: Any, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, *words)
    assert code == 2 and said in err and out == "" and not list(tmp_path.iterdir())


def test_too_few_sets_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sets.csv").write_text("trust_gain\n0.1\n0.2\n0.15\n")
    code, _, err = call(capsys, "findings", "--parameters", "sets.csv")
    assert code == 2 and "at least 4" in err


@pytest.mark.parametrize("lang, says", [("en", "at least 4"), ("de", "mindestens 4")])
def test_the_old_names_go_on_for_this_version(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, says: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        coopsim_main(["--lang", lang, "findings", "--sets", "3"])
    first, last = capfd.readouterr().err.splitlines()
    assert "“python -m paper findings”" in first or "„python -m paper findings“" in first
    assert "--sets" in last and says in last
    with pytest.raises(SystemExit, match="0"):
        coopsim_main(["sensitivity", "--help"])
    assert "python -m paper" in capfd.readouterr().out
    monkeypatch.setattr("coopsim.cli.moved.__file__", str(tmp_path / "coopsim" / "cli" / "moved.py"))  # a wheel
    with pytest.raises(SystemExit, match="2"):
        coopsim_main(["sensitivity", "--lang", lang, "--runs", "4"])
    assert "python -m paper sensitivity" in capfd.readouterr().err


@pytest.mark.slow
def test_a_small_version_of_all_findings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All of it on few runs of the region alone; packages are looked for among few combinations."""
    monkeypatch.chdir(tmp_path)
    read = tables.load_experiment
    monkeypatch.setattr(
        tables, "load_experiment", lambda name: read("stagnation_forms" if name == "stagnation_alliances" else name)
    )
    Path("sets.csv").write_text("trust_gain\n0.1\n0.2\n0.15\n0.05\n")
    code, out, err = call(
        capsys, "findings", "--parameters", "sets.csv", "--runs", "8", "--workers", "2", "--out", "made", "--lang", "de"
    )
    assert code == 0, err
    assert out.startswith("**Das Modell kann") and "Was wie viel wiegt" in out
    made, about = tables.read(Path("made"), "findings")
    assert set(made) == set(tables.FINDINGS) and about["sets"] == 4 and about["parameters"] == "sets.csv"
    assert not made["effects"].query("context == 'mean' and outcome == 'effective'")["value"].isna().any()


@pytest.mark.slow
def test_a_small_version_of_the_sensitivity(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(
        capsys, "sensitivity", "--runs", "4", "--trajectories", "2", "--count", "3", "--size", "4", "--workers", "2",
    )  # fmt: skip
    assert code == 0, err
    assert "elementary effects" in out
    made, about = tables.read(Path("results/sensitivity"), "sensitivity")
    assert set(made) == set(tables.SENSITIVITY) and about["sizes"]["sobol_sets"] == 20
    assert made["morris"]["factor"].nunique() == about["sizes"]["parameters"]
