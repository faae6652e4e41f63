"""Who leaves a project, and compensation that stays balanced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model.codes import BUILDING, DELIVERED, DRAFTED, FAILED, PETITION, RUNNING, SHARE
from coopsim.submodels import partners


@pytest.fixture
def project(bench):
    """Amt (20,000) pays 10,000 EUR to burg and 20,000 EUR to celle for project 0, in which all three take part."""
    s = bench.s
    s.project.status[:] = 0
    s.project.status[0] = RUNNING
    s.partner[:] = 0.0
    s.partner[0] = 1.0
    s.project.partners[0], s.project.reach[0] = 3, 90_000.0
    s.transfer[:] = 0.0
    s.transfer[0] = [-1.5, 10_000 / 30_000, 0.5]
    return bench


def balance(s):
    return (s.transfer[0] * s.town.population).sum()


class TestBalance:
    def test_what_is_balanced_stays(self, project):
        before = project.s.transfer[0].copy()
        project.do(partners.balance_transfers, 0, project.s)
        assert project.s.transfer[0] == pytest.approx(before)

    def test_a_receiver_gone_the_payer_pays_less(self, project):
        project.s.partner[0, 2] = 0.0
        project.do(partners.balance_transfers, 0, project.s)
        assert project.s.transfer[0] == pytest.approx([-0.5, 1 / 3, 0.0])

    def test_the_payer_gone_nobody_receives(self, project):
        project.s.partner[0, 0] = 0.0
        project.do(partners.balance_transfers, 0, project.s)
        assert (project.s.transfer[0] == 0.0).all()

    def test_nothing_to_move(self, project):
        project.s.transfer[0] = 0.0
        project.do(partners.balance_transfers, 0, project.s)
        assert (project.s.transfer[0] == 0.0).all()


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3), st.lists(st.booleans(), min_size=3, max_size=3))
def test_always_balanced_and_never_more_than_agreed(amounts, takes_part):
    from coopsim.model.state import empty_state

    s = empty_state(3, 0, 6)
    s.town.population[:] = [20_000, 30_000, 40_000]
    s.transfer[0], s.partner[0] = amounts, takes_part
    partners.balance_transfers(0, s)
    assert balance(s) == pytest.approx(0.0, abs=1e-6)
    for before, after, there in zip(amounts, s.transfer[0], takes_part, strict=True):
        assert abs(after) <= abs(before) * (1 + 1e-12) if there else after == 0.0


class TestDrop:
    def test_by_hand(self, project):
        s = project.s
        project.do(partners.drop_all, 2, s)
        assert list(s.partner[0]) == [1, 1, 0]
        assert (s.project[0].partners, s.project[0].reach) == (2, 50_000.0)
        assert balance(s) == pytest.approx(0.0)
        project.do(partners.drop_all, 2, s)  # it is gone already
        assert s.project[0].partners == 2

    def test_a_merged_town_counts_as_the_municipalities_it_was(self, project):
        s = project.s
        s.town.parts[:] = [1, 2, 1]
        project.do(partners.drop_all, 2, s)
        assert s.project[0].partners == 3

    @pytest.mark.parametrize(
        "status, left", [(DRAFTED, 3), (RUNNING, 2), (BUILDING, 2), (PETITION, 2), (DELIVERED, 2), (FAILED, 3)]
    )
    def test_only_what_is_under_way_is_left(self, project, status, left):
        project.s.project[0].status, project.s.project[0].kind = status, SHARE
        project.do(partners.drop_all, 2, project.s)
        assert project.s.project[0].partners == left
