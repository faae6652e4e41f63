"""What a joint service is worth to one municipality."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model.codes import ADVOCATE, BUILD, POOL, SHARE
from coopsim.submodels import gains


class TestScaleSaving:
    def test_by_hand(self):
        assert gains.scale_saving(5_000, 0.3, 10_000, 40_000) == 0.3
        assert gains.scale_saving(10_000, 0.3, 10_000, 40_000) == 0.3
        # half way on the logarithmic scale: ln(40/20) / ln(40/10) = 1/2
        assert gains.scale_saving(20_000, 0.3, 10_000, 40_000) == pytest.approx(0.15, rel=1e-12)
        assert gains.scale_saving(40_000, 0.3, 10_000, 40_000) == 0.0
        assert gains.scale_saving(3e6, 0.3, 10_000, 40_000) == 0.0

    def test_nobody_lives_there(self):
        assert gains.scale_saving(0.0, 0.3, 10_000, 40_000) == 0.3

    @given(st.floats(0, 1e6), st.floats(0, 1e6))
    def test_larger_units_save_less(self, one, other):
        small, large = sorted((one, other))
        assert 0.0 <= gains.scale_saving(large, 0.3, 1e4, 6e4) <= gains.scale_saving(small, 0.3, 1e4, 6e4) <= 0.3


class TestSmallEquations:
    @pytest.mark.parametrize(
        "equation, inputs, value",
        [
            ("nearness", (0.0, 30.0), 1.0),
            ("nearness", (30.0, 30.0), math.exp(-1)),
            ("nearness", (60.0, 30.0), math.exp(-2)),
            ("reach", (0.5, 0.0), 1.0),  # not bound to its site: all of it reaches
            ("reach", (0.5, 1.0), 0.5),
            ("reach", (0.25, 0.8), 0.4),  # 1 − 0.8 + 0.8 · 0.25
            ("unit_cost", (2.0, 60_000, 150_000), 5.0),  # 2.5 times too few inhabitants
            ("unit_cost", (2.0, 150_000, 150_000), 2.0),
            ("unit_cost", (2.0, 300_000, 150_000), 2.0),
            ("unit_cost", (2.0, 0.0, 150_000), 300_000.0),  # nobody: as if for one inhabitant
            ("fitting", (0.4, 0.0), 0.6),
            ("fitting", (0.4, 0.5), 0.8),
            ("fitting", (0.4, 1.0), 1.0),
            ("fitting", (1.6, 0.0), 0.0),
            ("task_size", (100_000.0, 0.6), 1.0),
            ("task_size", (10_000.0, 0.5), 10**-0.5),
            ("task_size", (5_000.0, 0.0), 1.0),  # fixed costs, whatever the size
            ("ramped", (-1.0, 72.0), 0.0),
            ("ramped", (0.0, 72.0), 1 / 72),
            ("ramped", (35.0, 72.0), 0.5),
            ("ramped", (71.0, 72.0), 1.0),
            ("ramped", (500.0, 72.0), 1.0),
            ("ramped", (0.0, 0.0), 1.0),
        ],
    )
    def test_by_hand(self, equation, inputs, value):
        assert getattr(gains, equation)(*inputs) == pytest.approx(value, rel=1e-12)

    @given(st.floats(0, 1000), st.floats(0, 1000), st.floats(1, 100))
    def test_what_is_near_gets_more(self, one, other, decay):
        near, far = sorted((one, other))
        assert 0.0 < gains.nearness(far, decay) <= gains.nearness(near, decay) <= 1.0

    @given(shares, shares, shares)
    def test_reach_and_fit_are_shares(self, near, bound, shaping):
        assert 0.0 <= gains.reach(near, bound) <= 1.0
        assert 0.0 <= gains.fitting(near, shaping) <= gains.fitting(near, 1.0) == 1.0


@pytest.fixture
def service(bench):
    """Opportunity 0 with round numbers: value 10, need 0.6, no misfit; a function of spending 100, half poolable."""
    s, w = bench.s, bench.w
    project = s.project[0]
    project.value, project.cost, project.shaping = 10.0, 3.0, 0.0
    function = w.function[project.function]
    function.spending, function.poolable, function.site_bound, function.higher_order = 100.0, 0.5, 0.5, 0
    s.mismatch[0] = 0.0
    s.need[:] = 0.6
    s.near[:] = [[1.0, 0.5, 0.2], [0.5, 1.0, 0.5], [0.2, 0.5, 1.0]]
    s.endowment[:] = 0.4
    return bench


class TestOwnGain:
    def gain(self, bench, i, host, joint=90_000.0, cost=3.0):
        return bench.do(gains.own_gain, 0, i, host, joint, cost, bench.p, bench.w, bench.s)

    def test_something_shared_is_worth_its_value_to_everybody(self, service):
        service.s.project[0].kind = SHARE
        # 10 · 0.6 − 3, wherever it is run from
        assert self.gain(service, 0, 0) == pytest.approx(3.0)
        assert self.gain(service, 0, 2) == pytest.approx(3.0)

    def test_something_built_is_worth_more_near_by(self, service):
        p = service.p
        service.s.project[0].kind = BUILD
        p.host_bonus, p.displacement, p.scale_high = 0.2, 0.5, 60_000.0
        # host: 10 · 0.6 + 0.2 · 10 · 0.5 − 3; elsewhere: 6 · (1 − 0.5 + 0.5 · 0.5) − 0.5 · 10 · 0.5 · 0.4 · 0.5 − 3
        assert self.gain(service, 0, 0) == pytest.approx(6.0 + 1.0 - 3.0)
        assert self.gain(service, 1, 0) == pytest.approx(4.5 - 0.5 - 3.0)
        # too few inhabitants for the catchment: the cost doubles
        assert self.gain(service, 0, 0, joint=30_000.0) == pytest.approx(7.0 - 6.0)

    def test_what_others_provide_costs_nothing(self, service):
        service.s.project[0].kind = ADVOCATE
        service.p.host_bonus = service.p.displacement = 0.0
        assert self.gain(service, 0, 0) == pytest.approx(6.0)

    def test_pooling_saves_by_size_and_loses_closeness(self, service):
        p, s = service.p, service.s
        s.project[0].kind, s.project[0].scale = POOL, 1.0
        p.scale_most, p.scale_low, p.scale_high, p.closeness_loss = 0.3, 1e4, 4e4, 0.02
        s.town.room[:] = [0.15, 0.1, 0.0]
        # 100 · 0.5 · (0.15 − 0): nothing left to save together; the others lose 0.02 · 50 · 0.5 of closeness; cost 3
        assert self.gain(service, 0, 0) == pytest.approx(7.5 - 3.0)
        assert self.gain(service, 1, 0) == pytest.approx(5.0 - 0.5 - 3.0)
        assert self.gain(service, 2, 0) == pytest.approx(0.0 - 0.5 - 3.0)
        s.mismatch[0, 0] = 0.4  # 50 · 0.15 · 0.6
        assert self.gain(service, 0, 0) == pytest.approx(4.5 - 3.0)
        s.project[0].scale = 0.5  # half of the spending is pooled
        assert self.gain(service, 0, 0) == pytest.approx(2.25 - 3.0)
        assert self.gain(service, 1, 0) == pytest.approx(2.5 - 0.25 - 3.0)

    def test_nothing_is_taken_from_the_host_or_by_sharing(self, service):
        service.p.displacement = service.p.closeness_loss = 1.0

        def taken(i, host):
            return service.do(gains.displacement, 0, i, host, service.p, service.w, service.s)

        for kind in (SHARE, POOL, BUILD, ADVOCATE):
            service.s.project[0].kind = kind
            assert taken(1, 1) == 0.0
            assert (taken(0, 1) > 0.0) == (kind != SHARE)
