"""Trust follows what is seen against what was expected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model.codes import OPEN_COMMUNICATION
from coopsim.submodels import trust


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("watched", (0.0, 0.0), 0.0),
        ("watched", (0.5, 0.5), 0.75),  # half in meetings, half of the rest by reports
        ("watched", (1.0, 0.0), 1.0),
        ("watched", (0.0, 1.0), 1.0),
        ("observation_noise", (0.4, 1.0, 0.0), 0.4),
        ("observation_noise", (0.4, 0.5, 0.5), 0.1),
        ("observation_noise", (0.4, 0.0, 0.0), 0.0),
        ("surprising", (0.5, 0.75), 0.125),
        ("surprising", (-0.5, 0.75), -0.375),
        ("safeguarded", (0.05, 0.5, 2.0), 0.1),
        ("safeguarded", (0.05, 1.0, 2.0), 0.05),
        ("safeguarded", (0.05, 0.0, 0.0), 0.05),  # switched off
        ("sighting", (0.3, 0.1, 0.1, 0.5), 0.4),
        ("sighting", (0.4, 0.0, 0.1, 1.0), 0.4 + 0.1 * 3**0.5),  # the edge of a uniform of standard deviation 0.1
        ("sighting", (0.9, 0.0, 0.6, 1.0), 1.0),
        ("sighting", (0.1, 0.0, 0.6, 0.0), 0.0),
        ("trust_after", (0.5, 0.4, 0.1, 3.0), 0.52),  # 0.5 + 0.04 · 0.5
        ("trust_after", (0.5, -0.4, 0.1, 3.0), 0.44),  # 0.5 − 0.12 · 0.5
        ("trust_after", (0.5, 0.0, 0.1, 3.0), 0.5),
        ("trust_after", (0.2, 50.0, 0.1, 3.0), 1.0),
        ("trust_after", (0.8, -50.0, 0.1, 3.0), 0.0),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(trust, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(shares, st.floats(-100, 100), st.floats(0, 0.25), st.floats(1, 4))
def test_trust_stays_a_level_and_follows_the_surprise(before, surprise, gain, ratio):
    after = trust.trust_after(before, surprise, gain, ratio)
    assert 0.0 <= after <= 1.0
    assert (after - before) * surprise >= 0.0


@given(shares, st.floats(0, 5), st.floats(0.01, 0.25))
def test_a_loss_weighs_as_much_as_a_gain_at_ratio_one(before, surprise, gain):
    up = trust.trust_after(before, surprise, gain, 1.0) - before
    down = 1.0 - before - trust.trust_after(1.0 - before, -surprise, gain, 1.0)
    assert up == pytest.approx(down, abs=1e-12)


@given(shares, shares, shares)
def test_seeing_more_ways_is_seeing_more(contact, monitoring, noise):
    assert max(contact, monitoring) - 1e-12 <= trust.watched(contact, monitoring) <= 1.0
    assert 0.0 <= trust.sighting(contact, noise * monitoring, noise, monitoring) <= 1.0


@given(shares, shares, shares)
def test_noise_never_grows_by_seeing_better(noise, unsaid, monitoring):
    assert 0.0 <= trust.observation_noise(noise, unsaid, monitoring) <= noise


@given(st.floats(0, 0.1), shares, shares, st.floats(0, 5))
def test_distrust_never_makes_coordination_cheaper(cost, one, other, safeguards):
    low, high = sorted((one, other))
    assert cost <= trust.safeguarded(cost, high, safeguards) <= trust.safeguarded(cost, low, safeguards)


@pytest.fixture
def seen(bench):
    """A founded alliance in which everybody sees everything, exactly, and nothing else moves trust."""
    bench.found()
    s, p, w = bench.s, bench.p, bench.w
    s.contact[:] = 1.0
    p.noise = p.trust_decay = p.working_rate = p.trust_decision = 0.0
    p.trust_gain, p.trust_loss_ratio, p.reserve, p.expectation_rate = 0.1, 2.0, 1.0, 0.25
    w.scenario.person_dependence = 0.6
    for table in (s.trust, s.personal, s.institutional, s.baseline):
        table[:] = 0.5
    s.expected[:] = 0.4
    s.town.contribution[:] = [0.8, 0.4, 0.2]
    return bench


class TestUpdateTrust:
    def test_by_hand(self, seen):
        seen.p.working_rate = 0.1
        seen.step(trust.update_trust, 3)
        s = seen.s
        # in amt (0.8 against 0.4): personal 0.5 + 0.04 · 0.5, institutional a tenth of the way there
        assert s.personal[1, 0] == pytest.approx(0.52)
        assert s.institutional[1, 0] == pytest.approx(0.502)
        assert s.trust[1, 0] == pytest.approx(0.6 * 0.52 + 0.4 * 0.502)
        assert s.expected[1, 0] == pytest.approx(0.5)
        # in burg: as expected
        assert s.trust[0, 1] == pytest.approx(0.5)
        # in celle (0.2 against 0.4): loss rate 0.2
        assert s.personal[0, 2] == pytest.approx(0.5 - 0.04 * 0.5)
        assert s.expected[0, 1:] == pytest.approx([0.4, 0.35])  # a quarter of the way to what was seen
        assert s.town[0].trust == pytest.approx((s.trust[0, 1] + s.trust[0, 2]) / 2)

    def test_routine_does_not_drive_trust_to_one(self, seen):
        seen.s.town.contribution[:] = 0.8
        for month in range(400):
            seen.step(trust.update_trust, month)
        apart = ~np.eye(3, dtype=bool)
        assert (seen.s.trust[apart] < 0.7).all() and (seen.s.trust[apart] > 0.5).all()
        assert seen.s.expected[apart] == pytest.approx(0.8)

    def test_open_communication_explains_a_shortfall(self, seen):
        seen.s.lever[OPEN_COMMUNICATION] = 1.0
        seen.s.town.shock[:] = [0.0, 0.0, 0.2]
        seen.step(trust.update_trust, 0)
        assert seen.s.personal[0, 2] == pytest.approx(0.5)

    @pytest.mark.parametrize("reserve", [0.0, 0.5])
    def test_an_excuse_that_is_routine_is_no_happy_surprise(self, seen, reserve):
        s = seen.s
        seen.p.reserve = reserve
        s.town.contribution[:], s.town.shock[:] = 0.3, 0.2
        s.expected[:] = 0.3 + (1.0 - reserve) * 0.2
        for month in range(60):
            seen.step(trust.update_trust, month)
        apart = ~np.eye(3, dtype=bool)
        assert s.personal[apart] == pytest.approx(0.5)
        assert s.expected[apart] == pytest.approx(0.3 + (1.0 - reserve) * 0.2)

    def test_openness_takes_away_noise(self, seen):
        spread = {}
        for lever in (None, OPEN_COMMUNICATION):
            seen.p.noise = 0.3
            seen.s.lever[:] = 0.0
            if lever is not None:
                seen.s.lever[lever] = 1.0
            seen.s.expected[:] = 0.4
            seen.step(trust.update_trust, 7)
            spread[lever] = abs(seen.s.expected[0, 1] - 0.4) / seen.p.expectation_rate
        assert spread[None] > 0.01
        assert spread[OPEN_COMMUNICATION] < 1e-12

    def test_those_who_wanted_it_blame_whose_no_tipped_it(self, seen):
        s, p = seen.s, seen.p
        p.trust_decision, s.alliance.recent_success = 0.5, 0.8
        s.vote.utility[:] = [1.0, -1.0, -0.5]
        seen.do(trust.blame, 1, p, s)
        # amt alone had wanted it: surprise −0.5 · 0.8 at a loss rate of 0.2
        assert s.personal[0, 1] == pytest.approx(0.5 * (1.0 - 0.2 * 0.4))
        assert (s.personal != 0.5).sum() == 1

    def test_decisions_are_remembered(self, seen):
        s, p = seen.s, seen.p
        p.memory_rate, s.alliance.recent_success = 0.5, 0.8
        seen.do(trust.remember, 1.0, p, s)
        assert s.alliance.recent_success == pytest.approx(0.9)
        seen.do(trust.remember, 0.0, p, s)
        assert s.alliance.recent_success == pytest.approx(0.45)

    def test_contact_carries_trust_from_persons_to_institutions(self, seen):
        s = seen.s
        s.personal[:] = 0.8
        s.town.contribution[:] = 0.4
        seen.p.working_rate = 0.1
        s.contact[:] = 0.0
        seen.step(trust.update_trust, 0)
        assert s.institutional[0, 1] == pytest.approx(0.5)
        s.contact[:] = 0.5
        seen.step(trust.update_trust, 1)
        assert s.institutional[0, 1] == pytest.approx(0.5 + 0.1 * 0.5 * 0.3)

    def test_mean_trust_is_that_of_the_members(self, seen):
        s = seen.s
        s.town.trust[:] = [0.2, 0.4, 0.9]
        s.town[2].member = 0
        assert seen.do(trust.mean_trust, s) == pytest.approx(0.3)
        s.town.member[:] = 0
        assert seen.do(trust.mean_trust, s) == 0.0

    def test_an_outsider_is_neither_seen_nor_seeing(self, seen):
        s = seen.s
        s.town[2].member = s.town[2].talks = 0
        s.contact[2] = s.contact[:, 2] = 0.0
        s.personal[0, 2] = s.personal[2, 0] = 0.9
        seen.p.trust_decay = 0.12
        seen.step(trust.update_trust, 0)
        assert s.expected[0, 2] == 0.4 and s.expected[2, 0] == 0.4
        assert s.personal[0, 2] == pytest.approx(0.9 - 0.01 * 0.4)  # fades towards where it came from
        assert s.town[0].trust == s.trust[0, 1]

    def test_news_counts_once_and_against_what_was_expected(self, seen):
        s, p, alliance = seen.s, seen.p, seen.s.alliance
        p.trust_decision, alliance.recent_success = 1.0, 0.75
        s.town.contribution[:] = 0.4
        s.town.news[:] = [1.0, 0.0, 0.0]
        seen.step(trust.update_trust, 0)
        # surprise 1 − 0.75, gain 0.1: 0.5 + 0.025 · 0.5
        assert s.personal[0, 1] == pytest.approx(0.5125)
        assert s.personal[1, 0] == pytest.approx(0.5)
        assert (s.town.news == 0.0).all()
        assert alliance.recent_success == 0.75
        alliance.recent_success = 0.875
        s.town.news[:] = [-1.0, 0.0, 0.0]
        seen.step(trust.update_trust, 1)
        # surprise −0.875, loss rate 0.2 for the same news: −0.175 of what is there
        assert s.personal[0, 1] == pytest.approx(0.5125 * (1 - 0.175))

    def test_nobody_to_trust(self, seen):
        seen.s.town.talks[:] = 0
        seen.s.town.trust[:] = 0.3
        seen.step(trust.update_trust, 0)
        assert (seen.s.town.trust == 0.3).all()
