"""Counting votes: whose yes is needed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model import codes
from coopsim.submodels import voting

AT_WILL, CONSENSUS, UNANIMITY, TWO_THIRDS, MAJORITY, ONE, IMPOSED, IMPOSSIBLE = range(8)


def passes(rule, utilities, tolerance=0.3, lead=0, weights=None):
    """`rule_passes` for these utilities."""
    weights = weights or [1.0] * len(utilities)
    yes = [utility > 0 for utility in utilities]
    return voting.rule_passes(
        rule,
        sum(itertools.compress(weights, yes)),
        sum(weights),
        sum(yes),
        len(utilities),
        min(utilities) + tolerance,
        utilities[lead],
        sum(u * w for u, w in zip(utilities, weights, strict=True)),
    )


@pytest.mark.parametrize(
    "rule, utilities, result",
    [
        (AT_WILL, [1, 1, -9], True),  # two suffice
        (AT_WILL, [1, -1, -1], False),
        (CONSENSUS, [1, 1, -0.2], True),  # nobody objects strongly
        (CONSENSUS, [1, 1, -0.3], False),
        (CONSENSUS, [1, -0.2, -0.2], False),
        (UNANIMITY, [1, 1, 1], True),
        (UNANIMITY, [1, 1, -0.01], False),
        (UNANIMITY, [1, 1, 0.0], False),  # indifference is no yes
        (UNANIMITY, [1], False),
        (TWO_THIRDS, [1, 1, -9], True),
        (TWO_THIRDS, [1, -1, -1], False),
        (TWO_THIRDS, [1, 1, -1, -1], False),
        (MAJORITY, [1, 1, -9], True),
        (MAJORITY, [1, 1, -1, -1], False),
        (ONE, [1, -9, -9], True),
        (ONE, [-1, 9, 9], False),
        (IMPOSED, [5, -1, -1], True),  # what is good for all together
        (IMPOSED, [1, -1, -1], False),
        (IMPOSSIBLE, [9, 9, 9], False),
    ],
)
def test_by_hand(rule, utilities, result):
    assert passes(rule, utilities) == result


def test_two_thirds_of_the_votes_need_a_majority_of_members_too():
    assert not passes(TWO_THIRDS, [1, -1, -1], weights=[10, 1, 1])
    assert passes(TWO_THIRDS, [1, 1, -1], weights=[10, 1, 1])
    assert not passes(TWO_THIRDS, [-1, 1, 1], weights=[10, 1, 1])


utility_lists = st.lists(st.floats(-3, 3), min_size=2, max_size=6)


@given(utility_lists, st.integers(0, 7), st.data())
def test_one_who_likes_it_better_never_stops_it(utilities, rule, data):
    k = data.draw(st.integers(0, len(utilities) - 1))
    better = [u + (5.0 if i == k else 0.0) for i, u in enumerate(utilities)]
    assert passes(rule, better) >= passes(rule, utilities)


@given(utility_lists)
def test_stricter_rules_let_less_pass(utilities):
    if passes(UNANIMITY, utilities):
        assert passes(CONSENSUS, utilities) and passes(TWO_THIRDS, utilities)
    if passes(TWO_THIRDS, utilities):
        assert passes(MAJORITY, utilities)


@pytest.mark.parametrize("rule", range(8))
def test_which_rules_bind_the_outvoted(rule):
    assert voting.binds_minority(rule) == (rule in (TWO_THIRDS, MAJORITY, ONE, IMPOSED, IMPOSSIBLE))


@pytest.mark.parametrize(
    "inputs, word",
    [
        ((3.0, 1.0, 1.0, 0.0), 3.0),  # as the mayor
        ((3.0, 1.0, -1.0, 0.5), 0.5),
        ((1.0, 0.5, 0.0, 1.0), -0.5),
    ],
)
def test_a_councils_word_by_hand(inputs, word):
    assert voting.council_word(*inputs) == pytest.approx(word)


@pytest.mark.parametrize(
    "attitude, posts, objects",
    [(0.0, 1.0, False), (0.0, 1.4, True), (-0.5, 1.0, True), (0.5, 1.9, False), (1.0, 2.7, True), (-1.0, 0.0, False)],
)
def test_how_many_posts_a_county_head_puts_up_with(attitude, posts, objects):
    assert voting.county_objects(attitude, posts, 1.3) == objects


class TestPasses:
    def vote(self, bench, rule, by_population=0, tolerance=0.3):
        return bench.do(voting.passes, codes.RULES.index(rule), by_population, tolerance, bench.w, bench.s)

    def test_only_members_vote(self, bench):
        bench.found()
        bench.utilities(1.0, 1.0, -9.0)
        assert not self.vote(bench, "unanimity")
        bench.s.town[2].member = 0
        assert self.vote(bench, "unanimity")
        bench.s.town[1].member = 0
        assert not self.vote(bench, "simple_majority")  # nobody to agree with

    def test_whoever_is_leaving_has_no_say(self, bench):
        bench.found()
        bench.utilities(1.0, 1.0, -9.0)
        bench.s.town[2].notice = 3
        assert self.vote(bench, "unanimity")
        assert bench.do(voting.voters, bench.s) == 2
        bench.utilities(0.1, 0.2, -9.0)
        assert bench.do(voting.strongest_no, bench.s) == 0

    def test_votes_by_population(self, bench):
        bench.found()
        bench.utilities(1.0, 1.0, -1.0)  # 20,000 and 30,000 against 40,000
        assert self.vote(bench, "simple_majority", by_population=1)
        bench.utilities(1.0, -1.0, 1.0)
        bench.s.town.population[:] = [20_000, 70_000, 40_000]
        assert self.vote(bench, "simple_majority", by_population=0)
        assert not self.vote(bench, "simple_majority", by_population=1)

    def test_the_lead_town_decides_alone(self, bench):
        bench.found()
        assert bench.w.scenario.lead == 2  # the largest member
        bench.utilities(9.0, 9.0, -0.1)
        assert not self.vote(bench, "one_member")
        bench.utilities(-9.0, -9.0, 0.1)
        assert self.vote(bench, "one_member")

    def test_what_is_imposed_weighs_people(self, bench):
        bench.found()
        bench.utilities(-1.0, -1.0, 1.0)  # 40,000 against 50,000
        assert not self.vote(bench, "imposed")
        bench.utilities(-1.0, -1.0, 1.5)
        assert self.vote(bench, "imposed")

    def test_who_tipped_a_refusal(self, bench):
        bench.found()
        bench.utilities(0.1, -0.5, -0.2)
        assert bench.do(voting.strongest_no, bench.s) == 1
        bench.s.town[1].talks = 0
        assert bench.do(voting.strongest_no, bench.s) == 2
        bench.s.town.talks[:] = 0
        assert bench.do(voting.strongest_no, bench.s) == -1
