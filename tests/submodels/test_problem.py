"""What each municipality believes the problem and the prize to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model.codes import COMMON_PROBLEM_UNDERSTANDING
from coopsim.submodels import problem


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("problem_pressure", (-0.5, 0.2, 0.3, 0.4, 0.5), 0.6),  # 0.2 + 0.1 + 0.3
        ("problem_pressure", (2.0, 0.0, 0.1, 0.4, 0.5), 0.1),  # growth is no problem and no relief
        ("problem_pressure", (0.0, -3.0, 0.0, 0.4, 0.5), 0.0),
        ("problem_pressure", (-9.0, 3.0, 1.0, 1.0, 0.5), 1.0),
        ("towards", (4.0, 8.0, 0.25), 5.0),
        ("towards", (4.0, 8.0, 0.0), 4.0),
        ("towards", (4.0, 8.0, 1.0), 8.0),
        ("lifted", (0.4, 0.8, 0.25), 0.5),
        ("lifted", (0.9, 0.8, 1.0), 0.9),  # what is better than promised stays
        ("lifted", (0.4, 0.8, 0.0), 0.4),  # switched off
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(problem, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(st.floats(-10, 10), st.floats(-3, 3), shares, st.floats(0, 2))
def test_pressure_rises_with_every_trouble(trend, crisis, gap, extra):
    def pressure(*inputs):
        return problem.problem_pressure(*inputs, 0.3, 0.3)

    assert 0.0 <= pressure(trend, crisis, gap) <= 1.0
    assert pressure(trend - extra, crisis, gap) >= pressure(trend, crisis, gap)
    assert pressure(trend, crisis + extra, gap) >= pressure(trend, crisis, gap)
    assert pressure(trend, crisis, gap + extra) >= pressure(trend, crisis, gap)


@given(shares, shares, shares, shares)
def test_a_promise_lifts_to_the_pledge_at_most_and_more_where_less_is_counted_on(one, other, pledge, lift):
    low, high = sorted((one, other))
    lifts = [problem.lifted(belief, pledge, lift) - belief for belief in (low, high)]
    assert lifts[0] >= lifts[1] - 1e-12
    assert 0.0 <= lifts[0] <= max(0.0, pledge - low) + 1e-12


@pytest.fixture
def quiet(bench, lucky):
    """No news, nobody in contact; stress is what the needs make it."""
    lucky("problem", 0.9999)
    s, p = bench.s, bench.p
    p.stress_demography, p.stress_fiscal, p.recognition_rate, p.recognition_threshold = 0.3, 0.0, 0.1, 0.5
    s.need[:], s.endowment[:] = 0.8, 0.5
    s.town.recognition[:] = 0.2
    return bench


class TestRecogniseProblem:
    def test_by_hand(self, quiet):
        quiet.w.town[0].trend = -1.0
        quiet.step(problem.recognise_problem, 0)
        assert quiet.s.town.stress == pytest.approx([0.7, 0.4, 0.4])
        assert quiet.s.town.recognition == pytest.approx([0.25, 0.22, 0.22])

    def test_talks_and_studies_quicken_it_up_to_the_signal(self, quiet):
        quiet.s.town.talks[:] = [0, 1, 1]
        quiet.s.alliance.studies = 0.5
        quiet.step(problem.recognise_problem, 0)
        assert quiet.s.town.recognition == pytest.approx([0.23, 0.25, 0.25])
        quiet.s.alliance.studies = 1000.0
        quiet.step(problem.recognise_problem, 1)
        assert quiet.s.town.recognition == pytest.approx(0.4)

    def test_recognition_is_told_once_and_only_before_talks(self, quiet):
        quiet.s.town.recognition[:] = [0.495, 0.495, 0.6]
        quiet.s.town.talks[:] = [0, 1, 0]
        quiet.s.endowment[:] = -0.125  # stress 0.9
        quiet.step(problem.recognise_problem, 0)
        assert quiet.happened() == ["problem_recognised"]
        event = quiet.last_event("problem_recognised")
        assert event[2] == 0 and event[4] == pytest.approx(0.495 + 0.1 * 0.405) and event[5] == pytest.approx(0.9)
        quiet.step(problem.recognise_problem, 1)
        assert quiet.happened() == ["problem_recognised"]


class TestShareBeliefs:
    def test_by_hand_and_all_at_once(self, quiet):
        s, p = quiet.s, quiet.p
        p.understanding_mixing = 0.4
        s.contact[:] = [[0, 1.0, 0.0], [1.0, 0, 0.0], [0.0, 0.0, 0]]
        s.trust[:] = 0.5
        s.town.talks[:] = [1, 1, 0]
        s.town.recognition[:] = [0.2, 0.6, 0.9]
        s.town.prize[:] = [10.0, 20.0, 30.0]
        quiet.do(problem.share_beliefs, p, s)
        assert s.town.recognition == pytest.approx([0.2, 0.6, 0.9])  # nobody works on it
        s.lever[COMMON_PROBLEM_UNDERSTANDING] = 0.5
        quiet.do(problem.share_beliefs, p, s)
        # both move towards 0.4 with weight 0.4 · 0.5 · 0.5, the third meets nobody
        assert s.town.recognition == pytest.approx([0.22, 0.58, 0.9])
        assert s.town.prize == pytest.approx([10.5, 19.5, 30.0])

    def test_weight_saturates(self, quiet):
        s, p = quiet.s, quiet.p
        p.understanding_mixing, s.lever[COMMON_PROBLEM_UNDERSTANDING] = 0.25, 1.0
        s.contact[:] = 1.0 - np.eye(3)
        s.trust[:] = 1.0
        s.town.talks[:] = 1
        s.town.prize[:] = [0.0, 12.0, 12.0]
        quiet.do(problem.share_beliefs, p, s)
        assert s.town.prize == pytest.approx([2.0, 11.0, 11.0])


class TestPractice:
    def hear(self, bench, month=0):
        bench.do(problem.hear_of_practice, month, bench.key, bench.p, bench.w, bench.s)

    @pytest.mark.parametrize("mean, kind", [(12.0, "good_practice"), (4.0, "bad_practice")])
    def test_moves_everybodys_prize(self, quiet, lucky, monkeypatch, mean, kind):
        lucky("problem", 0.0)
        p, s = quiet.p, quiet.s
        quiet.w.scenario.no_good_practice = 0.5
        p.practice_rate, p.practice_spread, p.practice_weight, p.prize_start = 1.0, 1.0, 0.25, 8.0
        monkeypatch.setattr(problem, "normal", lambda *_: mean - 8.0)
        s.town.prize[:] = 8.0
        self.hear(quiet)
        assert s.town.prize == pytest.approx(8.0 + 0.25 * (mean - 8.0))
        assert quiet.happened() == [kind]

    def test_there_is_none_to_hear_of(self, quiet, lucky):
        lucky("problem", 0.0)
        quiet.w.scenario.no_good_practice = 1.0
        self.hear(quiet)
        assert quiet.happened() == []
