"""The pattern report: statistics by hand, and that a miss stays a miss."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from coopsim.analysis.intervals import Interval
from coopsim.calibration import contribution_patterns, course_patterns, pattern_runs, result_patterns
from coopsim.calibration.patterns import PATTERNS, Verdict, rows, simulate_patterns, texts
from coopsim.model.codes import PHASES
from coopsim.scenario import load_scenario


def test_a_miss_is_told_as_a_miss_in_both_languages():
    missed = Verdict("C1", "falling", 0.5, 1.0, Interval(0.2, 0.1, 0.3), True)
    met = Verdict("C1", "falling", 0.5, 1.0, Interval(0.7, 0.6, 0.8), True)
    assert not missed.met and met.met
    for lang, word in (("en", "MISSED"), ("de", "VERFEHLT")):
        _, cells = rows([missed, met], lang)
        assert [row[4] == word for row in cells] == [True, False]


@pytest.mark.parametrize(
    "low, high, or_zero, found, target, met",
    [
        (-math.inf, math.inf, False, (0.5, 0.4, 0.6), "reported only", True),
        (-math.inf, -1e-9, False, (0.1, -0.2, 0.4), "below 0", False),
        (1e-9, math.inf, False, (0.1, -0.2, 0.4), "above 0", True),
        (0.2, math.inf, False, (0.1, 0.0, 0.2), "at least 0.20", False),
        (-0.03, 0.03, False, (0.05, -0.01, 0.11), "[−0.03 to 0.03]", False),
        (-0.03, 0.03, True, (0.05, -0.01, 0.11), "[−0.03 to 0.03], or not told from 0", True),
        (-0.03, 0.03, True, (0.05, 0.01, 0.09), "[−0.03 to 0.03], or not told from 0", False),
        (0.2, 1.0, False, (math.nan, math.nan, math.nan), "[0.20 to 1.00]", False),
    ],
)
def test_targets_with_one_end_and_none(low, high, or_zero, found, target, met):
    verdict = Verdict("C2", "d", low, high, Interval(*found), False, or_zero)
    assert verdict.met is met
    assert rows([verdict])[1][0][2] == target


def test_every_pattern_is_simulated_and_has_its_words():
    found = simulate_patterns(runs=40, seed=3)
    assert {verdict.pattern for verdict in found} == {f"C{k}" for k in range(1, 21)} == set(PATTERNS)
    words = texts()
    assert set(words) == set(PATTERNS)
    figures = {(name, key) for name, row in words.items() for key, figure in row.items() if isinstance(figure, dict)}
    assert {(verdict.pattern, verdict.figure) for verdict in found} == figures
    for verdict in found:
        for lang in ("en", "de"):
            assert words[verdict.pattern][lang] and words[verdict.pattern][verdict.figure][lang]
    assert not math.isnan(next(f for f in found if f.pattern == "C8").simulated.value)


class TestStatistics:
    def test_the_ratio_of_two_effects_holds_where_both_are_sure(self):
        assert pattern_runs.times(Interval(0.6, 0.6, 0.6), Interval(0.2, 0.2, 0.2)) == pytest.approx((3.0, 3.0, 3.0))
        found = pattern_runs.times(Interval(0.6, 0.5, 0.7), Interval(0.2, 0.15, 0.25))
        # one end by hand: the ratio of the other's most and the one's least, pulled in, since both are rarely at their ends
        assert 0.5 / 0.25 < found.low < 3.0 < found.high < 0.7 / 0.15
        assert math.isnan(pattern_runs.times(Interval(0.6, 0.5, 0.7), Interval(0.1, -0.1, 0.3)).value)

    def test_the_difference_of_two_effects(self):
        found = pattern_runs.apart(Interval(0.5, 0.2, 0.8), Interval(0.1, -0.3, 0.5))
        assert found == pytest.approx((0.4, -0.1, 0.9))  # three and four tenths make five

    def test_the_jackknife_of_a_ratio_is_that_of_leaving_out_one_run(self):
        top, bottom = np.array([1.0, 2.0, 4.0, 3.0]), np.array([2.0, 2.0, 5.0, 3.0])
        left = [np.delete(top, k).sum() / np.delete(bottom, k).sum() for k in range(4)]
        found = pattern_runs.jackknifed(top, bottom)
        half = 3.182446 * math.sqrt(3 * np.var(left))
        assert found == pytest.approx((10 / 12, 10 / 12 - half, 10 / 12 + half))
        assert math.isnan(pattern_runs.jackknifed(top[:2], bottom[:2]).value)

    def test_years_until_gains_are_full(self):
        ramp = result_patterns._ramp
        assert ramp(np.array([-1.0, 0.0, 1.9, 2.0, 2.0, 2.0, 2.0])) == pytest.approx(2.5)
        assert ramp(np.array([-1.0, 0.0, 0.9, 2.9, 2.0, 2.0, 2.0])) == pytest.approx(3.0)  # half way between two years
        assert ramp(np.full(6, 2.0)) == 0.5
        assert math.isnan(ramp(np.full(6, -1.0)))


def made(**arrays):
    return SimpleNamespace(arrays=SimpleNamespace(**arrays))


class TestFigures:
    def test_mid_life_is_the_middle_third_from_the_letter_to_the_last_month_alive(self, monkeypatch):
        series = np.zeros((3, 240), [("phase", int), ("services", int)])
        series["phase"][:, 30:210] = PHASES.index("implementation")  # 15 years of life
        series["phase"][:, 210:] = PHASES.index("dissolved")
        series["phase"][2, 140:210] = PHASES.index("asleep")  # the last run falls asleep before its tenth year
        series["services"][0, 100:] += 1  # middle third: months 90 to 150
        series["services"][0, 140:] += 2
        series["services"][0, 145:] -= 1  # one that closes does not count
        series["services"][1, 40:] += 1
        series["services"][1, 149:] += 1
        monkeypatch.setattr(result_patterns, "runs_of", lambda *_, **__: made(series=series))
        found = result_patterns.peak_at_mid_life(load_scenario("harz"), 3, 1)
        assert found["first"].value == pytest.approx((3 / 5 + 0.0) / 2)
        assert found["last"].value == pytest.approx((3 / 5 + 1 / 5) / 2)

    def test_a_new_beginning_is_held_against_the_same_runs_without_it(self, monkeypatch):
        base, runs = load_scenario("harz"), 6
        series = np.zeros((runs, 240), [("phase", int)])
        series["phase"][1:, 83] = contribution_patterns.STAGNATING
        series["phase"][0, 119] = contribution_patterns.STAGNATING
        plain = np.zeros((runs, 240, 3), [("member", int), ("contribution", float)])
        plain["member"][:, :, :2] = 1
        plain["contribution"] = np.linspace(0.4, 0.6, runs)[:, None, None]
        asked = []

        def runs_of(scenario, *_, **__):
            towns = plain.copy()
            for impulse in scenario.impulses:
                asked.append(impulse.month)
                towns["contribution"][:, impulse.month :] += 0.10
                towns["contribution"][:, impulse.month + 12 :] -= 0.06
            return made(series=series, town_series=towns)

        monkeypatch.setattr(contribution_patterns, "runs_of", runs_of)
        found = contribution_patterns.new_beginning(base, runs, 1)
        assert asked == [84, 120]
        assert found["lost"].value == pytest.approx(0.6)
        assert found["d"].value == pytest.approx(0.10 / np.repeat(np.linspace(0.4, 0.6, runs), 2).std(ddof=1))

    def test_elections_are_moved_and_nothing_else(self):
        base = load_scenario("harz")
        later = course_patterns._elections_later(base)
        assert later.council.next_election == "2026-06"
        assert [town.mayor.next_election for town in later.municipalities] == ["2029-07", "2024-04", "2024-03"]
        assert later.counties[0].head.next_election == "2029-07"
        back = {
            f"municipalities.{town.id}.mayor.next_election": town.mayor.next_election for town in base.municipalities
        }
        back |= {"council.next_election": "2024-06", "counties.harz.head.next_election": "2027-07"}
        assert later.with_(back) == base

    def test_occasions_are_dated_in_the_file(self):
        assert course_patterns.occasions() == ["altmark", "harz", "teaching/funding_cliff"]
