"""Aims and limits: how they are written, and when they are met."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coopsim.advice.aims import Bound, question_of, read_question
from coopsim.run.ensemble import simulate
from coopsim.texts import UserError


def test_words_become_bounds() -> None:
    question = question_of(["stagnation < 30", "effective>=50 %"], ["cost<=2", "worst_off>=-5.5"])
    assert question.aims == (Bound("stagnates", True, 0.3), Bound("effective", False, 0.5))
    assert question.limits == (Bound("cost", True, 2.0), Bound("worst_off", False, -5.5))
    assert question.outcomes == ("stagnates", "effective", "cost", "worst_off")
    assert question.objectives == (("stagnates", 1.0), ("effective", -1.0), ("cost", 1.0))
    assert [bound.words for bound in question.bounds] == ["stagnates<30", "effective>50", "cost<2", "worst_off>-5.5"]
    assert question_of(["cost<3"], []).objectives == (("cost", 1.0),)
    assert question_of(None, []).limits == () and len(question_of().limits) == 2


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("stagnation", "cannot be read"),
        ("costs<2", "cost"),
        ("cost=2", "<="),
        ("cost<two", "number"),
        ("month_contract<60", "no outcome"),
    ],
)
def test_what_cannot_be_read_is_refused(words: str, part: str) -> None:
    with pytest.raises(UserError, match=part):
        question_of([words])
    with pytest.raises(UserError, match="aim"):
        question_of([])


def test_aims_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "aims.toml"
    file.write_text('aims = ["lost<20"]\nlimits = ["cost<=1.5"]\n', encoding="utf-8")
    assert read_question(file) == question_of(["lost<20"], ["cost<=1.5"])
    for wrong in ('aims = "lost<20"', 'aim = ["lost<20"]', "aims = ["):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(UserError, match=r"aims\.toml"):
            read_question(file)


def test_a_run_meets_what_its_numbers_say() -> None:
    ensemble = simulate("teaching/three_towns", runs=40, seed=3)
    question = question_of(["stagnation<30"], ["cost<=1", "effective>20"])
    runs, horizon = ensemble.runs, ensemble.scenario.horizon_months
    expected = (runs["phase_end"] != "stagnating") & (runs["cost"] <= 1) & (runs["months_effective"] / horizon >= 0.2)
    assert 0 < expected.sum() < 40
    assert np.array_equal(question.met(ensemble), expected.to_numpy())
