"""Fields of cooperation, ideas and drafts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import money, shares

from coopsim.model.codes import (
    CO_DESIGN,
    DELIVERED,
    DRAFT,
    DRAFTED,
    FAILED,
    IDEA,
    INTERACTIVE_FORMATS,
    JOINT_PRIORITIES,
    NEEDS_AND_STRENGTHS,
    RUNNING,
    SHARE,
    UNKNOWN,
)
from coopsim.submodels import agenda


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("wish", (0.8, 0.5, 0.5), 0.2),
        ("wish", (0.8, 1.0, 1.0), 0.0),  # it has what it needs
        ("wish", (1.0, 0.0, 0.0), 0.0),  # it sees no problem
        ("freshness", (12.0, 24.0), 1.0),
        ("freshness", (36.0, 24.0), 0.5),
        ("freshness", (84.0, 24.0), 0.25),
        ("weighted", (6.0, 2.0, 0.0), 6.0),
        ("weighted", (6.0, 2.0, 1.0), 2.0),
        ("weighted", (6.0, 2.0, 0.5), 4.0),
        ("finding_chance", (0.5, 0.0, 3.0), 0.0),  # nobody has time to search
        ("finding_chance", (0.05, 1.0, 2.0), 1 - math.exp(-0.1)),
        ("finding_chance", (0.05, 0.5, 2.0), 1 - math.exp(-0.05)),
        ("work_in_progress", (3.0, 0.5), 6.0),
        ("work_in_progress", (0.2, 0.5), 1.0),  # one thing at a time can always be done
        ("work_in_progress", (0.0, 0.0), 1e9),  # priorities are not set jointly
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(agenda, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(money, money, shares)
def test_a_weight_lies_between_the_champion_and_all(champion, pooled, joint):
    assert min(champion, pooled) - 1e-9 <= agenda.weighted(champion, pooled, joint) <= max(champion, pooled) + 1e-9


@given(st.floats(0, 1), shares, st.floats(1, 5), shares)
def test_more_staff_for_searching_finds_more(rate, search, outside, less):
    assert (
        0.0 <= agenda.finding_chance(rate, search * less, outside) <= agenda.finding_chance(rate, search, outside) < 1.0
    )


@given(st.floats(0, 10), st.floats(0, 3).map(lambda x: x if x > 1e-6 else 0.0), st.floats(1e-6, 5))
def test_who_has_more_staff_may_begin_more(staff, least, more):
    assert 1.0 <= agenda.work_in_progress(staff, least + more) <= agenda.work_in_progress(staff, least)
    assert agenda.work_in_progress(staff + more, least) >= agenda.work_in_progress(staff, least)


@pytest.fixture
def working(bench):
    """A founded alliance with room for two groups, all ideas still to be found, no misfit and no error."""
    bench.found()
    s, p = bench.s, bench.p
    bench.w.form[s.alliance.form].working_groups = 2
    p.misperception = 0.0
    s.project.status[:] = UNKNOWN
    s.project.appears[:] = 0
    s.project.follows[:] = -1
    s.alliance.search = 1.0
    return bench


def needs(s, **areas):
    """The same needs in every town."""
    from coopsim.model import codes

    for a, name in enumerate(codes.AREAS):
        s.need[:, a] = areas.get(name, 0.0)
        s.endowment[:, a] = 0.0


class TestDeriveFields:
    def derive(self, bench, month=12):
        bench.do(agenda.derive_fields, month, bench.p, bench.w, bench.s)
        return [a for a in range(6) if bench.s.area[a].group]

    def test_the_areas_most_wanted_get_groups(self, working):
        needs(working.s, health=0.9, culture=0.7, supply=0.2)
        assert self.derive(working) == [2, 3]
        assert working.happened("working_group") == ["working_group"] * 2
        assert working.s.area[2].since == 12

    def test_weights_by_hand(self, working):
        needs(working.s, health=0.6)
        working.s.need[0, 3], working.s.town.recognition[:] = 1.0, 0.5
        self.derive(working)
        assert working.s.area[2].weight == pytest.approx(0.3)  # all want it alike
        assert working.s.area[3].weight == pytest.approx(0.5)  # amt is its champion
        working.s.lever[JOINT_PRIORITIES] = 1.0
        self.derive(working)
        assert working.s.area[2].weight == pytest.approx(0.3)
        assert working.s.area[3].weight == pytest.approx(0.5 / 3)

    def test_outsiders_have_no_say(self, working):
        needs(working.s, health=0.9)
        working.s.need[2] = [1.0, 0, 0, 0, 0, 0]
        working.s.town[2].member = 0
        working.w.form[working.s.alliance.form].working_groups = 1
        assert self.derive(working) == [2]

    def test_joint_priorities_do_not_take_groups_away(self, working):
        needs(working.s, health=0.9, culture=0.7, supply=0.2)
        working.w.form[working.s.alliance.form].working_groups = 3
        working.s.lever[JOINT_PRIORITIES] = 1.0
        assert self.derive(working) == [2, 3, 4]

    def test_an_exhausted_field_gives_way_after_a_year_at_least(self, working):
        needs(working.s, health=0.9, culture=0.7)
        working.w.form[working.s.alliance.form].working_groups = 1
        working.p.stale_months = 24.0
        assert self.derive(working, month=12) == [2]
        assert self.derive(working, month=24) == [2]  # it has a year
        assert self.derive(working, month=36) == [3]  # 0.9 · 24 / 36 is less than 0.7
        working.s.need[:, 2] = 1.0
        assert self.derive(working, month=40) == [2, 3]  # a group works for a year at least
        assert self.derive(working, month=48) == [2]
        working.s.area[2].found = 80
        assert self.derive(working, month=90) == [2]

    def test_without_members_there_is_no_field(self, working):
        working.s.town.member[:] = 0
        assert self.derive(working) == []


class TestIdeas:
    def test_only_in_areas_with_a_group_and_only_when_they_can_be_found(self, working, lucky):
        lucky("agenda", 0.0)
        project, area = working.s.project, working.s.area
        project.area[:] = 2
        project.area[0] = 3
        project.appears[1] = 9
        area.group[2] = 1
        working.do(agenda.find_ideas, 5, working.key, working.p, working.w, working.s)
        assert list(project.status) == [UNKNOWN, UNKNOWN] + [IDEA] * 10
        assert area.found[2] == 5 and area.found[3] == 0
        assert working.happened()[-10:] == ["idea"] * 10

    def test_nothing_is_found_by_bad_luck_or_without_staff_for_it(self, working, lucky):
        lucky("agenda", 0.91)
        working.s.area.group[:] = 1
        working.do(agenda.find_ideas, 5, working.key, working.p, working.w, working.s)
        assert (working.s.project.status == UNKNOWN).all()
        lucky("agenda", 1e-12)
        working.s.alliance.search = 0.0
        working.do(agenda.find_ideas, 5, working.key, working.p, working.w, working.s)
        assert (working.s.project.status == UNKNOWN).all()

    def test_formats_and_studies_help_to_find(self, working):
        working.s.area.group[:] = 1
        working.p.finding_rate, working.p.finding_help = 0.1, 3.0

        def found():
            working.s.project.status[:] = UNKNOWN
            for month in range(5):
                working.do(agenda.find_ideas, month, working.key, working.p, working.w, working.s)
            return set(working.s.project.status.nonzero()[0])

        few = found()
        working.s.lever[INTERACTIVE_FORMATS] = 1.0
        more = found()
        working.s.alliance.studies = 1.0
        assert few < more <= found()

    def test_a_renewal_waits_for_what_it_renews(self, working):
        first, later = working.s.project[0], working.s.project[1]
        later.follows, later.appears = 0, 30

        def is_open(month):
            return working.do(agenda.is_open, month, 1, working.s)

        for status, clock, expected in (
            (UNKNOWN, 0, False),
            (DELIVERED, 11, False),
            (DELIVERED, 12, True),
            (FAILED, 0, True),
        ):
            first.status, first.clock = status, clock
            assert is_open(40) == expected, status
        assert not is_open(29)
        later.status = IDEA
        assert not is_open(40)

    @pytest.mark.parametrize("status, hosts", [(DELIVERED, (2, -1)), (FAILED, (0, 1))])
    def test_a_running_service_is_renewed_where_it_stands(self, working, lucky, status, hosts):
        lucky("agenda", 0.0)
        first, later = working.s.project[0], working.s.project[1]
        first.status, first.clock, first.host = status, 12, 2
        later.follows, later.host_a, later.host_b = 0, 0, 1
        working.s.area.group[:] = 1
        working.do(agenda.find_ideas, 5, working.key, working.p, working.w, working.s)
        assert later.status == IDEA and (later.host_a, later.host_b) == hosts


class TestDrafts:
    @pytest.fixture
    def ideas(self, working):
        """Three shared projects; their values 4, 8 and 2 and their cost 1 at need 0.5."""
        s, p = working.s, working.p
        s.project.status[3:] = FAILED
        s.project.status[:3] = IDEA
        s.project.kind[:] = SHARE
        s.project.value[:3] = [4.0, 8.0, 2.0]
        s.project.estimate[:3] = 0.5
        s.project.work[:3] = 10.0
        s.project.ready[:3] = 0
        s.need[:] = 0.5
        s.mismatch[:] = 0.0
        s.alone_gain[:] = 0.0
        s.area.group[:] = [1, 0, 0, 0, 0, 0]
        p.draft_share, p.design_work, p.inexperience_work = 0.5, 1.0, 1.0
        return working

    def begin(self, bench, month=5):
        bench.do(agenda.begin_drafts, month, bench.p, bench.w, bench.s)
        return list(bench.s.project.status[:3])

    def test_the_most_worthwhile_first_as_many_as_groups(self, ideas):
        assert self.begin(ideas) == [IDEA, DRAFT, IDEA]
        # 0.5 · 10 · (1 + (1 − 0.5)) with half experienced members
        assert ideas.s.project[1].left == pytest.approx(7.5)
        assert ideas.last_event("draft")[4] == pytest.approx(3.5 / 10)  # worth: 8 · 0.5 − 0.5, per 10 of work
        ideas.s.area.group[:] = [1, 1, 1, 0, 0, 0]
        assert self.begin(ideas) == [DRAFT, DRAFT, DRAFT]

    def test_drafted_ones_keep_a_group_busy(self, ideas):
        ideas.s.project[2].status = DRAFTED
        assert self.begin(ideas) == [IDEA, IDEA, DRAFTED]

    def test_what_is_worth_nothing_to_anybody_is_not_drafted(self, ideas):
        ideas.s.project.estimate[:3] = 100.0
        assert self.begin(ideas) == [IDEA, IDEA, IDEA]

    def test_what_cools_off_waits(self, ideas):
        ideas.s.project.ready[1] = 6
        assert self.begin(ideas, month=5) == [DRAFT, IDEA, IDEA]

    def test_co_design_takes_longer(self, ideas):
        ideas.s.lever[CO_DESIGN] = 1.0
        self.begin(ideas)
        assert ideas.s.project[1].left == pytest.approx(5 * 2.5)

    def test_a_champion_pushes_unless_priorities_are_joint(self, ideas):
        s = ideas.s
        s.mismatch[0] = [0.0, 0.0, 0.0]
        s.mismatch[1] = [0.0, 1.0, 1.0]  # good for one town only: 3.5 there, −0.5 elsewhere; all together 4.1 % of it
        assert self.begin(ideas) == [IDEA, DRAFT, IDEA]
        s.project.status[:3] = IDEA
        s.lever[JOINT_PRIORITIES] = 1.0
        assert self.begin(ideas) == [DRAFT, IDEA, IDEA]

    def test_what_one_wants_is_drafted_unless_priorities_are_joint(self, ideas):
        ideas.s.project.status[:3] = [FAILED, IDEA, FAILED]
        ideas.s.mismatch[1] = [0.0, 1.0, 1.0]
        ideas.s.town.population[0] = 100.0  # −0.5 for nearly everybody
        assert self.begin(ideas) == [FAILED, DRAFT, FAILED]
        ideas.s.project.status[1], ideas.s.lever[JOINT_PRIORITIES] = IDEA, 1.0
        assert self.begin(ideas) == [FAILED, IDEA, FAILED]

    def test_joint_priorities_limit_what_is_begun_by_the_staff_there_is(self, ideas):
        s, p = ideas.s, ideas.p
        s.area.group[:] = 1
        p.focus_staff, s.alliance.effort = 1.0, 2.0
        assert self.begin(ideas) == [DRAFT, DRAFT, DRAFT]
        s.project.status[:3] = IDEA
        s.lever[JOINT_PRIORITIES] = 1.0
        assert self.begin(ideas) == [DRAFT, DRAFT, IDEA]
        s.project.status[:3] = [RUNNING, RUNNING, IDEA]
        assert self.begin(ideas) == [RUNNING, RUNNING, IDEA]
        s.alliance.effort = 0.0
        s.project.status[:3] = IDEA
        assert self.begin(ideas) == [IDEA, DRAFT, IDEA]
        s.project.status[:3], p.focus_staff = IDEA, 0.0  # switched off
        assert self.begin(ideas) == [DRAFT, DRAFT, DRAFT]

    def test_what_nobody_here_can_host_is_not_drafted(self, ideas):
        s = ideas.s
        s.project.host_a[:3], s.project.host_b[:3] = 2, -1
        s.town[2].member = 0
        assert self.begin(ideas) == [IDEA, IDEA, IDEA]
        s.project.host_b[0] = 1
        assert self.begin(ideas) == [DRAFT, IDEA, IDEA]
        assert [ideas.do(agenda.possible_host, 0, option, s) for option in range(2)] == [-1, 1]

    def test_members_only(self, ideas):
        ideas.s.town.member[:] = 0
        assert self.begin(ideas) == [IDEA, IDEA, IDEA]

    def test_what_is_unclear_is_misread(self, ideas):
        s, p, w = ideas.s, ideas.p, ideas.w
        p.misperception, w.scenario.no_good_practice = 1.0, 0.75
        s.misread[0, 0] = -0.5

        def seen():
            return ideas.do(agenda.perceived_gain, 0, 0, 0, 90_000.0, p, w, s)

        assert seen() == pytest.approx(1.5 - 0.5 * 4.0)
        s.project[0].clarity = 0.5
        assert seen() == pytest.approx(1.5 - 0.25 * 4.0)
        p.inventory_effect, s.lever[NEEDS_AND_STRENGTHS] = 0.5, 1.0
        assert seen() == pytest.approx(1.5 - 0.125 * 4.0)
        s.project[0].clarity = 1.0
        s.alone_gain[0, 0] = 1.0
        assert seen() == pytest.approx(0.5)  # over standing alone


class TestSetAgenda:
    def test_needs_a_steering_group(self, working, lucky):
        lucky("agenda", 0.0)
        working.s.alliance.groups = 0
        before = working.s.memory.copy()
        working.step(agenda.set_agenda, 12)
        assert (working.s.memory == before).all()

    def test_fields_are_derived_once_a_year(self, working):
        working.s.alliance.month_letter = 3
        working.step(agenda.set_agenda, 13)
        assert working.s.area.group.sum() == 2  # at once where there is no group yet
        working.w.form[working.s.alliance.form].working_groups = 3
        working.step(agenda.set_agenda, 14)
        assert working.s.area.group.sum() == 2
        working.step(agenda.set_agenda, 15)
        assert working.s.area.group.sum() == 3

    def test_experience_of_those_who_talk(self, working):
        working.s.town.experience[:] = [0.2, 0.4, 1.0]
        working.s.town[2].talks = 0
        assert working.do(agenda.mean_experience, working.s) == pytest.approx(0.3)
        working.s.town.talks[:] = 0
        assert working.do(agenda.mean_experience, working.s) == 0.0
