"""Phases are recognised from observable facts: progress and yield against what is still worth doing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model.codes import (
    ASLEEP,
    BUILDING,
    DELIVERED,
    DISSOLVED,
    DRAFT,
    DRAFTED,
    EVENT_PHASE,
    FAILED,
    FINDING,
    IDEA,
    IMPLEMENTATION,
    INERT,
    MERGED,
    NONE,
    PETITION,
    PHASES,
    RUNNING,
    STABILISED,
    STAGNATING,
    START,
    UNKNOWN,
)  # fmt: skip
from coopsim.submodels import phases


@pytest.mark.parametrize(
    "status, work_left, months_left, done",
    [
        (IDEA, 1.0, 0.0, 0.0),
        (DRAFTED, 0.0, 0.0, 0.0),
        (RUNNING, 1.0, 0.0, 0.1),
        (RUNNING, 0.25, 0.0, 0.4),
        (PETITION, 0.0, 0.0, 0.5),
        (BUILDING, 0.0, 1.0, 0.5),
        (BUILDING, 0.0, 0.5, 0.7),
        (BUILDING, 0.0, 0.0, 0.9),
        (DELIVERED, 0.0, 3.0, 1.0),
        (FAILED, 0.0, 0.0, 0.0),
    ],
)
def test_how_far_a_project_has_come(status, work_left, months_left, done):
    assert phases.fraction_done(status, work_left, months_left) == pytest.approx(done)


@pytest.mark.parametrize("undone, called_for", [(0.0, 0.1), (2.0, 0.1), (10.0, 0.3)])
def test_what_is_left_calls_for_progress(undone, called_for):
    assert phases.pace_called_for(undone, 0.1, 0.03) == pytest.approx(called_for)


def test_activity_is_a_half_where_progress_just_suffices():
    assert phases.activity_of(0.3, 0.3) == 0.5
    assert phases.activity_of(0.0, 0.3) == 0.0
    assert phases.activity_of(0.0, 0.0) == 0.0


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 10))
def test_more_progress_is_more_activity(pace, more, called_for):
    assert 0.0 <= phases.activity_of(pace, called_for) <= phases.activity_of(pace + more, called_for) <= 1.0


@pytest.mark.parametrize("undone, taken_up, much", [(0.0, 0.0, False), (3.5, 6.5, False), (3.6, 6.4, True)])
def test_much_is_left(undone, taken_up, much):
    assert bool(phases.much_left(undone, taken_up, 0.35)) is much


@pytest.fixture
def facts(bench):
    """Founders (90,000 inhabitants) with two agreed projects worth 1 EUR each among ten, quick enough for years."""
    bench.found()
    p, s = bench.p, bench.s
    p.pace_months, p.pace_floor, p.pace_share, p.undone_share = 12.0, 0.1, 0.05, 0.35
    p.renewal_months, p.asleep_months = 6.0, 24.0
    s.project.worth[:], s.project.status[:], s.project.appears[:] = 0.0, UNKNOWN, 0
    s.project.worth[:10] = 90_000.0
    s.project.work[:], s.project.left[:], s.project.build[:], s.project.clock[:] = 10.0, 10.0, 10, 10
    s.project.status[:2], s.project.furthest[:2], s.project.agreed[:2] = RUNNING, 0.1, 5
    s.partner[:2] = 1.0
    s.town.capacity[:] = 4.0
    alliance = s.alliance
    alliance.phase, alliance.month_rose, alliance.month_implementation = IMPLEMENTATION, 10, 10
    alliance.effort_members = 3.0
    return bench


def recognised(bench, month=40):
    return PHASES[bench.do(phases.recognised_phase, month, bench.p, bench.s)]


class TestProgress:
    def earn(self, bench, month=40):
        bench.do(phases.earn, month, bench.p, bench.s)
        return bench.s.earned[:, month % 60]

    def test_what_is_undone_and_taken_up(self, facts):
        s = facts.s
        s.project.status[2:6] = [IDEA, DRAFT, DRAFTED, FAILED]
        s.project[9].appears = 41
        self.earn(facts)
        assert (s.alliance.undone, s.alliance.taken_up) == (7.0, 2.0)  # two taken up, one to appear next month
        s.project.status[:2] = [DELIVERED, PETITION]
        self.earn(facts, 41)
        assert (s.alliance.undone, s.alliance.taken_up) == (8.0, 2.0)

    def test_only_new_results_are_progress(self, facts):
        assert self.earn(facts)[0] == 0.0
        facts.s.project[0].left = 5.0
        assert self.earn(facts, 41)[0] == pytest.approx(0.2)
        assert self.earn(facts, 42)[0] == 0.0
        facts.s.project[0].status = FAILED
        assert self.earn(facts, 43)[0] == 0.0
        facts.s.project[0].status = RUNNING  # agreed again: nothing new before it comes further than it was
        assert self.earn(facts, 44)[0] == 0.0
        facts.s.project[0].left = 2.5
        assert self.earn(facts, 45)[0] == pytest.approx(0.1)

    def test_progress_of_a_town_is_where_it_takes_part(self, facts):
        facts.s.partner[0] = [1.0, 0.0, 1.0]
        facts.s.project[0].left = 0.0
        assert self.earn(facts)[1:] == pytest.approx([0.4, 0.0, 0.4])

    def test_yield_is_what_runs_as_well_as_it_runs(self, facts):
        s = facts.s
        s.project.status[:2], s.project.quality[:2] = DELIVERED, [1.0, 0.5]
        self.earn(facts)
        assert s.alliance.yielded == pytest.approx(1.5)

    def test_work_meetings_and_hours_count_in_neither(self, facts):
        s = facts.s
        facts.do(phases.follow_progress, 40, facts.p, s)
        before = float(s.alliance.pace), float(s.alliance.yielded)
        s.alliance.effort_used = s.alliance.secretariat = s.alliance.external_staff = s.alliance.approach_staff = 9.0
        s.lever[:] = 1.0
        s.alliance.meets = 1
        facts.do(phases.follow_progress, 40, facts.p, s)
        assert (s.alliance.pace, s.alliance.yielded) == before

    def test_pace_is_a_year_over_the_last_months(self, facts):
        s, p = facts.s, facts.p
        s.earned[0] = 9.0  # of five years ago
        for month in range(40, 52):
            s.earned[0, month % 60] = 0.1
        assert facts.do(phases.pace_of, 0, 51, p, s) == pytest.approx(1.2)
        p.pace_months = 24.0
        s.earned[0] = 0.0
        s.earned[0, 0] = 1.0
        assert facts.do(phases.pace_of, 0, 5, p, s) == pytest.approx(0.5)  # a young alliance has had no other months

    def follow(self, facts, gained, month=40):
        facts.s.earned[:] = 0.0
        facts.s.earned[0, (month - 1) % 60] = gained
        facts.do(phases.follow_progress, month, facts.p, facts.s)
        return facts.s.alliance

    def test_too_slow_for_what_is_left(self, facts):
        # eight are undone, a twentieth a year is called for: 0.4
        assert self.follow(facts, 0.39).months_low == 1
        assert self.follow(facts, 0.39, 41).months_low == 2
        assert facts.s.alliance.months_good == 0
        assert self.follow(facts, 0.4, 42).months_low == 0
        assert facts.s.alliance.activity == pytest.approx(0.5)
        assert facts.s.alliance.months_good == 1

    def test_little_left_is_no_stagnation(self, facts):
        facts.s.project.status[:7], facts.s.project.furthest[:7] = RUNNING, 0.1
        assert self.follow(facts, 0.0).months_low == 0  # three of ten

    def test_rising(self, facts):
        facts.s.alliance.month_rose = -1
        assert self.follow(facts, 0.09).month_rose == -1
        assert self.follow(facts, 0.1, 41).month_rose == 41
        assert self.follow(facts, 0.5, 42).month_rose == 41

    @pytest.mark.parametrize(
        "changes, idle", [({}, 1), ({"decisions": 1.0}, 0), ({"progress": 0.1}, 0), ({"groups": 0}, 0)]
    )
    def test_idle_is_without_draft_decision_work_or_building(self, facts, changes, idle):
        for name, value in changes.items():
            facts.s.alliance[name] = value
        assert self.follow(facts, 0.0).months_idle == idle
        facts.s.project[0].status = BUILDING
        assert self.follow(facts, 0.0).months_idle == 0

    @pytest.mark.parametrize("effort, asleep", [(0.13, 0), (0.11, 1)])
    def test_asleep_is_without_effort_too(self, facts, effort, asleep):
        facts.s.alliance.effort_members = effort  # of 12 FTE
        assert self.follow(facts, 0.0).months_still == asleep


class TestAlliance:
    @pytest.mark.parametrize(
        "changes, phase",
        [
            ({"talks": 0}, "none"),
            ({"groups": 0}, "finding"),
            ({}, "implementation"),
            ({"month_end": 5, "phase": MERGED}, "merged"),
            ({"month_end": 5, "phase": DISSOLVED, "talks": 0}, "dissolved"),
            ({"months_low": 1}, "stagnating"),
            ({"months_low": 1, "month_rose": 29}, "implementation"),  # too young to have stagnated
            ({"month_rose": -1}, "implementation"),
            ({"month_rose": -1, "month_implementation": -1}, "start"),
            ({"month_rose": -1, "months_idle": 11}, "implementation"),
            ({"month_rose": -1, "months_idle": 12}, "inert"),
            ({"months_idle": 12}, "implementation"),  # it once rose
            ({"months_still": 24}, "asleep"),
            ({"months_still": 24, "services": 1, "month_opened": 10}, "asleep"),
            ({"phase": STAGNATING, "months_good": 5}, "stagnating"),
            ({"phase": STAGNATING, "months_good": 6}, "implementation"),
            ({"phase": ASLEEP, "months_good": 0}, "stagnating"),  # awake, but nothing has come of it yet
            ({"phase": ASLEEP, "months_good": 6}, "implementation"),
            ({"services": 1, "month_opened": 28}, "stabilised"),
            ({"services": 1, "month_opened": 29}, "implementation"),
            ({"services": 0, "month_opened": 10}, "implementation"),
            ({"services": 1, "month_opened": 10, "months_low": 1}, "stagnating"),
        ],
    )
    def test_from_facts(self, facts, changes, phase):
        for name, value in changes.items():
            facts.s.alliance[name] = value
        assert recognised(facts) == phase


class TestTowns:
    def phase(self, facts, month=40):
        alliance = facts.s.alliance
        left = alliance.undone, alliance.taken_up
        facts.do(phases.earn, month, facts.p, facts.s)
        alliance.undone, alliance.taken_up = left
        return facts.do(phases.town_phase, 0, month, facts.p, facts.s)

    @pytest.mark.parametrize(
        "changes, phase",
        [
            ({"merged": 1}, MERGED),
            ({"member": 0, "left": 1}, DISSOLVED),
            ({"member": 0, "talks": 0, "recognition": 0.1}, NONE),
            ({"member": 0, "talks": 1, "recognition": 0.1}, FINDING),
            ({"member": 0, "talks": 0, "recognition": 0.9}, FINDING),
            ({}, IMPLEMENTATION),
        ],
    )
    def test_from_facts(self, facts, changes, phase):
        for name, value in changes.items():
            facts.s.town[0][name] = value
        facts.p.recognition_threshold = 0.5
        assert self.phase(facts) == phase

    @pytest.mark.parametrize("parts, left, phase", [(3, 0, MERGED), (1, 1, DISSOLVED), (2, 1, DISSOLVED)])
    def test_after_a_complete_merger(self, facts, parts, left, phase):
        facts.s.alliance.merged = 2
        town = facts.s.town[0]
        town.member, town.parts, town.left = 0, parts, left
        assert self.phase(facts) == phase

    @pytest.mark.parametrize("idle, phase", [(11, START), (12, INERT)])
    def test_without_a_project_of_its_own(self, facts, idle, phase):
        facts.s.partner[:2, 0] = 0.0
        facts.s.alliance.months_idle = idle
        assert self.phase(facts) == phase

    @pytest.mark.parametrize("delivered, phase", [(28, STABILISED), (29, IMPLEMENTATION)])
    def test_a_service_for_long_enough(self, facts, delivered, phase):
        facts.s.project[0].status, facts.s.project[0].delivered = DELIVERED, delivered
        assert self.phase(facts) == phase

    def test_it_can_stagnate_while_others_get_on(self, facts):
        alliance, s = facts.s.alliance, facts.s
        alliance.undone, alliance.taken_up = 8.0, 2.0
        s.earned[1:4] = [[0.03], [0.04], [0.04]]
        facts.p.pace_months = 12.0
        s.town.began[:] = 10
        found = [facts.do(phases.town_phase, i, 40, facts.p, s) for i in range(3)]
        assert found == [STAGNATING, IMPLEMENTATION, IMPLEMENTATION]  # 0.36 and 0.48 a year where 0.4 is called for
        s.town.began[0] = 30
        assert facts.do(phases.town_phase, 0, 40, facts.p, s) == IMPLEMENTATION


class TestRecognisePhases:
    def test_stagnation_and_renewal(self, facts):
        s, alliance = facts.s, facts.s.alliance
        month = 24
        while alliance.phase != STAGNATING:
            facts.step(phases.recognise_phases, month)
            month += 1
            assert month < 40
        assert alliance.month_stagnation == month - 1
        assert alliance.months_stagnating == 1
        stagnated = month
        while alliance.phase == STAGNATING:
            s.project[0].left -= 1.0
            s.project[1].left -= 1.0
            facts.step(phases.recognise_phases, month)
            month += 1
            assert month <= stagnated + 10
        # progress of 0.08 a month: 0.4 within the year after five months, and six good months
        assert month - stagnated == 4 + facts.p.renewal_months
        assert alliance.renewals == 1
        assert alliance.months_stagnating == month - stagnated
        assert alliance.month_stagnation == stagnated - 1

    def test_falling_asleep_and_waking(self, facts):
        alliance = facts.s.alliance
        alliance.effort_members = 0.0
        for month in range(40, 64):
            facts.step(phases.recognise_phases, month)
        assert alliance.phase == ASLEEP and alliance.months_asleep == 1
        alliance.decisions = 1.0
        facts.step(phases.recognise_phases, 64)
        assert alliance.phase == STAGNATING and alliance.renewals == 0

    @pytest.mark.parametrize("phase", PHASES)
    def test_every_month_is_booked_under_its_phase(self, facts, phase):
        alliance = facts.s.alliance
        facts.do(phases.count_month, PHASES.index(phase), facts.s)
        booked = {name: int(alliance[f"months_{name}"]) for name in PHASES[:8]}
        assert booked == {name: int(name == phase) for name in PHASES[:8]}

    def test_the_first_month_of_stagnation_is_kept(self, facts):
        alliance = facts.s.alliance
        alliance.month_stagnation = 17
        facts.step(phases.recognise_phases, 60)
        assert (alliance.phase, alliance.month_stagnation) == (STAGNATING, 17)

    def test_first_months_of_the_phases(self, facts):
        alliance = facts.s.alliance
        alliance.phase, alliance.month_implementation, alliance.month_rose = START, -1, -1
        facts.step(phases.recognise_phases, 30)
        assert (alliance.phase, alliance.month_implementation) == (IMPLEMENTATION, 30)
        facts.s.project[0].status, facts.s.project[0].delivered = DELIVERED, 31
        alliance.services = 1
        facts.step(phases.recognise_phases, 31)
        assert (alliance.month_rose, alliance.month_opened) == (31, 31)
        facts.s.project.status[2:10] = RUNNING  # nothing is left undone
        facts.step(phases.recognise_phases, 43)
        assert (alliance.phase, alliance.month_stabilised) == (STABILISED, 43)

    def test_towns_keep_a_mean(self, facts):
        s = facts.s
        s.town.contribution_mean[:] = 0.4
        s.town.contribution[:] = [1.0, 0.4, 0.0]
        facts.step(phases.recognise_phases, 20)
        assert s.town.contribution_mean == pytest.approx([0.45, 0.4, 0.4 * 11 / 12])

    def test_changes_are_told(self, facts):
        facts.s.town.phase[:] = IMPLEMENTATION
        facts.s.alliance.groups = 0
        facts.s.town[2].merged = 1
        facts.step(phases.recognise_phases, 12)
        events = facts.s.events[:2]
        assert [list(event[1:5]) for event in events] == [
            [EVENT_PHASE, -1, FINDING, IMPLEMENTATION],
            [EVENT_PHASE, 2, MERGED, IMPLEMENTATION],
        ]
