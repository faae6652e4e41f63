"""The pattern report: statistics by hand, and that a miss stays a miss."""

import math

import numpy as np
import pytest

from coopsim.analysis.intervals import Interval
from coopsim.patterns import Finding, cohens_d, rows, simulate_patterns, texts


def test_cohens_d_by_hand():
    # means 3 and 1, both variances 1 (n = 3): pooled sd 1, d = 2
    d = cohens_d([2.0, 3.0, 4.0], [0.0, 1.0, 2.0])
    assert d.value == pytest.approx(2.0)
    error = math.sqrt(6 / 9 + 4 / 12)
    assert d.low == pytest.approx(2.0 - 1.959964 * error) and d.high == pytest.approx(2.0 + 1.959964 * error)


def test_cohens_d_leaves_missing_values_out_and_has_no_value_without_spread():
    assert cohens_d([2.0, 3.0, 4.0, np.nan], [0.0, 1.0, 2.0]).value == pytest.approx(2.0)
    assert math.isnan(cohens_d([1.0, 1.0], [0.0, 0.0]).value)
    assert math.isnan(cohens_d([1.0], [0.0, 1.0]).value)


def test_a_miss_is_told_as_a_miss_in_both_languages():
    missed = Finding("C1", "falling", 0.5, 1.0, Interval(0.2, 0.1, 0.3), True)
    met = Finding("C1", "falling", 0.5, 1.0, Interval(0.7, 0.6, 0.8), True)
    assert not missed.met and met.met
    for lang, word in (("en", "MISSED"), ("de", "VERFEHLT")):
        _, cells = rows([missed, met], lang)
        assert [row[4] == word for row in cells] == [True, False]


def test_every_pattern_is_simulated_and_has_its_words():
    found = simulate_patterns(runs=40, seed=3)
    assert {finding.pattern for finding in found} == {f"C{k}" for k in range(1, 12)}
    words = texts()
    for finding in found:
        for lang in ("en", "de"):
            assert words[finding.pattern][lang] and words[finding.pattern][finding.figure][lang]
    assert not math.isnan(next(f for f in found if f.pattern == "C8").simulated.value)
