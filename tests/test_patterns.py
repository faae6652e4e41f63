"""The pattern report: statistics by hand, and that a miss stays a miss."""

import math

from coopsim.analysis.intervals import Interval
from coopsim.calibration.patterns import Verdict, rows, simulate_patterns, texts


def test_a_miss_is_told_as_a_miss_in_both_languages():
    missed = Verdict("C1", "falling", 0.5, 1.0, Interval(0.2, 0.1, 0.3), True)
    met = Verdict("C1", "falling", 0.5, 1.0, Interval(0.7, 0.6, 0.8), True)
    assert not missed.met and met.met
    for lang, word in (("en", "MISSED"), ("de", "VERFEHLT")):
        _, cells = rows([missed, met], lang)
        assert [row[4] == word for row in cells] == [True, False]


def test_every_pattern_is_simulated_and_has_its_words():
    found = simulate_patterns(runs=40, seed=3)
    assert {verdict.pattern for verdict in found} == {f"C{k}" for k in range(1, 12)}
    words = texts()
    for verdict in found:
        for lang in ("en", "de"):
            assert words[verdict.pattern][lang] and words[verdict.pattern][verdict.figure][lang]
    assert not math.isnan(next(f for f in found if f.pattern == "C8").simulated.value)
