"""Targets, priors, emulators and the sample: on hand-made figures, without simulating where that can be."""

from __future__ import annotations

import math
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coopsim.analysis.intervals import Interval
from coopsim.calibration import batch, matching, procedure, recovery, sampling, screening, space, targets
from coopsim.calibration.patterns import Verdict, simulate_patterns
from coopsim.model.codes import APPROACHES
from coopsim.model.parameters import PARAMETERS

MET = {
    "C1.falling": 0.6, "C2.d": 0.5, "C3.d": 0.2, "C4.mean": 0.02, "C4.inside": 0.97, "C4.ramp": 6.0, "C6.median": 3.0,
    "C6.within": 0.9, "C7.rate": 0.01, "C8.changes": 0.4, "C8.incumbents": 0.92, "C9.alive": 0.9, "C9.stagnated": 0.5,
    "C11.against": -0.1, "C11.before": -0.1, "C12.subsidy": 0.2, "C12.elections": 0.01, "C13.times": 2.6,
    "C13.larger": 0.1, "C14.d": 0.5, "C14.above": 0.3, "C15.apart": 0.1, "C16.d": 0.3, "C16.lost": 0.5, "C17.d": 0.6,
    "C18.d": -0.2, "C19.first": 0.1, "C19.last": 0.1, "C20.soon": 0.4,
}  # fmt: skip


class TestTargets:
    def test_ranges_are_those_of_the_patterns(self) -> None:
        found = {f"{row.pattern}.{row.figure}": row for row in simulate_patterns(runs=4, only=targets.SIMULATED)}
        for name, target in targets.TARGETS.items():
            assert found[name].low == target.low
            assert found[name].high == pytest.approx(target.high, abs=1e-8)

    def test_all_twenty_patterns_are_aimed_at_but_the_two_that_are_checked_afterwards(self) -> None:
        assert set(MET) == set(targets.TARGETS)
        assert set(MET) - set(targets.AIMED) == {"C4.ramp", "C12.elections"}  # reported, not aimed at
        assert {f"C{k}" for k in range(1, 21)} - set(targets.SIMULATED) == {"C5", "C10"}

    def test_nothing_is_missed_inside_and_misses_are_counted_in_scales(self) -> None:
        assert targets.distance(MET) == 0.0
        assert targets.misses(MET | {"C4.mean": 0.055})["C4.mean"] == pytest.approx(2.0)
        assert targets.misses(MET | {"C2.d": 0.1})["C2.d"] == pytest.approx(0.5)
        assert targets.distance(MET | {"C4.mean": 0.065, "C11.against": 0.2}) == pytest.approx(5.0)
        assert targets.distance(MET | {"C11.before": 0.2}) == pytest.approx(4.0)
        assert targets.distance(MET | {"C4.ramp": 20.0}) == 0.0
        assert targets.misses(MET | {"C17.d": 0.1})["C17.d"] == pytest.approx(0.5)
        assert targets.distance(MET | {"C17.d": 3.0, "C18.d": -2.0, "C15.apart": 1.0}) == 0.0  # no other end

    def test_what_is_missing_counts_as_far_off(self) -> None:
        found = [Verdict("C1", "falling", 0.5, 1.0, Interval(0.6, 0.5, 0.7), True)]
        values = targets.figures(found)
        assert values["C1.falling"] == 0.6 and math.isnan(values["C2.d"])
        assert targets.misses(values)["C2.d"] == 10.0


#: A parameter that carries the strength of each approach, as far as a calibration may move it.
STRENGTH = {
    "open_communication": "reserve", "joint_priorities": "focus_staff", "suitable_form": "review_rate",
    "common_problem_understanding": "understanding_mixing", "interactive_formats": "working_contact",
    "co_design": "shaping_effect", "common_objectives": "yardstick", "common_identity": "identity_effect",
    "needs_and_strengths": "inventory_effect",
}  # fmt: skip


class TestSpace:
    def test_every_approach_has_a_strength_that_is_informed_or_named_as_free(self) -> None:
        assert set(STRENGTH) == set(APPROACHES)
        assert set(STRENGTH.values()) <= set(space.priors())

    def test_the_page_names_what_no_pattern_informs(self) -> None:
        page = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
        named = page.read_text(encoding="utf-8").partition("<!-- free -->")[2].partition("<!-- end of free -->")[0]
        free, _, informed = named.partition("Patterns inform")
        assert set(re.findall("`(.+?)`", free)) == {
            name for name, prior in space.priors().items() if not prior.patterns
        }
        assert all(space.priors()[name].patterns for name in re.findall("`(.+?)`", informed))

    def test_patterns_that_inform_are_simulated(self) -> None:
        for name, prior in space.priors().items():
            assert set(prior.patterns) <= set(targets.SIMULATED), name

    @pytest.mark.parametrize(
        "row, said",
        [("[trust_gian]\nrange = [0.1, 0.2]", "trust_gian"), ("[trust_gain]\nrange = [0.1, 20.0]", "trust_gain")],
    )
    def test_priors_of_no_parameter_or_out_of_bounds_are_refused(
        self, row: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "free.toml").write_text(f'{row}\nbasis = "x"\npatterns = []\n')
        monkeypatch.setattr(space, "files", lambda _: tmp_path)
        with pytest.raises(ValueError, match=said):
            space.priors.__wrapped__()

    def test_priors_lie_within_the_bounds_and_hold_the_default(self) -> None:
        for name, prior in space.priors().items():
            known = PARAMETERS[name]
            assert known.lower <= prior.low <= known.default <= prior.high <= known.upper, name
            assert prior.basis

    @pytest.mark.parametrize("scale, half", [("linear", 2.5), ("log", 2.0), ("falling", 4.0 - 3.0 * 0.5**0.5)])
    def test_places_and_values(self, scale: str, half: float) -> None:
        prior = space.Prior("x", 1.0, 4.0, scale, "")  # type: ignore[arg-type]
        assert prior.at([0.0, 0.5, 1.0]) == pytest.approx([1.0, half, 4.0])
        assert prior.share(prior.at(np.array([0.1, 0.7]))) == pytest.approx([0.1, 0.7])

    def test_tables_go_both_ways(self) -> None:
        places = np.random.default_rng(1).uniform(size=(5, len(space.priors())))
        for second in (False, True):
            assert space.shares(space.table(places, second), second) == pytest.approx(places)

    def test_the_second_prior_weighs_the_same_ranges_the_other_way(self) -> None:
        first, second = space.priors(), space.priors(second=True)
        assert list(first) == list(second)
        for name, prior in second.items():
            assert (prior.low, prior.high, prior.patterns) == (first[name].low, first[name].high, first[name].patterns)
            assert prior.scale == ("linear" if first[name].scale == "log" else "log" if prior.low > 0.0 else "falling")


class TestMatching:
    def test_an_emulator_rules_out_what_cannot_meet_the_range_and_nothing_else(self) -> None:
        places = np.random.default_rng(2).uniform(size=(80, 3))
        one = matching.emulator("C4.mean", places, 0.1 * places[:, 0], 1)  # met between 0.15 and 0.35 of the first
        assert one is not None
        candidates = np.random.default_rng(3).uniform(size=(500, 3))
        left = matching.not_ruled_out([one], candidates)
        met = (candidates[:, 0] > 0.15) & (candidates[:, 0] < 0.35)
        assert left[met].all() and left.mean() < 0.45

    def test_a_figure_that_never_changes_or_is_mostly_missing_has_no_emulator(self) -> None:
        places = np.random.default_rng(2).uniform(size=(30, 3))
        assert matching.emulator("C4.mean", places, np.ones(30), 1) is None
        values = np.full(30, np.nan)
        values[:3] = 0.02
        assert matching.emulator("C4.mean", places, values, 1) is None

    @pytest.mark.parametrize("second", [False, True])
    def test_walks_spread_over_what_is_left_and_never_leave_it(self, second: bool) -> None:
        dimensions = len(space.priors())

        class Half:
            """Rules out the upper half of the first parameter's range in the first prior."""

            def implausibility(self, places: np.ndarray) -> np.ndarray:
                return np.where(places[:, 0] > 0.5, 9.0, 0.0)

        left = np.random.default_rng(4).uniform(size=(200, dimensions)) * ([0.5] + [1.0] * (dimensions - 1))
        start = space.shares(space.table(left), second)
        found = matching.walked([Half()], start, 1000, 1, second)  # type: ignore[list-item]
        first = space.shares(space.table(found, second))
        assert (first[:, 0] <= 0.5).all() and ((found >= 0.0) & (found <= 1.0)).all()
        least = space.shares(space.table(np.full((1, dimensions), 0.5)), second)[0, 0]  # where the half ends
        middle, edge = found.mean(axis=0), found[:, 0].mean() / least
        assert abs(edge - 0.5) < 0.1 and np.abs(middle[1:] - 0.5).max() < 0.1

    def test_waves_close_in_on_a_known_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = next(iter(space.priors()))

        def toy(points: pd.DataFrame, *_: object) -> pd.DataFrame:
            place = space.priors()[name].share(points[name].to_numpy())
            return pd.DataFrame([MET | {"C9.stagnated": x} for x in place])

        monkeypatch.setattr(matching, "evaluate_all", toy)
        monkeypatch.setattr(matching, "_CANDIDATES", 2048)
        monkeypatch.setattr(matching, "AIMED", ("C9.stagnated",))
        with ThreadPoolExecutor() as pool:
            matched = matching.match(pool, waves=2, size=60, seed=1)
        waves, emulators = matched.waves, matched.emulators
        assert matching.not_ruled_out(emulators, matched.left).all()
        assert waves[0].left_before == 1.0 > waves[-1].left
        middle = np.full((1, len(space.priors())), 0.5)
        edge = middle.copy()
        edge[0, 0] = 0.02
        assert matching.not_ruled_out(emulators, middle)[0] and not matching.not_ruled_out(emulators, edge)[0]


class TestRecovery:
    @pytest.fixture(scope="class")
    @classmethod
    def table(cls) -> pd.DataFrame:
        """Sets whose first parameter alone moves a figure; half of another figure is missing; eight parameters."""
        rng = np.random.default_rng(5)
        few = dict(list(space.priors().items())[:8])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(space, "priors", lambda second=False: few)
            places = rng.uniform(size=(500, len(few)))
            figures = pd.DataFrame(dict.fromkeys(targets.AIMED, 0.5), index=range(500))
            figures["C4.mean"] = 0.1 * places[:, 0]
            figures["C6.median"] = np.where(rng.uniform(size=500) < 0.5, np.nan, rng.uniform(size=500))
            return recovery.recover(space.table(places), figures).set_index("parameter")

    def test_what_moves_a_figure_is_found_again(self, table: pd.DataFrame) -> None:
        name = next(iter(space.priors()))
        assert table.index[0] == name
        assert table.loc[name, "narrowed"] > 0.5 and table.loc[name, "correlation"] > 0.9

    def test_what_moves_none_is_not(self, table: pd.DataFrame) -> None:
        others = table.drop(next(iter(space.priors())))
        assert others["narrowed"].abs().max() < 0.2 and others["correlation"].abs().max() < 0.3
        for method in ("", "_rejection"):
            assert 0.87 <= others[f"covered{method}"].mean() <= 0.93 and others[f"ranks{method}"].min() > 1e-4


def test_the_closest_fifth_of_what_is_simulated_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    name, *_ = (name for name, prior in space.priors().items() if prior.patterns)
    monkeypatch.setattr(sampling, "evaluate", lambda point, *_: point)
    monkeypatch.setattr(sampling, "distance", lambda point: abs(space.priors()[name].share(point[name]) - 0.5))
    left = np.random.default_rng(6).uniform(size=(200, len(space.priors())))
    with ThreadPoolExecutor(2) as pool:
        for asked, simulated in ((10, 50), (100, 200)):
            points, number = sampling.sample(pool, left, asked)
            assert number == simulated and len(points) == simulated // 5 and points["distance"].is_monotonic_increasing
            k = list(space.priors()).index(name)
            assert points["distance"].max() == np.sort(np.abs(left[:simulated, k] - 0.5))[len(points) - 1]


def test_what_is_identified_by_hand() -> None:
    names = list(space.priors())
    rng = np.random.default_rng(4)
    places = rng.uniform(size=(4000, len(names)))
    places[:, 0] = 0.5 + 0.1 * (places[:, 0] - 0.5)  # pinned down to a tenth of its range
    points = space.table(places).assign(distance=0.0)
    table = procedure.identified(points, points.iloc[0]).set_index("parameter")
    assert table.loc[names[0], "narrowed"] == pytest.approx(0.9, abs=0.01)
    assert table.loc[names[1], "narrowed"] == pytest.approx(0.0, abs=0.05)
    assert (table["q05"] < table["median"]).all() and (table["median"] < table["q95"]).all()


def test_figures_are_the_same_on_any_worker_and_in_any_order() -> None:
    name = next(iter(space.priors()))
    prior = space.priors()[name]
    points = pd.DataFrame({name: [prior.low, prior.high]})
    with ThreadPoolExecutor(2) as pool:
        both = batch.evaluate_all(points, pool, runs=20, seed=3)
        turned = batch.evaluate_all(points[::-1], pool, runs=20, seed=3)
    assert both.to_numpy().tobytes() == turned[::-1].to_numpy().tobytes()
    assert not both.iloc[0].equals(both.iloc[1])


def test_screening_finds_the_parameter_that_moves_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    def toy(points: pd.DataFrame, *_: object) -> pd.DataFrame:
        return pd.DataFrame([MET | {"C4.mean": x} for x in points["trust_gain"]])

    monkeypatch.setattr(screening, "evaluate_all", toy)
    table = screening.screen(None, 4, symbols=["trust_decay", "trust_gain", "wage"])  # type: ignore[arg-type]
    assert table.index[0] == "trust_gain" and table.loc["trust_gain", "C4.mean"] > 0.0
    assert (table.drop("trust_gain")["most"] == 0.0).all()
