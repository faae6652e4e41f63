"""What is kept besides the run table: municipalities and monthly series, thinned or summarised point by point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from coopsim.experiment import tables
from coopsim.experiment.schema import Outcomes
from coopsim.model import codes, outcomes
from coopsim.run.ensemble import Ensemble

#: Quantiles of a summary by ending of the column.
QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}
_CODES = ("phase", "form", "rung", "member")  # of which a mean says nothing
_ROWS = 200_000  # rows of a row group, about
#: The array of an ensemble that a table is made of, and its columns.
_ARRAYS = {
    "municipalities": ("towns", outcomes.TOWN_RUN),
    "series": ("series", outcomes.SERIES),
    "municipality_series": ("town_series", outcomes.TOWN_SERIES),
}


class Collector:
    """Collects one table from ensembles that come point by point, in order: one row per run, month and municipality.

    ``needs`` names the array of an ensemble that it reads: ``towns`` (R, n), ``series`` (R, T) or ``town_series``
    (R, T, n).
    """

    def __init__(self, name: str, wanted: Any, metadata: dict[str, str], path: Path | None) -> None:
        self.name, (self.needs, self._kinds) = name, _ARRAYS[name]
        self.columns: tuple[str, ...] = getattr(wanted, "columns", tuple(self._kinds))
        self._every = getattr(wanted, "every", 1)
        self._thinned = partial(thinned, every=self._every, mean=getattr(wanted, "mean", False))
        self._metadata, self._path = metadata, path
        self._runs: dict[str, list[Any]] = {}  # of a point, by column, until it is summarised
        self._months: Any = None
        self._waiting: list[pa.Table] = []
        self._axes: tuple[Any, dict[str, pa.Array]] = (None, {})

    def add(self, point: int, ensemble: Ensemble) -> None:
        """Take some runs of a point."""
        array = getattr(ensemble.arrays, self.needs)
        self._put(self._rows(point, ensemble.first_run, array, tuple(ensemble.municipality_ids)))

    def finish_point(self, point: int) -> None:
        """All runs of a point that this task has were added."""

    def close(self) -> pa.Buffer | Path:
        """The whole file."""
        if self._waiting:
            self._flush()
        return self._file.close()

    def _rows(self, point: int, first_run: int, array: Any, towns: tuple[str, ...]) -> dict[str, pa.Array]:
        """The columns of an array (R, …) of runs."""
        months = array.shape[1] if self.needs != "towns" else None
        known = (first_run, len(array), months, towns)
        if self._axes[0] != known:  # they are the same for most points
            self._axes = known, self._labels(*known)
        columns = dict(self._axes[1])
        columns["point"] = pa.array(np.full(len(columns["run"]), point, np.int32))
        for name in self.columns:
            values = self._thinned(array[name], name)
            columns[name] = tables.outcome_array(name, self._kinds[name], values.ravel())
        return columns

    def _labels(self, first_run: int, runs: int, months: int | None, towns: tuple[str, ...]) -> dict[str, pa.Array]:
        """Columns ``point`` (still empty), ``run``, and ``month`` and ``municipality`` if there are such axes."""
        axes: dict[str, Any] = {"run": np.arange(first_run, first_run + runs, dtype=np.int32)}
        if months is not None:
            axes["month"] = months_kept(months, self._every).astype(np.int16)
        if self.needs != "series":
            axes["municipality"] = np.arange(len(towns), dtype=np.int32)
        grids = np.meshgrid(*axes.values(), indexing="ij", copy=False)
        columns: dict[str, Any] = {"point": None}
        for name, grid in zip(axes, grids, strict=True):
            words = name == "municipality"
            columns[name] = tables.words_array(grid.ravel(), towns) if words else pa.array(grid.ravel())
        return columns

    def _none(self) -> dict[str, pa.Array]:
        """The columns without rows, which fix the schema."""
        shape = {"towns": (0, 0), "series": (0, 1), "town_series": (0, 1, 0)}[self.needs]
        return self._rows(0, 0, np.zeros(shape, outcomes.dtype(self._kinds)), ())

    @cached_property
    def _schema(self) -> pa.Schema:
        return pa.schema([pa.field(name, column.type, nullable=False) for name, column in self._none().items()])

    @cached_property
    def _file(self) -> tables.File:
        return tables.File(self._schema, self._metadata, self._path, quick=True)

    def _put(self, columns: dict[str, pa.Array]) -> None:
        self._waiting.append(pa.Table.from_arrays(list(columns.values()), schema=self._schema))
        if sum(part.num_rows for part in self._waiting) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        self._file.write(pa.concat_tables(self._waiting).unify_dictionaries())  # copies nothing
        self._waiting = []


class Summary(Collector):
    """One row per point and month kept: quantiles over runs, and the share of runs in each phase."""

    def add(self, point: int, ensemble: Ensemble) -> None:
        array = ensemble.arrays.series
        for name in self.columns:
            self._runs.setdefault(name, []).append(self._thinned(array[name], name))
        self._months = months_kept(array.shape[1], self._every)

    def finish_point(self, point: int) -> None:
        if self._runs:
            whole = {name: np.concatenate(parts) for name, parts in self._runs.items()}
            self._put(self._summarised(point, self._months, whole))
        self._runs = {}

    def _none(self) -> dict[str, pa.Array]:
        return self._summarised(0, np.zeros(0, np.int64), dict.fromkeys(self.columns, np.zeros((1, 0))))

    def _summarised(self, point: int, months: Any, runs: dict[str, Any]) -> dict[str, pa.Array]:
        count = len(next(iter(runs.values())))
        columns: dict[str, Any] = {
            "point": pa.array(np.full(len(months), point, np.int32)),
            "month": pa.array(months.astype(np.int16)),
            "runs": pa.array(np.full(len(months), count, np.int32)),
        }
        for name, values in runs.items():
            if name == "phase":
                for code, phase in enumerate(codes.PHASES):
                    columns[f"phase_{phase}"] = pa.array((values == code).mean(axis=0).astype(np.float32))
            elif name not in _CODES:
                columns[f"{name}_mean"] = pa.array(values.mean(axis=0, dtype=np.float64).astype(np.float32))
                cuts = np.quantile(values.astype(np.float64), list(QUANTILES.values()), axis=0).astype(np.float32)
                columns |= {f"{name}_{end}": pa.array(cut) for end, cut in zip(QUANTILES, cuts, strict=True)}
        return columns


def collectors(wanted: Outcomes, metadata: dict[str, str], paths: Mapping[str, Path]) -> list[Collector]:
    """Collectors of the tables that an experiment keeps besides the runs; in memory where a table has no path."""
    kinds = {name: Summary if getattr(rows, "summary", False) else Collector for name, rows in wanted.tables.items()}
    return [kind(name, wanted.tables[name], metadata, paths.get(name)) for name, kind in kinds.items()]


def months_kept(months: int, every: int) -> Any:
    """The last month of every ``every``, and the last one of all."""
    return np.unique(np.append(np.arange(every - 1, months, every), months - 1))


def thinned(array: Any, name: str, every: int, mean: bool) -> Any:
    """A series (R, T, …) at the months kept, or its means over the months since the one kept before."""
    if every == 1:
        return array
    last = months_kept(array.shape[1], every)
    if not mean or name in _CODES:
        return array[:, last]
    first = np.append(0, last[:-1] + 1)
    sums = np.add.reduceat(array.astype(np.float64), first, axis=1)
    return (sums / (last - first + 1)).astype(np.float32)
