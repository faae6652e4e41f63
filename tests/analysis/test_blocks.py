"""Points × runs: every row finds its place whatever the order of the table, and gaps are told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from designs import full_factorial, run_table

from coopsim.analysis.blocks import blocks

POINTS = full_factorial({"governance": ["loose", "firm"], "a": [0.0, 1.0]})
TABLE = run_table(POINTS, {"y": lambda p, z: 10 * p["a"] + (p["governance"] == "firm") + 0 * z[0]}, runs=5).assign(
    y=lambda t: t["y"] + 100 * t["run"]
)


def test_every_row_finds_its_place() -> None:
    found = blocks(TABLE, 10, factors=["governance", "a"])
    assert found.points.to_dict("records") == POINTS.to_dict("records")  # in the order of the categories
    assert found.values("y").tolist() == [[base + 100 * run for run in range(5)] for base in (0, 10, 1, 11)]


def test_results_of_an_experiment_give_the_same() -> None:
    numbered = POINTS.assign(point=[7, 3, 5, 9])
    joined = TABLE.merge(numbered, on=["governance", "a"])[["point", "run", "seed", "y"]]
    found = blocks(joined, 10, points=numbered)
    assert np.array_equal(found.values("y"), blocks(TABLE, 10, factors=["governance", "a"]).values("y"))
    assert list(found.points) == ["governance", "a"]


def test_runs_that_failed_are_missing() -> None:
    """A point whose scenario is invalid, and one run of another that raised an error."""
    marked = TABLE.drop(columns="seed").assign(status="ok")
    invalid = (marked["governance"] == "loose") & (marked["a"] == 0)
    failed = (marked["governance"] == "firm") & (marked["a"] == 1) & (marked["run"] == 2)
    marked.loc[invalid | failed, "status"] = "failed"
    marked["y"] = marked["y"].where(~(invalid | failed))
    marked["stagnated"] = (marked["y"] > 10).astype(object).where(~(invalid | failed), None)
    with pytest.raises(ValueError, match="2 of 4 points"):
        blocks(marked, 10, factors=["governance", "a"])
    found = blocks(marked, 10, factors=["governance", "a"], drop_incomplete=True)
    assert len(found.points) == 2 and not np.isnan(found.values("y")).any()
    assert found.values("stagnated").tolist() == (found.values("y") > 10).astype(float).tolist()


def test_seed_and_run_together_are_the_block() -> None:
    two = pd.concat([TABLE, TABLE.assign(seed=2, y=-1.0)])
    found = blocks(two.reset_index(drop=True), 10, factors=["governance", "a"])
    assert found.values("y").shape == (4, 10) and found.numbers[:, 0].tolist() == [1] * 5 + [2] * 5
    assert (found.values("y")[:, 5:] == -1).all()


def test_gaps_and_doubles_are_told() -> None:
    gap = TABLE.drop(index=TABLE.query("governance == 'firm' and a == 1 and run == 3").index)
    with pytest.raises(ValueError, match=r"1 of 4 points lack runs.*'firm'"):
        blocks(gap, 10, factors=["governance", "a"])
    assert len(blocks(gap, 10, factors=["governance", "a"], drop_incomplete=True).points) == 3
    with pytest.raises(ValueError, match="twice"):
        blocks(pd.concat([TABLE, TABLE[:1]]), 10, factors=["governance", "a"])
    with pytest.raises(ValueError, match="one of the two"):
        blocks(TABLE, 10)
    with pytest.raises(ValueError, match="lacks"):
        blocks(TABLE.assign(point=1), 10, points=POINTS.assign(point=[2, 3, 4, 5]))


def test_selection_and_halves() -> None:
    found = blocks(TABLE, 10, factors=["governance", "a"]).where(governance="firm")
    assert found.values("y")[:, 0].tolist() == [1, 11]
    first, second = found.halves()
    assert first.numbers[:, 1].tolist() == [0, 2, 4] and second.numbers[:, 1].tolist() == [1, 3]
    with pytest.raises(ValueError, match="no point"):
        found.where(governance="loose")


def test_mean_over_the_levels_of_some_factors() -> None:
    found = blocks(TABLE, 10, factors=["governance", "a"])
    both = found.averaged(["governance"])
    assert both.points.to_dict("records") == [{"a": 0.0}, {"a": 1.0}]
    assert both.values("y").tolist() == [[base + 100 * run for run in range(5)] for base in (0.5, 10.5)]
    assert np.array_equal(both.halves()[1].values("y"), both.values("y")[:, 1::2])
    assert found.averaged([]).values("y").tolist() == found.values("y").tolist()
    assert found.averaged(["governance", "a"]).values("y").tolist() == [[5.5 + 100 * run for run in range(5)]]
    with pytest.raises(ValueError, match="Not every combination"):
        found.keep(np.array([True, True, True, False])).averaged(["governance"])
