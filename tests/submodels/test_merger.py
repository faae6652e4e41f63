"""Mergers: every council must say yes; a subset can merge and the rest go on."""

import numpy as np
import pytest
from hypothesis import given
from strategies import shares

from coopsim.model.codes import DELIVERED, FAILED, MERGED, RUNNING
from coopsim.submodels import merger


@pytest.mark.parametrize(
    "inputs, value",
    [
        ((1.0, 0.0, 0.0, 0.5), 0.5),  # half of the new town
        ((1.0, 0.0, 0.5, 0.0), 1.5),  # it vanishes, and is afraid
        ((1.0, 0.5, 0.2, 0.4), 0.36),  # 0.5 · 1.2 · 0.6
        ((1.0, 1.0, 0.5, 0.2), 0.0),  # it feels regional
        ((0.0, 0.0, 0.5, 0.5), 0.0),  # nobody is attached to it
    ],
)
def test_the_lost_town_by_hand(inputs, value):
    assert merger.lost_town(*inputs) == pytest.approx(value, rel=1e-12)


@given(shares, shares, shares, shares)
def test_the_smaller_and_the_more_afraid_like_it_less(fear, identity, one, other):
    small, large = sorted((one, other))
    assert merger.lost_town(1.0, identity, fear, small) >= merger.lost_town(1.0, identity, fear, large) >= 0.0
    assert merger.lost_town(1.0, identity, fear + 0.5, small) >= merger.lost_town(1.0, identity, fear, small)


@pytest.fixture
def near(bench, lucky):
    """A founded alliance; amt and burg trust each other, celle is distrusted; nothing else counts."""
    lucky("merger", 0.0)
    bench.found("zweckverband")
    s, p, w = bench.s, bench.p, bench.w
    p.pause_months, p.merger_rate = 12.0, 0.5
    p.merger_saving = p.merger_attachment = p.contract_attitude = p.letter_chance = 0.0
    p.merger_trust = 1.0
    w.distance[:] = 0.0
    s.town.stress[:] = 0.5
    s.trust[:] = 0.2
    s.trust[0, 1] = s.trust[1, 0] = 0.9
    s.project.status[:] = 0
    return bench


def set_vote(s, j, utility):
    """What ``j`` says, in place of weighing it."""
    s.vote[j].utility = utility
    return utility


def consider(bench, month=20):
    bench.step(merger.consider_merger, month)
    return bench.s.alliance


class TestProposal:
    def test_two_merge_and_the_rest_goes_on(self, near):
        alliance = consider(near)
        s = near.s
        assert (alliance.merged, alliance.month_end, alliance.members) == (1, -1, 2)
        assert list(s.town.merged) == [1, 0, 0]  # the larger one absorbs
        assert s.town[1].population == 50_000.0 and s.town[0].population == 0.0
        assert (s.town[0].member, s.town[0].talks, s.town[0].bound) == (0, 0, 0)
        assert near.happened()[-2:] == ["merger_proposed", "merger"]
        assert alliance.population == pytest.approx(90_000.0)

    def test_all_merge(self, near):
        near.s.trust[:] = 0.9
        alliance = consider(near)
        assert (alliance.merged, alliance.month_end, alliance.phase, alliance.members) == (2, 20, MERGED, 1)
        assert list(near.s.town.merged) == [1, 1, 0]

    def test_both_must_see_something_in_it(self, near):
        near.s.trust[1, 0] = 0.3
        assert consider(near).merged == 0
        assert near.happened() == []  # they sounded each other out, nothing was proposed

    def test_distance_makes_it_save_little(self, near):
        near.p.merger_trust, near.p.merger_saving = 0.0, 10.0
        near.s.town.room[:], near.p.merger_attachment = 0.2, 1.0
        near.s.near[:] = 0.0
        assert consider(near).merged == 0
        near.s.near[:] = 1.0
        assert consider(near).merged == 2

    def test_the_one_that_minds_most_is_named_and_blamed(self, near, monkeypatch):
        s = near.s
        s.trust[:] = 0.9
        s.personal[:], s.alliance.recent_success = 0.8, 0.5
        monkeypatch.setattr(merger, "merger_vote", lambda month, key, j, *_: set_vote(s, j, [0.3, -0.2, -0.4][j]))
        alliance = consider(near)
        assert (alliance.merged, alliance.vetoes) == (0, 1)
        assert near.happened() == ["merger_proposed", "merger_refused"]
        event = near.last_event("merger_refused")
        assert (event[2], event[3], event[9]) == (2, 0, 0.0)
        assert s.personal[0, 2] < 0.8 and s.personal[1, 2] == s.personal[2, 0] == 0.8  # only whoever wanted it

    def test_the_terms_of_the_vote(self, near):
        s, p = near.s, near.p
        p.merger_saving, p.merger_trust, p.merger_attachment = 4.0, 2.0, 1.0
        p.scale_most, p.scale_low, p.scale_high = 0.3, 1e4, 4e4
        town = s.town[0]
        town.room, town.crisis, town.identity, town.fear = 0.15, 1.0, 0.5, 0.2
        s.near[:] = 1.0
        s.vote.party[:], s.trust[0, 1], s.trust[0, 2] = [1, 1, 1], 0.9, 0.5
        p.contract_attitude, s.office[0].attitude, town.council = 0.6, 1.0, -0.5
        utility = near.do(merger.merger_vote, 20, near.key, 0, 50_000.0, p, near.w, s)
        # 4 · 0.15 · 2, 2 · (0.7 − 0.5), −0.5 · 1.2 · (1 − 0.4), 0.6 · (1 − 0.5) / 2
        assert near.terms(0) == pytest.approx([1.2, 0.0, 0.4, -0.36, 0.15])
        assert utility == s.vote[0].utility == pytest.approx(1.39)


class TestConsider:
    @pytest.mark.parametrize("field, value", [("month_end", 3), ("rung", 0), ("merger_month", 9)])
    def test_not_now(self, near, field, value):
        near.s.alliance[field] = value
        assert consider(near).merged == 0

    def test_only_when_the_idea_comes_up(self, near, lucky):
        lucky("merger", 0.9)
        assert consider(near).merged == 0

    def test_only_members_have_the_idea(self, near):
        near.s.town.member[:2] = 0
        assert consider(near).merged == 0

    def test_stress_brings_it_up(self, near, lucky):
        near.p.merger_rate = 0.12
        lucky("merger", 0.005)  # 0.01 · stress
        near.s.town.stress[:] = 0.4
        assert consider(near).merged == 0
        near.s.town.stress[:] = 0.6
        assert consider(near).merged == 1


class TestAbsorb:
    def test_people_strengths_and_projects_go_over(self, near):
        s = near.s
        s.endowment[0], s.endowment[1] = 0.8, 0.2
        s.need[0], s.need[1] = 0.1, 0.6
        s.town.added_value[:2], s.town.staff[:2], s.town.fiscal[:2] = [10.0, 20.0], [1.0, 2.0], [50.0, 100.0]
        s.project.status[:3] = [RUNNING, DELIVERED, RUNNING]
        s.partner[:3] = [[1, 1, 1], [1, 0, 1], [0, 1, 1]]
        s.project.partners[:3] = [3, 2, 2]
        s.project.host[:3] = [0, 0, 1]
        s.project.host_a[:3] = s.project.host_b[:3] = 0
        near.do(merger.absorb, 1, 0, s)
        assert s.endowment[1] == pytest.approx(0.8)
        assert s.need[1] == pytest.approx(0.6 - 0.4 * 0.5)  # two fifths of the people had need 0.1
        assert (s.town[1].added_value, s.town[1].staff, s.town[1].fiscal) == pytest.approx((16.0, 1.6, 80.0))
        assert (s.partner[:3, 1] == 1.0).all() and (s.partner[:3, 0] == 0.0).all()
        assert list(s.project.partners[:3]) == [3, 2, 2]  # former municipalities go on counting
        for field in ("host", "host_a", "host_b"):
            assert (s.project[field][:3] == 1).all()

    def test_value_per_inhabitant_is_kept(self, near):
        s = near.s
        s.town.added_value[:] = np.array([3.0, -7.0, 11.0])
        before = (s.town.added_value * s.town.population).sum()
        near.do(merger.absorb, 2, 0, s)
        assert (s.town.added_value * s.town.population).sum() == pytest.approx(before)

    def test_cost_per_inhabitant_is_kept(self, near):
        s = near.s
        s.town.spent[:] = [3.0, 7.0, 11.0]
        before = (s.town.spent * s.town.population).sum()
        near.do(merger.absorb, 2, 0, s)
        assert (s.town.spent * s.town.population).sum() == pytest.approx(before)

    def test_a_partnership_taken_over_reaches_the_whole_new_town(self, near):
        s = near.s
        s.project.status[0] = DELIVERED
        for partners in ([1, 0, 1], [0, 1, 1]):  # the one that is absorbed takes part, or the other one
            s.town.population[:], s.town.merged[:] = [20_000, 30_000, 40_000], 0
            s.partner[0] = partners
            s.project.partners[0], s.project.reach[0] = 2, (s.town.population * s.partner[0]).sum()
            near.do(merger.absorb, 1, 0, s)
            assert s.project.reach[0] == pytest.approx(90_000.0)
            assert list(s.partner[0]) == [0, 1, 1]


def test_after_a_complete_merger_there_is_no_alliance(near):
    near.s.trust[:] = 0.9
    alliance = consider(near, month=20)
    near.s.area.group[:] = 1
    near.run(21, 60)
    assert alliance.groups == 0
    assert near.happened("idea", "designated", "designation_refused") == []
    assert {int(phase) for phase in near.s.town.phase} == {MERGED}


def test_nothing_goes_on_after_a_complete_merger(near):
    near.s.trust[:] = 0.9
    near.s.project.status[0] = FAILED
    alliance = consider(near, month=20)
    assert alliance.merged == 2
    spent, vetoes = near.s.town[2].spent, alliance.vetoes
    near.run(21, 120)
    assert (alliance.vetoes, near.s.town[2].spent) == (vetoes, spent)
