"""Series: thinned and summarised as asked for, against sums done by hand with NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import SMALL, Write
from pyarrow import parquet

import coopsim
from coopsim.experiment import run_experiment
from coopsim.experiment.series import months_kept, thinned
from coopsim.model import codes

ONE = SMALL.replace("steps = 5", "steps = 2").replace("runs = 500", "runs = 40").replace("months = 12", "months = 28")


def test_months_kept() -> None:
    assert months_kept(12, 1).tolist() == list(range(12))
    assert months_kept(12, 12).tolist() == [11]
    assert months_kept(14, 6).tolist() == [5, 11, 13]
    assert months_kept(5, 100).tolist() == [4]


def test_means_over_the_months_in_between() -> None:
    values = np.arange(14.0)[None, :] ** 2
    found = thinned(values, "activity", 6, True)
    assert found[0].tolist() == pytest.approx([values[0, :6].mean(), values[0, 6:12].mean(), values[0, 12:].mean()])
    assert thinned(values, "phase", 6, True)[0].tolist() == [25, 121, 169]  # of codes, the last


def test_means_in_an_experiment(write: Write, tmp_path: Path) -> None:
    text = ONE + '[outcomes]\nseries = { columns = ["activity", "phase"], every = 12, mean = true }\n'
    results = run_experiment(write(text), tmp_path / "r")
    table = results.table("series", where={"point": 2})
    assert list(table.columns) == ["point", "run", "month", "activity", "phase"]
    arrays = coopsim.simulate(results.scenario(2), 40, 3, series=True).arrays.series
    first_year = arrays["activity"][:, :12].mean(axis=1)
    assert np.allclose(table["activity"][table["month"] == 11], first_year, rtol=1e-6)
    assert list(table["phase"][table["month"] == 27].cat.codes) == arrays["phase"][:, 27].tolist()


def test_summary_over_the_runs_of_a_point(write: Write, tmp_path: Path) -> None:
    text = ONE.replace("runs = 40", "runs = 2100\ntask_runs = 1000")
    text += '[outcomes]\nruns = ["cost"]\nseries = { columns = ["trust", "phase"], every = 14, summary = true }\n'
    results = run_experiment(write(text), tmp_path / "r")
    assert results.manifest["tasks"] == 4  # no point is cut, so that quantiles can be had
    table = results.table("series", where={"point": 3}).set_index("month")
    assert table["runs"].tolist() == [2100, 2100] and table.index.tolist() == [13, 27]
    arrays = coopsim.simulate(results.scenario(3), 2100, 3, series=True).arrays.series
    trust, phase = arrays["trust"][:, 27], arrays["phase"][:, 27]
    row = table.loc[27]
    assert row["trust_mean"] == pytest.approx(trust.mean(dtype=float), rel=1e-6)
    assert [row["trust_low"], row["trust_median"], row["trust_high"]] == pytest.approx(
        list(np.quantile(trust.astype(float), [0.05, 0.5, 0.95])), rel=1e-6
    )
    shares = [row[f"phase_{name}"] for name in codes.PHASES]
    assert shares == pytest.approx([(phase == code).mean() for code in range(len(codes.PHASES))])
    assert list(results.runs().columns)[-1] == "cost"


def test_files_of_many_row_groups_and_scenarios_hold_every_value(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Towns of different regions in one file, several points in a row group, and no value that could be missing."""
    monkeypatch.setattr("coopsim.experiment.series._ROWS", 3000)
    text = ONE.replace('scenario = "harz"', 'scenario = ["harz", "harz_region"]').replace("runs = 40", "runs = 3")
    text += "[outcomes]\nmunicipality_series = {}\n"
    results = run_experiment(write(text), tmp_path / "r")
    (file,) = (tmp_path / "r" / "municipality_series").iterdir()
    assert parquet.ParquetFile(file).metadata.num_row_groups > 1
    assert not any(field.nullable for field in results.dataset("municipality_series").schema)
    for point in range(len(results.points)):
        expected = coopsim.simulate(results.scenario(point), 3, 3, municipality_series=True).municipality_series
        found = results.table("municipality_series", where={"point": point})
        assert found["municipality"].tolist() == expected["municipality"].tolist()
        for name in expected.columns.drop("municipality"):
            assert found[name].tolist() == expected[name].tolist()
