"""Rounding with uncertainty: the published cases of the rule, and both languages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.analysis.digits import decimals
from coopsim.analysis.intervals import Interval
from coopsim.report.rounding import estimate, plus_minus, rounded


@pytest.mark.parametrize(
    ("value", "uncertainty", "shown"),
    [
        (0.827, 0.119, "0.83 ± 0.12"),  # the three examples of the rule's authors
        (0.827, 0.367, "0.8 ± 0.4"),
        (0.827, 0.987, "0.8 ± 1.0"),
        (43.333, 5.61, "43 ± 6"),
        (12345.0, 678.0, "12,300 ± 700"),
        (1.0, 0.0999, "1.00 ± 0.10"),
        (-2.71828, 0.0123, "\N{MINUS SIGN}2.718 ± 0.012"),
        (5.0, 0.0, "5.00"),
        (5.0, math.nan, "5.00"),
        (math.nan, 1.0, "–"),
    ],
)
def test_plus_minus(value: float, uncertainty: float, shown: str) -> None:
    assert plus_minus(value, uncertainty, "en") == shown


def test_german_and_signs() -> None:
    assert plus_minus(12345.6, 0.21, "de", sign=True) == "+12.345,60 ± 0,21"
    assert rounded(1234.5, -2, "de") == "1.200"


@given(st.floats(1e-4, 1e6))
def test_one_or_two_digits_of_the_uncertainty_are_left(uncertainty: float) -> None:
    """What rounding takes away is small against the uncertainty."""
    places = decimals(uncertainty)
    assert abs(round(uncertainty, places) - uncertainty) <= 0.15 * uncertainty
    assert 0.5 * 10.0**-places <= 0.15 * uncertainty


@pytest.mark.parametrize("uncertainty", [0.0, -1.0, math.nan, math.inf])
def test_no_uncertainty_has_no_digits(uncertainty: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        decimals(uncertainty)


def test_estimates() -> None:
    assert estimate(Interval(0.4333, 0.3785, 0.4898), "en", factor=100) == "43 [38–49]"
    assert estimate(Interval(0.7014, 0.6712, 0.7317), "de", factor=100) == "70,1 [67,1–73,2]"
    assert estimate(Interval(0.032, -0.010, 0.074), "en", factor=100, sign=True) == "+3 [\N{MINUS SIGN}1 to +7]"
    assert estimate(Interval(0.0, 0.0, 0.0), "en") == "0.0 [0.0–0.0]"
    assert estimate(Interval(1.234, math.nan, math.nan), "de") == "1,23 [–]"
    assert estimate(Interval(math.nan, math.nan, math.nan), "de") == "–"
