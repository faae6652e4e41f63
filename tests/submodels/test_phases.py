"""Phases are recognised from observable facts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model.codes import (
    BUILDING,
    DELIVERED,
    DISSOLVED,
    DRAFTED,
    EVENT_PHASE,
    FAILED,
    FINDING,
    IMPLEMENTATION,
    INERT,
    MERGED,
    NONE,
    PHASES,
    RUNNING,
    STABILISED,
    STAGNATING,
    START,
)  # fmt: skip
from coopsim.submodels import phases


@pytest.mark.parametrize(
    "inputs, value",
    [
        ((0.0, 0.0, 0.0, 0.0, 2.0, 5.0, 1.0, 1.0, 1.0, 1.0), 0.0),
        ((0.4, 0.0, 0.2, 0.0, 2.0, 5.0, 1.0, 1.0, 1.0, 1.0), 0.15),
        ((5.0, 0.0, 5.0, 0.0, 2.0, 5.0, 1.0, 1.0, 1.0, 1.0), 0.5),
        ((0.0, 1.0, 0.0, 0.0, 6.0, 5.0, 1.0, 1.0, 1.0, 1.0), 0.25 * (1 - math.exp(-2))),
        ((0.0, 0.0, 0.0, 5.0, 2.0, 5.0, 1.0, 1.0, 1.0, 1.0), 0.25 * (1 - math.exp(-1))),
        ((1.0, 1e3, 1.0, 1e3, 2.0, 5.0, 1.0, 1.0, 1.0, 1.0), 1.0),
        ((0.4, 0.0, 0.2, 0.0, 2.0, 5.0, 2.0, 1.0, 1.0, 1.0), 0.2),  # work counts twice: (0.8 + 0.2) / 5
    ],
)
def test_activity_by_hand(inputs, value):
    assert phases.activity_of(*inputs) == pytest.approx(value, rel=1e-12)


@given(
    st.tuples(st.floats(0, 3), st.floats(0, 20), st.floats(0, 3), st.floats(0, 50)), st.integers(0, 3), st.floats(0, 5)
)
def test_every_part_adds_to_activity(parts, which, more):
    def activity(parts):
        return phases.activity_of(*parts, 2.0, 5.0, 1.0, 2.0, 0.5, 1.0)

    better = [part + (more if k == which else 0.0) for k, part in enumerate(parts)]
    assert 0.0 <= activity(parts) <= activity(better) <= 1.0


@pytest.fixture
def facts(bench):
    """A steering group with two projects under way, active for years; nothing but facts decides what follows."""
    bench.found()
    p, s = bench.p, bench.s
    p.activity_floor, p.stagnation_fraction, p.stagnation_months, p.renewal_months = 0.1, 0.5, 12.0, 6.0
    p.inert_months, p.stable_months, p.town_floor = 36.0, 24.0, 0.1
    s.project.status[:] = 0
    s.project.status[:2] = RUNNING
    s.partner[:2] = 1.0
    alliance = s.alliance
    alliance.phase, alliance.month_rose, alliance.month_implementation = IMPLEMENTATION, 10, 10
    alliance.activity = alliance.peak = 0.4
    s.town.contribution_mean[:] = s.town.contribution_peak[:] = 0.4
    return bench


def recognised(bench, month=20):
    return PHASES[bench.do(phases.recognised_phase, month, bench.p, bench.s)]


class TestAlliance:
    @pytest.mark.parametrize(
        "changes, phase",
        [
            ({"talks": 0}, "none"),
            ({"groups": 0}, "finding"),
            ({}, "implementation"),
            ({"month_end": 5, "phase": MERGED}, "merged"),
            ({"month_end": 5, "phase": DISSOLVED, "talks": 0}, "dissolved"),
            ({"months_low": 12}, "stagnating"),
            ({"months_low": 11}, "implementation"),
            ({"months_low": 12, "month_rose": -1}, "implementation"),  # it never rose: nothing to fall from
            ({"phase": STAGNATING, "months_high": 5}, "stagnating"),
            ({"phase": STAGNATING, "months_high": 6}, "implementation"),
            ({"phase": STAGNATING, "months_high": 6, "services": 1}, "implementation"),
        ],
    )
    def test_from_facts(self, facts, changes, phase):
        for name, value in changes.items():
            facts.s.alliance[name] = value
        assert recognised(facts) == phase

    def test_without_joint_work_it_starts(self, facts):
        facts.s.alliance.month_implementation = -1
        facts.s.project.status[:2] = [DRAFTED, FAILED]
        assert recognised(facts) == "start"

    @pytest.mark.parametrize("status", [RUNNING, BUILDING, DELIVERED])
    def test_joint_work_is_implementation(self, facts, status):
        facts.s.alliance.month_implementation = -1
        facts.s.project.status[:2] = [status, 0]
        assert recognised(facts) == "implementation"

    @pytest.mark.parametrize(
        "month, rose, phase", [(35, -1, "implementation"), (36, -1, "inert"), (36, 20, "implementation")]
    )
    def test_alive_but_useless(self, facts, month, rose, phase):
        facts.s.alliance.month_start, facts.s.alliance.month_rose = 0, rose
        assert recognised(facts, month) == phase

    @pytest.mark.parametrize(
        "month, services, phase", [(33, 1, "implementation"), (34, 1, "stabilised"), (34, 0, "implementation")]
    )
    def test_stabilised_takes_services_and_time(self, facts, month, services, phase):
        facts.s.alliance.services = services
        assert recognised(facts, month) == phase

    def test_all_projects_gone_it_starts_again(self, facts):
        assert recognised(facts) == "implementation"
        facts.s.project.status[:2] = FAILED
        assert recognised(facts) == "start"


class TestTowns:
    @pytest.mark.parametrize(
        "changes, phase",
        [
            ({"merged": 1}, MERGED),
            ({"member": 0, "left": 1}, DISSOLVED),
            ({"member": 0, "talks": 0, "recognition": 0.1}, NONE),
            ({"member": 0, "talks": 1, "recognition": 0.1}, FINDING),
            ({"member": 0, "talks": 0, "recognition": 0.9}, FINDING),
            ({}, IMPLEMENTATION),
            ({"contribution_mean": 0.19}, STAGNATING),
            ({"contribution_mean": 0.21}, IMPLEMENTATION),
            ({"contribution_mean": 0.0, "contribution_peak": 0.1}, IMPLEMENTATION),  # it never did much
        ],
    )
    def test_from_facts(self, facts, changes, phase):
        for name, value in changes.items():
            facts.s.town[0][name] = value
        facts.p.recognition_threshold = 0.5
        assert facts.do(phases.town_phase, 0, facts.p, facts.s) == phase

    @pytest.mark.parametrize("parts, left, phase", [(3, 0, MERGED), (1, 1, DISSOLVED), (2, 1, DISSOLVED)])
    def test_after_a_complete_merger(self, facts, parts, left, phase):
        facts.s.alliance.merged = 2
        town = facts.s.town[0]
        town.member, town.parts, town.left = 0, parts, left
        assert facts.do(phases.town_phase, 0, facts.p, facts.s) == phase

    @pytest.mark.parametrize("wait, peak, phase", [(10, 0.0, START), (36, 0.0, INERT), (36, 0.4, START)])
    def test_without_a_project_of_its_own(self, facts, wait, peak, phase):
        facts.s.partner[:2, 0] = 0.0
        facts.s.town[0].wait, facts.s.town[0].contribution_peak = wait, peak
        assert facts.do(phases.town_phase, 0, facts.p, facts.s) == phase

    @pytest.mark.parametrize(
        "wait, delivered, phase", [(24, 5, STABILISED), (23, 5, IMPLEMENTATION), (24, -1, IMPLEMENTATION)]
    )
    def test_a_service_for_long_enough(self, facts, wait, delivered, phase):
        facts.s.project.delivered[:] = -1
        facts.s.project[0].status, facts.s.project[0].delivered = DELIVERED, delivered
        facts.s.town[0].wait = wait
        assert facts.do(phases.town_phase, 0, facts.p, facts.s) == phase


class TestActivity:
    def test_the_mean_of_twelve_months(self, facts):
        s, p = facts.s, facts.p
        s.town.capacity[:] = 4.0
        s.alliance.effort_used, s.alliance.decisions, s.alliance.progress, s.alliance.services = 6.0, 0.0, 0.5, 0
        facts.do(phases.measure_activity, 0, p, s)
        assert s.alliance.activity_now == pytest.approx(0.25)
        assert s.alliance.activity == pytest.approx(0.25 / 12)
        for month in range(1, 24):
            facts.do(phases.measure_activity, month, p, s)
        assert s.alliance.activity == pytest.approx(0.25)

    @pytest.mark.parametrize("field, value", [("month_end", 3), ("members", 1)])
    def test_after_the_end_or_alone_there_is_none(self, facts, field, value):
        s = facts.s
        s.alliance[field] = value
        s.alliance.effort_used, s.alliance.progress, s.alliance.decisions, s.alliance.services = 6.0, 1.0, 0.0, 0
        facts.do(phases.measure_activity, 0, facts.p, s)
        assert s.alliance.activity_now == 0.0

    def test_meetings_secretariat_and_approaches_never_count(self, facts):
        s = facts.s
        facts.do(phases.measure_activity, 0, facts.p, s)
        before = s.alliance.activity_now
        s.alliance.secretariat, s.alliance.external_staff, s.alliance.approach_staff, s.alliance.facilitation = (
            9.0,
            9.0,
            9.0,
            1.0,
        )
        s.lever[:] = 1.0
        s.alliance.meets = 1
        facts.do(phases.measure_activity, 0, facts.p, s)
        assert s.alliance.activity_now == before

    def follow(self, facts, activity, month=20):
        facts.s.alliance.activity = activity
        facts.do(phases.follow_activity, month, facts.p, facts.s)
        return facts.s.alliance

    def test_low_and_high_months_are_counted(self, facts):
        assert self.follow(facts, 0.19).months_low == 1
        assert self.follow(facts, 0.19).months_low == 2
        assert self.follow(facts, 0.21).months_low == 0
        alliance = facts.s.alliance
        alliance.phase = STAGNATING
        assert self.follow(facts, 0.21).months_high == 1
        assert self.follow(facts, 0.19).months_high == 0

    def test_the_peak_follows_also_in_stagnation(self, facts):
        assert self.follow(facts, 0.6).peak == 0.6
        facts.s.alliance.phase = STAGNATING
        assert self.follow(facts, 0.5).peak == 0.6
        assert self.follow(facts, 0.9).peak == 0.9

    def test_rising_above_the_floor(self, facts):
        facts.s.alliance.month_rose = -1
        assert self.follow(facts, 0.1, month=21).month_rose == -1
        assert self.follow(facts, 0.11, month=22).month_rose == 22
        assert self.follow(facts, 0.2, month=23).month_rose == 22

    def test_a_group_that_never_rose_counts_as_low(self, facts):
        facts.s.alliance.peak, facts.s.alliance.month_rose = 0.05, -1
        assert self.follow(facts, 0.05).months_low == 1
        facts.s.alliance.groups = 0
        assert self.follow(facts, 0.05).months_low == 0


class TestRecognisePhases:
    def test_stagnation_and_renewal(self, facts):
        s, alliance = facts.s, facts.s.alliance
        facts.p.usual_decisions, facts.p.usual_services = 2.0, 5.0
        s.town.capacity[:] = 4.0
        s.history[:] = 0.4
        alliance.effort_used = alliance.progress = 0.0
        month = 24
        while alliance.phase != STAGNATING:
            facts.step(phases.recognise_phases, month)
            month += 1
            assert month < 80
        assert alliance.month_stagnation == month - 1
        assert alliance.phase_months_stagnating == 1
        stagnated = month
        alliance.effort_used, alliance.progress = 12.0, 1.0
        while alliance.phase == STAGNATING:
            facts.step(phases.recognise_phases, month)
            month += 1
            assert month < 140
        assert alliance.renewals == 1
        assert alliance.peak == alliance.activity < 0.5
        assert alliance.phase_months_stagnating == month - stagnated
        assert alliance.month_stagnation == stagnated - 1
        assert facts.happened("phase").count("phase") >= 2

    @pytest.mark.parametrize(
        "phase",
        ["none", "finding", "start", "implementation", "stabilised", "stagnating", "inert", "merged", "dissolved"],
    )
    def test_every_month_is_booked_under_its_phase(self, facts, phase):
        alliance = facts.s.alliance
        facts.do(phases.count_month, PHASES.index(phase), facts.s)
        booked = {name: int(alliance[f"phase_months_{name}"]) for name in PHASES[:7]}
        assert booked == {name: int(name == phase) for name in PHASES[:7]}

    def test_the_first_month_of_stagnation_is_kept(self, facts):
        alliance = facts.s.alliance
        facts.s.history[:] = 0.1
        alliance.months_low, alliance.month_stagnation = 40, 17
        facts.step(phases.recognise_phases, 60)
        assert (alliance.phase, alliance.month_stagnation) == (STAGNATING, 17)

    def test_first_months_of_the_phases(self, facts):
        alliance = facts.s.alliance
        alliance.phase, alliance.month_implementation = START, -1
        facts.s.history[:] = 0.4
        facts.step(phases.recognise_phases, 30)
        assert (alliance.phase, alliance.month_implementation) == (IMPLEMENTATION, 30)
        alliance.services = 1
        facts.step(phases.recognise_phases, 54)
        assert (alliance.phase, alliance.month_stabilised) == (STABILISED, 54)

    def test_towns_keep_a_mean_and_a_peak(self, facts):
        s = facts.s
        s.town.contribution[:] = [1.0, 0.4, 0.0]
        facts.step(phases.recognise_phases, 20)
        assert s.town.contribution_mean == pytest.approx([0.45, 0.4, 0.4 * 11 / 12])
        assert s.town.contribution_peak == pytest.approx([0.45, 0.4, 0.4])

    def test_changes_are_told(self, facts):
        facts.s.history[:] = 0.4
        facts.s.town.phase[:] = IMPLEMENTATION
        facts.s.alliance.groups = 0
        facts.s.town[2].merged = 1
        facts.step(phases.recognise_phases, 20)
        events = facts.s.events[:2]
        assert [list(event[1:5]) for event in events] == [
            [EVENT_PHASE, -1, FINDING, IMPLEMENTATION],
            [EVENT_PHASE, 2, MERGED, IMPLEMENTATION],
        ]

    def test_a_renewal_counts_whatever_phase_follows(self, facts):
        alliance = facts.s.alliance
        alliance.phase, alliance.months_high, alliance.month_implementation = STAGNATING, 6, -1
        facts.s.project.status[:2] = DRAFTED
        facts.s.history[:] = 0.4
        facts.step(phases.recognise_phases, 60)
        assert alliance.phase == START and alliance.renewals == 1
