"""From a directory of results back to the scenarios behind its points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.experiment.design import Layout
from coopsim.experiment.factors import Cell, Factor, factor_of, policies_factor
from coopsim.experiment.points import Points, points_of
from coopsim.experiment.schema import Document
from coopsim.experiment.store import POINTS

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario


def stored_points(folder: Path, manifest: dict[str, Any]) -> Points:
    """The points of an experiment as they were run, from what stands in its directory alone."""
    from pyarrow import parquet

    from coopsim.scenario import load_scenario

    document = Document.model_validate(manifest["experiment"])
    scenarios: dict[str, Scenario] = {
        name: load_scenario(folder / f"{name}.toml") for name in manifest["identity"]["scenarios"]
    }
    factors = tuple(_factor(row, document, tuple(scenarios)) for row in manifest["factors"])
    table = parquet.read_table(folder / POINTS)
    columns: list[list[Cell]] = [table[factor.key].to_pylist() for factor in factors]
    rows: list[tuple[Cell, ...]] = list(zip(*columns, strict=True)) if columns else [()] * table.num_rows
    return points_of(Layout(factors, rows), scenarios)


def _factor(row: dict[str, Any], document: Document, scenarios: tuple[str, ...]) -> Factor:
    key, role = row["key"], row["role"]
    if role == "scenario":
        return Factor(key, role, scenarios, scenarios)
    if role == "policy":
        return policies_factor(document.policies)
    declared = document.levers | document.uncertainties
    return factor_of(key, role, declared[key]) if key in declared else Factor(key, role)
