"""Fields of cooperation, ideas and drafts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import money, shares

from coopsim.model.codes import (
    CO_DESIGN,
    DRAFT,
    DRAFTED,
    FAILED,
    IDEA,
    INTERACTIVE_FORMATS,
    JOINT_PRIORITIES,
    NEEDS_AND_STRENGTHS,
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
        ("freshness", (24.0, 24.0, 0.3), 1.0),
        ("freshness", (25.0, 24.0, 0.3), 0.3),
        ("width", (4.0, 0.0, 0.5), 4),
        ("width", (4.0, 1.0, 0.5), 2),
        ("width", (5.0, 0.5, 0.5), 4),  # 3.75
        ("width", (0.0, 0.0, 0.5), 1),
        ("priority", (6.0, 2.0, 0.0, 4.0), 1.5),
        ("priority", (6.0, 2.0, 1.0, 4.0), 0.5),
        ("priority", (6.0, 2.0, 0.5, 4.0), 1.0),
        ("priority", (6.0, 2.0, 0.0, 0.0), 6.0),
        ("finding_chance", (0.02, 0.0, 0.0, 0.0, 0.0, 0.9), 0.02),
        ("finding_chance", (0.02, 1.0, 0.5, 0.25, 0.25, 0.9), 0.06),
        ("finding_chance", (0.3, 10.0, 0.0, 0.0, 0.0, 0.9), 0.9),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(agenda, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(st.integers(0, 6), shares, shares)
def test_width_is_never_less_than_one_nor_more_than_the_form_allows(limit, joint, narrowing):
    assert 1 <= agenda.width(float(limit), joint, narrowing) <= max(1, limit)
    assert agenda.width(float(limit), 1.0, narrowing) <= agenda.width(float(limit), joint, narrowing)


@given(money, money, shares, st.floats(0, 200))
def test_priority_lies_between_the_champion_and_all(champion, pooled, joint, effort):
    worth = agenda.priority(champion, pooled, joint, effort) * max(1.0, effort)
    assert min(champion, pooled) - 1e-9 <= worth <= max(champion, pooled) + 1e-9


@pytest.fixture
def working(bench):
    """A founded alliance with room for two groups, all ideas still to be found, no misfit and no error."""
    bench.found()
    s, p = bench.s, bench.p
    bench.w.form[s.alliance.form].working_groups = 2
    p.misperception = 0.0
    s.project.status[:] = UNKNOWN
    s.project.appears[:] = 0
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
        needs(working.s, health=0.6, culture=0.2)
        self.derive(working)
        # each pushes its first wish with 1, its second with 1/3, and three towns do so
        assert working.s.area[2].weight == pytest.approx(3.0)
        assert working.s.area[3].weight == pytest.approx(1.0)
        working.s.lever[JOINT_PRIORITIES] = 1.0
        self.derive(working)
        assert working.s.area[2].weight == pytest.approx(3 * 0.75)
        assert working.s.area[3].weight == pytest.approx(3 * 0.25)

    def test_outsiders_have_no_say(self, working):
        needs(working.s, health=0.9)
        working.s.need[2] = [1.0, 0, 0, 0, 0, 0]
        working.s.town[2].member = 0
        working.w.form[working.s.alliance.form].working_groups = 1
        assert self.derive(working) == [2]

    def test_joint_priorities_narrow(self, working):
        needs(working.s, health=0.9, culture=0.7, supply=0.2)
        working.w.form[working.s.alliance.form].working_groups = 4
        working.p.priority_narrowing = 0.5
        assert len(self.derive(working)) == 4
        working.s.area.group[:] = 0
        working.s.lever[JOINT_PRIORITIES] = 1.0
        assert len(self.derive(working)) == 2

    def test_an_exhausted_field_gives_way(self, working):
        needs(working.s, health=0.9, culture=0.7)
        working.w.form[working.s.alliance.form].working_groups = 1
        working.p.stale_months, working.p.stale_weight = 24.0, 0.1
        assert self.derive(working, month=12) == [2]
        assert [working.s.area[a].chosen for a in (2, 3)] == [1, 0]
        self.derive(working, month=48)
        assert [working.s.area[a].chosen for a in (2, 3)] == [0, 1]
        working.s.area[2].found = 40
        self.derive(working, month=48)
        assert working.s.area[2].chosen == 1

    def test_without_members_there_is_no_field(self, working):
        working.s.town.member[:] = 0
        assert self.derive(working) == []

    def test_groups_not_chosen_close_after_a_year(self, working):
        area = working.s.area
        area.group[:] = [1, 1, 1, 0, 0, 0]
        area.since[:] = [0, 6, 0, 0, 0, 0]
        area.chosen[:] = [0, 0, 1, 0, 0, 0]
        working.do(agenda.close_fields, 12, working.p, working.s)
        assert list(area.group) == [0, 1, 1, 0, 0, 0]


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

    def test_nothing_is_found_by_bad_luck(self, working, lucky):
        lucky("agenda", 0.91)
        working.s.area.group[:] = 1
        working.do(agenda.find_ideas, 5, working.key, working.p, working.w, working.s)
        assert (working.s.project.status == UNKNOWN).all()

    def test_formats_and_studies_help_to_find(self, working):
        working.s.area.group[:] = 1
        working.p.finding_rate, working.p.finding_formats, working.p.finding_study = 0.1, 3.0, 3.0

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
        p.work_fixed, p.draft_share, p.design_work, p.inexperience_work = 2.0, 0.3, 1.0, 1.0
        return working

    def begin(self, bench, month=5):
        bench.do(agenda.begin_drafts, month, bench.p, bench.w, bench.s)
        return list(bench.s.project.status[:3])

    def test_the_most_worthwhile_first_as_many_as_groups(self, ideas):
        assert self.begin(ideas) == [IDEA, DRAFT, IDEA]
        # (0.3 · 10 + 2) · (1 + (1 − 0.5)) with half experienced members
        assert ideas.s.project[1].left == pytest.approx(7.5)
        assert ideas.last_event("draft")[4] == pytest.approx(3.5 / 12)  # worth: 8 · 0.5 − 0.5, per 10 + 2 of work
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
        s, p = ideas.s, ideas.p
        s.mismatch[0] = [0.0, 0.0, 0.0]
        s.mismatch[1] = [0.0, 1.0, 1.0]  # good for one town only: 3.5 there, −0.5 elsewhere; all together 4.1 % of it
        p.priority_base = 0.0
        assert self.begin(ideas) == [IDEA, DRAFT, IDEA]
        s.project.status[:3] = IDEA
        s.lever[JOINT_PRIORITIES] = 1.0
        assert self.begin(ideas) == [DRAFT, IDEA, IDEA]
        s.project.status[:3] = IDEA
        s.lever[JOINT_PRIORITIES] = 0.0
        p.priority_base = 1.0
        assert self.begin(ideas) == [DRAFT, IDEA, IDEA]

    def test_what_nobody_here_can_host_is_not_drafted(self, ideas):
        s = ideas.s
        s.project.host_a[:3], s.project.host_b[:3], s.project.host_c[:3] = 2, -1, -1
        s.town[2].member = 0
        assert self.begin(ideas) == [IDEA, IDEA, IDEA]
        s.project.host_b[0] = 1
        assert self.begin(ideas) == [DRAFT, IDEA, IDEA]
        assert [ideas.do(agenda.possible_host, 0, option, s) for option in range(3)] == [-1, 1, -1]

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
