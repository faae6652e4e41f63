"""Notice and exit, application, entry and re-entry, dissolution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model import codes
from coopsim.model.codes import BUILDING, CANDIDATE, DELIVERED, DISSOLVED, DRAFTED, FAILED, NEIGHBOUR, RUNNING
from coopsim.submodels import contract, membership, partners


@given(st.integers(2, 200), st.floats(0, 1))
def test_dilution_grows_with_members(members, weight):
    assert membership.dilution(members, weight) == weight * members
    assert membership.dilution(members + 1, weight) >= membership.dilution(members, weight) >= 0.0


def test_dilution_by_hand():
    assert membership.dilution(4, 0.05) == pytest.approx(0.2)
    assert membership.dilution(4, 0.0) == 0.0


@pytest.fixture
def club(bench, lucky):
    """A founded body whose members' wish to stay is their perceived added value, nothing else; no council, no reserve."""
    lucky("membership", 0.0)
    bench.found()
    s, p, w = bench.s, bench.p, bench.w
    p.stay_value, p.stay_hope, p.contract_rivalry, p.contract_trust, p.contract_control = 1.0, 0.0, 0.0, 0.0, 0.0
    p.contract_attitude, p.loss_aversion, p.council_chance = 0.0, 1.0, 0.0
    p.exit_threshold, p.exit_patience, p.dissolution_reserve, p.dissolution_patience = 1.0, 3.0, 1.0, 6.0
    s.town.fear[:] = 0.0
    s.town.seen[:] = 5.0
    s.project.status[:] = 0
    form = w.form[s.alliance.form]
    form.exit_rule, form.exit_notice = codes.RULES.index("at_will"), 4
    form.dissolution_rule = codes.RULES.index("simple_majority")
    return bench


def months(bench, first, last):
    for month in range(first, last):
        bench.step(membership.change_membership, month)


class TestExit:
    def test_the_wish_to_stay_by_hand(self, club):
        s, p = club.s, club.p
        p.stay_value, p.stay_hope, p.contract_rivalry, p.contract_trust, p.contract_experience = 0.5, 0.2, 0.4, 2.0, 0.5
        p.contract_control, p.loss_aversion, p.contract_attitude = 1.0, 2.0, 0.3
        town = s.town[0]
        town.seen, town.prize, town.commitment, town.competition, town.trust = 4.0, 10.0, 0.5, 0.5, 0.75
        town.experience, town.fear, town.identity, town.loss = 0.2, 0.5, 0.4, 1.0
        s.office[0].attitude = -1.0
        club.w.form[s.alliance.form].control = 0.5
        club.do(membership.weigh_staying, 0, p, club.w, s)
        assert s.vote[0].own == pytest.approx(0.5 * 4 + 0.2 * 5)
        assert s.vote[0].relative == pytest.approx(-0.4 * 0.5 * 0.25)
        assert s.vote[0].trust == pytest.approx(2.0 * (0.25 + 0.1))
        assert s.vote[0].burden == pytest.approx(-0.5 * (0.5 * 0.8 + 2.0))
        assert s.vote[0].attitude == pytest.approx(-0.3)
        assert s.vote[0].utility == pytest.approx(sum(club.terms(0)))

    def test_after_patience_and_notice_it_leaves(self, club):
        s = club.s
        s.town[2].seen = -5.0
        months(club, 1, 3)
        assert (s.town[2].low, s.town[2].notice) == (2, -1)
        months(club, 3, 4)
        assert s.town[2].notice == 4
        assert club.happened() == ["notice"]
        months(club, 4, 7)
        assert (s.town[2].member, s.town[2].notice) == (1, 1)
        months(club, 7, 8)
        town = s.town[2]
        assert (town.member, town.talks, town.bound, town.left, town.notice) == (0, 0, 0, 1, -1)
        assert town.wait == -int(club.p.pause_months)
        assert (s.alliance.exits, s.alliance.members) == (1, 2)
        assert club.happened() == ["notice", "exit"]

    def test_a_better_month_begins_the_count_anew(self, club):
        s = club.s
        s.town[2].seen = -5.0
        months(club, 1, 3)
        s.town[2].seen = 5.0
        months(club, 3, 4)
        assert s.town[2].low == 0

    def test_without_a_contract_there_is_no_notice(self, club):
        club.s.town.bound[:] = 0
        club.s.town[2].seen = -5.0
        months(club, 1, 4)
        assert club.s.alliance.exits == 1

    def test_the_council_can_keep_it_in(self, club):
        s, p = club.s, club.p
        p.contract_attitude, p.exit_patience = 5.0, 4.0
        s.office.attitude[:] = 0.0
        s.town[2].seen, s.town[2].council = -3.0, 1.0  # 3 − 1 − 5 < 0
        months(club, 1, 5)
        assert (s.town[2].notice, s.town[2].low) == (-1, 2)

    @pytest.mark.parametrize(
        "rule, contribution, gone",
        [
            ("impossible", 0.0, False),
            ("at_will", 1.0, True),
            ("two_thirds", 0.0, True),  # it gave nothing, so they let it go
            ("two_thirds", 1.0, False),
            ("simple_majority", 0.0, True),
            ("simple_majority", 1.0, False),
        ],
    )
    def test_whose_yes_it_needs(self, club, rule, contribution, gone):
        s = club.s
        club.w.form[s.alliance.form].exit_rule = codes.RULES.index(rule)
        club.w.form[s.alliance.form].exit_notice = 0
        club.p.letting_go = 0.5
        s.town[2].seen, s.town[2].contribution = -5.0, contribution
        months(club, 1, 4)
        assert bool(s.town[2].left) == gone
        if not gone:
            assert s.town[2].low == 0

    @pytest.mark.parametrize("rule", ["unanimity", "consensus"])
    def test_a_unanimous_exit_rule_needs_the_others(self, club, rule):
        s = club.s
        club.w.form[s.alliance.form].exit_rule = codes.RULES.index(rule)
        club.p.letting_go = 0.0
        s.town[2].contribution = 1.0
        assert not club.do(membership.others_let_go, 2, codes.RULES.index(rule), club.p, club.w, s)

    def test_only_members_let_go(self, club):
        s = club.s
        s.town[0].member = 0
        s.vote[0].utility = 77.0
        club.p.letting_go = 0.5
        s.town[2].contribution = 0.0
        assert club.do(membership.others_let_go, 2, codes.RULES.index("unanimity"), club.p, club.w, s)
        assert s.vote[0].utility == 77.0

    def test_the_vote_on_letting_go_leaves_the_terms(self, club):
        club.s.vote[2].utility = -7.0
        club.do(membership.others_let_go, 2, codes.RULES.index("two_thirds"), club.p, club.w, club.s)
        assert club.s.vote[2].utility == -7.0

    def test_it_leaves_its_projects(self, club):
        s = club.s
        s.project.status[:4] = [RUNNING, DELIVERED, DRAFTED, FAILED]
        s.partner[:4] = 1.0
        s.partner[1] = [1, 1, 0]
        s.project.partners[:4] = [3, 2, 3, 3]
        s.project.reach[:4] = [90_000, 50_000, 90_000, 90_000]
        s.transfer[0, 2] = 1.0
        club.do(membership.leave, 9, 2, club.p, s)
        assert list(s.partner[0]) == [1, 1, 0] and s.transfer[0, 2] == 0.0
        assert list(s.project.partners[:4]) == [2, 2, 3, 3]
        assert list(s.project.reach[:4]) == [50_000, 50_000, 90_000, 90_000]

    def test_reach_is_the_population_of_the_partners_also_after_growth(self, club):
        s = club.s
        s.project.status[0], s.project.partners[0], s.project.reach[0] = BUILDING, 3, 90_000.0
        s.partner[0] = 1.0
        s.town.population[:] = [2_000.0, 3_000.0, 100_000.0]
        club.do(partners.drop_partner, 0, 2, s)
        assert s.project[0].reach == pytest.approx(5_000.0)


class TestEntry:
    @pytest.fixture
    def outsider(self, club):
        """Celle stands outside and wishes to join; the members' answer is a matter of trust alone."""
        s, p, w = club.s, club.p, club.w
        s.town[2].member = s.town[2].talks = s.town[2].bound = 0
        w.town[2].role = CANDIDATE
        s.town[2].recognition = 1.0
        p.talk_threshold, p.application_rate, p.neighbour_reserve = 0.5, 0.5, 1.0
        p.entry_scale, p.entry_dilution, p.letter_chance, p.contract_hope = 0.0, 0.0, 0.0, 1.0
        p.contract_trust = 2.0
        s.town[2].prize, s.town[2].trust = 30.0, 0.9
        s.trust[0, 2] = s.trust[1, 2] = 0.9
        w.form[s.alliance.form].entry_rule = codes.RULES.index("unanimity")
        w.form[s.alliance.form].neighbour_exchange = 0.25
        s.alliance.members = 2
        return club

    def test_it_is_let_in(self, outsider):
        months(outsider, 1, 2)
        s = outsider.s
        assert (s.town[2].member, s.town[2].talks, s.town[2].bound) == (1, 1, 1)
        assert (s.alliance.entries, s.alliance.members) == (1, 3)
        assert outsider.happened() == ["joined"]

    def test_under_a_letter_of_intent_it_is_not_bound(self, outsider):
        outsider.s.alliance.rung = 1
        months(outsider, 1, 2)
        assert (outsider.s.town[2].member, outsider.s.town[2].bound) == (1, 0)

    def test_where_the_authority_must_approve_it_can_refuse(self, outsider, monkeypatch):
        outsider.w.form[outsider.s.alliance.form].land_approval = 1
        outsider.s.alliance.rung = codes.COOPERATION_CONTRACT
        monkeypatch.setattr(membership, "land_approves", lambda *_: False)
        months(outsider, 1, 2)
        assert (outsider.s.town[2].member, outsider.s.town[2].wait) == (0, -12)
        assert outsider.happened() == ["land_refuses"]

    def test_one_that_distrusts_it_says_no(self, outsider):
        s = outsider.s
        s.trust[1, 2] = 0.1
        months(outsider, 1, 2)
        assert (s.town[2].member, s.town[2].wait, s.alliance.entries) == (0, -12, 0)
        event = outsider.last_event("entry_refused")
        assert (event[2], event[3]) == (2, 1) and event[6] == pytest.approx(2.0 * -0.4)
        months(outsider, 2, 3)
        assert outsider.happened() == ["entry_refused"]  # it waits

    def test_terms_by_hand(self, outsider):
        s, p = outsider.s, outsider.p
        p.entry_scale, p.entry_dilution, p.contract_rivalry, p.contract_attitude = 0.5, 0.1, 0.4, 0.3
        s.town[0].prize, s.town[0].competition, s.trust[0, 2], s.office[0].attitude = 9.0, 0.5, 0.0, 1.0
        s.town[0].council = -0.5
        s.near[2, 0] = 0.5
        s.alliance.population = 50_000.0
        outsider.do(membership.consider_entry, 1, outsider.key, 2, p, outsider.w, s)
        event = outsider.last_event("entry_refused")
        assert event[3] == 0
        assert event[4] == pytest.approx(0.5 * 9 * (4 / 9) * 0.5)
        assert event[5:9] == pytest.approx([-0.4 * 0.5, 2.0 * -0.5, -0.1 * 2, 0.3 * (1.0 - 0.5) / 2])

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.w.town[2].__setattr__("applies_from", 2),  # it may not yet
            lambda b: b.s.town[2].__setattr__("wait", -1),  # it pauses
            lambda b: b.s.town[2].__setattr__("recognition", 0.0),  # it sees no problem
            lambda b: b.w.town[2].__setattr__("role", NEIGHBOUR),  # a neighbour needs more
            lambda b: b.s.town.notice.__setitem__(slice(0, 2), 5),  # nobody there has a say
            lambda b: b.s.town[2].__setattr__("prize", 0.0),  # it would refuse the contract
            lambda b: b.s.town[2].__setattr__("merged", 1),
            lambda b: b.s.alliance.__setattr__("rung", 0),  # nothing to join
        ],
    )
    def test_who_does_not_apply(self, outsider, change):
        outsider.p.talk_attitude = outsider.p.talk_prize = 0.0
        outsider.p.contract_trust = 0.0
        change(outsider)
        months(outsider, 1, 2)
        assert outsider.happened("joined", "entry_refused") == []
        assert outsider.s.town[2].member == 0

    def test_a_neighbour_that_is_talked_to_applies_more_readily(self, outsider):
        outsider.w.town[2].role = NEIGHBOUR
        outsider.p.talk_attitude = outsider.p.talk_prize = 0.0
        outsider.w.form[outsider.s.alliance.form].neighbour_exchange = 1.0
        months(outsider, 1, 2)
        assert outsider.happened() == ["joined"]

    def test_applying_takes_time(self, outsider, lucky):
        lucky("membership", 0.6)
        months(outsider, 1, 2)
        assert outsider.happened() == []


class TestDissolution:
    def test_a_majority_without_use_for_it(self, club):
        s = club.s
        s.town.seen[:2] = -3.0
        s.alliance.months_low = 6
        s.project.status[:3] = [RUNNING, DELIVERED, DRAFTED]
        club.p.exit_patience = 60.0
        months(club, 11, 12)
        assert s.alliance.month_end == -1  # asked once a year
        months(club, 12, 13)
        alliance = s.alliance
        assert (alliance.month_end, alliance.phase, alliance.talks, alliance.groups, alliance.members) == (
            12,
            DISSOLVED,
            0,
            0,
            0,
        )
        assert list(s.project.status[:3]) == [FAILED, FAILED, DRAFTED]
        assert club.happened()[-1] == "dissolution"
        assert (s.town.member == 0).all()

    @pytest.mark.parametrize("low, seen", [(5, -3.0), (6, 3.0)])
    def test_not_yet(self, club, low, seen):
        club.s.town.seen[:2] = seen
        club.s.alliance.months_low = low
        club.p.exit_patience = 60.0
        months(club, 12, 13)
        assert club.s.alliance.month_end == -1

    def test_outsiders_are_not_asked(self, club):
        s = club.s
        s.town[2].member = s.town[2].talks = 0
        s.town.seen[:2] = -3.0
        s.alliance.months_low = 6
        club.p.exit_patience, s.town[2].wait = 60.0, -5
        s.vote[2] = 77.0
        months(club, 12, 13)
        assert s.alliance.month_end == 12 and club.terms(2) == [77.0] * 5

    def test_what_is_imposed_only_the_land_can_end(self, club):
        s = club.s
        club.w.form[s.alliance.form].dissolution_rule = codes.RULES.index("imposed")
        s.town.seen[:] = -9.0
        s.alliance.months_low = 6
        club.p.exit_patience = 60.0
        months(club, 12, 13)
        assert s.alliance.month_end == -1
        s.alliance.land_round = 1
        months(club, 13, 14)
        assert s.alliance.month_end == 13

    def test_one_alone_cannot_go_on(self, club):
        club.s.town.member[1:] = club.s.town.talks[1:] = 0
        club.p.application_rate = 0.0
        months(club, 5, 6)
        assert (club.s.alliance.phase, club.s.alliance.month_end) == (DISSOLVED, 5)

    def test_talks_just_end(self, club):
        alliance = club.s.alliance
        alliance.rung, alliance.groups = 0, 0
        club.s.town.member[:] = 0
        club.s.town.talks[:] = [1, 0, 0]
        months(club, 5, 6)
        assert (alliance.talks, alliance.month_end, alliance.members) == (0, -1, 0)
        assert club.happened() == []

    @pytest.mark.parametrize("field, value", [("month_end", 3), ("talks", 0)])
    def test_nothing_to_belong_to(self, club, field, value):
        club.s.alliance[field] = value
        before = club.s.memory.copy()
        months(club, 12, 13)
        assert (club.s.memory == before).all()


class TestTheLand:
    """Under a contract that needs it, the supervisory authority approves exit, entry and dissolution."""

    @pytest.fixture
    def asked(self, club, monkeypatch):
        """`asked(False)`: an authority that says no."""
        club.w.form[club.s.alliance.form].land_approval = 1
        club.w.form[club.s.alliance.form].exit_notice = 0
        club.s.alliance.rung = codes.COOPERATION_CONTRACT

        def disposed(yes):
            monkeypatch.setattr(membership, "land_approves", lambda *_: yes)
            return club

        return disposed

    @pytest.mark.parametrize("yes", [True, False])
    def test_exit(self, asked, yes):
        club = asked(yes)
        club.s.town[2].seen, club.s.town[2].bound = -5.0, 1
        months(club, 1, 4)
        assert club.s.town[2].left == yes
        assert club.happened("land_refuses") == ([] if yes else ["land_refuses"])

    def test_nobody_asks_before_a_contract_binds(self, asked):
        club = asked(False)
        club.s.town[2].seen, club.s.town[2].bound = -5.0, 0
        months(club, 1, 4)
        assert club.s.town[2].left == 1

    @pytest.mark.parametrize("yes", [True, False])
    def test_dissolution(self, asked, yes):
        club = asked(yes)
        club.s.town.seen[:] = -5.0
        club.p.exit_patience = 1000.0
        club.s.alliance.months_low = 100
        months(club, 12, 13)
        assert (club.s.alliance.phase == codes.DISSOLVED) == yes
        assert club.happened("land_refuses") == ([] if yes else ["land_refuses"])


def test_the_authority_follows_its_disposition(club):
    club.p.approval_base, club.p.land_disposition = 0.0, 1000.0
    form = club.s.alliance.form
    said = []
    for needed, support in ((0, 0.0), (1, 0.0), (1, 1.0)):
        club.w.form[form].land_approval, club.s.alliance.land_support = needed, support
        said.append(club.do(contract.land_approves, 1, club.key, form, club.w.town[0].id, club.p, club.w, club.s))
    assert said == [True, False, True]
