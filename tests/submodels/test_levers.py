"""Which approaches are at work, what they bind, and new impulses."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model import codes
from coopsim.model.streams import interpreted
from coopsim.submodels import levers

NAN = math.nan


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("approach_strength", (0.7, 11, 12, 24, NAN, 0.5), 0.0),  # not yet
        ("approach_strength", (0.7, 12, 12, 24, NAN, 0.5), 0.7),
        ("approach_strength", (0.7, 23, 12, 24, NAN, 0.5), 0.7),
        ("approach_strength", (0.7, 24, 12, 24, NAN, 0.5), 0.0),  # no more
        ("approach_strength", (0.7, 12, 12, 24, 0.4, 0.5), 0.0),  # not needed
        ("approach_strength", (0.7, 12, 12, 24, 0.5, 0.5), 0.0),
        ("approach_strength", (0.7, 12, 12, 24, 0.6, 0.5), 0.7),
        ("staffed", (2.0, 1.0, 0.5), 1.0),
        ("staffed", (2.0, 2.0, 0.5), 0.5),
        ("staffed", (0.0, 2.0, 0.5), 0.0),
        ("staffed", (0.0, 0.0, 0.5), 1.0),  # nothing wanted, nothing lacking
        ("staffed", (-1.0, 2.0, 0.5), 0.0),
        ("staffed", (2.0, 2.0, 0.0), 0.0),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(levers, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(st.floats(0, 100), st.floats(0, 100), shares, st.floats(0, 10))
def test_staff_is_a_share_that_grows_with_what_there_is(effort, wanted, share, more):
    got = levers.staffed(effort, wanted, share)
    assert 0.0 <= got <= 1.0
    assert levers.staffed(effort + more, wanted, share) >= got
    assert got * wanted <= max(share * effort, 0.0) + 1e-9


@given(st.integers(0, 1200), st.integers(0, 1200), st.integers(0, 1200), shares)
def test_strength_zero_is_off_whatever_its_time(month, start, end, activity):
    assert levers.approach_strength(0.0, month, start, end, NAN, activity) == 0.0


@pytest.fixture
def talking(bench):
    """100,000 participants in talks; open communication at strength 0.5 binds 2 FTE and 0.4 EUR a head at strength 1."""
    s, w, p = bench.s, bench.w, bench.p
    s.alliance.talks, s.alliance.population = 1, 100_000.0
    row = w.approach[codes.OPEN_COMMUNICATION]
    row.strength, row.staff, row.money = 0.5, 2.0, 0.4
    p.approach_scale, p.approach_share = 1.0, 0.5
    return bench


def apply(bench, month=0):
    bench.do(levers.apply_approaches, month, bench.p, bench.w, bench.s)
    return bench.s.alliance


class TestApproaches:
    def test_by_hand(self, talking):
        alliance = apply(talking)
        assert talking.s.lever[codes.OPEN_COMMUNICATION] == 0.5
        assert talking.s.lever.sum() == 0.5
        assert (alliance.approach_staff, alliance.approach_money) == (pytest.approx(1.0), pytest.approx(20_000.0))

    def test_they_need_talks(self, talking):
        talking.s.alliance.talks = 0
        alliance = apply(talking)
        assert (talking.s.lever == 0.0).all()
        assert (alliance.approach_staff, alliance.approach_money) == (0.0, 0.0)

    def test_without_staff_they_are_not_carried_out(self, talking):
        alliance = talking.s.alliance
        alliance.rung, alliance.effort, alliance.approach_staff = 1, 0.6, 0.4
        apply(talking)
        # half of the effort of 1 there is, for the 1 that is wanted
        assert talking.s.lever[codes.OPEN_COMMUNICATION] == pytest.approx(0.25)
        assert alliance.approach_staff == pytest.approx(0.5)
        assert alliance.approach_money == pytest.approx(10_000.0)

    def test_the_scale_of_cost(self, talking):
        talking.p.approach_scale = 2.0
        assert apply(talking).approach_staff == pytest.approx(2.0)

    def test_a_facilitator_leaves_and_studies_fade(self, talking):
        alliance = talking.s.alliance
        alliance.facilitation, alliance.facilitation_end, alliance.studies = 0.5, 3, 1.0
        talking.p.impulse_duration, talking.p.wage = 4.0, 60_000.0
        talking.step(levers.pull_levers, 1)
        assert (alliance.facilitation, alliance.studies) == (0.5, 0.75)
        assert alliance.approach_money == pytest.approx(20_000)  # somebody else pays
        alliance.facilitation_paid = 1
        talking.step(levers.pull_levers, 2)
        assert alliance.approach_money == pytest.approx(20_000 + 60_000)
        talking.step(levers.pull_levers, 3)
        assert (alliance.facilitation, alliance.facilitation_paid, alliance.studies) == (0.0, 0, 0.75**3)


@pytest.fixture
def impulse(document, bench_of):
    """A founded alliance with one impulse of strength 0.5 in month 3, of a kind that a test names."""

    def make(kind, **fields):
        document["impulses"] = [{"kind": kind, "month": 3, "strength": 0.5, "duration_months": 10} | fields]
        bench = bench_of(document)
        bench.found()
        return bench

    return make


class TestImpulses:
    def test_at_its_month_only(self, impulse):
        bench = impulse("study")
        for month in (2, 3, 4):
            bench.step(levers.pull_levers, month)
        assert bench.happened("impulse") == ["impulse"]
        assert bench.last_event("impulse")[0] == 3

    def test_or_at_random(self, impulse, lucky):
        bench = impulse("study", month=None, rate_per_year=6.0)
        lucky("levers", 0.49)
        bench.step(levers.pull_levers, 7)
        lucky("levers", 0.51)
        bench.step(levers.pull_levers, 8)
        assert bench.happened("impulse") == ["impulse"]

    def test_nothing_adds_activity(self, impulse):
        for kind in codes.IMPULSES:
            bench = impulse(kind)
            alliance = bench.s.alliance
            before = [
                float(alliance[name]) for name in ("activity", "progress", "decisions", "effort_used", "services")
            ]
            bench.step(levers.pull_levers, 3)
            assert [
                float(alliance[name]) for name in ("activity", "progress", "decisions", "effort_used", "services")
            ] == before
            assert bench.last_event("impulse")[3] == codes.IMPULSES.index(kind)

    @pytest.mark.parametrize("kind", [kind for kind in codes.IMPULSES if kind != "new_mayor"])
    def test_each_is_a_new_beginning_as_strong_as_it_is(self, impulse, kind):
        bench = impulse(kind, municipality="burg", area="health")
        bench.p.impulse_renewal = 0.8
        bench.s.town.waited[:], bench.s.town.trust[:] = 40.0, 0.25
        bench.step(levers.pull_levers, 3)
        assert bench.s.town.waited == pytest.approx(40.0 * (1.0 - 0.8 * 0.5 * 0.75))

    def test_a_designation_that_is_there_is_no_event(self, impulse):
        bench = impulse("designation")
        bench.s.alliance.designation, bench.s.town.waited[:] = 1, 40.0
        bench.step(levers.pull_levers, 3)
        assert (bench.s.town.waited == 40.0).all()

    def test_facilitator(self, impulse):
        bench = impulse("facilitator")
        bench.step(levers.pull_levers, 3)
        assert (bench.s.alliance.facilitation, bench.s.alliance.facilitation_end) == (0.5, 13)
        bench.do(levers.engage, 4, 0.2, 2, bench.s)  # a weaker and shorter one changes nothing
        assert (bench.s.alliance.facilitation, bench.s.alliance.facilitation_end) == (0.5, 13)

    def test_study(self, impulse):
        bench = impulse("study")
        bench.step(levers.pull_levers, 3)
        assert bench.s.alliance.studies == 0.5

    def test_new_area(self, impulse):
        bench = impulse("new_area", area="culture")
        bench.step(levers.pull_levers, 3)
        assert (bench.s.area[3].group, bench.s.area[3].since) == (1, 3)

    def test_new_area_of_greatest_weight(self, impulse):
        bench = impulse("new_area")
        bench.s.area.weight[:] = [0.9, 0.8, 0.1, 0.1, 0.1, 0.1]
        bench.s.area[0].group = 1
        bench.step(levers.pull_levers, 3)
        assert list(bench.s.area.group) == [1, 1, 0, 0, 0, 0]
        bench.s.area.group[:] = 1
        assert bench.do(levers.weightiest_area, bench.s) == -1
        bench.step(levers.pull_levers, 3)

    def test_new_area_needs_a_steering_group(self, impulse):
        bench = impulse("new_area")
        bench.s.alliance.groups = 0
        bench.step(levers.pull_levers, 3)
        assert bench.s.area.group.sum() == 0

    def test_designation(self, impulse):
        bench = impulse("designation")
        bench.step(levers.pull_levers, 3)
        assert bench.s.alliance.designation == 1
        assert bench.happened() == ["impulse", "designated"]
        bench.step(levers.pull_levers, 3)
        assert bench.happened() == ["impulse", "designated", "impulse"]
        bench.s.alliance.designation, bench.s.alliance.rung = 0, 0
        bench.step(levers.pull_levers, 3)
        assert bench.s.alliance.designation == 0

    def test_subsidy(self, impulse):
        bench = impulse("subsidy")
        bench.p.subsidy_amount = 400_000.0
        bench.step(levers.pull_levers, 3)
        assert (bench.s.alliance.subsidy, bench.s.alliance.subsidy_end) == (200_000.0, 13)

    def test_scandal(self, impulse):
        bench = impulse("scandal", municipality="burg")
        bench.s.personal[:] = 0.5
        bench.step(levers.pull_levers, 3)
        assert bench.s.town.approval == pytest.approx([0.0, -0.5, 0.0])
        assert bench.s.personal[0, 1] == pytest.approx(0.25) and bench.s.personal[1, 0] == 0.5

    def test_a_scandal_leaves_approval_in_its_range(self, impulse):
        bench = impulse("scandal", municipality="burg", strength=1.0)
        bench.s.town.approval[:] = -0.8
        bench.step(levers.pull_levers, 3)
        assert (bench.s.town.approval >= -1.0).all()

    def test_new_mayor(self, impulse):
        bench = impulse("new_mayor", municipality="burg")
        bench.step(levers.pull_levers, 3)
        assert (bench.s.office[1].ordinal, bench.s.alliance.turnovers) == (1, 1)

    def test_closure(self, impulse):
        bench = impulse("closure", municipality="burg", area="health")
        bench.step(levers.pull_levers, 3)
        assert bench.s.endowment[1, 2] == pytest.approx(0.2)
        assert bench.s.need[1, 2] == pytest.approx(0.8)
        assert bench.happened() == ["impulse", "closure"]

    @pytest.mark.parametrize("luck, area", [(0.0, 0), (0.5, 3), (0.999999, 5)])
    def test_a_closure_somewhere(self, impulse, lucky, luck, area):
        bench = impulse("closure", municipality="burg")
        lucky("levers", luck)
        bench.do(levers.give_impulse, 3, bench.key, 0, bench.p, bench.w, bench.s)
        assert bench.last_event("closure")[3] == area

    def test_a_kind_nobody_knows_does_nothing(self, impulse):
        bench = impulse("study")
        bench.w.impulse[0].kind, bench.p.impulse_renewal = 99, 0.0
        before = bench.s.memory.copy()
        bench.do(levers.give_impulse, 3, bench.key, 0, bench.p, bench.w, bench.s)
        assert (bench.s.memory != before).sum() == 1  # the count of events

    def test_whom_it_hits_is_the_highest_lot_of_those_that_are_left(self, impulse, monkeypatch):
        bench = impulse("closure")
        with interpreted():
            ids = [levers.pair_id(bench.w.impulse[0].id, bench.w.town[i].id) for i in range(3)]
        lots = dict(zip(ids, (0.2, 0.7, 0.9), strict=True))
        monkeypatch.setattr(levers, "uniform", lambda key, process, month, who: lots.get(who, 0.5))
        bench.do(levers.give_impulse, 3, bench.key, 0, bench.p, bench.w, bench.s)
        assert bench.last_event("impulse")[2] == 2
        bench.s.town[2].merged = 1
        bench.do(levers.give_impulse, 4, bench.key, 0, bench.p, bench.w, bench.s)
        assert bench.last_event("impulse")[2] == 1


class TestOwnImpulse:
    @pytest.fixture
    def low(self, bench):
        bench.found()
        s, p = bench.s, bench.p
        p.impulse_duration, p.impulse_hope, p.prize_start = 18.0, 0.5, 8.0
        p.wage = 60_000.0
        bench.w.form[s.alliance.form].project_rule = codes.RULES.index("simple_majority")
        s.alliance.months_low, s.alliance.impulse_month = 12, -1000
        s.town.commitment[:], s.office.attitude[:], s.town.fear[:] = 0.5, 0.5, 0.0
        return bench

    def test_members_pay_for_a_new_start(self, low):
        alliance = low.s.alliance
        low.step(levers.pull_levers, 30)
        # 0.5 · 8 · 0.5 · (1 + 0.5) − 1.5 · 60,000 / 90,000
        assert low.s.vote.utility == pytest.approx(2.0)
        assert (alliance.facilitation, alliance.facilitation_end, alliance.own_impulses) == (1.0, 48, 1)
        assert alliance.studies == pytest.approx(17 / 18)
        assert (alliance.facilitation_paid, alliance.approach_money) == (1, 60_000.0)
        assert low.happened() == ["own_impulse"]
        low.step(levers.pull_levers, 59)
        assert alliance.own_impulses == 1
        low.step(levers.pull_levers, 60)
        assert alliance.own_impulses == 2

    @pytest.mark.parametrize("field, value", [("groups", 0), ("meets", 0), ("months_low", 11), ("impulse_month", 1)])
    def test_not_now(self, low, field, value):
        low.s.alliance[field] = value
        low.step(levers.pull_levers, 30)
        assert low.s.alliance.own_impulses == 0

    def test_they_may_refuse(self, low):
        low.s.town.commitment[:2] = 0.1
        low.step(levers.pull_levers, 30)
        assert (low.s.alliance.own_impulses, low.s.alliance.impulse_month) == (0, 30)

    def test_voters_who_are_heeded_make_it_dearer(self, low):
        low.s.town.fear[:] = [0.0, 0.5, 1.0]
        low.step(levers.pull_levers, 30)
        assert low.s.vote.utility == pytest.approx([2.0, 1.5, 1.0])

    def test_it_is_a_new_beginning(self, low):
        low.p.impulse_renewal = 1.0
        low.s.town.waited[:], low.s.town.trust[:] = 40.0, 0.25
        low.step(levers.pull_levers, 30)
        assert low.s.town.waited == pytest.approx(10.0)
