"""Scenario discovery finds the box that was hidden, and none where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coopsim.analysis.discovery import discover

RNG = np.random.default_rng(0)
POINTS = pd.DataFrame(RNG.random((1500, 4)), columns=["competition", "trust_gain", "delay", "noise"]).assign(
    form=pd.Categorical(RNG.choice(["loose", "firm"], 1500))
)
HIDDEN = ((POINTS["competition"] > 0.6) & (POINTS["delay"] < 0.4) & (POINTS["form"] == "loose")).to_numpy()


def test_a_hidden_box_is_found() -> None:
    box = discover(POINTS, HIDDEN, density=0.95)
    assert box is not None
    limits = box.limits.set_index("factor")
    assert set(limits.index) == {"competition", "delay", "form"}
    assert limits.loc["competition", "low"] == pytest.approx(0.6, abs=0.05)
    assert limits.loc["delay", "high"] == pytest.approx(0.4, abs=0.05)
    assert limits.loc["form", "levels"] == ("loose",)
    assert box.density >= 0.95 and box.coverage > 0.8
    assert (limits["p_value"] < 0.01).all()


def test_coverage_and_density_are_those_of_the_points_inside() -> None:
    noisy = HIDDEN ^ (np.random.default_rng(1).random(1500) < 0.05)
    box = discover(POINTS, noisy, density=0.7)
    assert box is not None
    inside = box.inside(POINTS)
    assert box.mass == pytest.approx(inside.mean())
    assert box.density == pytest.approx(noisy[inside].mean())
    assert box.coverage == pytest.approx(noisy[inside].sum() / noisy.sum())


def test_nothing_to_discover() -> None:
    assert discover(POINTS, np.zeros(1500, bool)) is None
    assert discover(POINTS, np.ones(1500, bool)) is None
    with pytest.raises(ValueError, match="marks"):
        discover(POINTS, HIDDEN[1:])


def test_pure_chance_gives_no_dense_box() -> None:
    """A fifth of the points at random: no box of five per cent of them comes near a density of 0.8."""
    chance = np.random.default_rng(5).random(1500) < 0.2
    box = discover(POINTS, chance)
    assert box is None or box.density < 0.6
