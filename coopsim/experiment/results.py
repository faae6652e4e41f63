"""Reading results: tables on demand, also while the experiment is running, never more in memory than asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import dataset, parquet

from coopsim.experiment.design import Layout, Points, Rows, points_of, unit_problem
from coopsim.experiment.factors import Factor, factor_of, policies_factor
from coopsim.experiment.schema import Document
from coopsim.experiment.store import DESIGN, MANIFEST, POINTS, RUNS, TABLES, Store
from coopsim.folders import expanded
from coopsim.model import outcomes
from coopsim.scenario import load_scenario
from coopsim.scenario.schema import Scenario
from coopsim.texts import UserError

#: What rows are kept: a value, or a list of them, by column.
Where = Mapping[str, Any]


def open_results(folder: str | Path) -> Results:
    """The results of an experiment in a directory; finished tasks can be read while others are running.

    Raises UserError where the directory holds no results.
    """
    return Results(expanded(folder))


class Results:
    """Results of an experiment.  A table is read when it is asked for; only its columns and rows that are wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = Store(folder).manifest()
        if manifest is None:
            raise UserError("experiment_no_results", folder=folder, manifest=MANIFEST)
        self.manifest: dict[str, Any] = manifest

    @property
    def tables(self) -> list[str]:
        """Names of the tables: ``runs``, and what the experiment keeps besides."""
        return [name for name in TABLES if (self.folder / name).is_dir()]

    @property
    def factors(self) -> list[str]:
        """Names of the factors, which are columns of ``points`` and ``runs``."""
        return [row["key"] for row in self.manifest["factors"]]

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point: ``point`` and the factors."""
        table: pd.DataFrame = self._cells.to_pandas()
        return table

    @property
    def complete(self) -> bool:
        """Whether every task is done."""
        return len(self._done()) == int(self.manifest["tasks"])

    def dataset(self, table: str = RUNS) -> Any:
        """A table as a ``pyarrow.dataset.Dataset`` over the files of the finished tasks.

        Raises KeyError for a table that the experiment does not keep, UserError as long as no task is finished.
        """
        if table not in self.tables:
            raise KeyError(f"The experiment keeps no table {table!r}. There are: {', '.join(self.tables)}.")
        paths = [str(self.folder / table / f"{number:06d}.parquet") for number in self._done()]
        if not paths:
            raise UserError("experiment_nothing_yet", folder=self.folder)
        return dataset.dataset(paths, format="parquet")

    def runs(self, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        """The run table: ``point``, ``run``, the factors, ``status``, ``message``, and the outcomes kept.

        ``columns`` reads only these; ``where`` only rows with these values, such as ``{"governance": "zweckverband"}``
        or ``{"point": [0, 17]}``.
        """
        return self.table(RUNS, columns, where)

    def table(
        self, table: str = RUNS, columns: Sequence[str] | None = None, where: Where | None = None
    ) -> pd.DataFrame:
        """Rows of a table as a DataFrame; arguments as for ``runs``."""
        return _frame(self.dataset(table).to_table(**_wanted(columns, where)))

    def batches(
        self, table: str, columns: Sequence[str] | None = None, where: Where | None = None
    ) -> Iterator[pd.DataFrame]:
        """A table piece by piece, one DataFrame per finished task: for what does not fit into memory."""
        source = self.dataset(table)
        for fragment in source.get_fragments():
            part = fragment.to_table(schema=source.schema, **_wanted(columns, where))
            if part.num_rows:
                yield _frame(pa.table(part))

    def scenario(self, point: int) -> Scenario:
        """The scenario of a point, to replay a run of it: ``CooperationModel(results.scenario(17), rng=seed, run=3)``.

        Raises IndexError for a point that does not exist, ScenarioError for one whose scenario is invalid.
        """
        points = self._points
        if not 0 <= point < len(points):
            raise IndexError(f"There are the points 0 to {len(points) - 1}, not {point}.")
        return points.scenario(points.rows[point])

    def salib(self) -> tuple[dict[str, Any], Any]:
        """The SALib problem of a sampled design, over the unit cube, and the sample (N, D) in it.

        Together with an outcome by point, in order, this is what ``SALib.analyze`` wants.
        Raises UserError for a design that is not sampled.
        """
        names = self.manifest["sampled"]
        if not names:
            raise UserError("experiment_not_sampled", folder=self.folder)
        sample = parquet.read_table(self.folder / DESIGN).to_pandas().to_numpy()
        return unit_problem(len(names), names), sample

    @cached_property
    def _points(self) -> Points:
        """The points as they were run, from what stands in the directory alone."""
        document = Document.model_validate(self.manifest["experiment"])
        names = self.manifest["identity"]["scenarios"]
        scenarios = {name: load_scenario(self.folder / f"{name}.toml") for name in names}
        factors = tuple(_factor(row, document, tuple(scenarios)) for row in self.manifest["factors"])
        columns = [self._cells[factor.key].to_pylist() for factor in factors]
        rows: Rows = list(zip(*columns, strict=True)) if columns else [()] * self._cells.num_rows
        return points_of(Layout(factors, rows), scenarios)

    @cached_property
    def _cells(self) -> Any:
        return parquet.read_table(self.folder / POINTS)

    def _done(self) -> list[int]:
        return sorted(Store(self.folder).done())


def _factor(row: dict[str, Any], document: Document, scenarios: tuple[str, ...]) -> Factor:
    key, role = row["key"], row["role"]
    if role == "scenario":
        return Factor(key, role, scenarios, scenarios)
    if role == "policy":
        return policies_factor(document.policies)
    declared = document.levers | document.uncertainties
    return factor_of(key, role, declared[key]) if key in declared else Factor(key, role)


def _wanted(columns: Sequence[str] | None, where: Where | None) -> dict[str, Any]:
    """The columns and the condition for Arrow."""
    condition: Any = None
    for name, value in (where or {}).items():
        many = isinstance(value, list | tuple | set | range) or hasattr(value, "tolist")
        one = pc.field(name).isin(list(value)) if many else pc.field(name) == value
        condition = one if condition is None else condition & one
    return {"columns": None if columns is None else list(columns), "filter": condition}


def _frame(table: Any) -> pd.DataFrame:
    """A DataFrame with the types of ``Ensemble.runs``: missing months are <NA>, phases are categories in order."""
    nullable = {pa.int16(): pd.Int32Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}
    columns: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name]
        month = name.startswith("month_")
        if month or (column.null_count and column.type in nullable):
            kind = nullable[column.type]
            columns[name] = kind.__from_arrow__(column.cast(pa.int32()) if kind == pd.Int32Dtype() else column)
        else:
            columns[name] = column.to_pandas()
            if name in outcomes.WORDS and isinstance(columns[name].dtype, pd.CategoricalDtype):
                columns[name] = columns[name].cat.set_categories(list(outcomes.WORDS[name]))
    return pd.DataFrame(columns)
