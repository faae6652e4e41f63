"""What would decide it: values of information known by hand; every question can be answered in the scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coopsim.advice.answers import merged, read_answers
from coopsim.advice.information import advised, gain_of_knowing, hindrance_levels, unknowns
from coopsim.scenario import ScenarioError, load_scenario
from coopsim.texts import LANGUAGES, UserError, catalogue

RUNS = 40_000


def test_the_value_of_knowing_is_that_of_the_hand_made_case() -> None:
    """A brings ½ for certain, B brings x on average, x even on 0..1: choosing by x brings E max(½, x) − ½ = ⅛."""
    rng = np.random.default_rng(1)
    x, luck = rng.random(RUNS), rng.normal(0, 0.5, (RUNS, 2))
    values = np.column_stack([np.full(RUNS, 0.5), x]) + luck
    gain = gain_of_knowing(x, values)
    assert gain.by_run.mean() == pytest.approx(0.125, abs=0.01)
    assert gain.moved == pytest.approx(0.5, abs=0.03)
    assert advised(x, values, False)[::2] == [0, 1]
    nothing = gain_of_knowing(rng.random(RUNS), values)
    assert abs(nothing.by_run.mean()) < 0.01


def test_kinds_are_no_amounts() -> None:
    """Kind 1 wants the second choice, kinds 0 and 2 the first: a third of the runs gains 1."""
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 3, RUNS).astype(float)
    values = np.column_stack([kind != 1, kind == 1]) + rng.normal(0, 0.3, (RUNS, 2))
    assert gain_of_knowing(kind, values, words=True).by_run.mean() == pytest.approx(1 / 3, abs=0.02)
    assert advised(kind, values, True) == [0, 1, 0]


def test_every_unknown_of_a_region_can_be_asked_and_answered() -> None:
    harz = load_scenario("harz")
    found = {one.key: one for one in unknowns(harz)}
    assert "municipalities.halberstadt.endowment.health" not in found  # the scenario says it
    assert "ties.trust.quedlinburg.wernigerode" in found and "hindrances.competition" in found
    for lang in LANGUAGES:
        assert {f"advice.ask.{one.kind}" for one in found.values()} <= set(catalogue(lang))
    answers = {
        key: one.values[0] if isinstance(one.values[0], str) else sum(one.values) / 2 for key, one in found.items()
    }
    told = merged(harz, answers)
    assert {one.key for one in unknowns(told)} == {key for key in found if key.startswith("hindrances.")}
    assert told.initial_trust("quedlinburg", "wernigerode") == 0.5


def test_hindrances_lie_around_what_the_scenario_says() -> None:
    harz = load_scenario("harz")  # 0.5 of inexperience: nothing is known
    levels = hindrance_levels(harz, 500, 1)
    competition = [row["hindrances.competition"] for row in levels]
    assert 0.4 <= min(competition) < 0.45 and 0.95 < max(competition) <= 1.0
    assert min(row["hindrances.inexperience"] for row in levels) < 0.05
    assert levels == hindrance_levels(harz, 500, 1) != hindrance_levels(harz, 500, 2)


def test_answers_from_a_file(tmp_path: Path) -> None:
    harz, file = load_scenario("harz"), tmp_path / "answers.toml"
    file.write_text("ties.trust.halberstadt.quedlinburg = 0.7\nland.supportive = 0.9\n", encoding="utf-8")
    told = merged(harz, read_answers(file))
    assert told.initial_trust("halberstadt", "quedlinburg") == 0.7 and told.land.supportive == 0.9
    assert told.initial_trust("quedlinburg", "halberstadt") is None
    with pytest.raises(UserError, match="halberstadt"):
        merged(harz, {"ties.trust.halberstadt.goslar": 0.4})
    with pytest.raises(ScenarioError):
        merged(harz, {"land.supportive": 7.0})
    with pytest.raises(UserError, match="nowhere"):
        read_answers(tmp_path / "nowhere.toml")
