"""The sample that travels with the package, and the defaults that come from it."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.procedure import central
from coopsim.calibration.sampling import CLOSE
from coopsim.calibration.targets import distance
from coopsim.model.parameters import PARAMETERS
from coopsim.run.parameter_sets import read_sets


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return pd.read_csv(str(files("coopsim.calibration").joinpath("posterior.csv")))


def test_every_free_parameter_is_in_it_within_its_prior(sample: pd.DataFrame) -> None:
    assert list(sample) == [*space.priors(), "distance"]
    assert len(sample) >= 200 and (sample["distance"] <= CLOSE).all()
    places = space.shares(sample)
    assert (places > -1e-6).all() and (places < 1.0 + 1e-6).all()


def test_it_is_what_comparisons_over_the_posterior_use(sample: pd.DataFrame) -> None:
    sets = read_sets("posterior")
    assert len(sets) == len(sample) and set(sets[0]) == set(space.priors())


def test_defaults_are_those_of_the_central_set(sample: pd.DataFrame) -> None:
    typical = central(sample)
    assert {name: PARAMETERS[name].default for name in typical} == {
        name: float(f"{value:.3g}") for name, value in typical.items()
    }


def test_its_sets_meet_the_patterns_better_than_the_prior(sample: pd.DataFrame) -> None:
    prior = space.table(np.random.default_rng(1).uniform(size=(6, len(space.priors()))))
    drawn = sample[list(space.priors())].iloc[:6]
    inside, outside = (
        [distance(evaluate(row, runs=60, seed=7)) for row in table.to_dict("records")] for table in (drawn, prior)
    )
    assert np.mean(inside) < 0.5 * np.mean(outside)
