"""What happens to municipalities whatever they do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.submodels import surroundings


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("usual_crisis", (0.6, 0.4), 0.5),
        ("usual_crisis", (0.6, 0.0), 0.0),
        ("capacity", (2.0, 20_000, 0.0, 0.3), 4.0),
        ("capacity", (2.0, 20_000, 1.0, math.log(2.0)), 2.0),
        ("capacity", (2.0, 20_000, -2.0, 0.3), 4.0),  # no more than all
        ("capacity", (0.0, 20_000, 0.0, 0.3), 0.0),
        ("capacity", (2.0, 0.0, 0.0, 0.3), 0.0),
        ("believed", (0.4,), 0.9),
        ("believed", (0.8,), 1.0),
        ("drawn_area", (0.0,), 0),
        ("drawn_area", (0.5,), 3),
        ("drawn_area", (1.0,), 5),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(surroundings, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(st.floats(0, 100), st.floats(0, 1e6), st.floats(-3, 3), st.floats(0, 3), shares)
def test_stress_never_adds_staff(staff, population, crisis, more, weight):
    assert (
        0.0
        <= surroundings.capacity(staff, population, crisis + more, weight)
        <= surroundings.capacity(staff, population, crisis, weight)
    )


@pytest.fixture
def calm(bench, lucky):
    """No shocks and no closures."""
    lucky("surroundings", 0.9999)
    return bench


class TestTowns:
    def test_people_money_and_staff_by_hand(self, calm):
        calm.w.town[0].trend = -1.2
        calm.p.crisis_persistence, calm.p.crisis_staff = 0.5, 2.0 * math.log(2.0)
        calm.s.town.crisis[:] = [1.0, 0.0, -1.0]
        calm.step(surroundings.surroundings, 0)
        town = calm.s.town
        assert town.population == pytest.approx([20_000 * 0.999, 30_000, 40_000])
        assert town.crisis == pytest.approx([0.5, 0.0, -0.5])
        assert town.capacity == pytest.approx([2 * 1.998 * 0.5, 6.0, 8.0])

    def test_a_closure_takes_strength_and_adds_need(self, calm, lucky):
        lucky("surroundings", 0.0)
        calm.p.closure_rate, calm.p.closure_size = 0.12, 0.5
        calm.s.need[0, 0] = 0.9
        calm.step(surroundings.surroundings, 0)
        assert calm.s.endowment[:, 0] == pytest.approx(0.2)
        assert calm.s.need[:, 0] == pytest.approx([1.0, 0.8, 0.8])  # 0.2 more, at most 1
        assert calm.s.endowment[:, 1] == pytest.approx(0.4)
        assert calm.happened("closure") == ["closure"] * 3

    def test_the_area_comes_from_the_same_luck(self, calm, lucky):
        calm.p.closure_rate = 0.12
        lucky("surroundings", 0.00999)  # just below 0.12 / 12: the last area
        calm.step(surroundings.surroundings, 0)
        assert calm.last_event("closure")[3] == 5
        lucky("surroundings", 0.01)
        calm.step(surroundings.surroundings, 1)
        assert len(calm.happened("closure")) == 3


class TestNewBeginning:
    @pytest.fixture
    def tired(self, calm):
        """Half of a promise is believed from anybody, and as much again from those trusted by half."""
        calm.found()
        s, p = calm.s, calm.p
        p.impulse_renewal, p.pledge = 0.5, 0.6
        s.trust[:], s.expected[:], s.town.trust[:] = 0.25, 0.05, [0.25, 0.5, 0.25]
        s.town.assurance[:], s.town.waited[:] = 0.15, 40.0
        return calm

    def renew(self, bench, strength=1.0):
        bench.do(surroundings.renew, strength, bench.p, bench.s)
        return bench.s

    def test_by_hand(self, tired):
        s = self.renew(tired)
        assert s.town.assurance == pytest.approx([0.15 + 0.5 * 0.6, 0.15 + 0.5 * 0.85, 0.15 + 0.5 * 0.6])
        assert s.town.waited == pytest.approx([25.0, 20.0, 25.0])
        assert s.expected[0, 1] == pytest.approx(0.05 + 0.5 * (0.6 * 0.75 - 0.05))
        assert s.expected[0, 0] == 0.05

    def test_more_among_those_who_trust_each_other(self, tired):
        tired.s.trust[0, 1] = 0.4
        s = self.renew(tired)
        assert s.expected[0, 1] > s.expected[0, 2]

    def test_only_for_those_who_talk(self, tired):
        tired.s.town[2].talks = 0
        s = self.renew(tired)
        assert (s.town[2].assurance, s.town[2].waited, s.expected[2, 0], s.expected[0, 2]) == (0.15, 40.0, 0.05, 0.05)

    def test_without_renewal_nothing_changes(self, tired):
        tired.p.impulse_renewal = 0.0
        before = tired.s.memory.copy()
        self.renew(tired)
        assert (tired.s.memory == before).all()

    def test_outside_money_and_designation_begin_anew_too(self, tired, lucky):
        tired.s.alliance.subsidy, tired.s.alliance.subsidy_end = 700.0, 99
        tired.step(surroundings.surroundings, 2)
        assert tired.s.town.waited == pytest.approx([25.0, 20.0, 25.0])
        lucky("surroundings", 0.0)
        tired.do(surroundings.designate, 12, tired.key, tired.p, tired.w, tired.s)
        assert tired.s.town.waited == pytest.approx([25.0 * 0.625, 10.0, 25.0 * 0.625])


class TestOutsideMoney:
    @pytest.fixture
    def funded(self, document, bench_of, lucky):
        lucky("surroundings", 0.9999)
        document["funding"] = [
            {"start": 2, "end": 4, "eur_per_year": 1000.0, "staff_fte": 1.0}, {"start": 3, "eur_per_year": 500.0},
        ]  # fmt: skip
        return bench_of(document)

    def test_windows_open_and_close(self, funded):
        s = funded.s
        seen = []
        for month in range(6):
            funded.step(surroundings.surroundings, month)
            seen.append((s.alliance.external_money, s.alliance.external_staff, s.alliance.funded))
        assert seen == [(0, 0, 0), (0, 0, 0), (1000, 1, 1), (1500, 1, 1), (500, 0, 1), (500, 0, 1)]
        assert funded.happened() == ["funding_begins"]

    def test_the_end_is_told(self, funded):
        funded.w.funding[1].start = 999
        funded.w.funding.start[:] = [2, 999]
        for month in range(6):
            funded.step(surroundings.surroundings, month)
        assert funded.happened() == ["funding_begins", "funding_ends"]

    def test_a_subsidy_runs_out(self, calm):
        calm.s.alliance.subsidy, calm.s.alliance.subsidy_end = 700.0, 3
        calm.step(surroundings.surroundings, 2)
        assert calm.s.alliance.external_money == 700.0
        calm.step(surroundings.surroundings, 3)
        assert calm.s.alliance.external_money == 0.0


class TestDesignation:
    @pytest.fixture
    def land(self, calm):
        """Rounds in months 12, 36, 60 …, and a Land that looks at the rung alone."""
        calm.found()
        p = calm.p
        p.land_base, p.land_disposition, p.land_rung = 0.0, 0.0, 1.0
        return calm

    def decide(self, land, month):
        land.do(surroundings.designate, month, land.key, land.p, land.w, land.s)
        return land.s.alliance.designation

    def test_on_its_own_calendar_only(self, land, lucky):
        lucky("surroundings", 0.0)
        assert list(land.w.rounds) == [12, 36]
        assert self.decide(land, 11) == 0 and land.s.alliance.land_round == 0
        assert self.decide(land, 12) == 1 and land.s.alliance.land_round == 1
        assert self.decide(land, 13) == 1 and land.s.alliance.land_round == 0
        assert self.decide(land, 36) == 1
        assert land.happened() == ["designated"]

    def test_it_can_be_refused_but_stays_where_it_is(self, land, lucky):
        lucky("surroundings", 0.9999)
        assert self.decide(land, 12) == 0
        assert land.happened() == ["designation_refused"]
        land.s.alliance.designation = 1
        assert self.decide(land, 36) == 1
        assert land.happened() == ["designation_refused"]

    def test_it_needs_a_steering_group(self, land, lucky):
        lucky("surroundings", 0.0)
        land.s.alliance.groups = 0
        assert self.decide(land, 12) == 0
        assert land.s.alliance.land_round == 1  # the round itself takes place

    def test_standing_by_hand(self, land, lucky):
        lucky("surroundings", 0.0)
        land.s.alliance.rung = 0
        self.decide(land, 12)
        assert land.last_event("designated")[4] == pytest.approx(0.5)
