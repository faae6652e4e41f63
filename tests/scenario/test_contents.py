"""Scenarios from a text and from changes: the same as from files, and no path is ever opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import coopsim
from coopsim.scenario import reading
from coopsim.scenario.contents import extended, scenario_from_text
from coopsim.scenario.errors import ScenarioError

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_a_text_is_the_file() -> None:
    text = (SCENARIOS / "saalebogen.toml").read_text(encoding="utf-8")
    assert scenario_from_text(text) == coopsim.load_scenario("saalebogen")


def test_a_text_may_extend_a_shipped_scenario() -> None:
    found = scenario_from_text(
        'extends = "harz"\nremove = ["wernigerode"]\n[scenario]\nid = "two"\n[hindrances]\ncompetition = 0.1\n'
    )
    assert [town.id for town in found.municipalities] == ["halberstadt", "quedlinburg"]
    assert found.hindrances["competition"] == 0.1 and found.hindrances["long_time_span"] == 0.7


def test_extended_is_what_an_extending_file_would_be(tmp_path: Path) -> None:
    changes = {"municipalities": [{"id": "quedlinburg", "population": 20_000}], "hindrances": {"competition": 0.2}}
    lines = ['extends = "harz"', 'remove = ["wernigerode"]', "[scenario]", 'id = "harz"', "[hindrances]", "competition = 0.2",
             "[[municipalities]]", 'id = "quedlinburg"', "population = 20000"]  # fmt: skip
    (tmp_path / "other.toml").write_text("\n".join(lines), encoding="utf-8")
    harz = coopsim.load_scenario("harz")
    assert extended(harz, changes, ["wernigerode"]) == coopsim.load_scenario(tmp_path / "other.toml")
    assert harz == coopsim.load_scenario("harz")


@pytest.mark.parametrize("name", ["../harz", "/etc/passwd", "harz.toml", "./harz", "local", ""])
def test_no_path_is_opened(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "local.toml").write_text((SCENARIOS / "harz.toml").read_text(encoding="utf-8"), encoding="utf-8")
    read: list[Any] = []
    monkeypatch.setattr(reading, "_read", lambda *arguments: read.append(arguments))
    with pytest.raises(ScenarioError, match="shipped"):
        scenario_from_text(f'extends = "{name}"\n[scenario]\ntitle = "x"\n')
    assert read == []


def test_faults_have_lines() -> None:
    with pytest.raises(ScenarioError) as found:
        scenario_from_text('extends = "harz"\n[hindrances]\ncompetiton = 0.4\n', "mine.toml")
    (problem,) = found.value.problems
    assert (problem.file, problem.line, problem.suggestion) == ("mine.toml", 3, "competition")
    with pytest.raises(ScenarioError, match=r"mine\.toml:2"):
        scenario_from_text('extends = "harz"\n[hindrances\n', "mine.toml")


@pytest.mark.parametrize("text", ["x = " + "[" * 5000 + "]" * 5000, "x = " + "9" * 6000])
def test_what_no_reader_survives(text: str) -> None:
    with pytest.raises(ScenarioError):
        scenario_from_text(text)


def test_unknown_towns_cannot_be_taken_out() -> None:
    with pytest.raises(ScenarioError) as found:
        extended(coopsim.load_scenario("harz"), {}, ["quedlinburgg"])
    assert found.value.problems[0].suggestion == "quedlinburg"
