"""What a run reports."""

import math

import numpy as np
import pytest

from coopsim.model import codes, outcomes
from coopsim.model.codes import DELIVERED, FAILED, RUNNING
from coopsim.submodels import observe, summary


def test_trend_by_hand():
    # 60 values that rise by 0.01 a month: the slope is 0.12 a year
    moment = sum((0.3 + 0.01 * month) * (month - 29.5) for month in range(60))
    assert summary.trend_per_year(moment) == pytest.approx(0.12, rel=1e-12)
    assert summary.trend_per_year(0.0) == 0.0
    assert summary.trend_per_year(-moment) == pytest.approx(-0.12, rel=1e-12)


@pytest.fixture
def run(bench):
    bench.found()
    bench.s.project.status[:] = 0
    bench.s.project.delivered[:] = -1
    return bench


def tables(bench):
    row = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)
    towns = np.zeros(len(bench.s.town), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    bench.do(summary.summarise, bench.p, bench.w, bench.s, row[0], towns)
    return row[0], towns


class TestQuantile:
    def test_by_counting_ties(self, run):
        trust = run.s.trust
        trust[:] = [[9.0, 0.1, 0.2], [0.3, 9.0, 0.4], [0.5, 0.6, 9.0]]  # the diagonal is no tie

        def quantile(q):
            return run.do(observe.tie_quantile, q, run.s)

        assert quantile(0.05) == 0.1
        assert quantile(0.5) == 0.3
        assert quantile(0.95) == 0.6
        trust[:] = 1.0
        assert quantile(0.95) == 1.0
        trust[:] = 0.0
        assert quantile(0.95) == 0.01
        trust[:] = 2.0
        assert quantile(0.5) == 1.0


class TestObserve:
    def test_months_under_a_contract(self, run):
        alliance = run.s.alliance
        run.step(observe.observe, 3)
        alliance.rung = 1
        run.step(observe.observe, 4)
        alliance.rung, alliance.month_end = 2, 5
        run.step(observe.observe, 5)
        assert alliance.months_contract == 1

    def test_the_trend_of_contributions_in_five_years_of_joint_work(self, run):
        s = run.s
        run.step(observe.observe, 9)
        assert s.alliance.contribution_trend == 0.0
        s.alliance.month_implementation = 10
        s.town[2].member = 0
        for month in range(10, 75):
            s.town.contribution[:] = [0.3 + 0.01 * (month - 10), 0.5 + 0.01 * (month - 10), 99.0]
            run.step(observe.observe, month)
        assert summary.trend_per_year(s.alliance.contribution_trend) == pytest.approx(0.12)
        assert s.alliance.trend_months == 60.0

    @pytest.mark.parametrize("month, years", [(59, 5), (119, 10), (239, 20)])
    def test_quantiles_after_five_ten_and_twenty_years(self, run, month, years):
        run.s.trust[:] = [[9.0, 0.1, 0.2], [0.3, 9.0, 0.4], [0.5, 0.6, 9.0]]
        run.step(observe.observe, month - 1)
        run.step(observe.observe, month + 1)
        assert math.isnan(run.s.alliance[f"trust_low_{years}"]) and math.isnan(run.s.alliance[f"trust_high_{years}"])
        run.step(observe.observe, month)
        assert (run.s.alliance[f"trust_low_{years}"], run.s.alliance[f"trust_high_{years}"]) == (0.1, 0.6)


class TestRecord:
    def record(self, bench):
        row = np.zeros(1, outcomes.dtype(outcomes.SERIES)).view(np.recarray)
        towns = np.zeros(len(bench.s.town), outcomes.dtype(outcomes.TOWN_SERIES)).view(np.recarray)
        bench.do(observe.record, 7, bench.p, bench.w, bench.s, row[0], towns)
        return row[0], towns

    def test_means_over_participants(self, run):
        s = run.s
        s.town.talks[:] = [1, 1, 0]
        for name, values in {
            "contribution": [0.2, 0.4, 0.9],
            "satisfaction": [0.1, -0.3, 0.9],
            "trust": [0.5, 0.7, 0.1],
        }.items():
            s.town[name][:] = values
        s.town.recognition[:] = [0.3, 0.6, 0.9]
        s.town.benefit[:] = [1.0, 2.0, 4.0]
        s.alliance.phase, s.alliance.services, s.alliance.running_cost = 3, 2, 1.5
        row, towns = self.record(run)
        assert (row.contribution, row.satisfaction, row.trust) == pytest.approx((0.3, -0.1, 0.6), rel=1e-6)
        assert row.recognition == pytest.approx(0.6)
        assert row.benefit == pytest.approx((2 + 6 + 16) / 9)
        assert (row.phase, row.services, row.cost, row.rung) == (3, 2, 1.5, s.alliance.rung)
        assert list(towns.member) == [1, 1, 0]
        assert towns.trust == pytest.approx([0.5, 0.7, 0.1])

    def test_nobody_talks(self, run):
        run.s.town.talks[:] = 0
        row, _ = self.record(run)
        assert (row.contribution, row.trust, row.satisfaction) == (0.0, 0.0, 0.0)


class TestSummary:
    def test_values_of_towns_by_hand(self, run):
        s = run.s
        s.town.added_value[:] = [3.0, 6.0, 9.0]
        s.town.spent[:] = [1.0, 2.0, 3.0]
        s.area.added_value[:] = [90_000.0, 0, 0, 0, 0, 180_000.0]
        s.alliance.attainable, s.alliance.founders = 1_600_000.0, 80_000.0
        s.town.contribution_sum[:], s.town.contribution_months[:] = [3.0, 6.0, 0.0], [10.0, 10.0, 0.0]
        row, towns = tables(run)
        assert row.added_value == pytest.approx((6 + 18 + 36) / 9)
        assert row.worst_off == 3.0
        assert row.inequality == pytest.approx(4.0)  # differences 3, 6, 3, twice each
        assert row.attainable == 20.0
        assert row.benefit == pytest.approx((4 * 2 + 8 * 3 + 12 * 4) / 9)
        assert row.target_achievement == pytest.approx(
            80 / 160
        )  # of the whole region against the whole of the founders
        assert (row.added_value_education, row.added_value_transport) == (1.0, 2.0)
        assert row.benefit_cost == pytest.approx((4 * 2 + 8 * 3 + 12 * 4) / (1 * 2 + 2 * 3 + 3 * 4))
        assert towns.contribution == pytest.approx([0.3, 0.6, math.nan], nan_ok=True)

    def test_who_left_and_where_each_town_ends(self, run):
        run.s.town.left[:] = [0, 1, 0]
        run.s.town.phase[:] = [codes.STABILISED, codes.DISSOLVED, codes.START]
        _, towns = tables(run)
        assert list(towns.left) == [False, True, False]
        assert list(towns.phase_end) == [codes.STABILISED, codes.DISSOLVED, codes.START]
        assert towns.added_value == pytest.approx(run.s.town.added_value)

    def test_merged_towns_count_no_more(self, run):
        s = run.s
        s.town.added_value[:] = [99.0, 6.0, 9.0]
        s.town[0].merged, s.town[0].population = 1, 0.0
        s.trust[:] = 0.5
        s.trust[0] = s.trust[:, 0] = 0.0
        row, _ = tables(run)
        assert (row.worst_off, row.inequality) == (6.0, pytest.approx(3.0))
        assert row.added_value == pytest.approx((18 + 36) / 7)
        assert (row.trust_mean, row.trust_min) == (0.5, 0.5)

    def test_projects_by_hand(self, run):
        s, w = run.s, run.w
        s.project.work[:] = 10.0
        s.project.status[:3] = [DELIVERED, FAILED, RUNNING]
        s.project.delivered[:3] = [20, 30, -1]
        s.project.host[:3] = [1, 2, 0]
        for k in range(3):
            s.project[k].function, s.project[k].area = k, k
            w.function[k].provider, w.function[k].higher_order = 0, 1
        s.project[0].reach, s.project[0].net = 50_000.0, 100_000.0
        w.area_spending[0] = 4.0
        s.alone_gain[:] = 0.0
        s.alone_gain[2, 1] = 1.0
        s.alliance.goals = 40.0
        row, towns = tables(run)
        assert (row.delivered, row.functions_joint, row.functions_alone) == (2, 1, 1)
        assert row.performance == pytest.approx(2 / 12)
        assert row.goal_attainment == pytest.approx(0.5)
        assert row.saving == pytest.approx(100_000 / 200_000)
        assert list(towns.hosts) == [0, 1, 0]

    def test_what_others_provide_saves_nothing(self, run):
        s, w = run.s, run.w
        s.project[0].status, s.project[0].net, s.project[0].reach = DELIVERED, 1e6, 5e4
        w.function[s.project[0].function].provider = 2
        row, _ = tables(run)
        assert math.isnan(row.saving)

    def test_nothing_happened(self, run):
        run.s.alliance.attainable = 0.0
        row, _ = tables(run)
        assert math.isnan(row.target_achievement)
        assert math.isnan(row.goal_attainment) and math.isnan(row.saving) and math.isnan(row.benefit_cost)
        assert math.isnan(row.contribution_trend)

    @pytest.mark.parametrize("months, whole", [(0.0, False), (59.0, False), (60.0, True)])
    def test_a_trend_needs_five_whole_years(self, run, months, whole):
        run.s.alliance.month_implementation, run.s.alliance.trend_months = 0, months
        row, _ = tables(run)
        assert math.isnan(row.contribution_trend) != whole

    def test_the_personal_share_of_trust(self, run):
        s = run.s
        run.w.scenario.person_dependence = 0.5
        s.personal[:], s.institutional[:], s.trust[:] = 0.6, 0.2, 0.4
        row, _ = tables(run)
        assert row.trust_personal == pytest.approx(0.75)
        s.trust[:] = 0.0
        row, _ = tables(run)
        assert row.trust_personal == 0.0

    def test_cost_and_staff_are_yearly_and_monthly_means(self, run):
        run.s.alliance.sum_cost, run.s.alliance.sum_staff = 10.0, 90.0
        row, _ = tables(run)
        assert (row.cost, row.staff) == (2.0, 1.5)  # 60 months

    def test_every_other_column_is_read_from_the_state(self, run):
        alliance = run.s.alliance
        pairs = {
            "month_talks": "month_talks", "month_start": "month_start", "month_contract": "month_contract",
            "month_implementation": "month_implementation", "month_stabilised": "month_stabilised",
            "month_first_stagnation": "month_stagnation", "month_end": "month_end", "renewals": "renewals", "exits": "exits",
            "entries": "entries", "members_end": "members", "turnovers": "turnovers", "elections": "elections",
            "incumbents": "incumbents", "incumbents_won": "incumbents_won", "vetoes": "vetoes", "agreed": "agreed",
            "services_end": "services", "form_changes": "forms", "own_impulses": "own_impulses", "month_form": "month_form",
            "phase_5": "phase_5", "phase_10": "phase_10", "phase_20": "phase_20",
            "months_contract": "months_contract", "merged": "merged", "phase_end": "phase",
        } | {f"months_{name}": f"months_{name}" for name in codes.PHASES[:8]}  # fmt: skip
        for number, field in enumerate(sorted(set(pairs.values()))):
            alliance[field] = number % 9 + 1
        alliance.merged, alliance.phase = 2, codes.DISSOLVED
        row, _ = tables(run)
        for column, field in pairs.items():
            assert row[column] == alliance[field], column
        assert row.months_effective == alliance.months_implementation + alliance.months_stabilised
        assert (
            row.started
            and row.contracted
            and row.stagnated
            and row.inert
            and row.dissolved
            and row.asleep
            and row.founded
        )

    def test_an_alliance_that_rose_later_is_not_called_inert(self, run):
        run.s.alliance.months_inert = 3
        assert tables(run)[0].inert
        run.s.alliance.month_rose = 70
        assert not tables(run)[0].inert

    def test_quantiles_beyond_the_horizon_are_missing(self, run):
        row, _ = tables(run)
        assert math.isnan(row.trust_low_20)
