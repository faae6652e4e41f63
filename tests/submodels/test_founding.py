"""Talks, letter of intent, contract, mandate, review of the form of cooperation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model import codes
from coopsim.model.codes import DELIVERED, NEIGHBOUR, RUNNING, SUITABLE_FORM
from coopsim.submodels import contract, form_choice, founding


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("wish_to_talk", (0.6, 0.5, 10.0, 0.7, 0.2, 0.01), 0.1),
        ("wish_to_talk", (0.0, -1.0, 0.0, 0.7, 0.2, 0.01), -0.9),
        ("contract_cost", (0.5, 1.0, 2.0, 70_000.0, 100_000.0, 5.0), 2.1),  # 0.5 + 0.2 + 1.4
        ("contract_cost", (0.5, 1.0, 2.0, 70_000.0, 100_000.0, 10.0), 2.0),
        ("contract_cost", (0.5, 0.0, 0.0, 70_000.0, 0.0, 5.0), 0.5),
        ("form_mismatch", (0.8, 0.5, 0.0, 0.0, 0.5, 0.2, 0.5), 0.3),  # too weak
        ("form_mismatch", (0.2, 0.5, 0.0, 0.0, 0.5, 0.2, 0.5), 0.15),  # stronger than needed
        ("form_mismatch", (0.2, 0.5, 0.0, 0.0, 0.5, 0.2, 1.0), 0.3),  # as bad as too weak
        ("form_mismatch", (0.5, 0.5, 0.4, 2.0, 0.5, 0.2, 0.5), 0.6),  # control and money given up
    ],
)
def test_by_hand(equation, inputs, value):
    file = next(file for file in (form_choice, contract, founding) if hasattr(file, equation))
    assert getattr(file, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(shares, shares, shares, st.floats(0, 20), shares, shares, shares)
def test_a_mismatch_grows_with_burden_and_vanishes_only_where_all_fits(
    need, capability, control, cost, fear, weight, more
):
    mismatch = form_choice.form_mismatch(need, capability, control, cost, fear, weight, 0.5)
    assert mismatch >= 0.0
    assert form_choice.form_mismatch(need, capability, control + more, cost, fear, weight, 0.5) >= mismatch
    assert form_choice.form_mismatch(need, capability, control, cost + more, fear, weight, 0.5) >= mismatch


@pytest.fixture
def towns(bench, lucky):
    """Three towns that do not talk yet; hope is the only term of their votes; luck is with them."""
    lucky("founding", 0.0)
    lucky("contract", 0.0)
    s, p, w = bench.s, bench.p, bench.w
    p.talk_threshold, p.talk_attitude, p.talk_prize, p.talk_rate = 0.5, 0.0, 0.0, 1.0
    p.letter_months, p.letter_stake, p.letter_chance, p.max_tries = 2.0, 0.5, 0.0, 3.0
    p.contract_hope, p.contract_rivalry, p.contract_trust, p.contract_control, p.contract_attitude = (
        1.0,
        0.0,
        0.0,
        0.0,
        0.0,
    )
    p.postpone_chance, p.council_chance, p.cooling_months, p.tolerance, p.memory_rate = 0.0, 0.0, 2.0, 0.3, 0.2
    s.town.recognition[:], s.town.prize[:] = 0.6, 20.0
    form = w.form[s.alliance.sought]
    form.council_founding = form.county_veto = form.land_approval = 0
    form.founding_rule = form.change_rule = codes.RULES.index("unanimity")
    form.setup_months, form.running_cost, form.setup_cost, form.secretariat = 2, 0.0, 0.0, 0.0
    s.alliance.meets = 1
    return bench


def month(bench, number):
    bench.step(founding.work_on_form, number)


def until_letter(bench):
    """Talks in month 0, letter of intent in month 2."""
    for number in range(3):
        month(bench, number)
    bench.s.alliance.meets = 1


def until_vote(bench, start=3):
    """The contract is proposed, worked on and put to the vote."""
    for number in range(start, start + 4):
        month(bench, number)
        bench.s.alliance.contract_work = 0.0
        if bench.s.alliance.contract_clock <= 0:
            return number
    return number


class TestTalks:
    def test_two_that_wish_begin(self, towns):
        towns.s.town.recognition[:] = [0.6, 0.6, 0.4]
        month(towns, 5)
        alliance = towns.s.alliance
        assert (alliance.talks, alliance.month_talks, alliance.members, alliance.form) == (
            1,
            5,
            2,
            towns.form("informal_network"),
        )
        assert list(towns.s.town.talks) == [1, 1, 0]
        assert towns.happened() == ["talks_begin", "joins_talks", "joins_talks"]
        assert alliance.population == 50_000.0

    def test_others_follow_when_they_wish_to(self, towns):
        towns.s.town.recognition[:] = [0.6, 0.6, 0.4]
        towns.p.letter_months = 60.0
        month(towns, 5)
        towns.s.town[2].recognition = 0.6
        month(towns, 6)
        assert list(towns.s.town.talks) == [1, 1, 1]
        assert towns.s.alliance.month_talks == 5

    @pytest.mark.parametrize("recognition", [[0.6, 0.4, 0.4], [0.4, 0.4, 0.4]])
    def test_one_alone_does_not_talk(self, towns, recognition):
        towns.s.town.recognition[:] = recognition
        month(towns, 5)
        assert towns.s.alliance.talks == 0 and towns.s.town.talks.sum() == 0

    def test_talks_can_begin_again(self, towns):
        month(towns, 5)
        towns.s.alliance.talks = 0
        towns.s.town.talks[:] = 0
        month(towns, 9)
        assert (towns.s.alliance.month_talks, towns.s.alliance.talks_since) == (5, 9)
        assert towns.happened("talks_begin") == ["talks_begin"] * 2

    def test_it_takes_an_occasion(self, towns, lucky):
        lucky("founding", 0.5)
        lucky("contract", 0.5)
        towns.p.talk_rate = 0.4
        month(towns, 5)
        assert towns.s.alliance.talks == 0

    def test_who_is_not_asked(self, towns):
        towns.w.town[0].role = NEIGHBOUR
        towns.s.town[1].wait = -2
        month(towns, 5)
        assert towns.s.alliance.talks == 0
        assert towns.s.town[1].wait == -1  # the pause passes
        month(towns, 6)
        month(towns, 7)
        assert towns.s.alliance.talks == 1
        assert list(towns.s.town.talks) == [0, 1, 1]

    def test_where_no_cooperation_is_sought_nobody_talks(self, towns):
        towns.s.alliance.sought = towns.w.scenario.none
        before = towns.s.memory.copy()
        month(towns, 5)
        assert (towns.s.memory == before).all()

    def test_after_the_end_there_is_none(self, towns):
        towns.s.alliance.month_end = 3
        before = towns.s.memory.copy()
        month(towns, 5)
        assert (towns.s.memory == before).all()


class TestLetter:
    def test_all_sign_after_some_months(self, towns):
        month(towns, 0)
        month(towns, 1)
        assert towns.s.alliance.rung == 0
        month(towns, 2)
        alliance = towns.s.alliance
        assert (alliance.rung, alliance.month_letter, alliance.month_start, alliance.groups) == (1, 2, 2, 1)
        assert list(towns.s.town.member) == [1, 1, 1]
        assert towns.happened()[-3:] == ["letter_of_intent", "steering_group", "contract_proposed"]

    def test_not_every_form_has_a_steering_group(self, towns):
        towns.w.form[towns.s.alliance.sought].steering_group = 0
        until_letter(towns)
        assert (towns.s.alliance.rung, towns.s.alliance.groups) == (1, 0)

    def test_the_first_month_is_kept(self, towns):
        towns.s.alliance.month_start = 0
        until_letter(towns)
        assert (towns.s.alliance.month_start, towns.s.alliance.month_letter) == (0, 2)

    def test_not_without_a_meeting(self, towns):
        month(towns, 0)
        towns.s.alliance.meets = 0
        month(towns, 2)
        assert towns.s.alliance.rung == 0

    def test_one_refuses_and_in_the_end_steps_back(self, towns):
        towns.s.town[2].prize = -1.0
        for number in range(2 + 3):
            month(towns, number)
        assert towns.happened("letter_refused") == ["letter_refused"] * 3
        assert towns.last_event("letter_refused")[2] == 2
        town = towns.s.town[2]
        assert (town.talks, town.refusals) == (0, 0)
        assert town.wait < 0
        towns.s.alliance.meets = 1
        month(towns, 5)
        assert list(towns.s.town.member) == [1, 1, 0]

    def test_terms_by_hand(self, towns):
        s, p, w = towns.s, towns.p, towns.w
        p.contract_hope, p.contract_rivalry, p.contract_trust, p.contract_experience = 0.5, 0.4, 2.0, 0.2
        p.contract_control, p.contract_attitude = 1.5, 0.3
        row = w.form[s.alliance.sought]
        row.running_cost, row.control = 1.0, 0.4
        town = s.town[0]
        town.prize, town.recognition, town.competition, town.trust, town.experience = 10.0, 0.6, 0.5, 0.75, 0.5
        town.fear, town.identity, s.office[0].attitude = 0.5, 0.4, -1.0
        towns.do(contract.weigh_form, 0, s.alliance.sought, 0.5, p, w, s)
        assert towns.terms(0) == pytest.approx(
            [0.5 * (3.0 - 1.0), -0.5 * 0.4 * 0.5 * 0.25, 0.5 * 2.0 * (0.25 + 0.1), -0.5 * 0.5 * 1.5 * 0.4 * 0.8, -0.3]
        )
        assert s.vote[0].utility == pytest.approx(sum(towns.terms(0)))

    def test_some_forms_need_no_more_than_a_letter(self, towns):
        towns.s.alliance.sought = towns.form("informal_network")
        until_letter(towns)
        alliance = towns.s.alliance
        assert (alliance.form, alliance.month_founded, alliance.month_contract) == (alliance.sought, 2, -1)
        assert (towns.s.town.bound == 0).all()
        assert towns.happened("contract_proposed") == []


class TestContract:
    def test_it_is_worked_on_voted_on_and_signed(self, towns):
        until_letter(towns)
        alliance = towns.s.alliance
        assert alliance.contract_try == 1 and alliance.contract_clock == 2
        assert alliance.contract_work > 0.0
        month(towns, 3)
        assert (alliance.contract_clock, alliance.rung) == (1, 1)
        month(towns, 4)
        assert alliance.rung == 1  # the work is not done
        alliance.contract_work = 0.0
        alliance.meets = 0
        month(towns, 5)
        assert alliance.rung == 1  # nobody meets
        alliance.meets = 1
        month(towns, 6)
        row = towns.w.form[alliance.sought]
        assert (alliance.rung, alliance.form, alliance.month_contract, alliance.month_founded) == (
            row.rung,
            alliance.sought,
            6,
            6,
        )
        assert list(towns.s.town.bound) == [1, 1, 1]
        assert list(towns.s.town.news) == [1.0, 1.0, 1.0]
        assert alliance.decisions == 1.0
        assert towns.happened()[-1] == "contract_signed"

    def test_work_by_hand(self, towns):
        p, s = towns.p, towns.s
        p.contract_work, p.contract_partner, p.inexperience_work = 10.0, 0.2, 1.0
        s.town.experience[:] = 0.5
        towns.w.form[s.alliance.sought].contract_factor = 1.3
        until_letter(towns)
        assert s.alliance.contract_work == pytest.approx(10.0 * 1.3 * 1.2 * 1.5)

    def test_refused_it_cools_off_and_is_proposed_again(self, towns):
        until_letter(towns)
        towns.s.town[1].prize = -1.0
        alliance = towns.s.alliance
        alliance.recent_success = 0.5
        before = towns.s.personal.copy()
        until_vote(towns)
        assert (alliance.rung, alliance.contract_clock, alliance.vetoes) == (1, -2, 1)
        assert towns.last_event("contract_refused")[2] == 1
        assert alliance.recent_blocked == pytest.approx(0.2)
        # those who wanted it blame the one that refused, and count less on success
        fallen = [(i, j) for i in range(3) for j in range(3) if i != j and towns.s.personal[i, j] < before[i, j]]
        assert fallen == [(0, 1), (2, 1)]
        assert alliance.recent_success == pytest.approx(0.4)
        for number in (10, 11):
            month(towns, number)
        assert alliance.contract_clock == 0
        month(towns, 12)
        assert alliance.contract_try == 2

    def test_who_keeps_refusing_steps_back(self, towns):
        towns.p.max_tries = 1.0
        until_letter(towns)
        towns.s.town[1].prize = -1.0
        until_vote(towns)
        assert list(towns.s.town.member) == [1, 0, 1]
        assert towns.s.alliance.members == 2
        for number in range(20, 32):
            month(towns, number)
            towns.s.alliance.contract_work = 0.0
        assert towns.s.alliance.month_contract > 0
        assert list(towns.s.town.bound) == [1, 0, 1]

    def test_nobody_bound_by_a_contract_is_left_out(self, towns):
        towns.p.max_tries = 1.0
        until_letter(towns)
        towns.s.alliance.month_contract = 0  # from the very first month
        towns.s.town[1].prize = -1.0
        until_vote(towns)
        assert list(towns.s.town.member) == [1, 1, 1]

    def test_but_not_if_only_two_are_left(self, towns):
        towns.p.max_tries = 1.0
        towns.s.town[2].recognition = 0.0
        until_letter(towns)
        towns.s.town[1].prize = -1.0
        until_vote(towns)
        assert towns.s.town[1].member == 1

    def test_it_is_postponed_once(self, towns):
        towns.p.postpone_chance, towns.p.postpone_months = 1.0, 3.0
        until_letter(towns)
        alliance = towns.s.alliance
        for number in (3, 4):
            alliance.contract_work = 0.0
            month(towns, number)
        assert (alliance.rung, alliance.contract_clock) == (1, 3)
        for number in (5, 6):
            month(towns, number)
        assert (alliance.rung, alliance.contract_clock) == (1, 1)
        month(towns, 7)
        assert alliance.rung > 1

    def test_those_who_are_leaving_decide_nothing(self, towns):
        until_letter(towns)
        towns.s.town.notice[:2] = 5
        until_vote(towns)
        assert towns.happened("contract_signed", "contract_refused") == []

    def test_setting_it_up_is_billed(self, towns):
        towns.w.form[towns.s.alliance.sought].setup_cost = 2.0
        until_letter(towns)
        assert towns.s.alliance.bill == 0.0
        until_vote(towns)
        assert towns.s.alliance.bill == pytest.approx(2.0 * 90_000)

    def test_where_nobody_can_leave_a_notice_lapses(self, towns):
        until_letter(towns)
        towns.w.form[towns.s.alliance.sought].exit_rule = codes.RULES.index("impossible")
        towns.s.town.notice[2] = 5
        until_vote(towns)
        assert list(towns.s.town.notice) == [-1, -1, -1]

    def test_a_loose_form_takes_no_vote_before_there_is_a_contract(self, towns):
        until_letter(towns)
        towns.s.alliance.sought = towns.form("working_community")
        towns.w.form[towns.s.alliance.sought].rung = 1
        month(towns, 20)
        assert (towns.s.alliance.form, towns.s.alliance.rung) == (towns.form("working_community"), 1)

    @pytest.mark.parametrize("control, signed", [(0.0, True), (1.0, False)])
    def test_councils_fear_for_their_control(self, towns, control, signed):
        row = towns.w.form[towns.s.alliance.sought]
        row.council_founding, row.control, row.reporting = 1, control, 0.0
        towns.p.council_control = 100.0
        until_letter(towns)
        until_vote(towns)
        assert (towns.s.alliance.rung > 1) == signed
        if not signed:
            assert towns.last_event("contract_refused")[9] == 1.0

    @pytest.mark.parametrize("attitude, signed", [(0.5, True), (-0.5, False)])
    def test_the_county_where_it_has_a_say(self, towns, attitude, signed):
        row = towns.w.form[towns.s.alliance.sought]
        row.county_veto, row.secretariat, towns.p.county_posts = 1, 1.0, 1.0
        towns.s.office[3].attitude = attitude
        until_letter(towns)
        until_vote(towns)
        assert (towns.s.alliance.rung > 1) == signed
        if not signed:
            assert towns.last_event("contract_refused")[9] == 2.0

    @pytest.mark.parametrize("luck, signed", [(0.0, True), (0.9999, False)])
    def test_the_supervisory_authority(self, towns, lucky, luck, signed):
        towns.w.form[towns.s.alliance.sought].land_approval = 1
        until_letter(towns)
        lucky("founding", luck)
        lucky("contract", luck)
        until_vote(towns)
        alliance = towns.s.alliance
        assert (alliance.rung > 1) == signed
        if not signed:
            assert towns.happened()[-1] == "land_refuses"
            assert alliance.contract_clock == -2 and alliance.vetoes == 0

    def test_another_form_follows_its_own_rule_of_change(self, towns):
        until_letter(towns)
        until_vote(towns)
        alliance = towns.s.alliance
        alliance.sought = towns.form("joint_agency")
        row = towns.w.form[alliance.sought]
        row.council_founding = row.county_veto = row.land_approval = 0
        row.founding_rule, row.change_rule = codes.RULES.index("impossible"), codes.RULES.index("unanimity")
        row.running_cost = row.setup_cost = row.secretariat = 0.0
        row.setup_months = 1
        until_vote(towns, 20)
        until_vote(towns, 30)
        assert (alliance.form, alliance.forms) == (alliance.sought, 1)
        assert towns.happened()[-1] == "form_changed"

    @pytest.mark.parametrize("rule, changed", [("unanimity", True), ("impossible", False)])
    def test_back_to_a_loose_form_the_statutes_in_force_decide(self, towns, rule, changed):
        until_letter(towns)
        until_vote(towns)
        alliance = towns.s.alliance
        statutes = alliance.form
        towns.w.form[statutes].change_rule = codes.RULES.index(rule)
        alliance.sought = towns.form("informal_network")
        row = towns.w.form[alliance.sought]
        row.council_founding = row.county_veto = row.land_approval = 0
        row.running_cost = row.setup_cost = row.secretariat = 0.0
        row.setup_months = 1
        month(towns, 20)
        assert alliance.form == statutes  # not without a vote
        until_vote(towns, 21)
        assert (alliance.form == alliance.sought) == changed
        assert towns.happened()[-1] == ("form_changed" if changed else "contract_refused")
        assert (alliance.rung == 1) == changed
        assert list(towns.s.town.bound) == ([0, 0, 0] if changed else [1, 1, 1])


class TestMandate:
    @pytest.fixture
    def imposed(self, towns):
        towns.s.alliance.sought = towns.form("mandated_association")
        towns.s.town.recognition[:] = 0.0
        towns.s.alliance.land_round = 1
        return towns

    def test_it_comes_whether_members_wish_it_or_not(self, imposed):
        month(imposed, 12)
        alliance = imposed.s.alliance
        assert (alliance.form, alliance.talks, alliance.groups, alliance.members) == (alliance.sought, 1, 1, 3)
        assert (alliance.month_talks, alliance.month_letter, alliance.month_start, alliance.month_contract) == (
            12,
            12,
            12,
            12,
        )
        assert list(imposed.s.town.bound) == [1, 1, 1]
        assert imposed.happened() == ["mandate"]
        before = imposed.happened()
        month(imposed, 36)
        assert imposed.happened() == before

    def test_neighbours_and_merged_towns_stay_out(self, imposed):
        imposed.w.town[0].role = NEIGHBOUR
        month(imposed, 12)
        assert list(imposed.s.town.member) == [0, 1, 1]

    def test_only_in_a_round_and_only_if_the_land_will(self, imposed, lucky):
        imposed.s.alliance.land_round = 0
        month(imposed, 11)
        assert imposed.happened() == []
        imposed.s.alliance.land_round = 1
        lucky("founding", 0.9999)
        lucky("contract", 0.9999)
        month(imposed, 12)
        assert imposed.happened() == []

    def test_a_running_alliance_keeps_its_dates(self, imposed):
        imposed.found("working_community", month=3)
        imposed.s.alliance.sought = imposed.form("mandated_association")
        month(imposed, 12)
        alliance = imposed.s.alliance
        assert (alliance.month_talks, alliance.month_letter, alliance.month_start, alliance.month_contract) == (
            3,
            3,
            3,
            3,
        )
        assert alliance.month_founded == 12

    def test_without_a_mandate_members_wait_for_it(self, imposed, lucky):
        imposed.s.town.recognition[:] = 0.9
        imposed.s.alliance.land_round = 0
        until_letter(imposed)
        month(imposed, 3)
        assert imposed.s.alliance.rung == 1
        assert imposed.happened("contract_proposed") == []


class TestReview:
    @pytest.fixture
    def reviewed(self, towns):
        """A founded cooperation body of members that trust each other; the review looks at need and capability alone."""
        towns.found()
        s, p = towns.s, towns.p
        s.lever[SUITABLE_FORM] = 1.0
        p.review_months, p.review_cost, p.review_inertia = 12.0, 0.0, 0.0
        p.need_partners = p.need_work = p.need_blocked = p.need_distrust = 0.0
        s.town.fear[:], s.town.trust[:] = 0.0, 0.5
        towns.w.form.capability[:] = 0.5
        towns.w.form[towns.form("informal_network")].capability = 0.0
        towns.w.form[towns.form("zweckverband")].capability = 1.0
        return towns

    def review(self, bench, number=12):
        bench.do(form_choice.review_form, number, bench.p, bench.w, bench.s)
        return list(bench.scenario.governance_models)[bench.s.alliance.sought]

    def test_little_to_coordinate_asks_for_a_light_form(self, reviewed):
        assert self.review(reviewed) == "informal_network"
        assert reviewed.s.alliance.review_month == 12

    @pytest.mark.parametrize(
        "symbol, set_up",
        [
            ("need_distrust", lambda s: s.town.trust.__setitem__(slice(None), 0.0)),
            ("need_blocked", lambda s: s.alliance.__setattr__("recent_blocked", 1.0)),
            ("need_partners", lambda s: None),
            ("need_work", lambda s: s.project.status.__setitem__(slice(None), RUNNING)),
        ],
    )
    def test_much_to_coordinate_asks_for_a_strong_one(self, reviewed, symbol, set_up):
        setattr(reviewed.p, symbol, 1.0)
        set_up(reviewed.s)
        assert self.review(reviewed) == "zweckverband"

    def test_a_service_in_operation_needs_less_coordination_than_a_project(self, reviewed):
        reviewed.p.need_work, reviewed.p.service_stake = 1.0 / len(reviewed.s.project), 0.1
        reviewed.s.project.status[:] = RUNNING
        assert self.review(reviewed) == "zweckverband"
        reviewed.s.alliance.sought = reviewed.s.alliance.form
        reviewed.s.project.status[:] = DELIVERED
        assert self.review(reviewed, 24) == "informal_network"

    def test_the_network_of_the_talks_is_founded_when_it_is_best(self, reviewed):
        s = reviewed.s
        s.alliance.form, s.alliance.rung, s.alliance.month_founded = reviewed.form("informal_network"), 1, -1
        s.alliance.contract_try = 2
        reviewed.step(founding.work_on_form, 12)
        assert s.alliance.sought == s.alliance.form == reviewed.form("informal_network")
        assert s.alliance.month_founded == 12
        reviewed.step(founding.work_on_form, 13)
        assert s.alliance.month_founded == 12

    def test_only_members_are_looked_at(self, reviewed):
        reviewed.p.need_distrust = 1.0
        reviewed.s.town.trust[:] = [1.0, 1.0, 0.0]
        reviewed.s.town[2].member = 0
        assert self.review(reviewed) == "informal_network"

    def test_inertia_keeps_what_there_is(self, reviewed):
        reviewed.p.review_inertia = 1.0
        assert self.review(reviewed) == "cooperation_body"

    def test_fear_of_lost_control_and_cost_speak_against_a_strong_form(self, reviewed):
        reviewed.p.need_distrust = 1.0
        reviewed.s.town.trust[:] = 0.0
        reviewed.p.review_cost = 1.0
        reviewed.w.form.running_cost[reviewed.form("zweckverband")] = 50.0
        assert self.review(reviewed) != "zweckverband"

    def test_what_is_imposed_or_nothing_is_never_chosen(self, reviewed):
        reviewed.p.need_distrust = 0.0
        reviewed.w.form.capability[:] = 0.9
        for name in ("none", "mandated_association"):
            reviewed.w.form[reviewed.form(name)].capability = 0.0
        assert self.review(reviewed) not in ("none", "mandated_association")

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.s.lever.__setitem__(SUITABLE_FORM, 0.0),
            lambda b: b.s.alliance.__setattr__("groups", 0),
            lambda b: b.s.alliance.__setattr__("review_month", 1),
            lambda b: b.s.lever.__setitem__(SUITABLE_FORM, 0.5),  # half as often
            lambda b: b.s.alliance.__setattr__("sought", b.form("working_community")),  # a change is under way
        ],
    )
    def test_not_now(self, reviewed, change):
        change(reviewed)
        sought = reviewed.s.alliance.sought
        self.review(reviewed)
        assert reviewed.s.alliance.sought == sought

    def test_after_two_failed_votes_another_form_may_be_sought(self, reviewed):
        reviewed.s.alliance.sought = reviewed.form("working_community")
        reviewed.s.alliance.contract_try, reviewed.s.alliance.contract_clock = 2, -5
        assert self.review(reviewed) == "informal_network"
        assert reviewed.s.alliance.contract_clock == 0
