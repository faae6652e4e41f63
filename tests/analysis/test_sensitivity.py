"""Sensitivity indices of functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from designs import run_table
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from coopsim.analysis.blocks import blocks
from coopsim.analysis.sensitivity import morris, one_at_a_time, problem, sobol

BOUNDS = {"x1": (-np.pi, np.pi), "x2": (-np.pi, np.pi), "x3": (-np.pi, np.pi)}


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize("second", [False, True])
def test_sobol_indices_of_ishigami(second: bool) -> None:
    """Analytic values: Ishigami & Homma (1990), a = 7, b = 0.1."""
    x = sobol_sample.sample(problem(BOUNDS), 2048, calc_second_order=second, seed=1)
    found = sobol(ishigami(x), BOUNDS, second_order=second).set_index("factor")
    first, total = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
    assert found["first"].to_dict() == pytest.approx(first, abs=0.03)
    assert found["total"].to_dict() == pytest.approx(total, abs=0.03)
    assert list(found.index) == ["x1", "x2", "x3"]


def test_sobol_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="multiple of 5"):
        sobol(np.arange(7.0), BOUNDS)
    with pytest.raises(ValueError, match="no variance"):
        sobol(np.ones(10), BOUNDS)


def test_morris_of_a_plane() -> None:
    """Elementary effects are per range of the factor: coefficient times width; a plane has no spread."""
    bounds = {"a": (0.0, 2.0), "b": (0.0, 1.0), "c": (5.0, 6.0)}
    x = morris_sample.sample(problem(bounds), 20, num_levels=4, seed=1)
    points = pd.DataFrame(x, columns=list(bounds))
    found = morris(points, 3 * points["a"] - 4 * points["b"], bounds).set_index("factor")
    assert list(found.index) == ["a", "b", "c"]
    assert found["mu_star"].tolist() == pytest.approx([6, 4, 0], abs=1e-9)
    assert found["mu"].tolist() == pytest.approx([6, -4, 0], abs=1e-9)
    assert found["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    with pytest.raises(ValueError, match="One outcome per point"):
        morris(points, points["a"][1:], bounds)


def test_one_at_a_time_by_hand() -> None:
    base = {"a": 0.5, "b": 1.0}
    points = pd.DataFrame({"a": [0.5, 0.0, 1.0, 0.5, 0.5, 0.25], "b": [1.0, 1.0, 1.0, 0.0, 3.0, 1.0]})
    table = run_table(points, {"y": lambda p, z: 2 * p["a"] + 10 * (p["b"] - 1) ** 2 + z[0]}, 6)
    found = one_at_a_time(blocks(table, 1, factors=["a", "b"]), "y", base)
    assert found[["factor", "end", "level"]].to_numpy().tolist() == [
        ["b", "low", 0.0], ["b", "high", 3.0], ["a", "low", 0.0], ["a", "high", 1.0]
    ]  # fmt: skip
    assert found["change"].tolist() == pytest.approx([10, 40, -1, 1])
    assert found["swing"].tolist() == pytest.approx([40, 40, 2, 2])
    with pytest.raises(ValueError, match="base level"):
        one_at_a_time(blocks(table, 1, factors=["a", "b"]), "y", {"a": 0.6, "b": 1.0})
