"""Staff and money that each participant really puts in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import money, shares

from coopsim.model.codes import COMMON_OBJECTIVES, CONDITIONAL, DELIVERED, FREE_RIDER, OTHER, RUNNING, SHARE
from coopsim.submodels import contribution


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("assured_belief", (0.4, 0.8, 0.5, 0.5), 0.5),
        ("assured_belief", (0.4, 0.8, 0.0, 0.5), 0.4),
        ("assured_belief", (0.9, 0.8, 1.0, 1.0), 0.9),  # talk never lowers it
        ("own_interest", (2.0, 2.0, 0.6), 0.3),
        ("own_interest", (6.0, 2.0, 0.6), 0.45),
        ("own_interest", (0.0, 2.0, 0.6), 0.0),
        ("own_interest", (-5.0, 2.0, 0.6), 0.0),
        ("yardstick_slope", (0.6, 0.0), 0.6),
        ("yardstick_slope", (0.6, 0.5), 0.8),
        ("yardstick_slope", (0.6, 1.0), 1.0),
        ("conditional_target", (0.8, 0.5, 1.0, 0.5, 0.0, 0.0), 0.4),
        ("conditional_target", (0.8, 0.5, 0.5, 0.5, 0.1, 0.05), 0.45),  # 0.4 · 0.75 + 0.15
        ("conditional_target", (0.8, 0.5, 0.0, 1.0, 0.0, 0.0), 0.0),
        ("target_by_type", (CONDITIONAL, 0.4, 0.2, 0.1, 0.3, 0.5, 0.5), 0.4),
        ("target_by_type", (FREE_RIDER, 0.4, 0.2, 0.1, 0.3, 0.5, 0.5), 0.2),
        ("target_by_type", (OTHER, 0.4, 0.2, 0.1, 0.3, 0.5, 0.5), 0.5),
        ("target_by_type", (OTHER, 0.4, 0.2, 0.1, 0.3, 0.5, 0.0), 0.4),  # unmoved
        ("keeping_up", (0.5, 4.0, 4.0, 0.2), 0.05),
        ("keeping_up", (0.5, 0.0, 4.0, 0.2), 0.0),
        ("keeping_up", (0.5, 4.0, 4.0, 0.0), 0.0),  # the switch
        ("contribution_after", (0.2, 0.6, 0.25, 0.0, 0.0), 0.3),
        ("contribution_after", (0.2, 0.6, 0.25, 0.5, 0.0), 0.5),  # what is levied
        ("contribution_after", (0.2, 0.6, 0.25, 0.5, 0.2), 0.4),  # less what unforeseen duties take
        ("contribution_after", (0.9, 2.0, 1.0, 0.0, 0.0), 1.0),
        ("contribution_after", (0.9, 0.9, 1.0, 0.0, 1.7), 0.0),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(contribution, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(shares, shares, shares, shares)
def test_talk_lifts_belief_to_the_pledge_at_most(seen, pledge, assurance, weight):
    belief = contribution.assured_belief(seen, pledge, assurance, weight)
    assert seen <= belief <= max(seen, pledge) + 1e-12


@given(money, money, st.floats(0.5, 20), shares)
def test_interest_saturates(one, other, scale, weight):
    low, high = sorted((one, other))
    assert (
        0.0 <= contribution.own_interest(low, scale, weight) <= contribution.own_interest(high, scale, weight) <= weight
    )


@given(shares, shares, shares, shares, shares)
def test_who_trusts_less_matches_less(slope, belief, one, other, caution):
    low, high = sorted((one, other))
    assert (
        contribution.conditional_target(slope, belief, low, caution, 0.0, 0.0)
        <= contribution.conditional_target(slope, belief, high, caution, 0.0, 0.0)
        <= slope * belief + 1e-12
    )


@given(st.tuples(shares, st.floats(-1, 3), shares, shares, st.floats(0, 2)))
def test_contribution_is_a_share(inputs):
    assert 0.0 <= contribution.contribution_after(*inputs) <= 1.0


@pytest.fixture
def working(bench, lucky):
    """A founded alliance without stakes, shocks, talk, levy or meeting effort; everybody trusts and expects 0.5."""
    lucky("contribution", 0.0)
    bench.found()
    s, p = bench.s, bench.p
    p.assurance_weight, p.caution, p.attitude_effort, p.adjustment, p.meeting_effort = 0.0, 0.0, 0.0, 1.0, 0.0
    p.interest_weight, p.region_weight, p.pledge, p.capacity_shock = 0.5, 0.0, 0.8, 0.2
    s.office.type[:] = CONDITIONAL
    s.office.slope[:] = 0.8
    s.trust[:] = 0.5
    s.expected[:] = 0.5
    s.town.commitment[:] = 0.5
    s.town.capacity[:] = [4.0, 6.0, 8.0]
    s.town.trust[:] = 1.0
    bench.w.form[s.alliance.form].levy = 0.0
    return bench


class TestContribute:
    def test_by_hand(self, working):
        s = working.s
        s.expected[0] = [0.0, 0.2, 0.6]
        s.trust[0] = [0.0, 0.25, 0.75]
        working.step(contribution.contribute, 3)
        # amt: belief 0.25 · 0.2 + 0.75 · 0.6 = 0.5, of which 0.8
        assert s.town.contribution == pytest.approx([0.4, 0.4, 0.4], rel=1e-8)
        assert s.alliance.effort_members == pytest.approx(0.4 * 18)
        assert s.alliance.effort == pytest.approx(0.4 * 18 + s.alliance.secretariat)

    def test_types_differ(self, working):
        s = working.s
        s.office.type[:3] = [CONDITIONAL, FREE_RIDER, OTHER]
        s.office.steady[:3] = 0.3
        working.step(contribution.contribute, 3)
        assert s.town.contribution == pytest.approx([0.4, 0.0, 0.3], rel=1e-8)

    def test_distrust_caution_and_the_shared_yardstick(self, working):
        s, p = working.s, working.p
        p.caution = 1.0
        s.town.trust[0] = 0.5
        working.step(contribution.contribute, 3)
        assert s.town[0].contribution == pytest.approx(0.2, rel=1e-8)
        p.yardstick_effect = 1.0
        s.lever[COMMON_OBJECTIVES] = 1.0
        working.step(contribution.contribute, 4)
        assert s.town[0].contribution == pytest.approx(0.25, rel=1e-8)

    def test_who_gains_less_keeps_up(self, working):
        s, p = working.s, working.p
        p.keeping_up = 0.0
        s.town.competition[:], s.town.benefit[:] = 0.5, [0.0, 4.0, 4.0]
        s.town.contribution[:] = 0.3
        working.step(contribution.contribute, 6)
        without = s.town.target.copy()
        p.keeping_up = 0.2
        s.town.contribution[:] = 0.3
        working.step(contribution.contribute, 6)
        factor = p.commitment_base + s.town[0].commitment
        assert s.town[0].target - without[0] == pytest.approx(0.2 * 0.5 * 4.0 / (4.0 + p.stake_scale) * factor)
        assert s.town[1].target == pytest.approx(without[1])

    def test_commitment_scales_and_the_levy_is_a_floor(self, working):
        s = working.s
        s.town.commitment[:] = [0.0, 0.5, 1.0]
        working.step(contribution.contribute, 3)
        assert s.town.contribution == pytest.approx([0.2, 0.4, 0.6], rel=1e-8)
        working.w.form[s.alliance.form].levy = 0.5  # of a pledge of 0.8
        s.town.bound[:] = [1, 1, 0]
        s.town.commitment[:] = 0.0
        working.step(contribution.contribute, 4)
        assert s.town.contribution == pytest.approx([0.4, 0.4, 0.2], rel=1e-8)

    def test_unforeseen_duties(self, working, lucky):
        lucky("contribution", 1.0)
        working.s.town.crisis[:] = [0.0, 1.0, -1.0]
        working.step(contribution.contribute, 3)
        assert working.s.town.shock == pytest.approx([0.2, 0.4, 0.2])
        assert working.s.town.contribution == pytest.approx([0.32, 0.24, 0.32], rel=1e-8)

    def test_outsiders_put_in_nothing(self, working):
        working.s.town.contribution[:] = 0.7
        working.s.town[2].member = 0
        working.step(contribution.contribute, 3)
        assert working.s.town[2].contribution == 0.0
        assert working.s.alliance.effort_members == pytest.approx(0.4 * 10, rel=1e-8)

    def test_meetings_and_approaches_bind_staff(self, working):
        s, p = working.s, working.p
        p.meeting_effort = 0.1
        form = working.w.form[s.alliance.form]
        form.meetings, form.informal = 12.0, 20.0  # 0.1 · (12 + 0.3 · 20) / 12 · 3 members
        s.alliance.approach_staff = 0.5
        s.alliance.external_staff = 1.0
        working.step(contribution.contribute, 3)
        assert s.alliance.effort == pytest.approx(7.2 + s.alliance.secretariat + 1.0 - 0.5 - 0.45, rel=1e-8)
        s.alliance.approach_staff = 500.0
        working.step(contribution.contribute, 4)
        assert s.alliance.effort == 0.0

    def test_contributions_of_the_first_five_years_of_joint_work_are_kept(self, working):
        s = working.s
        working.step(contribution.contribute, 3)
        assert s.town[0].contribution_months == 0.0
        s.alliance.month_implementation = 4
        working.step(contribution.contribute, 64)  # the sixtieth month after the one in which the phase was recognised
        working.step(contribution.contribute, 65)
        assert s.town[0].contribution_months == 1.0
        assert s.town[0].contribution_sum == pytest.approx(0.4)


class TestStakes:
    def test_own_and_regional_stake_from_what_still_needs_work(self, working):
        s, p, w = working.s, working.p, working.w
        p.misperception, p.service_stake = 0.0, 0.25
        s.project.status[:] = 0
        s.project.kind[:] = SHARE
        s.project.status[:2] = [RUNNING, DELIVERED]
        s.project.value[:2], s.project.estimate[:2] = 10.0, 1.0
        s.need[:], s.mismatch[:], s.alone_gain[:] = 0.5, 0.0, 0.0
        s.partner[0] = [1.0, 1.0, 0.0]
        s.partner[1] = 1.0
        s.transfer[0] = [0.5, -0.5, 9.0]
        working.do(contribution.stakes, p, w, s)
        # 10 · 0.5 − 1, and what was agreed as compensation; a quarter of 10 · 0.5 − 1 from the service in operation
        assert s.town.stake == pytest.approx([4.5 + 1.0, 3.5 + 1.0, 1.0])
        assert s.town.regional_stake == pytest.approx([(5.5 * 2 + 4.5 * 3 + 1.0 * 4) / 9] * 3)

    def test_a_stake_and_the_region_move_the_target(self, working):
        s, p = working.s, working.p
        p.ownership_weight, p.stake_scale = 1.0, 2.0
        s.project.status[:] = 0
        working.step(contribution.contribute, 3)
        base = s.town[0].target
        s.project[0].status, s.project[0].kind, s.project[0].value, s.project[0].estimate = RUNNING, SHARE, 8.0, 0.0
        s.need[:], s.mismatch[:], s.alone_gain[:], p.misperception = 0.25, 0.0, 0.0, 0.0
        s.partner[0] = [1.0, 0.0, 0.0]
        working.step(contribution.contribute, 3)
        assert s.town[0].target == pytest.approx(base + 0.5 * 0.5)  # a stake of 2 at scale 2
        s.town[0].ownership = 1.0
        working.step(contribution.contribute, 3)
        assert s.town[0].target == pytest.approx(base + 0.5)
        assert s.town[1].target == pytest.approx(base)
        p.region_weight = 1.0
        s.town.identity[:] = 0.5
        working.step(contribution.contribute, 3)
        mean = 2.0 * 2 / 9
        assert s.town[1].target == pytest.approx(base + 0.5 * mean / (mean + 2.0))
