"""Staff and money that each participant really puts in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import money, shares

from coopsim.model.codes import BUILDING, COMMON_OBJECTIVES, CONDITIONAL, DELIVERED, FREE_RIDER, OTHER, RUNNING, SHARE
from coopsim.submodels import contribution


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("counted_on", (0.5, 1.0, 0.8), 0.5),
        ("counted_on", (0.5, 0.25, 0.8), 0.2),  # 0.5 · (1 − 0.8 · 0.75)
        ("counted_on", (0.5, 0.25, 0.0), 0.5),  # trust is switched off
        ("held_back", (0.6, 0.5, 0.4), 0.48),
        ("held_back", (0.6, 0.5, 0.0), 0.6),  # switched off
        ("drawn_out", (2.0, 2.0, 0.6), 0.3),
        ("drawn_out", (6.0, 2.0, 0.6), 0.45),
        ("drawn_out", (0.0, 2.0, 0.6), 0.0),
        ("drawn_out", (-5.0, 2.0, 0.6), 0.0),
        ("drawn_out", (6.0, 2.0, 0.0), 0.0),  # the switch
        ("uninsulted", (0.8, 0.5, 0.25), 0.9),
        ("uninsulted", (0.8, 0.0, 0.25), 1.0),  # who trusts nobody expects to be watched
        ("uninsulted", (0.8, 0.5, 0.0), 1.0),  # switched off
        ("target_by_type", (CONDITIONAL, 0.4, 0.2, 0.1, 0.3, 0.5), 0.7),
        ("target_by_type", (FREE_RIDER, 0.4, 0.2, 0.1, 0.3, 0.5), 0.2),
        ("target_by_type", (OTHER, 0.4, 0.2, 0.1, 0.3, 0.5), 0.5),
        ("target_by_type", (OTHER, 0.4, 0.2, 0.1, 0.3, 0.0), 0.4),  # unmoved
        ("target_after", (0.2, 0.6, 0.5, 0.25), 0.3),
        ("target_after", (0.2, 0.6, 0.0, 1.0), 0.3),
        ("target_after", (0.2, 0.9, 1.0, 0.5), 0.6),  # half way to all there is
        ("enforced_levy", (0.5, 0.8, 0.5), 0.2),
        ("enforced_levy", (0.5, 0.0, 0.5), 0.0),  # nobody watches
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(contribution, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(money, money, st.floats(0.5, 20), shares)
def test_what_is_drawn_out_saturates(one, other, scale, weight):
    low, high = sorted((one, other))
    least = contribution.drawn_out(low, scale, weight)
    assert 0.0 <= least <= contribution.drawn_out(high, scale, weight) <= weight


@given(shares, shares, shares, shares)
def test_who_trusts_less_counts_on_less(expected, one, other, caution):
    low, high = sorted((one, other))
    counted = contribution.counted_on(expected, low, caution)
    assert 0.0 <= counted <= contribution.counted_on(expected, high, caution) <= expected


@given(shares, st.floats(-1, 3), shares, shares)
def test_what_one_means_to_give_is_a_share(now, wanted, commitment, adjustment):
    assert 0.0 <= contribution.target_after(now, wanted, commitment, adjustment) <= 1.0


@given(shares, shares, shares, shares)
def test_a_levy_is_worth_what_watching_makes_it(levy, one, other, pledge):
    low, high = sorted((one, other))
    assert contribution.enforced_levy(levy, low, pledge) <= contribution.enforced_levy(levy, high, pledge)
    assert contribution.enforced_levy(levy, high, pledge) <= levy * pledge + 1e-12


@pytest.fixture
def working(bench, lucky):
    """A founded alliance without stakes, shocks, talk, levy or meeting effort; everybody trusts fully and expects 0.5."""
    lucky("contribution", 0.0)
    bench.found()
    s, p = bench.s, bench.p
    p.assurance_weight, p.caution, p.insult, p.watching_effort, p.adjustment, p.meeting_effort = 0, 0, 0, 0, 1, 0
    p.interest_weight, p.region_weight, p.pledge, p.capacity_shock = 0.5, 0.0, 0.8, 0.2
    s.office.type[:] = CONDITIONAL
    s.office.slope[:] = 0.8
    s.trust[:] = 1.0
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
        s.trust[0] = [0.0, 0.5, 0.75]
        working.p.caution = 0.8
        working.step(contribution.contribute, 3)
        # amt: the mean of 0.2 · (1 − 0.8 · 0.5) and 0.6 · (1 − 0.8 · 0.25) is 0.3, of which 0.8
        assert s.town.contribution == pytest.approx([0.24, 0.4, 0.4])
        assert s.alliance.effort_members == pytest.approx(0.24 * 4 + 0.4 * 14)
        assert s.alliance.effort == pytest.approx(0.24 * 4 + 0.4 * 14 + s.alliance.secretariat)

    def test_types_differ(self, working):
        s = working.s
        s.office.type[:3] = [CONDITIONAL, FREE_RIDER, OTHER]
        s.office.steady[:3] = 0.3
        working.step(contribution.contribute, 3)
        assert s.town.contribution == pytest.approx([0.4, 0.0, 0.3], rel=1e-8)

    def test_distrust_promises_and_the_shared_yardstick(self, working):
        s, p = working.s, working.p
        p.caution = 1.0
        s.trust[0] = 0.5
        working.step(contribution.contribute, 3)
        assert s.town[0].contribution == pytest.approx(0.2)
        p.yardstick = 1.0
        s.lever[COMMON_OBJECTIVES] = 1.0
        working.step(contribution.contribute, 4)
        assert s.town[0].contribution == pytest.approx(0.25)
        p.assurance_weight = 1.0
        s.town[0].assurance = 0.5
        working.step(contribution.contribute, 5)
        assert s.town[0].contribution == pytest.approx(0.525)  # half way from 0.25 to the pledge of 0.8

    def test_intentions_move_slowly_and_lost_months_leave_no_trace(self, working, lucky):
        s, p = working.s, working.p
        p.adjustment = 0.25
        s.town.target[:] = 0.2
        lucky("contribution", 1.0)
        working.step(contribution.contribute, 3)
        assert s.town[0].target == pytest.approx(0.25)
        assert s.town[0].contribution == pytest.approx(0.25 * 0.8)
        lucky("contribution", 0.0)
        working.step(contribution.contribute, 4)
        assert s.town[0].contribution == pytest.approx(0.2875)

    def test_watching_makes_the_levy_good_binds_the_office_and_insults(self, working):
        s, p = working.s, working.p
        form = working.w.form[s.alliance.form]
        form.levy, form.monitoring = 1.0, 0.75
        s.town.bound[:] = [1, 0, 0]
        p.insult, p.watching_effort = 0.4, 0.2
        s.town.trust[:] = [1.0, 1.0, 0.0]
        s.alliance.secretariat = 2.0
        working.step(contribution.contribute, 3)
        assert s.town.contribution == pytest.approx([0.6, 0.4 * 0.7, 0.4])
        assert s.alliance.overhead == pytest.approx(0.2 * 0.75 * 3)
        s.alliance.secretariat = 0.1
        working.step(contribution.contribute, 4)
        assert s.alliance.overhead == pytest.approx(0.1)  # no more than the office has

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
        factor = 0.5 + s.town[0].commitment
        assert s.town[0].target - without[0] == pytest.approx(0.2 * 0.5 * 4.0 / (4.0 + p.stake_scale) * factor)
        assert s.town[1].target == pytest.approx(without[1])

    def test_commitment_scales_and_the_levy_is_a_floor(self, working):
        s = working.s
        s.town.commitment[:] = [0.0, 0.5, 1.0]
        working.step(contribution.contribute, 3)
        assert s.town.contribution == pytest.approx([0.2, 0.4, 0.6], rel=1e-8)
        working.w.form[s.alliance.form].levy = 0.5  # of a pledge of 0.8
        working.w.form[s.alliance.form].monitoring = 1.0
        s.town.bound[:] = [1, 1, 0]
        s.town.commitment[:] = 0.0
        working.step(contribution.contribute, 4)
        assert s.town.contribution == pytest.approx([0.4, 0.4, 0.2], rel=1e-8)

    def test_unforeseen_duties(self, working, lucky):
        lucky("contribution", 1.0)
        working.step(contribution.contribute, 3)
        assert working.s.town.shock == pytest.approx([0.08] * 3)
        assert working.s.town.contribution == pytest.approx([0.32] * 3, rel=1e-8)

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
        p.informal_share = 0.3
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
        p.misperception = 0.0
        s.project.status[:] = 0
        s.project.kind[:] = SHARE
        s.project.status[:2] = [RUNNING, DELIVERED]
        s.project.value[:2], s.project.estimate[:2] = 10.0, 1.0
        s.need[:], s.mismatch[:], s.alone_gain[:] = 0.5, 0.0, 0.0
        s.partner[0] = [1.0, 1.0, 0.0]
        s.partner[1] = 1.0
        s.transfer[0] = [0.5, -0.5, 9.0]
        regional = working.do(contribution.stakes, p, w, s)
        # 10 · 0.5 − 1, and what was agreed as compensation; the service in operation needs nothing more
        assert s.town.stake == pytest.approx([4.5, 3.5, 0.0])
        assert regional == pytest.approx((4.5 * 2 + 3.5 * 3) / 9)

    def test_common_objectives_make_intermediate_results_visible(self, working):
        s, p = working.s, working.p
        p.milestone_effect, p.misperception = 0.5, 0.0
        s.project.status[:] = [DELIVERED] * len(s.project)
        project = s.project[0]
        project.status, project.kind, project.value, project.estimate = RUNNING, SHARE, 10.0, 1.0
        project.work, project.left = 20.0, 15.0
        s.need[:], s.mismatch[:], s.alone_gain[:] = 0.5, 0.0, 0.0
        s.partner[:], s.partner[0], s.transfer[0] = 1.0, [1.0, 1.0, 0.0], [-0.4, 0.4, 0.0]
        s.town.milestones[:] = 7.0
        working.do(contribution.stakes, p, working.w, s)
        assert list(s.town.milestones) == [0.0, 0.0, 0.0]
        s.lever[COMMON_OBJECTIVES] = 1.0
        working.do(contribution.stakes, p, working.w, s)
        assert s.town.milestones == pytest.approx([0.5 * 0.25 * 3.6, 0.5 * 0.25 * 4.4, 0.0])
        project.status = BUILDING
        project.left = 0.0
        working.do(contribution.stakes, p, working.w, s)
        assert s.town.milestones == pytest.approx([0.5 * 3.6, 0.5 * 4.4, 0.0])

    def test_a_stake_and_the_region_move_the_target(self, working):
        s, p = working.s, working.p
        p.ownership_weight, p.stake_scale, p.pledge = 1.0, 2.0, 0.5  # as much is counted on as was promised
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
