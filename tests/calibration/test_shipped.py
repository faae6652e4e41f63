"""The sample that travels with the package, and the defaults that come from it.

It is made by a calibration and belongs to the rules of then.  Where these have gone on, the package says so instead of
using it; what a sample that fits must be is checked as soon as there is one.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.targets import distance
from coopsim.model.parameters import PARAMETERS
from coopsim.run import parameter_sets
from coopsim.run.parameter_sets import read_sets
from coopsim.texts import UserError


def shipped() -> pd.DataFrame:
    return pd.read_csv(str(files("coopsim.calibration").joinpath("posterior.csv")))


def fits(sample: pd.DataFrame) -> bool:
    """Whether a sample names parameters of these rules only."""
    return set(sample) - {"distance"} <= set(PARAMETERS)


def test_the_shipped_sample_is_that_of_these_rules_or_is_refused() -> None:
    sample = shipped()
    if not fits(sample):
        with pytest.raises(UserError, match="coopsim calibrate run") as refused:
            read_sets("posterior")
        assert refused.value.key == "sets_outdated"
        gone = set(sample) - {"distance"} - set(PARAMETERS)
        assert gone and all(name in str(refused.value) for name in gone)
        return
    check(sample)


def check(sample: pd.DataFrame) -> None:
    """What holds for a shipped sample that fits: within the prior, close, used, its middle the default."""
    assert list(sample) == [*space.priors(), "distance"]
    assert len(sample) >= 80  # enough for intervals over sets, and for thirds of them
    assert sample["distance"].quantile(0.9) < 1.2  # hardly a figure misses by more than its scale
    places = space.shares(sample)
    assert (places > -1e-6).all() and (places < 1.0 + 1e-6).all()
    sets = read_sets("posterior")
    assert len(sets) == len(sample) and set(sets[0]) == set(space.priors())
    low, high = sample[list(space.priors())].quantile([0.25, 0.75]).to_numpy()
    defaults = np.array([PARAMETERS[name].default for name in space.priors()])
    assert (defaults >= low * 0.99 - 1e-9).all() and (defaults <= high * 1.01 + 1e-9).all()  # rounded to three digits
    prior = space.table(np.random.default_rng(1).uniform(size=(6, len(space.priors()))))
    drawn = sample[list(space.priors())].iloc[:6]
    inside, outside = (
        [distance(evaluate(row, runs=60, seed=7)) for row in table.to_dict("records")] for table in (drawn, prior)
    )
    assert np.mean(inside) < 0.5 * np.mean(outside)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a sample in place of that of the package."""
    monkeypatch.setattr(parameter_sets, "files", lambda _: tmp_path)
    return tmp_path / "posterior.csv"


def test_a_sample_of_these_rules_is_used(package: Path) -> None:
    places = np.random.default_rng(3).uniform(size=(5, len(space.priors())))
    space.table(places).assign(distance=0.0).to_csv(package, index=False)
    sets = read_sets("posterior")
    assert len(sets) == 5 and set(sets[0]) == set(space.priors())


def test_a_sample_of_other_rules_is_refused_by_naming_what_is_gone(package: Path) -> None:
    package.write_text("trust_gain,stay_value,letter_months\n0.1,0.5,12\n")
    with pytest.raises(UserError) as refused:
        read_sets("posterior")
    assert refused.value.key == "sets_outdated" and "stay_value, letter_months" in str(refused.value)
    assert "trust_gain" not in str(refused.value)


def test_a_file_of_ones_own_is_told_its_fault_as_before(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("trust_gain,stay_value\n0.1,0.5\n")
    with pytest.raises(UserError) as refused:
        read_sets(mine)
    assert refused.value.key == "sets_unknown"
