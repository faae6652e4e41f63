"""The elementary functions against the exact ones, and compiled against interpreted."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from coopsim.compiler import compile_rule
from coopsim.model import numerics

GENERATOR = np.random.default_rng(20240501)
WIDE = np.concatenate(
    [GENERATOR.uniform(-700, 700, 2000), GENERATOR.normal(0, 1, 2000), [0.0, -0.0, 1.0, -1.0, 1e-12, -1e-300]]
)
POSITIVE = np.concatenate(
    [
        np.exp(GENERATOR.uniform(-700, 700, 2000)),
        GENERATOR.uniform(0.5, 2, 2000),
        [1.0, 1 + 1e-15, 1 - 1e-15, 2.0**-1022],
    ]
)
PROBABILITIES = np.concatenate(
    [GENERATOR.uniform(0, 1, 2000), np.exp(-GENERATOR.uniform(0, 600, 1000)), [0.5, 0.075, 0.925, 1 - 1e-15]]
)
EXTREME = [math.inf, -math.inf, math.nan, 0.0, -0.0, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308]

ONE_ARGUMENT = [numerics.sqrt, numerics.exp, numerics.log, numerics.logistic, numerics.tanh, numerics.normal_quantile]


def ulps(found: float, exact: float) -> float:
    return abs(found - exact) / math.ulp(exact)


@pytest.mark.parametrize(
    ("function", "exact", "arguments", "allowed"),
    [
        (numerics.exp, math.exp, WIDE, 1.0),
        (numerics.log, math.log, POSITIVE, 1.0),
        (numerics.sqrt, math.sqrt, POSITIVE, 0.0),
        (numerics.tanh, math.tanh, WIDE, 3.0),
        (numerics.logistic, special.expit, WIDE, 3.0),
        (numerics.normal_quantile, special.ndtri, PROBABILITIES, 20.0),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_accurate_to_a_few_ulp(function, exact, arguments, allowed):
    assert max(ulps(float(function(x)), float(exact(x))) for x in arguments) <= allowed


@pytest.mark.parametrize("function", ONE_ARGUMENT, ids=lambda function: function.__name__)
def test_compiled_has_the_same_bits(function):
    compiled = compile_rule(function)
    for x in [*WIDE, *POSITIVE, *PROBABILITIES, *EXTREME]:
        assert np.float64(compiled(float(x))).tobytes() == np.float64(function(float(x))).tobytes(), x


@pytest.mark.parametrize("function", ONE_ARGUMENT, ids=lambda function: function.__name__)
def test_extreme_arguments_stay_finite_and_nan_stays_nan(function):
    for x in EXTREME:
        value = function(x)
        if math.isnan(x):
            assert math.isnan(value)
        elif function is not numerics.sqrt or x != math.inf:
            assert math.isfinite(value)


@given(st.floats(-750, 750), st.floats(0, 1))
def test_exp_and_logistic_never_fall(x, step):
    assert numerics.exp(x + step) >= numerics.exp(x) * (1 - 1e-15)
    assert numerics.logistic(x + step) >= numerics.logistic(x) * (1 - 1e-15)


@given(st.floats(1e-300, 0.5))
def test_normal_quantile_is_odd_about_one_half(probability):
    if 1 - (1 - probability) == probability:
        assert numerics.normal_quantile(1 - probability) == -numerics.normal_quantile(probability)


@given(st.floats(-10, 10), st.floats(-10, 0), st.floats(0, 10))
def test_clamp(x, low, high):
    assert numerics.clamp(x, low, high) == min(max(x, low), high)
