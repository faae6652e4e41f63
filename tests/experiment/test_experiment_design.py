"""Designs against what they must be by definition, and against the libraries that make them."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import SMALL, Write

from coopsim.experiment import ExperimentError, load_experiment
from coopsim.experiment.design import crossed, layout
from coopsim.experiment.factors import Factor
from coopsim.experiment.schema import Design


def two_level(count: int) -> list[Factor]:
    return [Factor(f"f{k}", "lever", (-1, 1), (-1, 1)) for k in range(count)]


RANGES = [
    Factor("linear", "uncertainty", low=2.0, high=4.0),
    Factor("log", "uncertainty", low=0.01, high=100.0, log=True),
    Factor("whole", "uncertainty", low=1, high=3, whole=True),
    Factor("words", "lever", ("a", "b"), ("a", "b")),
]


def test_full_factorial_has_every_combination_once() -> None:
    factors = [Factor("a", "lever", (1, 2, 3), (1, 2, 3)), Factor("b", "lever", ("x", "y"), ("x", "y"))]
    rows = layout(Design(kind="full_factorial"), factors, 1).rows
    assert rows == list(itertools.product((1, 2, 3), ("x", "y")))


def test_steps_of_ranges() -> None:
    assert Factor("a", "lever", low=0.0, high=1.0, steps=5).cells == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert Factor("a", "lever", low=1.0, high=100.0, log=True, steps=3).cells == pytest.approx((1.0, 10.0, 100.0))
    assert Factor("a", "lever", low=1, high=4, whole=True, steps=4).cells == (1, 2, 3, 4)


def test_places_in_ranges() -> None:
    log = RANGES[1]
    assert (log.at(0.0), log.at(0.5), log.at(1.0)) == pytest.approx((0.01, 1.0, 100.0))
    assert all(0.01 <= float(log.at(u)) <= 100.0 for u in (0.0, 1.0))  # no rounding beyond the ends
    counts = Counter(RANGES[2].at(u) for u in (np.arange(3000) + 0.5) / 3000)
    assert counts == {1: 1000, 2: 1000, 3: 1000}
    assert [RANGES[3].at(u) for u in (0.0, 0.49, 0.5, 1.0)] == ["a", "a", "b", "b"]


@pytest.mark.parametrize("resolution", [3, 4])
def test_fraction_by_resolution_is_balanced_and_unconfounded(resolution: int) -> None:
    """Resolution III: no main effect is confounded with another one; IV: nor with an interaction of two."""
    rows = np.array(layout(Design(kind="fractional_factorial", resolution=resolution), two_level(7), 1).rows, float)
    assert len(rows) < 2**7
    assert (rows.sum(axis=0) == 0).all()
    assert np.array_equal(rows.T @ rows, len(rows) * np.eye(7))
    pairs = np.array([rows[:, i] * rows[:, j] for i, j in itertools.combinations(range(7), 2)])
    confounded = bool((np.abs(pairs @ rows) > 0).any())
    assert confounded is (resolution == 3)


def test_fraction_by_reduction_keeps_every_level() -> None:
    factors = [Factor(f"f{k}", "lever", (1, 2, 3), (1, 2, 3)) for k in range(3)]
    rows = layout(Design(kind="fractional_factorial", reduction=3), factors, 1).rows
    assert len(rows) == 9 == len(set(rows))
    assert all(Counter(row[k] for row in rows) == {1: 3, 2: 3, 3: 3} for k in range(3))


def test_one_at_a_time_changes_one_factor_at_a_time() -> None:
    factors = [Factor("a", "lever", (1, 2), (1, 2)), Factor("b", "lever", ("x", "y", "z"), ("x", "y", "z"))]
    rows = layout(Design(kind="one_at_a_time"), factors, 1).rows
    assert rows == [(None, None), (1, None), (2, None), (None, "x"), (None, "y"), (None, "z")]


def test_latin_hypercube_has_one_point_in_every_slice() -> None:
    made = layout(Design(kind="latin_hypercube", samples=40), RANGES, 5)
    for column in made.unit.T:
        assert sorted(np.floor(column * 40).astype(int)) == list(range(40))
    assert Counter(row[3] for row in made.rows) == {"a": 20, "b": 20}
    assert math.log10(0.01) <= min(math.log10(float(row[1])) for row in made.rows) < -1.8  # type: ignore[arg-type]


@pytest.mark.parametrize(("second", "count"), [(False, 16 * (4 + 2)), (True, 16 * (2 * 4 + 2))])
def test_sobol_is_saltellis_design(second: bool, count: int) -> None:
    made = layout(Design(kind="sobol", samples=16, second_order=second), RANGES, 5)
    assert made.unit.shape == (count, 4)
    block = made.unit[: count // 16]
    assert all((block[0] != block[1 + k]).sum() == 1 for k in range(4))  # A against A with column k of B


def test_morris_moves_one_factor_per_step() -> None:
    made = layout(Design(kind="morris", trajectories=6, grid=4), RANGES, 5)
    assert made.unit.shape == (6 * 5, 4)
    for path in made.unit.reshape(6, 5, 4):
        changed = [tuple(np.flatnonzero(a != b)) for a, b in itertools.pairwise(path)]
        assert sorted(changed) == [(0,), (1,), (2,), (3,)]


@pytest.mark.parametrize(
    "design", [Design(kind="latin_hypercube", samples=8), Design(kind="sobol", samples=8),
               Design(kind="morris", trajectories=3)], ids=lambda design: design.kind,
)  # fmt: skip
def test_samples_repeat_with_their_seed(design: Design) -> None:
    again: Any = [layout(design, RANGES, seed).rows for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]
    own = design.model_copy(update={"seed": 2})
    assert layout(own, RANGES, 1).rows == again[2]


def test_crossing_repeats_the_sample_for_every_lever() -> None:
    levers = layout(Design(kind="full_factorial"), [RANGES[3]], 1)
    sample = layout(Design(kind="latin_hypercube", samples=3), RANGES[:2], 1)
    both = crossed(levers, sample)
    assert [row[0] for row in both.rows] == ["a"] * 3 + ["b"] * 3
    assert [row[1:] for row in both.rows] == sample.rows * 2
    assert both.sampled == ("linear", "log") and both.unit is sample.unit


def test_design_of_levers_in_the_file(write: Write) -> None:
    text = SMALL.replace(
        'kind = "full_factorial"', 'kind = "latin_hypercube"\nsamples = 7\n[design.levers]\nkind = "full_factorial"'
    ).replace(", steps = 5", "")
    points = load_experiment(write(text)).points
    assert len(points) == 14 and points.sampled == ("parameters.trust_loss_ratio",)
    assert [factor.key for factor in points.factors] == ["governance", "parameters.trust_loss_ratio"]


CSV = SMALL.replace('kind = "full_factorial"', 'kind = "csv"\nfile = "points.csv"').replace(", steps = 5", "")


def test_points_made_elsewhere(write: Write, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "point,governance,parameters.trust_loss_ratio,hindrances.competition,land.source\n"
        "0,zweckverband,1.5,0.25,some\n1,cooperation_body,2,,\n",
        encoding="utf-8",
    )
    points = load_experiment(write(CSV)).points
    assert len(points) == 2
    first, second = (points.scenario(row) for row in points.rows)
    assert (first.hindrances["competition"], first.land.source) == (0.25, "some")
    assert second.hindrances["competition"] == 0.7 and second.parameters["trust_loss_ratio"] == 2.0
    assert points.types == ("string", "double", "double", "string")
    assert [factor.role for factor in points.factors] == ["lever", "uncertainty", "uncertainty", "uncertainty"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("governance\nzweckverband\n", "lacks the column parameters.trust_loss_ratio"),
        ("governance,parameters.trust_loss_ratio\nsomething,1.0\n", "known: zweckverband, cooperation_body"),
        ("governance,parameters.trust_loss_ratio,hindrances.comp\nzweckverband,1.0,0.5\n", "hindrances.comp"),
        ("governance,parameters.trust_loss_ratio\n", "at least one row"),
        ("governance,parameters.trust_loss_ratio\nzweckverband\n", "cannot be read as CSV"),
    ],
)
def test_faulty_points(write: Write, tmp_path: Path, table: str, expected: str) -> None:
    (tmp_path / "points.csv").write_text(table, encoding="utf-8")
    with pytest.raises(ExperimentError) as refused:
        load_experiment(write(CSV))
    assert expected in str(refused.value)


def test_doubts_about_points_say_where_they_stand(write: Write, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "governance,parameters.trust_loss_ratio,hindrances.competition\nzweckverband,1.0,0.5\nzweckverband,1.0,7\n",
        encoding="utf-8",
    )
    (doubt,) = load_experiment(write(CSV)).doubts
    assert (doubt.key, doubt.line) == ("design.file", 11)
    assert doubt.found == "points.csv:3: hindrances.competition = 7.0"


def test_points_table_can_be_used_again(write: Write, tmp_path: Path) -> None:
    """What one experiment wrote as its points, another one reads as a design."""
    import pandas as pd

    from coopsim.experiment.identity import manifest_of
    from coopsim.experiment.store import POINTS, Store

    experiment = load_experiment(write(SMALL))
    Store(tmp_path / "results").prepare(experiment, manifest_of(experiment))
    pd.read_parquet(tmp_path / "results" / POINTS).to_csv(tmp_path / "points.csv", index=False)
    again = load_experiment(write(CSV)).points
    order = [[factor.key for factor in points.factors] for points in (experiment.points, again)]
    places = [order[1].index(key) for key in order[0]]
    assert [tuple(row[k] for k in places) for row in again.rows] == list(experiment.points.rows)
