"""For people with their own tools: the factors of an experiment for SALib and for the EMA Workbench."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from coopsim.experiment.experiment import Experiment
from coopsim.experiment.factors import Cell, Factor
from coopsim.model import outcomes
from coopsim.run.ensemble import simulate
from coopsim.texts import UserError


def salib_problem(experiment: Experiment) -> dict[str, Any]:
    """The levers and uncertainties as a SALib problem, ranges in their own units and levels as places 0 … their number.

    A sample of it becomes points by ``points_from_sample``.
    """
    return {
        "num_vars": len(experiment.factors),
        "names": [factor.key for factor in experiment.factors],
        "bounds": [_bounds(factor) for factor in experiment.factors],
        "dists": ["logunif" if factor.log else "unif" for factor in experiment.factors],
    }


def points_from_sample(experiment: Experiment, sample: Any) -> pd.DataFrame:
    """Points from a SALib sample (N, D) of ``salib_problem``: one column per factor.

    Written as CSV (``to_csv("points.csv", index=False)``) they are a design of kind ``csv``.
    """
    columns = zip(experiment.factors, np.asarray(sample, float).T, strict=True)
    return pd.DataFrame({factor.key: [_cell(factor, value) for value in column] for factor, column in columns})


def ema_parameters(experiment: Experiment) -> tuple[list[Any], list[Any]]:
    """Uncertainties and levers as parameters of the EMA Workbench.

    Dots in keys become two underscores, as names must be identifiers there.
    Raises UserError if the EMA Workbench is not installed.
    """
    made = [(factor.role, _ema(factor)) for factor in experiment.factors]
    return [one for role, one in made if role == "uncertainty"], [one for role, one in made if role == "lever"]


def ema_model(experiment: Experiment, kept: Sequence[str], runs: int | None = None) -> Any:
    """A ``Model`` that the EMA Workbench can drive: means of the outcomes ``kept`` over the runs of a point.

    All experiments share the seed, so they are on common random numbers.  ``runs`` are those of the experiment if not
    given; missing months (what never happened) do not enter a mean, so with none at all it is NaN.

    Raises KeyError for an unknown outcome, UserError if the EMA Workbench is not installed or there are several base
    scenarios.
    """
    workbench = _workbench()
    if len(experiment.scenarios) > 1:
        raise UserError("experiment_one_scenario")
    unknown = [name for name in kept if name not in outcomes.RUN]
    if unknown:
        raise KeyError(f"No outcome is called {unknown[0]!r}. Known: {', '.join(outcomes.RUN)}.")
    means: Any = partial(_means, experiment, tuple(kept), runs or experiment.runs)
    means.__name__ = experiment.id
    model = workbench.Model(experiment.id.replace("_", ""), function=means)
    model.uncertainties, model.levers = ema_parameters(experiment)
    model.outcomes = [workbench.ScalarOutcome(name) for name in kept]
    return model


def _means(experiment: Experiment, kept: Sequence[str], runs: int, **values: Any) -> dict[str, float]:
    """What the EMA Workbench calls: values of factors in, means of outcomes out."""
    (scenario,) = experiment.scenarios.values()
    overrides: dict[str, Any] = {}
    for factor in experiment.factors:
        name = _identifier(factor.key)
        if name in values:
            overrides |= factor.overrides(values[name])
    rows = simulate(scenario.with_(overrides), runs, experiment.seed, schedule=experiment.schedule()).arrays.runs
    return {name: _mean(name, rows[name]) for name in kept}


def _mean(name: str, values: Any) -> float:
    came = values[values >= 0] if name.startswith("month_") else values
    return float(np.mean(came)) if len(came) else float("nan")


def _bounds(factor: Factor) -> list[float]:
    if not factor.ranged:
        return [0.0, float(len(factor.cells))]
    assert factor.low is not None and factor.high is not None
    return [float(factor.low), float(factor.high) + (1.0 if factor.whole else 0.0)]


def _cell(factor: Factor, value: float) -> Cell:
    if not factor.ranged:
        return factor.cells[min(int(value), len(factor.cells) - 1)]
    assert factor.high is not None
    return min(int(value), int(factor.high)) if factor.whole else float(value)


def _identifier(key: str) -> str:
    return key.replace(".", "__")


def _ema(factor: Factor) -> Any:
    workbench, name = _workbench(), _identifier(factor.key)
    if not factor.ranged:
        return workbench.CategoricalParameter(name, list(factor.cells))
    assert factor.low is not None and factor.high is not None
    if factor.whole:
        return workbench.IntegerParameter(name, int(factor.low), int(factor.high))
    if factor.log:
        from scipy.stats import loguniform

        return workbench.RealParameter.from_dist(name, loguniform(factor.low, factor.high))
    return workbench.RealParameter(name, factor.low, factor.high)


def _workbench() -> Any:
    try:
        import ema_workbench
    except ImportError as error:
        raise UserError("experiment_library", library="ema_workbench") from error
    return ema_workbench
