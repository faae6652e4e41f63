"""What is kept besides the run table: municipalities and monthly series, thinned or summarised point by point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim import codes, outcomes
from coopsim.experiment import tables

if TYPE_CHECKING:
    import pyarrow as pa

    from coopsim.ensemble import Ensemble
    from coopsim.experiment.points import Points
    from coopsim.experiment.schema import Outcomes, Series

#: Quantiles of a summary by ending of the column.
QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}
_CODES = ("phase", "form", "rung", "member")  # of which a mean says nothing
_ROWS = 200_000  # rows of a row group, about


class Collector:
    """Collects one table from ensembles that come point by point, in order.

    ``needs`` names the arrays of an ensemble that it reads: ``towns``, ``series`` or ``town_series``.
    """

    def __init__(self, name: str, needs: str, columns: Sequence[str], metadata: dict[str, str]) -> None:
        self.name, self.needs, self.columns = name, needs, tuple(columns)
        self._metadata = metadata
        self._waiting: list[pa.Table] = []
        self._file: tables.File | None = None

    def add(self, point: int, ensemble: Ensemble) -> None:
        """Take some runs of a point."""
        self._put(self.rows(point, ensemble.first_run, getattr(ensemble.arrays, self.needs), ensemble.municipality_ids))

    def finish_point(self, point: int) -> None:
        """All runs of a point that this task has were added."""

    def rows(self, point: int, first_run: int, array: Any, towns: list[str]) -> pa.Table:
        """The rows of an array (R, …) of runs."""
        raise NotImplementedError

    def empty(self) -> pa.Table:
        """The table without rows, which fixes its schema."""
        shape = {"towns": (0, 0), "series": (0, 1), "town_series": (0, 1, 0)}[self.needs]
        kind = {"towns": outcomes.TOWN_RUN, "series": outcomes.SERIES, "town_series": outcomes.TOWN_SERIES}[self.needs]
        return self.rows(0, 0, np.zeros(shape, outcomes.dtype(kind)), [])

    def close(self) -> bytes:
        """The whole file."""
        self._flush()
        assert self._file is not None
        return self._file.close()

    def _put(self, table: pa.Table) -> None:
        self._waiting.append(table)
        if sum(part.num_rows for part in self._waiting) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        empty = self.empty()
        if self._file is None:
            self._file = tables.File(empty.schema, self._metadata)
        whole = pa.concat_tables([empty, *self._waiting]).unify_dictionaries().combine_chunks()
        self._waiting = []
        self._file.write(whole)


def collectors(wanted: Outcomes, points: Points, metadata: dict[str, str]) -> list[Collector]:
    """Collectors of the tables that an experiment keeps."""
    found: list[Collector] = []
    if wanted.municipalities:
        found.append(_Municipalities("municipalities", "towns", tuple(outcomes.TOWN_RUN), metadata))
    if wanted.series is not None:
        kind = _Summary if wanted.series.summary else _Series
        found.append(kind(wanted.series, metadata))
    if wanted.municipality_series is not None:
        towns = wanted.municipality_series
        found.append(_MunicipalitySeries(towns.columns, towns.every, metadata))
    return found


def months_kept(months: int, every: int) -> Any:
    """The last month of every ``every``, and the last one of all."""
    return np.unique(np.append(np.arange(every - 1, months, every), months - 1))


def thinned(array: Any, name: str, every: int, mean: bool) -> Any:
    """A series (R, T) at the months kept, or its means over the months since the one kept before."""
    if every == 1:
        return array
    last = months_kept(array.shape[1], every)
    if not mean or name in _CODES:
        return array[:, last]
    first = np.append(0, last[:-1] + 1)
    sums = np.add.reduceat(array.astype(np.float64), first, axis=1)
    return (sums / (last - first + 1)).astype(np.float32)


def _axes(point: int, first_run: int, shape: Sequence[int], **labels: Any) -> dict[str, Any]:
    """Columns ``point``, ``run`` and one for each further axis of a result (R, …), as the axes run."""
    import pyarrow as pa

    grids = np.indices(shape, np.int32).reshape(len(shape), -1)
    columns: dict[str, Any] = {"point": pa.array(np.full(grids.shape[1], point, np.int32))}
    columns["run"] = pa.array(grids[0] + np.int32(first_run))
    for (name, values), places in zip(labels.items(), grids[1:], strict=True):
        words = isinstance(values, list)
        columns[name] = tables.words_array(places, values) if words else pa.array(values.astype(np.int16)[places])
    return columns


class _Municipalities(Collector):
    """One row per run and municipality."""

    def rows(self, point: int, first_run: int, array: Any, towns: list[str]) -> pa.Table:
        import pyarrow as pa

        columns = _axes(point, first_run, array.shape, municipality=towns)
        kinds = outcomes.TOWN_RUN
        return pa.table(
            columns | {name: tables.outcome_array(name, kinds[name], array[name].ravel()) for name in self.columns}
        )


class _Series(Collector):
    """One row per run and month kept."""

    def __init__(self, series: Series, metadata: dict[str, str]) -> None:
        super().__init__("series", "series", series.columns, metadata)
        self._every, self._mean = series.every, series.mean

    def rows(self, point: int, first_run: int, array: Any, towns: list[str]) -> pa.Table:
        import pyarrow as pa

        kept = {name: thinned(array[name], name, self._every, self._mean) for name in self.columns}
        months = months_kept(array.shape[1], self._every)
        columns = _axes(point, first_run, (array.shape[0], len(months)), month=months)
        for name, values in kept.items():
            columns[name] = tables.outcome_array(name, outcomes.SERIES[name], values.ravel())
        return pa.table(columns)


class _MunicipalitySeries(Collector):
    """One row per run, month kept and municipality."""

    def __init__(self, columns: Sequence[str], every: int, metadata: dict[str, str]) -> None:
        super().__init__("municipality_series", "town_series", columns, metadata)
        self._every = every

    def rows(self, point: int, first_run: int, array: Any, towns: list[str]) -> pa.Table:
        import pyarrow as pa

        months = months_kept(array.shape[1], self._every)
        shape = (array.shape[0], len(months), array.shape[2])
        columns = _axes(point, first_run, shape, month=months, municipality=towns)
        for name in self.columns:
            values = thinned(array[name], name, self._every, False)
            columns[name] = tables.outcome_array(name, outcomes.TOWN_SERIES[name], values.ravel())
        return pa.table(columns)


class _Summary(_Series):
    """One row per point and month kept: quantiles over runs, and the share of runs in each phase."""

    def __init__(self, series: Series, metadata: dict[str, str]) -> None:
        super().__init__(series, metadata)
        self._runs: dict[str, list[Any]] = {}
        self._months = 0

    def add(self, point: int, ensemble: Ensemble) -> None:
        array = ensemble.arrays.series
        for name in self.columns:
            self._runs.setdefault(name, []).append(thinned(array[name], name, self._every, self._mean))
        self._months = array.shape[1]

    def finish_point(self, point: int) -> None:
        if self._runs:
            months = months_kept(self._months, self._every)
            whole = {name: np.concatenate(parts) for name, parts in self._runs.items()}
            self._put(self._summarised(point, months, whole))
        self._runs = {}

    def empty(self) -> pa.Table:
        none = np.zeros((1, 0))
        return self._summarised(0, np.zeros(0, np.int64), dict.fromkeys(self.columns, none))

    def _summarised(self, point: int, months: Any, runs: dict[str, Any]) -> pa.Table:
        import pyarrow as pa

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
        return pa.table(columns)
