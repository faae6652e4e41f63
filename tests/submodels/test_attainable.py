"""What is worth doing, and what founders could attain, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model.codes import ADVOCATE, BUILD
from coopsim.submodels import attainable


def test_worth_is_the_surplus_less_the_work():
    # 12 FTE-months at 60,000 EUR a year: upkeep of 1 % a month is 7,200 EUR; a tenth of 1.5 years' pay 9,000 EUR
    assert attainable.worth_of(20_000.0, 12.0, 60_000.0, 0.01, 0.5) == pytest.approx(20_000 - 7_200 - 9_000)
    assert attainable.worth_of(10_000.0, 12.0, 60_000.0, 0.01, 0.5) == 0.0


def test_what_a_month_of_work_brings():
    # 5,000 EUR a year for 24 months, less upkeep of 1,200 EUR a year and 6 months' pay of 1,000 EUR: a month brings
    assert attainable.return_on_work(5_000.0, 10.0, 6.0, 24.0, 12_000.0, 0.01) == pytest.approx((3_800 * 2 - 6_000) / 6)


@given(st.floats(0, 1e6), st.floats(1, 100), st.floats(0, 0.05), st.floats(0, 1))
def test_nothing_is_worth_more_than_its_surplus(surplus, work, upkeep, drafting):
    assert 0.0 <= attainable.worth_of(surplus, work, 80_000.0, upkeep, drafting) <= surplus


@pytest.fixture
def one(bench):
    """One opportunity, all others without any worth: 10 EUR where it stands, near amt and celle, half as far again."""
    s, p, w = bench.s, bench.p, bench.w
    project = s.project[0]
    function = w.function[project.function]
    function.site_bound, function.higher_order, p.scale_high = 1.0, 0, 90_000.0
    p.host_bonus, p.displacement, p.wage, p.grant_ideal = 0.0, 0.5, 0.0, 0.5
    project.kind, project.value, project.cost, project.shaping = BUILD, 10.0, 2.0, 1.0
    project.host_a, project.host_b = 0, 1
    s.project.surplus[:] = s.project.worth[:] = 0.0
    s.need[:], s.endowment[:], s.alone_gain[0] = 0.6, 0.4, 0.0
    s.near[:] = [[1.0, 0.5, 0.1], [0.5, 1.0, 0.5], [0.1, 0.5, 1.0]]
    return bench


class TestWorth:
    def value(self, bench, **changes):
        for name, value in changes.items():
            bench.s.project[0][name] = value
        bench.do(attainable.value_opportunity, 0, bench.p, bench.w, bench.s)
        return bench.s.project[0].surplus / 1000

    def test_at_its_best_site_with_those_that_gain(self, one):
        # at burg (30,000): 6 there; amt and celle get 3 and lose 1; all three share the cost of 2
        assert self.value(one) == pytest.approx(4 * 30 + 0 * 20 + 0 * 40)
        # at amt only, at a cost of 1: celle would get 0.6 − 0.2 − 1 and stays out, which costs it 0.2; then two of
        # 50,000 pay for a catchment of 90,000: 1.8 each
        assert self.value(one, host_b=-1, cost=1.0) == pytest.approx(20 * (6 - 1.8) + 30 * (2 - 1.8) - 40 * 0.2)
        assert self.value(one, cost=2.0) == 0.0  # not worth it

    def test_what_others_must_grant_counts_as_far_as_they_do(self, one):
        alone = self.value(one, kind=ADVOCATE)
        assert alone == pytest.approx(0.5 * (6 * 30 + 2 * 20 + 2 * 40))

    def test_one_alone_is_no_cooperation(self, one):
        one.s.alone_gain[0] = [0.0, 50.0, 50.0]
        assert self.value(one, host_b=-1) == 0.0

    def test_only_founders_count(self, one):
        one.w.town.role[2] = 1
        assert self.value(one, kind=ADVOCATE) == pytest.approx(0.5 * (6 * 30 + 2 * 20))

    def test_all_opportunities_have_a_worth_from_the_start(self, bench):
        assert (bench.s.project.worth >= 0).all() and bench.s.project.worth.max() > 0
        assert (bench.s.project.worth <= bench.s.project.surplus).all()


class TestAttain:
    @pytest.fixture
    def plan(self, one):
        """A surplus of 12,000 EUR a year, 6 months of work for one person, who is what the founders can spare."""
        p, s = one.p, one.s
        p.draft_share, p.ideal_lead, p.discount_rate, p.upkeep = 0.0, 12.0, 0.0, 0.0
        p.attainable_effort, p.ramp_months, p.hindrance_base = 1.0, 12.0, 1.0
        one.w.scenario.long_time_span = 0.0
        s.town.staff[:] = 1.0 / 9.0  # per 10,000 inhabitants, of whom there are nine times as many
        s.project[0].surplus, s.project[0].work, s.project[0].appears, s.project[0].build = 12_000.0, 6.0, 0, 3
        return one

    def attain(self, bench):
        bench.do(attainable.attain, bench.p, bench.w, bench.s)
        return float(bench.s.alliance.attainable)

    def test_one_project_by_hand(self, plan):
        # work in months 12 to 17, so it opens in month 20; a year's rise (1 + … + 12 twelfths), then full to month 59
        assert self.attain(plan) == pytest.approx(1_000 * (6.5 + 28))
        assert plan.s.alliance.founders == 90_000

    def test_others_take_their_time(self, plan):
        plan.s.project[0].kind, plan.p.sitting_interval = ADVOCATE, 6.0
        assert self.attain(plan) == pytest.approx(1_000 * (6.5 + 22))

    def test_what_pays_best_comes_first(self, plan):
        s = plan.s
        s.project[1].surplus, s.project[1].work, s.project[1].appears, s.project[1].build = 24_000.0, 6.0, 0, 3
        # the better one opens in month 20, the other in month 26
        assert self.attain(plan) == pytest.approx(2_000 * (6.5 + 28) + 1_000 * (6.5 + 22))

    def test_upkeep_binds_staff(self, plan):
        s = plan.s
        plan.p.upkeep = 1.0 / 6.0  # the one service needs all there is
        s.project[1].surplus, s.project[1].work, s.project[1].appears, s.project[1].build = 1_200.0, 60.0, 0, 3
        assert self.attain(plan) == pytest.approx(1_000 * (6.5 + 28))

    def test_what_does_not_pay_is_left(self, plan):
        plan.p.wage = 1e6
        assert self.attain(plan) == 0.0

    def test_it_leaves_no_trace(self, plan):
        self.attain(plan)
        assert (plan.s.project.left == 0).all() and (plan.s.project.clock == 0).all()


def test_the_yardstick_is_the_same_under_all_levers_and_forms(bench_of, document):
    from strategies import built

    scenario = built(document)
    values = {
        float(bench_of(scenario.with_({"governance": form, "approaches.co_design": strength})).s.alliance.attainable)
        for form in ("none", "zweckverband", "mandated_association")
        for strength in (0.0, 1.0)
    }
    assert len(values) == 1
