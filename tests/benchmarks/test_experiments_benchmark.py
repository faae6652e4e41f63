"""The benchmark of experiments compares equal work and counts what it says. No test here looks at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.mark.parametrize("stored", [0, 1, 2])
def test_both_sides_simulate_the_same_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stored: int) -> None:
    import coopsim.run.ensemble
    import experiments

    seen: list[tuple[str, int, int, bool, bool]] = []
    whole = coopsim.run.ensemble.simulate

    def noted(scenario: object, runs: int, seed: int, **options: object) -> object:
        kept = bool(options.get("series")), bool(options.get("municipality_series"))
        seen.append((scenario.fingerprint, runs, seed, *kept))  # type: ignore[attr-defined]
        return whole(scenario, runs, seed, **options)  # type: ignore[arg-type]

    experiment = experiments.written(tmp_path, 3, 20, 24, experiments.STORED[stored][2])
    monkeypatch.setattr("coopsim.run.ensemble.simulate", noted)
    monkeypatch.setattr("coopsim.simulate", noted)
    experiments.bare(experiment)
    bare = list(seen)
    seen.clear()
    experiments.stored(experiment, tmp_path)
    assert len(bare) == 3 and seen == bare


def test_headline_counts_what_it_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import experiments

    small = experiments.written(tmp_path, 3, 20, 12)
    monkeypatch.setattr(experiments, "HEADLINE", str(tmp_path / f"{small.id}.toml"))
    found = experiments.headline(tmp_path)
    assert (found["points"], found["runs"]) == (3, 60)
