"""What leaves with a person and what the newcomer brings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.submodels import office


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("newcomer_trust", (0.8, 0.4, 0.5, 0.0), 0.6),
        ("newcomer_trust", (0.8, 0.4, 0.5, 0.1), 0.7),
        ("newcomer_trust", (0.8, 0.4, 1.0, 0.0), 0.8),
        ("newcomer_trust", (0.8, 0.4, 0.0, 0.0), 0.4),
        ("newcomer_trust", (0.8, 0.4, 0.5, 3.0), 1.0),
        ("newcomer_trust", (0.8, 0.4, 0.5, -3.0), 0.0),
        ("combined_trust", (0.8, 0.4, 0.25), 0.5),
        ("combined_trust", (0.8, 0.4, 0.0), 0.4),
        ("combined_trust", (0.8, 0.4, 1.0), 0.8),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(office, equation)(*inputs) == pytest.approx(value, rel=1e-12)


@given(st.tuples(shares, shares, shares, st.floats(-2, 2)))
def test_newcomer_trust_is_a_level(inputs):
    assert 0.0 <= office.newcomer_trust(*inputs) <= 1.0


class TestChangeOfOffice:
    def change(self, bench, o):
        bench.do(office.change_of_office, 30, bench.key, o, bench.p, bench.w, bench.s)

    @pytest.fixture
    def mayor(self, bench):
        bench.w.scenario.person_dependence = 0.5
        bench.p.newcomer_carry, bench.p.trust_start, bench.p.trust_spread = 0.5, 0.4, 0.0
        s = bench.s
        s.personal[:], s.institutional[:] = 0.9, 0.6
        s.town.satisfaction[:], s.town.ownership[:], s.town.assurance[:], s.town.approval[:] = 0.6, 0.4, 0.8, -0.3
        return bench

    def test_personal_trust_starts_again_both_ways_and_institutions_stay(self, mayor):
        self.change(mayor, 0)
        s = mayor.s
        for i, j in ((0, 1), (1, 0), (0, 2), (2, 0)):
            assert s.personal[i, j] == pytest.approx(0.5)
        assert s.personal[1, 2] == 0.9
        assert (s.institutional == 0.6).all()

    def test_what_rests_on_the_person_goes(self, mayor):
        self.change(mayor, 0)
        town = mayor.s.town[0]
        assert (town.approval, town.satisfaction) == (0.0, pytest.approx(0.3))
        assert (town.ownership, town.assurance) == (pytest.approx(0.2), pytest.approx(0.4))
        assert mayor.s.town[1].satisfaction == 0.6
        assert mayor.s.alliance.turnovers == 1

    def test_what_is_expected_begins_anew_both_ways(self, mayor):
        s, p = mayor.s, mayor.p
        p.impulse_renewal, p.pledge = 0.5, 0.6
        s.trust[:], s.expected[:] = 0.25, 0.05
        self.change(mayor, 0)
        for i, j in ((0, 1), (1, 0), (0, 2), (2, 0)):
            assert s.expected[i, j] == pytest.approx(0.05 + 0.5 * (0.45 - 0.05))
        assert s.expected[1, 2] == 0.05

    def test_the_behavioural_type_is_drawn_anew(self, mayor):
        types = []
        for month in range(200):
            mayor.do(office.change_of_office, month, mayor.key, 0, mayor.p, mayor.w, mayor.s)
            types.append(int(mayor.s.office[0].type))
        assert set(types) == {0, 1, 2}

    def test_the_newcomer_is_drawn_anew(self, mayor):
        old = mayor.s.office[0].attitude, mayor.s.office[0].slope
        self.change(mayor, 0)
        new = mayor.s.office[0]
        assert new.ordinal == 1
        assert new.attitude != old[0] and new.slope != old[1]

    def test_who_comes_depends_on_the_month_not_on_who_came_before(self, mayor):
        def newcomer(*changes):
            mayor.s.office[0].ordinal = 0
            for month in changes:
                mayor.do(office.change_of_office, month, mayor.key, 0, mayor.p, mayor.w, mayor.s)
            return mayor.s.office[0].attitude, mayor.s.office[0].slope

        assert newcomer(40) == newcomer(12, 40) != newcomer(12)

    def test_a_county_head_takes_no_ties_along(self, mayor):
        self.change(mayor, 3)
        s = mayor.s
        assert (s.office[3].ordinal, s.alliance.turnovers) == (1, 1)
        assert (s.personal == 0.9).all() and (s.town.satisfaction == 0.6).all()

    def test_luck_moves_the_newcomers_trust(self, mayor):
        mayor.p.trust_spread = 0.2
        self.change(mayor, 0)
        s = mayor.s
        assert len({float(s.personal[i, j]) for i, j in ((0, 1), (1, 0), (0, 2), (2, 0))}) == 4
