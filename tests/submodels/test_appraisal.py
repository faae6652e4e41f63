"""Perceived added value against expectation, compared with standing alone."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import attitudes, money, shares

from coopsim.model.codes import COMMON_IDENTITY, DELIVERED, FAILED, RUNNING, SHARE
from coopsim.submodels import appraisal


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("squashed", (0.0,), 0.0),
        ("squashed", (1.0,), 0.5),
        ("squashed", (-3.0,), -0.75),
        ("due", (0.0, 48.0), 0.0),
        ("due", (24.0, 48.0), 0.25),  # a quarter half way
        ("due", (48.0, 48.0), 1.0),
        ("due", (480.0, 48.0), 1.0),
        ("hoped_for", (8.0, 2.0, 0.0), -2.0),  # at first one knows that one pays
        ("hoped_for", (8.0, 2.0, 0.25), 0.5),
        ("hoped_for", (8.0, 2.0, 1.0), 8.0),
        ("commitment", (0.4, 0.5), 0.7),
        ("commitment", (1.0, 0.8), 1.0),
        ("commitment", (-1.0, 0.8), 0.0),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(appraisal, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(money, money)
def test_squashing_keeps_order_and_sign(one, other):
    low, high = sorted((one, other))
    assert -1.0 < appraisal.squashed(low) <= appraisal.squashed(high) < 1.0
    assert appraisal.squashed(low) * low >= 0.0
    assert appraisal.squashed(-low) == -appraisal.squashed(low)


@given(st.tuples(attitudes, shares))
def test_commitment_is_a_level(inputs):
    assert 0.0 <= appraisal.commitment(*inputs) <= 1.0


@given(st.floats(0, 100), st.floats(0, 50), st.floats(0, 500), st.floats(0, 500), st.floats(6, 120))
def test_hopes_grow_with_waiting(prize, cost, one, other, expected):
    early, late = (appraisal.due(waited, expected) for waited in sorted((one, other)))
    assert 0.0 <= early <= late <= 1.0
    assert appraisal.hoped_for(prize, cost, early) <= appraisal.hoped_for(prize, cost, late) + 1e-9


@pytest.fixture
def service(bench):
    """Project 0 is a shared service of amt and burg, in full operation; it is worth 10 · 0.5 − 1 a year to each."""
    bench.found()
    s, p, w = bench.s, bench.p, bench.w
    p.ramp_months, w.scenario.long_time_span, p.discount_rate = 40.0, 0.5, 0.0
    s.project.status[:] = FAILED
    project = s.project[0]
    project.status, project.kind, project.value, project.cost, project.estimate = DELIVERED, SHARE, 10.0, 1.0, 1.0
    project.clock, project.quality, project.partners, project.reach, project.host = 100, 1.0, 2, 50_000.0, 0
    project.appears, project.build, project.area = 0, 0, 2
    s.partner[0] = [1.0, 1.0, 0.0]
    s.need[:], s.mismatch[:], s.alone_gain[:], s.transfer[:] = 0.5, 0.0, 0.0, 0.0
    return bench


class TestBenefits:
    def appraise(self, bench, month=60):
        discount = math.exp(-bench.p.discount_rate * month / 12) / 12
        bench.do(appraisal.benefits, month, discount, bench.p, bench.w, bench.s)
        return bench.s.town.benefit

    def test_by_hand(self, service):
        assert self.appraise(service) == pytest.approx([4.0, 4.0, 0.0])
        assert service.s.project[0].net == pytest.approx(4.0 * 50_000)
        assert service.s.area[2].added_value == pytest.approx(4.0 * 50_000 / 12)
        assert self.appraise(service) == pytest.approx([4.0, 4.0, 0.0])  # afresh each month

    def test_benefits_ramp_up_and_follow_quality(self, service):
        service.s.project[0].clock = 19
        assert self.appraise(service) == pytest.approx([2.0, 2.0, 0.0])
        service.s.project[0].quality = 0.5
        assert self.appraise(service) == pytest.approx([1.0, 1.0, 0.0])
        service.w.scenario.long_time_span = 1.5
        assert self.appraise(service) == pytest.approx([0.5, 0.5, 0.0])

    def test_compensation_moves_it(self, service):
        service.s.transfer[0] = [-0.6, 0.4, 0.0]
        assert self.appraise(service) == pytest.approx([3.4, 4.4, 0.0])

    def test_own_provision_gives_way_once_it_would_exist(self, service):
        service.s.alone_gain[0] = [1.5, 0.0, 2.0]
        service.s.project[0].appears, service.s.project[0].build = 18, 10
        assert self.appraise(service, month=27) == pytest.approx([4.0, 4.0, 0.0])
        assert self.appraise(service, month=28) == pytest.approx([2.5, 4.0, 0.0])

    def test_losses_reach_those_outside_too(self, service):
        from coopsim.model.codes import BUILD

        s, p, w = service.s, service.p, service.w
        s.project[0].kind = BUILD
        function = w.function[s.project[0].function]
        function.site_bound, function.higher_order = 1.0, 0
        p.displacement, p.host_bonus, p.scale_high = 0.5, 0.0, 50_000.0
        s.endowment[:, 2], s.near[:] = 0.4, 0.5
        s.near[0, 0] = 1.0
        # celle is no partner: 0.5 · 10 · 0.4 · 0.5 are taken from it
        assert self.appraise(service) == pytest.approx([4.0, 2.5 - 1.0 - 1.0, -1.0])
        assert s.town.loss == pytest.approx([0.0, 1.0, 1.0])

    def test_what_would_have_to_be_unwound(self, service):
        from coopsim.model.codes import ADVOCATE

        service.s.project[0].scale, service.s.project[0].quality = 2.0, 0.5
        self.appraise(service)
        assert list(service.s.town.bonds) == [1.0, 1.0, 0.0]
        service.s.project[0].kind = ADVOCATE  # others run it
        self.appraise(service)
        assert list(service.s.town.bonds) == [0.0, 0.0, 0.0]

    def test_what_has_not_opened_gives_nothing(self, service):
        service.s.project[0].status = RUNNING
        assert (self.appraise(service) == 0.0).all()

    def test_discounting(self, service):
        service.p.discount_rate = 0.12
        self.appraise(service, month=100)
        assert service.s.area[2].added_value == pytest.approx(4.0 * 50_000 / 12 * math.exp(-1.0))


class TestCharge:
    def test_by_hand(self, service):
        s, p, w = service.s, service.p, service.w
        alliance = s.alliance
        p.wage = 60_000.0
        w.form[alliance.form].running_cost = 0.5
        alliance.secretariat, alliance.approach_money, alliance.external_money, alliance.busy = (
            1.0,
            75_000.0,
            45_000.0,
            0.5,
        )
        alliance.overhead, alliance.effort_members, alliance.bill = 1.5, 6.0, 15_000.0
        s.town.contribution[:], s.town.capacity[:] = 0.5, 4.0
        s.town[2].member = 0
        service.do(appraisal.charge, 0, p, w, s)
        # all: 60,000 + 75,000 − 45,000 + 1.5 · 60,000 over 90,000 inhabitants, and a bill of 12 · 15,000 over them;
        # each: half of the 6 − 1.5 FTE left finds work, a third of it, 0.75 FTE, for each town; members: 0.5
        assert s.town.cost == pytest.approx([0.5 + 2.0 + 2.0 + 2.25, 0.5 + 2.0 + 2.0 + 1.5, 2.0 + 2.0 + 1.125])
        total = (6.75 * 2 + 6.0 * 3 + 5.125 * 4) / 9
        assert alliance.running_cost == pytest.approx(total)
        assert alliance.staff == pytest.approx(1.0 + 1.5 + 2.25)
        assert (alliance.sum_cost, alliance.sum_staff) == (pytest.approx(total / 12), pytest.approx(4.75))
        assert (alliance.bill, alliance.free_money) == (0.0, 0.0)

    def test_outside_money_is_no_income(self, service):
        s = service.s
        s.alliance.external_money = 1e9
        s.alliance.secretariat, s.alliance.bill, service.p.wage = 1.0, 0.0, 60_000.0
        s.town.contribution[:] = 0.0
        s.town.member[:] = 0
        service.do(appraisal.charge, 0, service.p, service.w, s)
        assert list(s.town.cost) == [0.0, 0.0, 0.0]
        assert s.alliance.free_money == pytest.approx(1e9 - 60_000.0)

    def test_outsiders_pay_nothing(self, service):
        service.s.town[2].talks = 0
        service.do(appraisal.charge, 0, service.p, service.w, service.s)
        assert service.s.town[2].cost == 0.0

    def test_nobody_talks_nothing_costs(self, service):
        s = service.s
        s.town.talks[:], s.alliance.talks, s.alliance.population = 0, 0, 0.0
        s.alliance.approach_staff = 9.0
        service.do(appraisal.charge, 0, service.p, service.w, s)
        assert (s.alliance.running_cost, s.alliance.staff) == (0.0, 0.0)


class TestAppraise:
    @pytest.fixture
    def quiet(self, service):
        s, p = service.s, service.p
        p.visibility, p.identity_effect, p.identity_rate = 0.5, 0.5, 0.1
        p.gap_scale, p.judgement_rate = 4.0, 0.2
        p.expected_wait, p.prize_learning, p.ownership_fade = 48.0, 0.1, 0.25
        service.w.form[s.alliance.form].running_cost = 0.0
        s.alliance.secretariat = s.alliance.bill = 0.0
        s.town.contribution[:] = 0.0
        s.town.prize[:], s.town.commitment[:], s.town.satisfaction[:] = 8.0, 0.5, 0.0
        s.town.waited[:] = 23.0
        s.town.ownership[:] = 0.4
        s.alliance.month_contract = 0
        return service

    def test_by_hand(self, quiet):
        s = quiet.s
        quiet.step(appraisal.appraise, 60)
        # amt sees half of 4, hoped for 8 · (24/48)²; celle sees nothing
        assert s.town.seen == pytest.approx([2.0, 2.0, 0.0])
        assert list(s.town.waited) == [24.0, 24.0, 24.0]
        assert s.town.satisfaction == pytest.approx([0.0, 0.0, -0.2 / 3])
        assert s.town.commitment[2] == pytest.approx(0.5 - quiet.p.commitment_satisfaction * 0.2 / 3)
        assert s.town.prize == pytest.approx([8.0, 8.0, 8.0 - 0.1 * 0.25 * 2.0])  # a quarter of the results is due
        assert s.town.ownership == pytest.approx(0.3)
        assert s.town.added_value == pytest.approx([4 / 12, 4 / 12, 0.0])

    def test_costs_are_felt_and_counted(self, quiet):
        s, p = quiet.s, quiet.p
        quiet.w.form[s.alliance.form].running_cost = 1.2
        s.town.waited[:] = 0.0
        p.expected_wait = 1e9
        quiet.step(appraisal.appraise, 60)
        assert s.town.seen == pytest.approx([0.8, 0.8, -1.2])
        assert s.town.satisfaction == pytest.approx([0.2 / 3, 0.2 / 3, 0.0], abs=1e-6)  # that it costs first was known
        assert s.town.added_value == pytest.approx([2.8 / 12, 2.8 / 12, -0.1])
        assert s.town.spent == pytest.approx(0.1)

    def test_losses_are_seen_whole(self, quiet):
        quiet.s.transfer[0] = [-6.0, 0.0, 0.0]
        quiet.step(appraisal.appraise, 60)
        assert quiet.s.town[0].seen == pytest.approx(-2.0)

    def test_before_joint_work_nobody_waits_and_nothing_is_learnt(self, quiet):
        s = quiet.s
        s.alliance.month_contract = s.alliance.month_implementation = -1
        s.town.waited[:] = 0.0
        quiet.step(appraisal.appraise, 60)
        assert list(s.town.waited) == [0.0, 0.0, 0.0]
        assert s.town.prize == pytest.approx(8.0)

    def test_hopes_learn_what_comes_and_satisfaction_recovers(self, quiet):
        s = quiet.s
        course = []
        for month in range(60, 60 + 240):
            quiet.step(appraisal.appraise, month)
            course.append((float(s.town[2].satisfaction), float(s.town[2].prize)))
        assert s.town.prize == pytest.approx([2.0, 2.0, 0.0], abs=0.01)
        lowest = min(course)[0]
        assert lowest < -0.4 and course[0][0] > -0.1 and course[-1][0] > -0.01

    def test_without_learning_hopes_stay(self, quiet):
        quiet.p.prize_learning = 0.0
        for month in range(60, 120):
            quiet.step(appraisal.appraise, month)
        assert quiet.s.town.prize == pytest.approx(8.0)
        assert quiet.s.town[2].satisfaction < -0.6

    def test_patience_is_spent_once(self, quiet):
        quiet.s.town.waited[:] = 47.5
        quiet.step(appraisal.appraise, 60)
        assert list(quiet.s.town.waited) == [48.0] * 3

    def test_outsiders_conclude_nothing(self, quiet):
        s = quiet.s
        s.town[2].member = 0
        quiet.step(appraisal.appraise, 60)
        assert (s.town[2].satisfaction, s.town[2].waited, s.town[2].ownership) == (0.0, 23.0, 0.4)

    def test_identity_work_reaches_those_who_talk(self, quiet):
        s = quiet.s
        s.lever[COMMON_IDENTITY] = 1.0
        s.town[2].talks = s.town[2].member = 0
        quiet.step(appraisal.appraise, 60)
        assert s.town.identity == pytest.approx([0.45, 0.45, 0.4])

    def test_visible_milestones_count_as_seen(self, quiet):
        s = quiet.s
        s.town.milestones[:] = 1.0
        quiet.step(appraisal.appraise, 60)
        assert s.town.seen == pytest.approx([3.0, 3.0, 1.0])
        assert s.town.benefit == pytest.approx([4.0, 4.0, 0.0])
