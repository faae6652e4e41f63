"""Initialisation: what is known from the scenario, what is drawn from priors, the catalogue."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model import codes
from coopsim.model.codes import ADVOCATE, BUILD, CONDITIONAL, FREE_RIDER, OTHER, POOL, SHARE
from coopsim.submodels import office, opportunities, setup


def test_known_or():
    assert setup.known_or(math.nan, 0.7) == 0.7
    assert setup.known_or(0.0, 0.7) == 0.0
    assert math.isnan(setup.known_or(math.nan, math.nan))


@pytest.mark.parametrize(
    "u, kind",
    [(0.0, CONDITIONAL), (0.49, CONDITIONAL), (0.5, FREE_RIDER), (0.79, FREE_RIDER), (0.8, OTHER), (1.0, OTHER)],
)
def test_behavioural_type_by_hand(u, kind):
    assert office.behavioural_type(u, 0.5, 0.3) == kind


@given(st.floats(0, 1), st.floats(0.2, 0.8), st.floats(0.1, 0.5))
def test_a_type_is_one_of_three(u, conditional, free_rider):
    assert office.behavioural_type(u, conditional, free_rider) in (CONDITIONAL, FREE_RIDER, OTHER)


class TestKnown:
    def test_the_scenario_speaks(self, bench):
        town = bench.s.town
        assert list(town.population) == [20_000, 30_000, 40_000]
        assert list(town.fiscal) == [100.0] * 3 and list(town.staff) == [2.0] * 3
        assert list(town.experience) == [0.5] * 3 and list(town.recognition) == [0.6] * 3
        assert list(town.identity) == [0.4] * 3 and list(town.identity_own) == [0.4] * 3
        assert list(town.voter_pressure) == [0.4] * 3
        assert town.competition == pytest.approx(bench.p.envy_weight * 0.4)
        assert (bench.s.need == 0.6).all() and (bench.s.endowment == 0.4).all()
        assert list(town.unknown) == [0, 0, 0]
        assert list(bench.s.office.attitude) == [0.4, 0.4, 0.4, 0.2]
        assert list(bench.s.office.type[:3]) == [CONDITIONAL] * 3
        assert list(bench.s.office.next_election) == [50, 50, 50, 36]
        assert bench.s.alliance.council_next == 24
        assert bench.s.alliance.land_support == 0.5
        apart = ~np.eye(3, dtype=bool)
        assert (bench.s.trust[apart] == 0.5).all() and (bench.s.baseline[apart] == 0.5).all()
        assert (bench.s.trust.diagonal() == 0.0).all()

    def test_nothing_has_happened_yet(self, bench):
        alliance = bench.s.alliance
        for name in alliance.dtype.names:
            if name.startswith("month_"):
                assert alliance[name] == -1, name
        assert (alliance.talks, alliance.members, alliance.rung, alliance.phase, alliance.event_count) == (
            0,
            0,
            0,
            codes.NONE,
            0,
        )
        assert (bench.s.town.notice == -1).all() and (bench.s.town.phase == codes.NONE).all()
        assert (bench.s.project.status == codes.UNKNOWN).all()
        for name in ("host", "agreed", "delivered"):
            assert (bench.s.project[name] == -1).all(), name
        assert (bench.s.project.shaping == 0.0).all()

    def test_what_was_there_before_is_cleared(self, bench):
        fresh = bench.s.memory.copy()
        bench.s.memory[:] = 77
        bench.do(setup.initialise, bench.key, bench.p, bench.w, bench.s)
        assert (bench.s.memory == fresh).all()

    def test_debt_and_chance_make_the_first_crisis(self, bench_of, document):
        for town, debt in zip(document["municipalities"], (1500.0, 3500.0, 1500.0), strict=True):
            town["debt"] = debt
        document["parameters"] = {"crisis_shock": 0.0, "crisis_debt": 0.25, "mean_debt": 1500.0}
        assert bench_of(document).s.town.crisis == pytest.approx([0.0, 0.5, 0.0])


class TestUnknown:
    @pytest.fixture
    def bare(self, document):
        """Nothing is known of the towns but people and place."""
        keep = ("id", "name", "population", "area_km2", "lat", "lon")
        document["municipalities"] = [{key: town[key] for key in keep} for town in document["municipalities"]]
        document["ties"], document["land"], document["council"] = {}, {}, {}
        document["counties"] = [{"id": "kreis", "name": "Kreis"}]
        return document

    def test_is_drawn_and_differs_between_towns_and_runs(self, bare, bench_of):
        one, other = bench_of(bare), bench_of(bare, run=1)
        for name in (
            "fiscal",
            "staff",
            "experience",
            "recognition",
            "identity",
            "voter_pressure",
            "competition",
            "prize",
            "council",
        ):
            values = [*one.s.town[name], *other.s.town[name]]
            assert len(set(values)) > 3, name
        assert list(one.s.town.unknown) == [1, 1, 1]
        assert len(set(one.s.need.ravel())) > 10
        assert (one.s.office.next_election >= 0).all() and (one.s.office.next_election < one.s.office.term).all()
        assert 0 <= one.s.alliance.council_next < 60 and 0.0 < one.s.alliance.land_support < 1.0

    def test_priors_by_hand_without_spread(self, bare, bench_of):
        bare["parameters"] = dict.fromkeys(("fiscal_spread", "staff_spread", "crisis_shock", "crisis_debt", "level_spread", "motivation_spread", "need_spread", "envy_spread", "practice_spread", "council_spread", "attitude_spread", "trust_spread", "trust_rivalry"), 0.0) | {"endowment_tier": 0.2, "trust_experience": 0.4, "trust_start": 0.5}  # fmt: skip
        bare["hindrances"] = {"inexperience": 0.3, "competition": 0.6, "voter_justification": 0.7}
        bench = bench_of(bare)
        p, town = bench.p, bench.s.town
        assert town.fiscal == pytest.approx(p.fiscal_median) and town.staff == pytest.approx(p.staff_median)
        assert town.experience == pytest.approx(0.7) and town.voter_pressure == pytest.approx(0.7)
        assert town.competition == pytest.approx(p.envy_weight * 0.6)
        assert town.prize == pytest.approx(p.prize_start) and town.crisis == pytest.approx(0.0)
        assert bench.s.need == pytest.approx(p.need_mean)
        # middle-order towns from 20,000 inhabitants on: tier 2
        assert bench.s.endowment == pytest.approx(0.4)
        assert bench.s.trust[0, 1] == pytest.approx(0.5 + 0.4 * 0.2)
        assert bench.s.office.attitude == pytest.approx(p.attitude_mean)

    def test_an_old_rivalry_costs_trust_both_ways(self, bare, bench_of):
        bare["ties"] = {"rivalry": [["amt", "burg", 0.5]]}
        bare["parameters"] = {"trust_spread": 0.0, "trust_rivalry": 0.4, "trust_experience": 0.0, "trust_start": 0.5}
        s = bench_of(bare).s
        assert (s.trust[0, 1], s.trust[1, 0], s.trust[0, 2]) == pytest.approx((0.3, 0.3, 0.5))

    def test_money_drawn_from_a_prior_is_flagged(self, document, bench_of):
        del document["municipalities"][0]["fiscal_strength"]
        assert bench_of(document).s.town[0].unknown == 1


class TestCatalogue:
    def draw(self, bench, monkeypatch, u, k=0):
        monkeypatch.setattr(opportunities, "uniform", lambda *_: u)
        monkeypatch.setattr(opportunities, "normal", lambda *_: 0.0)
        bench.do(opportunities.draw_opportunity, bench.key, k, bench.p, bench.w, bench.s)
        bench.do(opportunities.find_hosts, bench.key, k, bench.p, bench.w, bench.s)
        bench.do(opportunities.size_opportunity, bench.key, k, bench.p, bench.w, bench.s)
        return bench.s.project[k]

    @pytest.fixture
    def row(self, bench):
        """The only function there is: municipal, half poolable."""
        bench.w.function.cumulative[:] = 1.0
        row, p = bench.w.function[0], bench.p
        row.provider, row.poolable, row.spending, row.capital, row.value, row.work = 0, 0.5, 100.0, 50.0, 8.0, 30.0
        row.build_months, bench.w.scenario.long_time_span, bench.w.scenario.task_size = 20.0, 0.5, 1.0
        p.share_quick, p.quick_scale, p.renewal_size, p.pool_cost, p.capital_annuity = 0.2, 0.5, 0.4, 0.1, 0.06
        p.appear_start, p.hindrance_base, p.work_scale = 0.1, 0.7, 1.0
        return bench

    def test_a_quick_win(self, row, monkeypatch):
        project = self.draw(row, monkeypatch, 0.1)
        assert (project.kind, project.follows) == (SHARE, -1)
        assert (project.value, project.work) == (pytest.approx(4.0), pytest.approx(15.0))
        assert project.cost == project.estimate == 0.0
        assert (project.appears, project.build) == (0, int(20 * 0.5 * 1.2 * 0.6))

    def test_something_pooled(self, row, monkeypatch):
        project = self.draw(row, monkeypatch, 0.5)  # below 0.2 + 0.8 · 0.5
        assert project.kind == POOL
        assert project.scale == pytest.approx(0.6)
        assert project.cost == pytest.approx(0.1 * 100 * 0.5 * 0.6)
        assert (project.build, project.work) == (0, pytest.approx(18.0))
        assert project.appears == int(60 * 0.4 / 0.9)  # over the whole run of 60 months

    def test_something_built(self, row, monkeypatch):
        project = self.draw(row, monkeypatch, 0.7)
        assert project.kind == BUILD
        assert project.cost == pytest.approx(3.0) and project.build == int(20 * 1.2 * 1.2)
        row.w.scenario.long_time_span = 0.0
        assert self.draw(row, monkeypatch, 0.7).build == int(20 * 0.7 * 1.2)

    def test_a_small_alliance_has_smaller_tasks(self, row, monkeypatch):
        row.w.scenario.task_size = 0.25
        assert self.draw(row, monkeypatch, 0.7).work == pytest.approx(7.5)

    def test_nothing_is_done_twice_in_one_place(self, row, monkeypatch):
        row.s.project.kind[:] = -1  # none has been drawn yet
        first, second, third = (self.draw(row, monkeypatch, 0.7, k) for k in range(3))
        assert [project.follows for project in (first, second, third)] == [-1, 0, 1]
        assert [project.value for project in (first, second, third)] == pytest.approx([8.0, 3.2, 1.28])
        assert [project.work for project in (first, second, third)] == pytest.approx([30.0, 12.0, 4.8])
        assert second.appears == first.appears + 12 and third.appears == first.appears + 24
        other = self.draw(row, monkeypatch, 0.1, 3)  # shared, not built
        assert other.follows == -1
        first.host_a = second.host_a = third.host_a = 1  # elsewhere
        assert self.draw(row, monkeypatch, 0.7, 4).follows == -1
        row.p.renewal_size = 0.0  # nothing is renewed
        assert self.draw(row, monkeypatch, 0.7, 5).value == 0.0

    def test_poolings_of_one_function_share_its_spending_wherever_they_are(self, row, monkeypatch):
        row.s.project.kind[:] = -1
        scales = [self.draw(row, monkeypatch, 0.5, k).scale for k in range(3)]
        row.s.project.host_a[2] = 0
        scales += [self.draw(row, monkeypatch, 0.5, 3).scale]
        assert scales == pytest.approx([0.6, 0.24, 0.096, 0.0384]) and sum(scales) < 1.0

    def test_no_two_of_a_real_catalogue_are_the_same(self, bench_of, document):
        document["catalogue"] = {"opportunities": 120}
        project = bench_of(document).s.project
        first = [row for row in project if row.follows < 0]
        sites = [(row.function, row.kind, row.host_a if row.kind in (BUILD, ADVOCATE) else -1) for row in first]
        assert len(set(sites)) == len(sites) < 120
        for k, row in enumerate(project):
            if row.follows >= 0:
                before = project[row.follows]
                assert row.follows < k and row.appears >= before.appears + 12
                assert (row.function, row.kind) == (before.function, before.kind)

    def test_without_spending_there_is_nothing_to_pool(self, row, monkeypatch):
        row.w.function[0].spending = 0.0
        assert self.draw(row, monkeypatch, 0.5).kind == BUILD

    def test_functions_of_others_can_only_be_asked_for(self, row, monkeypatch):
        row.w.function[0].provider = 2
        assert self.draw(row, monkeypatch, 0.7).kind == ADVOCATE

    def test_functions_by_weight(self, bench, monkeypatch):
        bench.w.function.cumulative[:] = np.linspace(1, len(bench.w.function), len(bench.w.function)) / len(
            bench.w.function
        )
        assert self.draw(bench, monkeypatch, 0.0).function == 0
        assert self.draw(bench, monkeypatch, 0.5).function == math.ceil(0.5 * len(bench.w.function)) - 1
        assert self.draw(bench, monkeypatch, 1.0).function == len(bench.w.function) - 1

    def hosts(self, bench, monkeypatch, u=0.5, endowments=(0.1, 0.5, 0.9)):
        monkeypatch.setattr(opportunities, "uniform", lambda *_: u)
        monkeypatch.setattr(opportunities, "normal", lambda *_: 0.0)
        bench.p.host_chance = 0.0
        bench.s.endowment[:] = np.array(endowments)[:, None]
        bench.do(opportunities.find_hosts, bench.key, 0, bench.p, bench.w, bench.s)
        project = bench.s.project[0]
        return project.host_a, project.host_b

    @pytest.mark.parametrize(
        "order", [(0.1, 0.5, 0.9), (0.9, 0.5, 0.1), (0.5, 0.9, 0.1), (0.5, 0.1, 0.9), (0.1, 0.9, 0.5), (0.9, 0.1, 0.5)]
    )
    def test_the_two_strongest_towns_may_host(self, bench, monkeypatch, order):
        assert self.hosts(bench, monkeypatch, endowments=order) == tuple(np.argsort(order)[:0:-1])

    def test_misfit_grows_with_differing_motivation(self, bench, monkeypatch):
        bench.p.mismatch_mean = 0.4
        bench.w.scenario.differing_motivation = 0.0
        self.hosts(bench, monkeypatch, u=0.5)
        assert bench.s.mismatch[0] == pytest.approx(0.2)
        bench.w.scenario.differing_motivation = 1.0
        self.hosts(bench, monkeypatch, u=0.5)
        assert bench.s.mismatch[0] == pytest.approx(0.6)

    def test_alone_a_town_builds_what_pays_for_itself(self, bench):
        s, p, w = bench.s, bench.p, bench.w
        project = s.project[0]
        function = w.function[project.function]
        function.site_bound, function.higher_order, p.host_bonus, p.scale_high = 0.0, 0, 0.0, 40_000.0
        project.kind, project.value, project.cost, project.shaping = BUILD, 10.0, 3.0, 1.0
        s.need[:], s.alone_gain[0] = 0.5, 0.0
        bench.do(opportunities.value_alone, 0, p, w, s)
        # worth 5; the cost doubles for 20,000 and rises by a third for 30,000 inhabitants
        assert s.alone_gain[0] == pytest.approx([0.0, 1.0, 2.0])
        project.kind, s.alone_gain[0] = SHARE, 0.0
        bench.do(opportunities.value_alone, 0, p, w, s)
        assert (s.alone_gain[0] == 0.0).all()


def test_a_new_holder_by_hand(bench, monkeypatch):
    monkeypatch.setattr(office, "uniform", lambda *_: 0.25)
    monkeypatch.setattr(office, "normal", lambda *_: 3.0)
    p = bench.p
    p.attitude_mean, p.attitude_spread = 0.2, 0.1
    p.slope_low, p.slope_high, p.steady_high = 0.4, 0.8, 0.4
    p.share_conditional, p.share_free_rider = 0.2, 0.3
    bench.do(office.draw_office_holder, 17, bench.key, 0, bench.w.town[0].id, p, bench.w, bench.s)
    holder = bench.s.office[0]
    assert (holder.attitude, holder.slope, holder.steady) == (
        pytest.approx(0.5),
        pytest.approx(0.5),
        pytest.approx(0.1),
    )
    assert holder.type == FREE_RIDER
    p.attitude_spread = 1.0
    bench.do(office.draw_office_holder, 17, bench.key, 0, bench.w.town[0].id, p, bench.w, bench.s)
    assert holder.attitude == 1.0
