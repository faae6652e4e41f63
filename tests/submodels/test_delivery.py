"""Work progresses, coordination costs effort, services open late."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model import codes
from coopsim.model.codes import (
    ADVOCATE,
    BUILD,
    BUILDING,
    CO_DESIGN,
    DELIVERED,
    DRAFT,
    DRAFTED,
    FAILED,
    JOINT_PRIORITIES,
    PETITION,
    POOL,
    RUNNING,
)  # fmt: skip
from coopsim.submodels import delivery


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("coordination_share", (1.0, 0.0, 0.1), 1.0),  # nobody to coordinate with
        ("coordination_share", (3.0, 0.0, 0.1), 1 / 1.2),
        ("coordination_share", (3.0, 4.0, 0.1), 1 / 1.6),  # a veto point is one more to be won over
        ("coordination_share", (3.0, 4.0, 0.0), 1.0),
        ("coordination_share", (0.0, 0.0, 0.1), 1.0),
        ("spread_share", (1.0, 1.0, 0.5), 1.0),
        ("spread_share", (3.0, 1.0, 0.5), 0.5),  # three tasks on one post
        ("spread_share", (6.0, 2.0, 0.5), 0.5),
        ("spread_share", (3.0, 4.0, 0.5), 1.0),  # a post for each
        ("spread_share", (9.0, 0.5, 0.0), 1.0),
        ("grant_chance", (0.0, 0.5, 0.0, 0.0), 0.5),
        ("grant_chance", (0.0, 0.5, 4.0, 0.0), 1 / (1 + math.exp(-2))),
        ("grant_chance", (-1.0, 0.5, 1.0, 0.5), 0.5),  # − 1 + 0.5 + 0.5
        ("quality_after", (1.0, 0.4), 0.95),
        ("quality_after", (0.5, 0.5), 0.5),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(delivery, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(shares, shares)
def test_clarity_rises_and_stays_a_share(clarity, effect):
    after = delivery.towards(clarity, 1.0, effect)
    assert clarity - 1e-12 <= after <= 1.0 + 1e-12
    assert delivery.towards(clarity, 1.0, 0.0) == clarity


@given(st.floats(0, 100), st.floats(0, 5), st.floats(0, 0.1), st.floats(0, 10))
def test_more_partners_and_vetoes_cost_more(partners, vetoes, cost, more):
    share = delivery.coordination_share(partners, vetoes, cost)
    assert 0.0 < share <= 1.0
    assert delivery.coordination_share(partners + more, vetoes, cost) <= share
    assert delivery.coordination_share(partners, vetoes + more, cost) <= share


@given(st.floats(0, 100), st.floats(0, 10), st.floats(0, 1), st.floats(0, 10))
def test_spreading_thin_costs(tasks, staff, switching, more):
    share = delivery.spread_share(tasks, staff, switching)
    assert 0.0 < delivery.spread_share(tasks + more, staff, switching) <= share <= 1.0
    assert delivery.spread_share(tasks, staff + more, switching) >= share


@given(st.floats(-4, 2), st.floats(-0.5, 1.5), st.floats(0, 4), st.floats(-2, 2))
def test_backing_and_goodwill_help(base, backing, weight, disposition):
    chance = delivery.grant_chance(base, backing, weight, disposition)
    assert 0.0 < chance < 1.0
    assert delivery.grant_chance(base, backing + 0.5, weight, disposition) >= chance
    assert delivery.grant_chance(base, backing, weight, disposition + 0.5) > chance


@pytest.fixture
def works(bench, lucky):
    """Two partners of three work on project 0; nothing else is under way; no coordination or switching cost; ample money."""
    lucky("delivery", 0.0)
    bench.found()
    s, p = bench.s, bench.p
    p.coordination, p.switching, p.upkeep, p.contract_effort = 0.0, 0.0, 0.01, 0.5
    p.stall_months, p.failed_news, p.tolerance, p.finding_staff = 24.0, 1.0, 0.3, 0.25
    s.project.status[:] = FAILED
    project = s.project[0]
    project.status, project.kind, project.work, project.left, project.build = RUNNING, BUILD, 12.0, 12.0, 3
    project.host, project.partners, project.reach, project.agreed, project.cost = 0, 2, 50_000.0, 0, 0.0
    project.value, project.scale, project.tries = 10.0, 1.0, 0
    s.partner[0] = [1.0, 1.0, 0.0]
    s.transfer[0], s.alone_gain[:], s.mismatch[:] = 0.0, 0.0, 0.0
    alliance = s.alliance
    alliance.effort = alliance.effort_members = 4.0
    alliance.secretariat = alliance.external_staff = 0.0
    s.town.capacity[:] = 4.0
    s.town.fiscal[:], s.town.contribution[:] = 100.0, 0.5
    return bench


def deliver(bench, month=5):
    bench.step(delivery.deliver_projects, month)
    return bench.s.project[0]


class TestWork:
    def test_it_goes_down_and_then_building_begins(self, works):
        assert deliver(works, 1).left == pytest.approx(8.0)
        alliance = works.s.alliance
        assert alliance.progress == pytest.approx(4 / 12)
        assert (alliance.effort_used, alliance.busy) == (pytest.approx(4.0), pytest.approx(1.0))
        deliver(works, 2)
        project = deliver(works, 3)  # and a month of it is already built
        assert (project.status, project.clock) == (BUILDING, 2)
        assert works.happened() == ["building"]

    def test_coordination_takes_its_share(self, works):
        works.p.coordination, works.p.safeguards = 0.1, 2.0
        works.s.town.trust[:] = 1.0
        works.w.form[works.s.alliance.form].veto_points = 4
        # two partners: 1 / (1 + 0.1 · 5)
        assert deliver(works).left == pytest.approx(12 - 4 / 1.5)

    def test_only_members_work_counts_as_used(self, works):
        alliance = works.s.alliance
        alliance.effort, alliance.effort_members, alliance.secretariat = 4.0, 3.0, 1.0
        deliver(works)
        assert alliance.effort_used == pytest.approx(3.0)
        assert alliance.progress == pytest.approx(0.75 * 4 / 12)

    def test_contract_and_upkeep_come_first(self, works):
        s = works.s
        s.alliance.contract_work = 1.0
        other = s.project[1]
        other.status, other.work, other.quality, other.partners = DELIVERED, 100.0, 1.0, 2
        # 1 on the contract, 1 of upkeep, 2 left for the project
        assert deliver(works).left == pytest.approx(10.0)
        assert s.alliance.contract_work == 0.0
        assert other.quality == 1.0
        assert s.alliance.services == 1
        assert s.alliance.progress == pytest.approx(2 / 12)

    def test_a_long_contract_takes_part_of_the_effort(self, works):
        works.s.alliance.contract_work = 100.0
        deliver(works)
        assert works.s.alliance.contract_work == pytest.approx(98.0)

    def test_tasks_share_and_switching_costs(self, works):
        works.p.switching, works.s.alliance.effort = 0.5, 1.0
        other = works.s.project[1]
        other.status, other.left, other.work = DRAFT, 8.0, 20.0
        deliver(works)
        # one post for two tasks: 1 / 1.5 for both together
        assert works.s.project[0].left == pytest.approx(12 - 1 / 1.5 / 2)
        assert other.left == pytest.approx(8 - 1 / 1.5 / 2)
        works.p.switching, other.left = 0.0, 8.0  # switched off: nothing is lost
        deliver(works)
        assert other.left == pytest.approx(8 - 1 / 2)

    def test_less_begun_is_done_sooner_though_not_more(self, works):
        def opened(begun):
            works.s.project.status[:] = FAILED
            works.s.project.left[:2] = 12.0
            months = []
            for month in range(12):
                for k in range(2):
                    if works.s.project[k].status == FAILED and (begun == 2 or month >= 3 * k):
                        works.s.project[k].status = DRAFT
                before = list(works.s.project.status[:2])
                works.step(delivery.deliver_projects, month)
                months += [month for k in range(2) if before[k] == DRAFT and works.s.project[k].status == DRAFTED]
                if len(months) == 2:
                    return months
            return months

        assert opened(2) == [5, 5]
        assert opened(1) == [2, 5]

    def test_searching_takes_staff_from_the_works(self, works):
        s, p = works.s, works.p
        s.area.group[:2], p.finding_staff = 1, 0.5
        assert deliver(works).left == pytest.approx(12 - (4 - 2 * 0.5))
        assert (s.alliance.search, s.alliance.busy) == (pytest.approx(1.0), pytest.approx(1.0))
        s.alliance.effort = 0.6  # three tasks, 0.2 each
        s.project[0].left = 12.0
        assert deliver(works).left == pytest.approx(12 - 0.2)
        assert s.alliance.search == pytest.approx(0.4)
        p.finding_staff, s.project[0].left = 0.0, 12.0  # switched off
        assert deliver(works).left == pytest.approx(12 - 0.6)
        assert s.alliance.search == 1.0

    def test_joint_priorities_let_the_search_wait(self, works):
        s, p = works.s, works.p
        s.area.group[:2], p.finding_staff, p.focus_staff, s.alliance.effort = 1, 0.5, 1.0, 2.0
        s.lever[JOINT_PRIORITIES] = 1.0
        assert deliver(works).left == pytest.approx(12 - 1.5)
        assert s.alliance.search == pytest.approx(0.5)  # one group of two
        s.alliance.effort, s.project[0].left = 1.0, 12.0
        assert deliver(works).left == pytest.approx(11.0)
        assert s.alliance.search == pytest.approx(0.0, abs=1e-8)

    def test_idle_staff_is_not_busy(self, works):
        works.s.project[0].left = 1.0
        works.s.project[0].build = 99
        deliver(works)
        assert works.s.alliance.busy == pytest.approx(0.25)
        deliver(works)
        assert (works.s.alliance.busy, works.s.alliance.progress) == (pytest.approx(0.03), 0.0)  # looks after the site

    def test_without_effort_nothing_moves_and_services_decay(self, works):
        s = works.s
        s.alliance.effort = s.alliance.effort_members = 0.0
        other = s.project[1]
        other.status, other.work, other.quality, other.partners = DELIVERED, 100.0, 1.0, 2
        assert deliver(works).left == 12.0
        assert other.quality == pytest.approx(11 / 12)
        for month in range(14):
            deliver(works, month)
        assert other.quality < 0.3 and other.status == DELIVERED  # there by name, worth next to nothing

    def test_a_draft_is_shaped_and_becomes_ones_own(self, works):
        s, p = works.s, works.p
        p.clarity_gain, p.shaping_effect, p.ownership_rate = 0.5, 0.8, 0.5
        s.lever[CO_DESIGN] = 0.5
        project = s.project[0]
        project.status, project.left, project.clarity = DRAFT, 1.0, 0.2
        s.town.ownership[:] = 0.2
        s.town[2].member = 0
        deliver(works, 7)
        assert (project.status, project.ready) == (DRAFTED, 7)
        assert (project.clarity, project.shaping) == (pytest.approx(0.6), pytest.approx(0.4))
        assert s.town.ownership == pytest.approx([0.4, 0.4, 0.2])

    def test_it_stalls_in_the_end(self, works):
        works.s.alliance.effort = 0.0
        assert deliver(works, 24).status == RUNNING
        assert deliver(works, 25).status == FAILED
        assert list(works.s.town.news) == [-1.0, -1.0, 0.0]


class TestTrueCost:
    @pytest.fixture
    def done(self, works):
        works.s.project[0].left = 1.0
        works.p.host_bonus = works.p.displacement = 0.0
        works.w.function[works.s.project[0].function].site_bound = 0.0
        works.w.function[works.s.project[0].function].higher_order = 0
        works.p.scale_high = 30_000.0
        works.s.need[:] = 0.5  # worth 5
        works.s.partner[0] = 1.0
        works.s.project[0].partners, works.s.project[0].reach = 3, 90_000.0
        return works

    def test_who_would_lose_leaves(self, done):
        done.s.project[0].cost = 4.0
        done.s.need[2] = 0.1
        project = deliver(done)
        assert list(done.s.partner[0]) == [1, 1, 0]
        assert (project.status, project.partners, project.reach) == (BUILDING, 2, 50_000.0)

    def test_a_merged_town_counts_as_the_municipalities_it_was(self, done):
        done.s.town.parts[0] = 2
        done.s.partner[0] = [1, 0, 0]
        done.s.project[0].partners = 2
        assert deliver(done).partners == 2

    def test_compensation_holds(self, done):
        done.s.project[0].cost = 4.0
        done.s.need[2] = 0.1  # −3
        done.s.transfer[0, 2] = 2.8
        assert deliver(done).partners == 3

    def test_whom_a_majority_binds_it_binds_to_the_end(self, done):
        done.w.form[done.s.alliance.form].project_rule = codes.RULES.index("simple_majority")
        done.s.project[0].cost = 4.0
        done.s.need[2] = 0.1
        project = deliver(done)
        assert (project.status, project.partners) == (BUILDING, 3)
        project.status, project.left, project.partners = RUNNING, 1.0, 1
        assert deliver(done).status == FAILED

    def test_no_majority_builds_with_a_host_that_has_left(self, done):
        done.w.form[done.s.alliance.form].project_rule = codes.RULES.index("simple_majority")
        done.s.partner[0, done.s.project[0].host] = 0.0
        done.s.project[0].partners = 2
        assert deliver(done).status == FAILED

    @pytest.mark.parametrize("losers", [[1, 2], [0]])
    def test_too_few_or_no_host_left(self, done, losers):
        done.s.project[0].cost = 4.0
        done.s.need[losers] = 0.1
        assert deliver(done).status == FAILED
        assert done.happened() == ["failed"]

    def test_compensation_stays_balanced_among_those_who_go_on(self, done):
        done.s.project[0].cost = 4.0
        done.s.need[2] = 0.1
        done.s.transfer[0] = [-0.5, 0.0, 0.25]  # amt pays 10,000 EUR to celle
        deliver(done)
        s = done.s
        assert list(s.partner[0]) == [1, 1, 0]
        assert (s.transfer[0] * s.partner[0] * s.town.population).sum() == pytest.approx(0.0)


class TestAfterTheEnd:
    def test_after_a_complete_merger_the_town_pays_and_runs_it_alone(self, works):
        s = works.s
        s.project[0].status, s.project[0].clock, s.project[0].cost = BUILDING, 3, 100.0
        s.town.fiscal[:], s.alliance.free_money, s.alliance.effort = 0.0, 0.0, 0.0
        assert works.do(delivery.money_ratio, works.p, works.w, s) == 0.0
        s.alliance.month_end = 3
        assert works.do(delivery.money_ratio, works.p, works.w, s) == 1.0
        other = s.project[1]
        other.status, other.work, other.quality, other.partners = DELIVERED, 100.0, 0.5, 2
        deliver(works)
        assert other.quality == pytest.approx(0.5 + 0.5 / 12)


class TestBuilding:
    @pytest.fixture
    def site(self, works):
        project = works.s.project[0]
        project.status, project.clock, project.cost = BUILDING, 3, 100.0
        return works

    def test_it_opens_after_its_time(self, site):
        for month in (1, 2):
            deliver(site, month)
        project = deliver(site, 3)
        assert (project.status, project.delivered, project.clock, project.quality) == (DELIVERED, 3, 0, 1.0)
        assert list(site.s.town.news) == [1.0, 1.0, 0.0]
        assert (site.happened(), site.s.alliance.services) == (["delivered"], 1)
        assert deliver(site, 4).clock == 1

    def test_money_by_hand(self, site):
        s = site.s
        s.town.fiscal[:] = [100.0, -50.0, 0.0]
        s.town.contribution[:] = [0.5, 0.5, 0.5]
        s.alliance.free_money = 250_000.0
        # 1,000,000 + 250,000 of the 100 · 50,000 needed
        assert site.do(delivery.money_ratio, site.p, site.w, s) == pytest.approx(0.25)
        s.alliance.free_money, s.town.fiscal[0] = 0.0, -100.0
        assert site.do(delivery.money_ratio, site.p, site.w, s) == 0.0
        s.project[0].kind = ADVOCATE
        assert site.do(delivery.money_ratio, site.p, site.w, s) == 1.0

    def test_short_of_money_it_takes_longer(self, site, lucky):
        lucky("delivery", 0.5)
        site.s.town.fiscal[:] = 0.0
        assert deliver(site).clock == 3
        site.s.alliance.free_money = 1e9
        assert deliver(site).clock == 2

    def test_what_others_build_goes_on_without_our_money(self, site, lucky):
        lucky("delivery", 0.5)
        site.s.town.fiscal[:] = 0.0
        site.s.project[0].kind = ADVOCATE
        other = site.s.project[1]
        other.status, other.kind, other.clock, other.cost, other.reach = BUILDING, POOL, 3, 100.0, 1e5
        assert deliver(site).clock == 2
        assert other.clock == 3

    def test_a_service_needs_two(self, site):
        site.s.project[0].status, site.s.project[0].partners = DELIVERED, 1
        assert deliver(site).status == FAILED
        assert site.s.alliance.services == 0


class TestProviders:
    @pytest.fixture
    def petition(self, works):
        project = works.s.project[0]
        project.kind, project.status, project.left = ADVOCATE, PETITION, 0.0
        works.w.function[project.function].provider = 3  # the federation
        works.p.grant_base = works.p.grant_support = 0.0
        return works

    def test_finished_work_is_handed_in(self, works):
        works.s.project[0].kind, works.s.project[0].left = ADVOCATE, 1.0
        works.p.sitting_interval = 72.0
        works.w.function[works.s.project[0].function].provider = 3
        assert works.do(delivery.work_done, 3, 0, works.p, works.w, works.s) is None
        assert works.s.project[0].status == PETITION

    def test_granted(self, petition):
        project = deliver(petition)
        assert (project.status, project.clock) == (BUILDING, 3)
        assert petition.last_event("petition_granted")[4] == pytest.approx(0.5)

    def test_refused_until_its_time_is_over(self, petition, monkeypatch):
        from coopsim.model import processes

        monkeypatch.setattr(
            delivery, "uniform", lambda key, process, month, who: 0.0 if process == processes.SITTING else 0.9
        )
        assert deliver(petition, 23).status == PETITION
        assert deliver(petition, 24).status == PETITION
        assert deliver(petition, 25).status == FAILED
        assert petition.happened() == ["petition_refused", "petition_refused", "failed"]

    def test_it_waits_for_a_sitting(self, petition, lucky):
        lucky("delivery", 0.2)
        petition.p.sitting_interval = 6.0
        assert deliver(petition).status == PETITION
        assert petition.happened() == []
        petition.p.sitting_interval = 4.0
        assert deliver(petition).status == BUILDING

    def test_a_county_head_has_a_view(self, petition):
        petition.w.function[petition.s.project[0].function].provider = 1
        petition.s.office[3].attitude = 1.0
        deliver(petition)
        assert petition.last_event("petition_granted")[4] == pytest.approx(1 / (1 + math.exp(-1)))

    def test_a_county_nobody_belongs_to_has_no_view(self, petition):
        petition.w.function[petition.s.project[0].function].provider = 1
        petition.s.office[3].attitude = 1.0
        petition.w.town[0].county = -1
        deliver(petition)
        assert petition.last_event("petition_granted")[4] == pytest.approx(0.5)

    def test_the_land_decides_in_its_rounds_too(self, petition, lucky):
        lucky("delivery", 0.4)
        petition.w.function[petition.s.project[0].function].provider = 2
        petition.p.land_disposition, petition.s.alliance.land_support = 4.0, 1.0
        assert deliver(petition).status == PETITION
        petition.s.alliance.land_round = 1
        deliver(petition)
        assert petition.last_event("petition_granted")[4] == pytest.approx(1 / (1 + math.exp(-2)))

    def test_backing_and_designation_by_hand(self, petition):
        petition.p.grant_support = 2.0
        petition.s.alliance.designation = 1
        deliver(petition)
        # 2 · (50/90 − 1/2 + 1/2)
        assert petition.last_event("petition_granted")[4] == pytest.approx(1 / (1 + math.exp(-2 * 5 / 9)))

    def test_building_waits_for_staff_too(self, works, lucky):
        lucky("delivery", 0.5)
        works.s.project[0].status, works.s.project[0].clock, works.s.project[0].work = BUILDING, 3, 100.0
        works.p.upkeep, works.s.alliance.effort = 0.01, 0.4
        assert deliver(works).clock == 3 and works.s.alliance.supplied == pytest.approx(0.4)
        works.s.alliance.effort = 1.0
        assert deliver(works).clock == 2 and works.s.alliance.busy == pytest.approx(1.0)
