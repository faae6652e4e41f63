"""The comparison with plain Mesa times equal work. No test here looks at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def on_path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield


@pytest.mark.parametrize(("n", "months"), [(3, 120), (14, 36)])
def test_both_report_the_same(n, months):
    import bench_tools
    import compare_mesa

    compare_mesa.check(bench_tools.scenario_of(n, months), run=2)


def test_a_wrong_reference_is_noticed(monkeypatch):
    import bench_tools
    import compare_mesa

    honest = compare_mesa.run_row
    monkeypatch.setattr(compare_mesa, "run_row", lambda model: honest(model) | {"attainable": 0.0})
    with pytest.raises(AssertionError, match="attainable"):
        compare_mesa.check(bench_tools.scenario_of(3, 120))
