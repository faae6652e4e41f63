"""The command: a whole answer in both languages, a stopped search that goes on, refusals."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from coopsim.advice.advise import advise
from coopsim.cli.main import main
from coopsim.scenario import load_scenario
from coopsim.texts import text

SETS = [{"trust_start": 0.3}, {"trust_start": 0.5}, {"trust_start": 0.6}]
ONLY = ("--governance", "zweckverband", "--governance", "working_community", "--approach", "joint_priorities")


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Calls the command line in a folder with a region and three parameter sets; exit code, output, errors."""
    monkeypatch.delenv("COOPSIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    load_scenario("teaching/three_towns").with_({"horizon_months": 96}).to_toml(tmp_path / "region.toml")
    pd.DataFrame(SETS).to_csv(tmp_path / "sets.csv", index=False)

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["advise", "region.toml", "--parameters", "sets.csv", "--effort", "2", "--out", "out", *words])
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return run


@pytest.mark.slow
def test_a_whole_answer_and_the_answer_to_its_questions(call: Any, tmp_path: Path) -> None:
    code, out, err = call(*ONLY, "--aim", "lost<20", "--limit", "cost<=3")
    assert code == 0, err
    for key in ("answer", "schedule", "front", "given_up", "watch", "decide"):
        assert text("en", f"document.advice.{key}") in out
    folder = tmp_path / "out"
    table = pd.read_csv(folder / "table.csv")
    assert table["cost"].is_monotonic_increasing and set(table["governance"]) <= {"zweckverband", "working_community"}
    assert {"lost", "holds_low", "regret"} <= set(table.columns)
    assert load_scenario(folder / "advised.toml").governance in set(table["governance"])
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["aims"] == ["lost<20"]
    assert (folder / "figures" / "advice_front.svg").exists() and "<html" in (folder / "advice.html").read_text("utf-8")
    form = (folder / "questionnaire.toml").read_text(encoding="utf-8")
    filled = [line.removeprefix("# ") for line in form.splitlines() if " = " in line and not line.startswith("# #")]
    answers = tomllib.loads("\n".join(filled[:3]))
    assert answers
    (tmp_path / "answers.toml").write_text("\n".join(filled[:3]), encoding="utf-8")
    code, _, err = call(*ONLY, "--aim", "lost<20", "--limit", "cost<=3", "--answers", "answers.toml")
    assert code == 2 and "scenario" in err  # another question: only with --replace
    words = ("--answers", "answers.toml", "--replace", "--lang", "de")
    code, out, err = call(*ONLY, "--aim", "lost<20", "--limit", "cost<=3", *words)
    assert code == 0, err
    assert text("de", "document.advice.watch") in out
    assert filled[0].partition(" = ")[0] not in (folder / "questionnaire.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--aim", "stagnation"), "cannot be read"),
        (("--aim", "stagnatoin<3"), "stagnation"),
        (("--governance", "zweckverbund"), "zweckverband"),
        (("--approach", "codesign"), "co_design"),
        (("--answers", "none.toml"), "none.toml"),
        (("--aims", "none.toml"), "none.toml"),
    ],
)
def test_refusals_come_at_once(call: Any, words: tuple[str, ...], part: str, tmp_path: Path) -> None:
    code, out, err = call(*words)
    assert code == 2 and part in err and not out and "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_the_same_seed_gives_the_same_advice(tmp_path: Path) -> None:
    region = load_scenario("teaching/three_towns").with_({"horizon_months": 60})
    asked: dict[str, Any] = {"governance": ["zweckverband"], "approaches": ["joint_priorities"], "effort": 0.02}
    tables = [
        advise(
            region, ["lost<20"], [], parameter_sets=SETS[:2], threads=threads, checkpoint=tmp_path / "x.npy", **asked
        )
        for threads in (1, 2)
    ]
    for name in ("table", "steps", "schedule", "signs"):
        pd.testing.assert_frame_equal(*(getattr(one, name) for one in tables))
    assert tables[0].recommended == tables[1].recommended
