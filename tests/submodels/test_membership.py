"""Notice and exit, application, entry and re-entry, dissolution."""

import pytest

from coopsim.model import codes
from coopsim.model.codes import BUILDING, CANDIDATE, DELIVERED, DISSOLVED, DRAFTED, FAILED, NEIGHBOUR, PETITION, RUNNING
from coopsim.submodels import contract, form_choice, membership, partners


@pytest.fixture
def club(bench, lucky):
    """A founded body whose members' wish to stay is their satisfaction times 10, nothing else; no council."""
    lucky("membership", 0.0)
    lucky("form_choice", 0.0)
    bench.found()
    s, p, w = bench.s, bench.p, bench.w
    p.contract_hope, p.contract_rivalry, p.exploitation_fear, p.contract_control = 0.0, 0.0, 0.0, 0.0
    p.contract_attitude, p.loss_aversion, p.council_chance, p.disappointment = 0.0, 0.0, 0.0, 10.0
    p.exit_threshold, p.exit_patience, p.thwarted_weight, p.unwinding = 1.0, 3.0, 0.0, 0.0
    for name in ("running_cost", "setup_cost", "secretariat", "levy"):
        w.form[name][:] = 0.0
    s.town.satisfaction[:] = 0.5
    s.project.status[:] = 0
    form = w.form[s.alliance.form]
    form.exit_rule, form.exit_notice = codes.RULES.index("at_will"), 4
    form.dissolution_rule = codes.RULES.index("unanimity")
    return bench


def months(bench, first, last):
    for month in range(first, last):
        bench.step(membership.change_membership, month)


class TestExit:
    def test_the_wish_to_stay_by_hand(self, club):
        s, p = club.s, club.p
        p.disappointment, p.thwarted_weight, p.unwinding, p.loss_aversion, p.contract_attitude = 1.0, 2.0, 0.5, 3.0, 0.2
        club.do(contract.weigh_form, 0, s.alliance.form, 1.0, p, club.w, s)
        own, relative, trust, burden, attitude = club.terms(0)
        town = s.town[0]
        town.satisfaction, town.thwarted, town.fear, town.loss = -0.5, 0.25, 0.5, 1.0
        town.bonds = 2.0
        club.do(membership.weigh_staying, 0, p, club.w, s)
        assert club.terms(0) == pytest.approx([own + 0.5 * 2.0, relative, trust - 0.5 - 0.5, burden - 1.5, attitude])
        assert s.vote[0].utility == pytest.approx(sum(club.terms(0)))

    def test_after_patience_and_notice_it_leaves(self, club):
        s = club.s
        s.town[2].satisfaction = -0.5
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
        s.town[2].satisfaction = -0.5
        months(club, 1, 3)
        s.town[2].satisfaction = 0.5
        months(club, 3, 4)
        assert s.town[2].low == 0

    def test_without_a_contract_there_is_no_notice(self, club):
        club.s.town.bound[:] = 0
        club.s.town[2].satisfaction = -0.5
        months(club, 1, 4)
        assert club.s.alliance.exits == 1

    def test_the_council_can_keep_it_in(self, club):
        s, p = club.s, club.p
        p.contract_attitude = 5.0
        s.office.attitude[:] = 0.0
        s.town[2].satisfaction, s.town[2].council = -0.3, 1.0  # 3 − 1 − 5 · rung < 0
        months(club, 1, 4)
        assert (s.town[2].notice, s.town[2].low) == (-1, 0)

    @pytest.mark.parametrize(
        "rule, contribution, gone",
        [
            ("impossible", 0.0, False),
            ("at_will", 1.0, True),
            ("two_thirds", 0.0, True),  # it gives less than they do, so they let it go
            ("two_thirds", 1.0, False),
            ("simple_majority", 0.0, True),
            ("simple_majority", 1.0, False),
        ],
    )
    def test_whose_yes_it_needs(self, club, rule, contribution, gone):
        s = club.s
        club.w.form[s.alliance.form].exit_rule = codes.RULES.index(rule)
        club.w.form[s.alliance.form].exit_notice = 0
        s.town.contribution[:] = 0.5
        s.town[2].satisfaction, s.town[2].contribution = -0.5, contribution
        months(club, 1, 4)
        assert bool(s.town[2].left) == gone
        if not gone:
            assert s.town[2].low == 0

    def notice(self, club, rule):
        club.w.form[club.s.alliance.form].exit_rule = codes.RULES.index(rule)
        club.do(membership.give_notice, 5, club.key, 2, club.p, club.w, club.s)
        return club.s.town[2].notice >= 0

    @pytest.mark.parametrize("rule", ["unanimity", "consensus"])
    def test_a_unanimous_exit_rule_needs_the_others(self, club, rule):
        club.s.town[2].contribution = 1.0
        assert not self.notice(club, rule)

    def test_only_members_let_go(self, club):
        s = club.s
        s.town[0].member, s.town[0].contribution = 0, 0.0
        s.town[1].contribution, s.town[2].contribution = 0.5, 0.2
        assert self.notice(club, "unanimity")

    def test_it_leaves_its_projects(self, club):
        s = club.s
        s.project.status[:4] = [RUNNING, DELIVERED, DRAFTED, FAILED]
        s.partner[:4] = 1.0
        s.partner[1] = [1, 1, 0]
        s.project.partners[:4] = [3, 2, 3, 3]
        s.project.reach[:4] = [90_000, 50_000, 90_000, 90_000]
        s.project.kind[:4] = codes.SHARE
        s.transfer[0, 2] = 1.0
        club.do(membership.leave, 9, 2, club.p, s)
        assert list(s.partner[0]) == [1, 1, 0] and s.transfer[0, 2] == 0.0
        assert list(s.project.partners[:4]) == [2, 2, 3, 3]
        assert list(s.project.reach[:4]) == [50_000, 50_000, 90_000, 90_000]

    def test_what_a_provider_granted_it_keeps(self, club):
        s = club.s
        s.project.status[:4], s.project.kind[:4] = [RUNNING, BUILDING, PETITION, DELIVERED], codes.ADVOCATE
        s.partner[:4], s.project.partners[:4] = 1.0, 3
        club.do(membership.leave, 9, 2, club.p, s)
        assert list(s.partner[:4, 2]) == [0, 1, 0, 1]

    def test_reach_is_the_population_of_the_partners_also_after_growth(self, club):
        s = club.s
        s.project.status[0], s.project.partners[0], s.project.reach[0] = BUILDING, 3, 90_000.0
        s.partner[0] = 1.0
        s.town.population[:] = [2_000.0, 3_000.0, 100_000.0]
        club.do(partners.drop_all, 2, s)
        assert s.project[0].reach == pytest.approx(5_000.0)


class TestEntry:
    @pytest.fixture
    def outsider(self, club):
        """Celle stands outside and wishes to join; the members' answer is a matter of attitude alone."""
        s, p, w = club.s, club.p, club.w
        s.town[2].member = s.town[2].talks = s.town[2].bound = 0
        w.town[2].role = CANDIDATE
        s.town[2].recognition = 1.0
        p.initiative, p.neighbour_reserve = 0.5, 5.0
        p.entry_dilution, p.letter_chance, p.contract_attitude = 0.0, 0.0, 1.0
        s.office.attitude[:], s.town.council[:], s.alliance.meets = 0.5, 0.5, 1
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

    def test_where_the_authority_must_approve_it_can_refuse(self, outsider, lucky):
        lucky("form_choice", 0.4)
        outsider.p.initiative = 1.0
        outsider.w.form[outsider.s.alliance.form].land_approval = 1
        outsider.s.alliance.rung = codes.COOPERATION_CONTRACT
        outsider.p.approval_base, outsider.p.land_disposition = -1000.0, 0.0
        months(outsider, 1, 2)
        assert (outsider.s.town[2].member, outsider.s.town[2].wait) == (0, -int(outsider.p.pause_months))
        assert outsider.happened() == ["land_refuses"]

    def test_one_that_does_not_want_it_says_no(self, outsider):
        s = outsider.s
        s.office[1].attitude, s.town[1].council = -0.5, -0.3
        outsider.p.pause_months = 12.0
        months(outsider, 1, 2)
        assert (s.town[2].member, s.town[2].wait, s.alliance.entries) == (0, -12, 0)
        event = outsider.last_event("entry_refused")
        assert (event[2], event[3]) == (2, 1) and event[8] == pytest.approx(-0.4)
        months(outsider, 2, 3)
        assert outsider.happened() == ["entry_refused"]  # it waits

    def test_terms_by_hand(self, outsider):
        s, p = outsider.s, outsider.p
        p.contract_hope, p.entry_dilution, p.contract_rivalry, p.exploitation_fear, p.wage = (
            1.0,
            0.1,
            0.4,
            0.5,
            50_000.0,
        )
        form = outsider.w.form[s.alliance.form]
        form.compensation, form.monitoring, form.levy = 0.5, 0.2, 0.5
        member = s.town[0]
        member.prize, member.recognition, member.competition, s.trust[0, 2], s.office[0].attitude = (
            9.0,
            0.5,
            0.5,
            0.0,
            1.0,
        )
        member.council, member.contribution, member.capacity, member.population = -0.5, 0.5, 2.0, 50_000.0
        s.near[2, 0] = 0.5
        s.alliance.population = 50_000.0
        outsider.do(membership.weigh_entry, 1, outsider.key, 0, 2, p, outsider.w, s)
        value = 9.0 * 0.5 * (4 / 9) * 0.5
        assert outsider.terms(0) == pytest.approx(
            [value, -0.4 * value * 0.5 * 0.5, -0.5 * (4 / 9) * 1.0 * 0.8 * (1.0 - 0.5 * 0.2), -0.1 * 2, (1.0 - 0.5) / 2]
        )

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.w.town[2].__setattr__("applies_from", 2),  # it may not yet
            lambda b: b.s.town[2].__setattr__("wait", -1),  # it pauses
            lambda b: b.w.town[2].__setattr__("role", NEIGHBOUR),  # a neighbour needs more
            lambda b: b.s.town.notice.__setitem__(slice(0, 2), 5),  # nobody there has a say
            lambda b: b.s.office[2].__setattr__("attitude", -0.5),  # it would rather stand alone
            lambda b: b.s.alliance.__setattr__("meets", 0),
            lambda b: b.s.town[2].__setattr__("merged", 1),
            lambda b: b.s.alliance.__setattr__("rung", 0),  # nothing to join
        ],
    )
    def test_who_does_not_apply(self, outsider, change):
        change(outsider)
        months(outsider, 1, 2)
        assert outsider.happened("joined", "entry_refused") == []
        assert outsider.s.town[2].member == 0

    def test_a_neighbour_that_is_talked_to_applies_more_readily(self, outsider):
        outsider.w.town[2].role = NEIGHBOUR
        outsider.w.form[outsider.s.alliance.form].neighbour_exchange = 1.0
        months(outsider, 1, 2)
        assert outsider.happened() == ["joined"]

    def test_applying_takes_time(self, outsider, lucky):
        lucky("form_choice", 0.6)
        outsider.w.rounds[:] = 400
        outsider.s.alliance.funded = 0
        months(outsider, 1, 2)
        assert outsider.happened() == []


class TestDissolution:
    def test_all_without_use_for_it(self, club):
        s = club.s
        s.town.satisfaction[:] = -0.3
        s.project.status[:3], s.project.kind[:3] = [RUNNING, DRAFTED, PETITION], codes.SHARE
        months(club, 1, 3)
        assert s.alliance.month_end == -1  # they want it only since lately
        months(club, 3, 4)
        alliance = s.alliance
        assert (alliance.month_end, alliance.phase, alliance.talks, alliance.groups, alliance.members) == (
            3,
            DISSOLVED,
            0,
            0,
            0,
        )
        assert list(s.project.status[:3]) == [FAILED, DRAFTED, FAILED]
        assert club.happened() == ["dissolution"]
        assert (s.town.member == 0).all()

    def test_where_the_rule_is_not_met_one_leaves_and_the_others_go_on(self, club):
        club.s.town.satisfaction[:2] = -0.3
        club.s.town[1].low = -10  # not for long yet
        club.w.form[club.s.alliance.form].exit_notice = 0
        months(club, 1, 4)
        assert (club.s.alliance.month_end, club.s.alliance.exits, club.s.alliance.members) == (-1, 1, 2)

    def test_a_majority_can_end_what_a_majority_may_end(self, club):
        club.w.form[club.s.alliance.form].dissolution_rule = codes.RULES.index("simple_majority")
        club.s.town.satisfaction[:2] = -0.3
        months(club, 1, 4)
        assert club.s.alliance.month_end == 3

    def test_a_loose_form_is_not_put_to_the_vote(self, club):
        club.w.form[club.s.alliance.form].dissolution_rule = codes.RULES.index("at_will")
        club.s.town.satisfaction[:] = -0.3
        months(club, 1, 4)
        assert club.happened("notice", "dissolution") == ["notice"] * 3

    def test_outsiders_are_not_asked(self, club):
        s = club.s
        s.town[2].member = s.town[2].talks = 0
        s.town.satisfaction[:2] = -0.3
        s.town[2].wait = -5
        s.vote[2] = 77.0
        months(club, 1, 4)
        assert s.alliance.month_end == 3 and club.terms(2) == [77.0] * 5

    def test_what_is_imposed_only_the_land_can_end(self, club):
        s = club.s
        form = club.w.form[s.alliance.form]
        form.dissolution_rule, form.exit_rule = codes.RULES.index("imposed"), codes.RULES.index("impossible")
        s.town.satisfaction[:] = -0.9
        months(club, 1, 4)
        assert s.alliance.month_end == -1
        s.alliance.land_round, s.town.low[:] = 1, 5
        months(club, 4, 5)
        assert s.alliance.month_end == 4

    def test_the_law_can_be_a_lock(self, club):
        form = club.w.form[club.form("mandated_association")]
        assert (form.exit_rule, form.dissolution_rule) == (codes.IMPOSSIBLE, codes.IMPOSSIBLE)
        club.found("mandated_association")
        club.s.town.satisfaction[:] = -0.9
        months(club, 1, 40)
        assert club.happened() == [] and club.s.alliance.members == 3

    def test_one_alone_cannot_go_on(self, club):
        club.s.town.member[1:] = club.s.town.talks[1:] = 0
        club.p.initiative = 0.0
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


class TestWhatOutlives:
    """Services go on where partners, or a provider, carry them on."""

    @pytest.fixture
    def ended(self, club, monkeypatch):
        """Two towns share a service that each gains 2 EUR by; the alliance ends."""
        s = club.s
        s.project.status[0], s.project.kind[0], s.project.host[0] = DELIVERED, codes.SHARE, 0
        s.partner[0], s.town.trust[:], club.p.carry_on, club.p.upkeep = [1, 1, 0], 0.5, 0.7, 0.0
        s.project.partners[0] = 2
        gains = [2.0, 2.0, 2.0]
        monkeypatch.setattr(membership, "own_gain", lambda k, i, *_: gains[i])
        return club, gains

    def goes_on(self, club):
        club.do(membership.dissolve, 30, club.p, club.w, club.s)
        return club.s.project[0].status != FAILED

    def test_partners_that_gain_carry_it_on(self, ended):
        club, _ = ended
        assert self.goes_on(club)
        assert list(club.s.partner[0]) == [1, 1, 0]

    def test_also_where_the_alliance_ends_because_one_leaves(self, ended):
        club, _ = ended
        club.s.town[2].member = club.s.town[2].talks = 0
        club.s.alliance.members, club.w.form[club.s.alliance.form].exit_notice, club.s.town[2].wait = 2, 0, -99
        club.s.town[1].satisfaction = -0.5
        months(club, 1, 4)
        assert club.happened("exit", "dissolution") == ["exit", "dissolution"]
        assert club.s.project[0].status == DELIVERED and list(club.s.partner[0]) == [1, 1, 0]

    def test_one_is_not_enough(self, ended):
        club, gains = ended
        gains[1] = -1.0
        assert not self.goes_on(club)

    def test_nor_are_those_that_do_not_trust_each_other(self, ended):
        club, _ = ended
        club.s.town.trust[:] = 0.2
        assert not self.goes_on(club)

    def test_the_staff_that_runs_it_has_to_be_paid(self, ended):
        club, _ = ended
        club.p.upkeep, club.p.wage = 0.01, 50_000.0
        club.s.project[0].work, club.s.project[0].reach, club.s.project[0].cost = 20.0, 50_000.0, 3.0
        self.goes_on(club)
        assert club.s.project[0].cost == pytest.approx(3.0 + 0.2)

    @pytest.mark.parametrize(
        "status, stays", [(DELIVERED, True), (BUILDING, True), (PETITION, False), (RUNNING, False)]
    )
    def test_what_a_provider_granted_stays(self, ended, status, stays):
        club, gains = ended
        gains[:] = [-1.0] * 3
        club.s.project[0].kind, club.s.project[0].status = codes.ADVOCATE, status
        assert self.goes_on(club) == stays

    @pytest.mark.parametrize("kind", [codes.SHARE, codes.ADVOCATE])
    def test_switched_off(self, ended, kind):
        club, _ = ended
        club.p.carry_on, club.s.project[0].kind = 0.0, kind
        assert not self.goes_on(club)


class TestTheLand:
    """Under a contract that needs it, the supervisory authority approves exit, entry and dissolution."""

    @pytest.fixture
    def asked(self, club, monkeypatch):
        """`asked(False)`: an authority that says no."""
        club.w.form[club.s.alliance.form].land_approval = 1
        club.w.form[club.s.alliance.form].exit_notice = 0
        club.s.alliance.rung = codes.COOPERATION_CONTRACT

        def disposed(yes):
            club.p.approval_base, club.p.land_disposition = 1000.0 if yes else -1000.0, 0.0
            monkeypatch.setattr(form_choice, "uniform", lambda *_: 0.5)
            return club

        return disposed

    @pytest.mark.parametrize("yes", [True, False])
    def test_exit(self, asked, yes):
        club = asked(yes)
        club.s.town[2].satisfaction, club.s.town[2].bound = -0.5, 1
        months(club, 1, 4)
        assert club.s.town[2].left == yes
        assert club.happened("land_refuses") == ([] if yes else ["land_refuses"])

    def test_nobody_asks_before_a_contract_binds(self, asked):
        club = asked(False)
        club.s.town[2].satisfaction, club.s.town[2].bound = -0.5, 0
        months(club, 1, 4)
        assert club.s.town[2].left == 1

    @pytest.mark.parametrize("yes", [True, False])
    def test_dissolution(self, asked, yes):
        club = asked(yes)
        club.s.town.satisfaction[:] = -0.5
        months(club, 1, 4)
        assert (club.s.alliance.phase == codes.DISSOLVED) == yes
        refused = [int(row[4]) for row in club.s.events if codes.EVENTS[int(row[1])] == "land_refuses"]
        assert refused == ([] if yes else [3, 1, 1, 1])  # the dissolution, then each exit


def test_the_authority_follows_its_disposition(club, lucky):
    lucky("form_choice", 0.5)
    club.p.approval_base, club.p.land_disposition = 0.0, 1000.0
    form = club.s.alliance.form
    said = []
    for needed, support in ((0, 0.0), (1, 0.0), (1, 1.0)):
        club.w.form[form].land_approval, club.s.alliance.land_support = needed, support
        said.append(
            club.do(form_choice.land_approves, 1, club.key, form, 1, 0, club.w.town[0].id, club.p, club.w, club.s)
        )
    assert said == [True, False, True]
