"""Portfolios of approaches: Pareto front by brute force, Shapley values by hand, choices that do not flatter."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from designs import full_factorial, run_table
from hypothesis import given
from hypothesis import strategies as st

from coopsim.analysis.blocks import Blocks, blocks
from coopsim.analysis.portfolio import best_at_budgets, marginal_values, not_dominated, order_to_add, pareto_table

FACTORS = ["a", "b", "c"]


def design(runs: int = 40) -> Blocks:
    """a prevents most, b some but only without a; c costs and does harm."""
    points = full_factorial({key: [0.0, 1.0] for key in FACTORS})
    outcomes = {
        "cost": lambda p, z: 1 + 2 * p["a"] + p["b"] + p["c"] + 0.01 * z[0],
        "risk": lambda p, z: 10 - 4 * p["a"] - 2 * p["b"] * (1 - p["a"]) + p["c"] + z[1],
    }
    return blocks(run_table(points, outcomes, runs), 1, factors=FACTORS)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30))
def test_front_is_that_of_brute_force(pairs: list[tuple[int, int]]) -> None:
    cost, risk = np.array(pairs, float).T
    slow = [
        not any((c <= x and r <= y) and (c < x or r < y) for c, r in zip(cost, risk, strict=True))
        for x, y in zip(cost, risk, strict=True)
    ]
    assert not_dominated(cost, risk).tolist() == slow


def test_pareto_table() -> None:
    found = pareto_table(design(), risk="risk")
    front = found[found["on_front"]]
    assert front[FACTORS].to_numpy().tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert (front["front_share"] == 1).all() and (found.loc[~found["on_front"], "front_share"] == 0).all()
    assert found["cost"].is_monotonic_increasing


def test_best_at_budgets() -> None:
    found = best_at_budgets(design(), [0.5, 1.5, 2.5, 9], risk="risk")
    assert found["budget"].tolist() == [1.5, 2.5, 9]
    assert found[FACTORS].to_numpy().tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert found["gain"].tolist() == pytest.approx([0, 2, 4]) and found["rivals"].tolist() == [0, 0, 1]


def test_the_chosen_best_is_not_flattered() -> None:
    """Where no combination differs, the one that looks best on all runs does seem better; measured apart it does not."""
    points = full_factorial({key: [0.0, 1.0] for key in "abcdef"})
    gains, naive = [], []
    for k in range(60):
        rng = np.random.default_rng(k)
        outcomes = {
            "cost": lambda p, z: p.sum(axis=1),
            "risk": lambda p, z, rng=rng: (rng.random(len(p)) < 0.5).astype(float),
        }
        found = blocks(run_table(points, outcomes, 40), 1, factors=list(points))
        gains.append(best_at_budgets(found, [9], risk="risk")["gain"].iloc[0])
        risk = found.values("risk").mean(axis=1)
        naive.append(risk[0] - risk.min())
    assert np.mean(naive) > 0.1 and abs(np.mean(gains)) < 0.06


def test_marginal_values_by_all_orders() -> None:
    found = marginal_values(design(), FACTORS, "risk").set_index("factor")
    value = {row[:3]: row[3] for row in pareto_table(design(), risk="risk")[[*FACTORS, "risk"]].itertuples(index=False)}
    for k, name in enumerate(FACTORS):
        changes = []
        for order in permutations(range(3)):
            before = tuple(float(order.index(j) < order.index(k)) for j in range(3))
            after = tuple(1.0 if j == k else before[j] for j in range(3))
            changes.append(value[after] - value[before])
        assert found.loc[name, "average"] == pytest.approx(np.mean(changes))
    assert found["average"].sum() == pytest.approx(value[1, 1, 1] - value[0, 0, 0])
    assert found.loc["b", "first"] == pytest.approx(-2) and found.loc["b", "last"] == pytest.approx(0, abs=1e-9)


def test_order_to_add() -> None:
    found = order_to_add(design(), FACTORS, risk="risk")
    assert found["factor"].tolist() == ["", "a", "b", "c"]
    assert found["change"].tolist() == pytest.approx([0, -4, 0, 1], abs=1e-9)
    assert found["cost"].to_numpy() - found["cost"].iloc[0] == pytest.approx([0, 2, 3, 4])


def test_incomplete_designs_are_refused() -> None:
    found = design()
    with pytest.raises(ValueError, match="8 combinations"):
        marginal_values(found.keep(np.arange(8) != 3), FACTORS, "risk")


def test_gain_can_be_counted_from_a_point_of_ones_own() -> None:
    points = full_factorial({"a": [0.0, 1.0], "b": [0.0, 1.0]})
    outcomes = {
        "cost": lambda p, z: 2.0 - p["b"] + 0 * z[0],  # the point with b alone is the cheapest
        "months_stagnating": lambda p, z: 6 - 2 * p["a"] + 3 * p["b"] + 0 * z[0],
        "months_asleep": lambda p, z: 0 * z[0],
    }
    found = blocks(run_table(points, outcomes, runs=8), 10, factors=["a", "b"])
    row = best_at_budgets(found, [3.0], baseline={"a": 0.0, "b": 0.0}).iloc[0]
    assert (row["a"], row["b"]) == (1.0, 0.0) and row["gain"] == pytest.approx(0.2)
    assert best_at_budgets(found, [3.0]).iloc[0]["gain"] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="0 points"):
        best_at_budgets(found, [3.0], baseline={"a": 0.5, "b": 0.0})
