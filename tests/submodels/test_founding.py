"""Talks, letter of intent, what a form brings, contract, mandate, review of the form of cooperation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model import codes
from coopsim.model.codes import DELIVERED, DRAFT, NEIGHBOUR, SUITABLE_FORM
from coopsim.submodels import contract, form_choice, founding


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("wish_to_talk", (0.6, 0.5, 10.0, 0.7, 0.2, 0.01), 0.1),
        ("wish_to_talk", (0.0, -1.0, 0.0, 0.7, 0.2, 0.01), -0.9),
        ("expected_contribution", (0.3, 0.0, 0.4, 0.5), 0.4),  # lifted
        ("expected_contribution", (0.5, 0.0, 0.4, 0.5), 0.5),  # they give more anyway
        ("expected_contribution", (0.4, 0.4, 0.0, 0.5), 0.2),  # what the rule held up stays as far as they are trusted
        ("expected_contribution", (0.6, 0.4, 0.1, 0.0), 0.3),  # 0.6 − (0.4 − 0.1)
        ("expected_value", (2.0, 10.0, 3.0, 1.0, 4.0, 0.5), 4.0),  # 2 + 8 · 0.5 · 2 / 4
        ("expected_value", (2.0, 10.0, 0.5, 1.0, 4.0, 1.0), 1.0),  # half of the services can be kept up
        ("expected_value", (-2.0, 10.0, 4.0, 0.0, 4.0, 1.0), 8.0),  # losses stay, hopes are whole
        ("expected_value", (12.0, 10.0, 4.0, 0.0, 4.0, 1.0), 12.0),  # more than was hoped for
        ("fear_of_exploitation", (0.5, 4.0, 0.5, 0.2, 0.5), -0.4),
        ("fear_of_exploitation", (0.5, 4.0, 0.5, 1.0, 0.0), 0.0),  # everybody watches
        ("fear_of_rivals", (0.5, 4.0, 0.5, 0.5, 0.2), -0.4),
        ("fear_of_rivals", (0.5, -4.0, 0.5, 0.5, 0.2), 0.0),  # nothing to be had
        ("fear_of_control", (0.5, 2.0, 0.5), -0.5),
        ("enforced_levy", (0.8, 0.5, 0.6), 0.24),
        ("enforced_levy", (0.8, 0.0, 0.6), 0.0),
        ("step_chance", (0.1, 2.0, 0.0), 0.1),
        ("step_chance", (0.1, 2.0, 1.0), 0.3),
        ("step_chance", (0.9, 2.0, 1.0), 1.0),
        ("towards", (1.0, 0.0, 0.1), 0.9),  # habit of meeting
        ("towards", (0.5, 1.0, 0.1), 0.55),
        ("towards", (0.5, 0.0, 0.0), 0.5),
    ],
)
def test_by_hand(equation, inputs, value):
    file = next(file for file in (form_choice, contract, founding) if hasattr(file, equation))
    assert getattr(file, equation)(*inputs) == pytest.approx(value, rel=1e-12, abs=1e-12)


@given(shares, shares, shares, shares, shares)
def test_a_stronger_levy_never_lowers_what_is_expected(seen, now, then, more, trust):
    assert contract.expected_contribution(seen, now, then + more, trust) >= contract.expected_contribution(
        seen, now, then, trust
    )


@given(st.floats(-5, 20), st.floats(0, 20), st.floats(0, 20), st.floats(0, 20), st.floats(0, 5), shares)
def test_more_effort_never_promises_less(running, hoped, effort, more, upkeep, agreed):
    less = contract.expected_value(running, hoped, effort, upkeep, 5.0, agreed)
    assert contract.expected_value(running, hoped, effort + more, upkeep, 5.0, agreed) >= less - 1e-9


@pytest.fixture
def towns(bench, lucky):
    """Three towns that do not talk yet; attitude is the only term of their votes; luck is with them."""
    lucky("founding", 0.0)
    lucky("form_choice", 0.0)
    s, p, w = bench.s, bench.p, bench.w
    p.talk_threshold, p.talk_attitude, p.talk_prize, p.initiative = 0.5, 0.0, 0.0, 1.0
    p.letter_chance, p.first_task, p.rung_tries = 0.0, 0.0, 0.0
    p.contract_hope, p.contract_rivalry, p.exploitation_fear, p.contract_control = 0.0, 0.0, 0.0, 0.0
    p.contract_attitude, p.postpone_chance, p.council_chance, p.tolerance, p.memory_rate = 1.0, 0.0, 0.0, 0.3, 0.2
    s.town.recognition[:], s.town.prize[:], s.office.attitude[:] = 0.6, 20.0, 0.5
    for name in ("running_cost", "setup_cost", "secretariat", "levy"):
        w.form[name][:] = 0.0
    form = w.form[s.alliance.sought]
    form.council_founding = form.county_veto = form.land_approval = 0
    form.founding_rule = form.change_rule = codes.RULES.index("unanimity")
    form.setup_months = 2
    return bench


def month(bench, number):
    bench.step(founding.work_on_form, number)


def until_letter(bench):
    """Talks in month 0, letter of intent and first proposal at the meeting in month 2."""
    for number in range(3):
        bench.s.alliance.meets = 1 if number == 2 else 0
        month(bench, number)


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
        assert towns.s.alliance.month_talks == 5
        assert towns.happened("talks_begin") == ["talks_begin"] * 2

    def test_it_takes_an_occasion(self, towns, lucky):
        lucky("form_choice", 0.5)
        towns.p.initiative, towns.p.occasion_push = 0.2, 2.0
        towns.w.rounds[:] = 400
        month(towns, 5)
        assert towns.s.alliance.talks == 0
        towns.s.alliance.funded = 1  # the chance is 0.6 now
        month(towns, 6)
        assert towns.s.alliance.talks == 1

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
    def test_all_sign_when_they_meet_and_somebody_takes_it_up(self, towns, lucky):
        month(towns, 0)
        month(towns, 1)
        assert towns.s.alliance.rung == 0
        towns.s.alliance.meets = 1
        lucky("form_choice", 0.9)
        towns.p.initiative = 0.1
        month(towns, 2)
        assert towns.s.alliance.rung == 0
        lucky("form_choice", 0.0)
        month(towns, 3)
        alliance = towns.s.alliance
        assert (alliance.rung, alliance.month_letter, alliance.month_start, alliance.groups) == (1, 3, 3, 1)
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

    def test_whoever_talks_signs_or_stays_out_knowingly(self, towns):
        towns.s.office[2].attitude = -1.0
        until_letter(towns)
        assert towns.happened("letter_refused", "stays_out") == ["stays_out"]
        assert towns.last_event("stays_out")[2] == 2
        town = towns.s.town[2]
        assert (town.talks, town.member, town.wait) == (0, 0, -int(towns.p.pause_months))
        assert list(towns.s.town.member) == [1, 1, 0]
        assert towns.s.alliance.population == 50_000.0

    def test_one_alone_signs_nothing(self, towns):
        towns.s.office.attitude[:3] = [-0.5, 0.5, -1.0]
        until_letter(towns)
        assert (towns.s.alliance.rung, list(towns.s.town.talks)) == (0, [1, 1, 1])
        assert towns.happened("letter_refused", "stays_out") == ["letter_refused"]
        assert towns.last_event("letter_refused")[2] == 2

    def test_whoever_pauses_is_not_asked(self, towns):
        towns.s.town[2].wait = -20
        until_letter(towns)
        assert list(towns.s.town.member) == [1, 1, 0]
        assert towns.happened("stays_out") == [] and towns.s.town[2].wait == -17

    @pytest.mark.parametrize("attitude, founder", [(0.5, True), (-0.5, False)])
    def test_who_did_not_talk_signs_with_them_or_stays_out_knowingly(self, towns, attitude, founder):
        towns.s.town[2].recognition, towns.s.office[2].attitude = 0.0, attitude
        until_letter(towns)
        town = towns.s.town[2]
        assert (bool(town.member), bool(town.talks)) == (founder, founder)
        assert towns.happened("stays_out") == ([] if founder else ["stays_out"])
        if not founder:
            assert town.wait == -int(towns.p.pause_months)
        assert list(towns.s.town.member[:2]) == [1, 1]

    def test_some_forms_need_no_more_than_a_letter(self, towns):
        towns.s.alliance.sought = towns.form("informal_network")
        until_letter(towns)
        alliance = towns.s.alliance
        assert (alliance.form, alliance.month_founded, alliance.month_contract) == (alliance.sought, 2, -1)
        assert (towns.s.town.bound == 0).all()
        assert towns.happened("contract_proposed") == []


class TestWhatAFormBrings:
    """All terms of one town by hand: 50,000 inhabitants, two others that take part."""

    @pytest.fixture
    def weighed(self, towns):
        s, p, w = towns.s, towns.p, towns.w
        towns.found("working_community")
        s.alliance.external_money = s.alliance.external_staff = 0.0
        s.alliance.recent_success = 1.0
        s.alliance.upkeep = s.alliance.busy = 0.0
        s.town.capacity[:], s.town.population[:] = 2.0, 50_000.0
        s.alliance.population = 150_000.0
        s.expected[0, :] = 0.3
        town = s.town[0]
        town.prize, town.recognition, town.benefit, town.contribution, town.trust = 10.0, 0.5, 0.0, 0.2, 0.5
        town.competition, town.fear, town.identity, s.office[0].attitude = 0.8, 0.5, 0.0, -0.5
        p.pledge, p.wage, p.visibility = 0.5, 50_000.0, 1.0
        p.contract_hope, p.contract_attitude = 1.0, 0.1
        row = w.form[towns.form("zweckverband")]
        row.levy, row.monitoring, row.secretariat, row.compensation, row.control = 0.8, 0.5, 1.5, 0.5, 0.6
        row.running_cost, row.setup_cost, w.scenario.council_term = 0.3, 1.0, 60
        return towns

    def terms(self, bench, form="zweckverband", extent=1.0):
        bench.do(contract.weigh_form, 0, bench.form(form), extent, bench.p, bench.w, bench.s)
        assert bench.s.vote[0].utility == pytest.approx(sum(bench.terms(0)))
        return bench.terms(0)

    def test_the_terms_by_hand(self, weighed):
        p = weighed.p
        p.contract_rivalry, p.exploitation_fear, p.contract_control = 0.5, 1.0, 2.0
        # levied 0.2, so 0.3 of 6 FTE and 1.5 FTE of the office are expected; pledges are 3 FTE; hoped for are 5 EUR
        value = 5.0 * 3.3 / 3.0
        given = 0.2 * 2.0 * 50_000 / 50_000  # nothing is forced: it gives as much as is levied
        cost = 0.3 + 1.0 / 5.0 + 1.5 * 50_000 / 150_000
        assert self.terms(weighed) == pytest.approx(
            [
                value - cost,
                -0.5 * value * 0.8 * 0.5 * 0.5,
                -1.0 * given * 0.5 * 0.5 * (1.0 - 0.4),
                -0.5 * 2.0 * 0.6,
                0.1 * 4 * -0.5,
            ]
        )

    def test_what_others_pay_is_no_cost(self, weighed):
        before = self.terms(weighed)[0]
        weighed.s.alliance.external_money = 60_000.0
        assert self.terms(weighed)[0] == pytest.approx(before + 60_000 / 150_000)
        weighed.s.alliance.external_money = 1e9
        assert self.terms(weighed)[0] == pytest.approx(before + 1.5 * 50_000 / 150_000)

    def test_a_levy_that_is_watched_lifts_and_costs(self, weighed):
        weighed.w.form[
            weighed.form("zweckverband")
        ].monitoring = 1.0  # 0.4 instead of 0.3 of the others, of oneself too
        value, cost = 5.0 * (0.4 * 6.0 + 1.5) / 3.0, 0.3 + 0.2 + 0.5 + (0.4 - 0.2) * 2.0
        assert self.terms(weighed)[0] == pytest.approx(value - cost)

    def test_blocked_decisions_count_where_one_can_block(self, weighed):
        before, majority = self.terms(weighed, "working_community")[0], self.terms(weighed)[0]
        weighed.s.alliance.recent_success = 0.5
        assert self.terms(weighed, "working_community")[0] == pytest.approx(before / 2)
        assert self.terms(weighed)[0] == majority

    def test_one_task_asks_and_brings_less(self, weighed):
        weighed.p.contract_control = 2.0
        whole, first = self.terms(weighed), self.terms(weighed, extent=0.2)
        assert first[0] == pytest.approx(5.0 * (1.8 + 0.3) / 3.0 - 0.2 * 1.0)
        assert first[3] == pytest.approx(0.2 * whole[3])

    def test_services_that_run_stay_and_what_more_is_hoped_for_comes_on_top(self, weighed):
        weighed.s.town[0].benefit = 2.0
        assert self.terms(weighed)[0] == pytest.approx(2.0 + 3.0 * 3.3 / 3.0 - 1.0)
        weighed.s.alliance.upkeep = 6.6  # twice the effort there is
        assert self.terms(weighed)[0] == pytest.approx(0.0, abs=1e-9)

    def test_what_runs_is_net_of_the_own_work_that_was_of_use(self, weighed):
        weighed.s.town[0].benefit, weighed.s.alliance.busy = 2.0, 0.5
        running = 2.0 - 0.2 * 2.0 * 0.5
        assert self.terms(weighed)[0] == pytest.approx(running + (5.0 - running) * 3.3 / 3.0 - 1.0)
        weighed.s.town[0].benefit = 0.0
        assert self.terms(weighed)[0] == pytest.approx(-0.2 + 5.0 * 3.3 / 3.0 - 1.0)

    def test_an_outsider_is_counted_in(self, weighed):
        weighed.s.town[0].talks = weighed.s.town[0].member = 0
        weighed.s.town[0].benefit = 99.0  # what it has, it has without them
        weighed.s.alliance.population = 100_000.0
        assert self.terms(weighed)[0] == pytest.approx(5.0 * 3.3 / 3.0 - 1.0)

    def test_an_offer_is_the_difference_to_what_is_in_force(self, weighed):
        p, s = weighed.p, weighed.s
        p.contract_rivalry, p.exploitation_fear, p.contract_control = 0.5, 1.0, 2.0
        present, offered = self.terms(weighed, "working_community"), self.terms(weighed)
        weighed.do(contract.weigh_offer, 0, weighed.form("zweckverband"), 1.0, p, weighed.w, s)
        assert weighed.terms(0) == pytest.approx([b - a for a, b in zip(present, offered, strict=True)])
        weighed.do(contract.weigh_offer, 0, s.alliance.form, 1.0, p, weighed.w, s)
        assert weighed.terms(0) == [0.0] * 5 and s.vote[0].utility == 0.0

    def test_without_hope_no_form_brings_anything(self, weighed):
        weighed.p.contract_hope = 0.0
        assert self.terms(weighed, "working_community")[0] == 0.0

    def test_what_is_set_up_is_paid_for(self, weighed):
        weighed.s.alliance.form, weighed.s.alliance.extent = weighed.form("zweckverband"), 0.4
        weighed.p.contract_hope = 0.0
        assert self.terms(weighed, extent=0.4)[0] == pytest.approx(-0.4 * (0.3 + 0.5))
        assert self.terms(weighed)[0] == pytest.approx(-(0.3 + 0.5) - 0.6 * 1.0 / 5.0)
        weighed.do(contract.found, 9, weighed.s.alliance.form, 1.0, weighed.w, weighed.s)
        assert weighed.s.alliance.bill == pytest.approx(0.6 * 1.0 * 150_000)


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
        towns.w.form[s.alliance.sought].setup_months = 3
        until_letter(towns)
        assert s.alliance.contract_work == pytest.approx(10.0 * 3 * 1.2 * 1.5)

    def test_refused_it_waits_until_somebody_takes_it_up_again(self, towns):
        until_letter(towns)
        towns.s.office[1].attitude = -1.0
        alliance = towns.s.alliance
        alliance.recent_success = 0.5
        before = towns.s.personal.copy()
        until_vote(towns)
        assert (alliance.rung, alliance.contract_clock, alliance.vetoes) == (1, 0, 1)
        assert towns.last_event("contract_refused")[2] == 1
        # those who wanted it blame the one that refused, and count less on success
        fallen = [(i, j) for i in range(3) for j in range(3) if i != j and towns.s.personal[i, j] < before[i, j]]
        assert fallen == [(0, 1), (2, 1)]
        assert alliance.recent_success == pytest.approx(0.4)
        assert list(towns.s.town.thwarted) == pytest.approx([0.2, 0.0, 0.2])
        month(towns, 12)
        assert (alliance.contract_try, alliance.contract_clock) == (2, 2)

    def refused_by_one(self, towns, no, tries):
        towns.s.town.population[:] = [10_000, 25_000, 15_000]
        towns.p.rung_tries = tries
        until_letter(towns)
        towns.s.office[no].attitude = -1.0
        until_vote(towns)
        return towns.s.alliance

    def test_at_the_last_try_the_others_go_on_without_it(self, towns):
        alliance = self.refused_by_one(towns, 2, 1.0)
        assert list(towns.s.town.member) == list(towns.s.town.bound) == [1, 1, 0]
        assert (alliance.members, alliance.population, alliance.month_contract > 0) == (2, 35_000.0, True)
        assert towns.happened()[-2:] == ["stays_out", "contract_signed"]
        assert (alliance.vetoes, towns.s.town[2].wait) == (0, -int(towns.p.pause_months))

    @pytest.mark.parametrize("no, tries", [(2, 0.0), (2, 2.0), (1, 1.0)])
    def test_not_before_never_or_not_without_one_that_matters(self, towns, no, tries):
        alliance = self.refused_by_one(towns, no, tries)
        assert list(towns.s.town.member) == [1, 1, 1]
        assert (alliance.month_contract, alliance.vetoes, alliance.contract_clock) == (-1, 1, 0)

    def test_nobody_bound_by_a_contract_is_left_out(self, towns):
        until_letter(towns)
        until_vote(towns)
        towns.p.rung_tries = 1.0
        alliance = towns.s.alliance
        alliance.sought = alliance.offered = towns.form("joint_agency")
        towns.w.form[alliance.form].change_rule = codes.RULES.index("unanimity")
        towns.s.office[2].attitude, towns.s.office.attitude[:2] = -1.0, 1.0
        until_vote(towns, 20)
        until_vote(towns, 30)
        assert list(towns.s.town.member) == [1, 1, 1]

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
        towns.p.contract_control, towns.s.town.fear[:] = 100.0, 0.0
        towns.s.town.council[:] = 0.5
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
        lucky("form_choice", luck)
        until_vote(towns)
        alliance = towns.s.alliance
        assert (alliance.rung > 1) == signed
        if not signed:
            assert towns.happened()[-1] == "land_refuses"
            assert alliance.contract_clock == 0 and alliance.vetoes == 0

    def test_another_form_follows_its_own_rule_of_change(self, towns):
        until_letter(towns)
        until_vote(towns)
        alliance = towns.s.alliance
        alliance.sought = alliance.offered = towns.form("joint_agency")
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
        alliance.sought = alliance.offered = towns.form("informal_network")
        towns.s.office.attitude[:] = -0.5
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
        lucky("form_choice", 0.9999)
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


class TestOneRungLower:
    @pytest.fixture
    def refused(self, towns):
        """An association was refused twice; members care for the rung alone, and fear the control of bodies."""
        until_letter(towns)
        alliance = towns.s.alliance
        alliance.sought = alliance.offered = towns.form("zweckverband")
        alliance.contract_clock, alliance.contract_try, towns.p.rung_tries = 0, 2, 2.0
        alliance.meets = 1
        return towns

    def test_the_one_that_the_least_willing_gains_most_by(self, refused):
        month(refused, 20)
        alliance = refused.s.alliance
        assert alliance.offered == refused.form("cooperation_body")
        assert (alliance.sought, alliance.contract_try) == (refused.form("zweckverband"), 1)
        assert refused.last_event("contract_proposed")[3] == refused.form("cooperation_body")

    def test_what_frightens_one_is_not_chosen(self, refused):
        refused.p.contract_control, refused.s.town.fear[:] = 50.0, [0.0, 0.0, 1.0]
        for name, control in (("cooperation_body", 0.5), ("working_community", 0.1), ("lead_municipality", 0.3)):
            refused.w.form[refused.form(name)].control = control
        month(refused, 20)
        assert refused.s.alliance.offered == refused.form("working_community")

    def test_not_yet_or_never(self, refused):
        for tries, known in ((3.0, 2), (0.0, 9)):
            refused.p.rung_tries, refused.s.alliance.contract_try, refused.s.alliance.contract_clock = tries, known, 0
            month(refused, 20)
            assert refused.s.alliance.offered == refused.form("zweckverband")

    def test_from_the_lower_rung_the_form_sought_is_tried_again_if_it_is_worth_it(self, refused):
        refused.found("cooperation_body")
        alliance = refused.s.alliance
        alliance.sought = alliance.offered = refused.form("zweckverband")
        refused.s.office.attitude[:] = -0.5
        month(refused, 30)
        assert alliance.contract_clock == 0
        refused.s.office.attitude[:] = 0.5
        month(refused, 31)
        assert alliance.contract_clock > 0 and alliance.offered == refused.form("zweckverband")


class TestOneTask:
    @pytest.fixture
    def costly(self, towns):
        """The office of an association costs 9 EUR, of which one task needs three tenths."""
        until_letter(towns)
        s, w = towns.s, towns.w
        s.alliance.sought = s.alliance.offered = towns.form("zweckverband")
        row = w.form[s.alliance.sought]
        row.council_founding = row.county_veto = row.land_approval = 0
        row.setup_months, row.running_cost, towns.p.first_task = 1, 4.0, 0.3
        s.alliance.contract_clock, s.alliance.meets = 0, 1
        return towns

    def test_it_begins_small_and_widens_when_that_is_worth_it(self, costly):
        s = costly.s
        until_vote(costly, 10)
        alliance = s.alliance
        assert (alliance.form, alliance.extent, alliance.forms) == (alliance.sought, 0.3, 0)
        month(costly, 20)
        assert alliance.contract_clock == 0  # the rest is not worth its cost
        costly.w.form[alliance.form].running_cost = -1.0
        until_vote(costly, 21)
        assert (alliance.extent, alliance.forms) == (1.0, 1)
        month(costly, 40)
        assert alliance.contract_clock == 0  # nothing is left to seek

    def test_or_with_everything(self, costly):
        costly.p.first_task = 0.0
        costly.s.office.attitude[:] = 1.0
        costly.w.form[costly.s.alliance.sought].running_cost = 1.0
        until_vote(costly, 10)
        assert costly.s.alliance.extent == 1.0

    def test_office_and_bill_count_by_extent(self, costly):
        row = costly.w.form[costly.s.alliance.sought]
        row.secretariat, row.setup_cost = 2.0, 1.0
        costly.do(contract.found, 9, costly.s.alliance.sought, 0.3, costly.w, costly.s)
        assert costly.s.alliance.secretariat == pytest.approx(0.6)
        assert costly.s.alliance.bill == pytest.approx(0.3 * 90_000)


class TestReview:
    @pytest.fixture
    def reviewed(self, towns):
        """A founded cooperation body that asks whether another form would bring all of them more."""
        towns.found()
        s, p = towns.s, towns.p
        s.lever[SUITABLE_FORM], p.review_rate, s.alliance.meets = 1.0, 0.5, 1
        return towns

    def review(self, bench, number=12):
        bench.do(form_choice.review_form, number, bench.key, bench.p, bench.w, bench.s)
        return list(bench.scenario.governance_models)[bench.s.alliance.sought]

    def test_what_all_gain_by_is_sought_and_offered(self, reviewed):
        assert self.review(reviewed) == "zweckverband"  # of two on the highest rung the first
        assert reviewed.s.alliance.offered == reviewed.form("zweckverband")

    def test_it_may_be_a_lighter_one(self, reviewed):
        reviewed.s.office.attitude[:] = -0.5
        assert self.review(reviewed) == "informal_network"

    def test_nothing_that_one_would_lose_by(self, reviewed):
        reviewed.s.office.attitude[:3] = [0.5, 0.5, -0.5]
        assert self.review(reviewed) == "cooperation_body"

    def test_whoever_is_leaving_or_outside_is_not_asked(self, reviewed):
        reviewed.s.office.attitude[:3] = [-0.5, 0.5, -0.5]
        reviewed.s.town[0].member, reviewed.s.town[2].notice = 0, 5
        assert self.review(reviewed) == "zweckverband"

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.s.lever.__setitem__(SUITABLE_FORM, 0.0),
            lambda b: b.s.alliance.__setattr__("meets", 0),
            lambda b: b.s.alliance.__setattr__("rung", 0),
            lambda b: b.s.alliance.__setattr__("contract_clock", 3),  # a proposal is on the table
            lambda b: b.s.alliance.__setattr__("sought", b.form("mandated_association")),
        ],
    )
    def test_not_now(self, reviewed, change):
        change(reviewed)
        before = reviewed.s.memory.copy()
        self.review(reviewed)
        reviewed.s.vote.fill(0)
        assert (reviewed.s.memory == before).all() or reviewed.s.alliance.offered == reviewed.form("cooperation_body")

    def test_it_takes_chance(self, reviewed, lucky):
        lucky("form_choice", 0.4)
        reviewed.s.lever[SUITABLE_FORM] = 0.5
        assert self.review(reviewed) == "cooperation_body"


class TestHabit:
    @pytest.fixture
    def settled(self, towns):
        towns.found()
        towns.s.project.status[:] = 0
        towns.p.habit_rate = 0.5
        return towns

    def test_what_nobody_needs_falls_asleep(self, settled):
        month(settled, 12)
        assert settled.s.alliance.habit == 0.5

    @pytest.mark.parametrize(
        "change",
        [
            lambda s: s.project.status.__setitem__(3, DRAFT),
            lambda s: s.alliance.__setattr__("secretariat", 2.0),
            lambda s: s.alliance.__setattr__("external_staff", 1.0),
        ],
    )
    def test_whatever_calls_for_a_meeting_keeps_it_up(self, settled, change):
        change(settled.s)
        month(settled, 12)
        assert settled.s.alliance.habit == 1.0

    def test_services_alone_do_not(self, settled):
        settled.s.project.status[:2], settled.s.project.work[:2], settled.p.upkeep = DELIVERED, 10.0, 0.1
        month(settled, 12)
        assert (settled.s.alliance.habit, settled.s.alliance.upkeep) == (0.5, pytest.approx(2.0))

    def test_switched_off(self, settled):
        settled.p.habit_rate = 0.0
        month(settled, 12)
        assert settled.s.alliance.habit == 1.0
