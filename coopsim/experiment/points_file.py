"""Points that were made elsewhere: a CSV file with a column for each factor and a row for each point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from pyarrow import ArrowInvalid, csv

from coopsim.experiment.checking_design import fault
from coopsim.experiment.design import Layout
from coopsim.experiment.factors import POLICY, SCENARIO, Cell, Factor, policies_factor
from coopsim.experiment.schema import Document
from coopsim.folders.csv_files import STYLES, restored, style_of
from coopsim.scenario.faults import Fault
from coopsim.scenario.schema import Scenario

#: A column that coopsim's own table of points has; it is passed over, so that such a table can be used again.
NUMBER = "point"
_TRIED = 20  # values of a column that are tried on the base scenario before anything runs


def read_points(
    file: Path, declared: Sequence[Factor], document: Document, scenarios: Mapping[str, Scenario]
) -> tuple[Layout | None, list[Fault]]:
    """The points of a CSV file, and every fault it has.

    Columns are named by dotted scenario keys, ``scenario`` or ``policy``; what the experiment file declares as lever
    or uncertainty keeps its role and labels, all else is an uncertainty.  An empty cell leaves the base scenario as
    it is.
    """
    at = ("design", "file")
    try:
        form = STYLES[style_of(file)]
        reading = csv.ConvertOptions(strings_can_be_null=True, decimal_point=form["decimal"])
        table = csv.read_csv(file, parse_options=csv.ParseOptions(delimiter=form["sep"]), convert_options=reading)
    except FileNotFoundError:
        return None, [fault(at, "csv_missing", str(file))]
    except (OSError, ArrowInvalid, UnicodeDecodeError) as error:
        return None, [fault(at, "csv_unreadable", f"{file} ({error})")]
    names = [name for name in table.column_names if name != NUMBER]
    if not names or table.num_rows == 0 or len(set(names)) < len(names):
        return None, [fault(at, "csv_empty", str(file))]
    missing = [factor.key for factor in declared if factor.key not in names]
    faults = [fault(at, "csv_column", f"{file}: {key}", name=key) for key in missing]
    by_key = {factor.key: factor for factor in declared}
    factors: list[Factor] = []
    columns: list[list[Any]] = []
    for name in names:
        cells = [_cell(restored(cell) if isinstance(cell, str) else cell) for cell in table[name].to_pylist()]
        factor = _factor(name, by_key, document, scenarios, cells)
        unknown = [cell for cell in cells if cell is not None and cell not in factor.cells]
        if unknown and factor.levels is not None:
            known = ", ".join(str(cell) for cell in factor.cells)
            faults.append(fault(at, "csv_cell", f"{file}: {name} = {unknown[0]}", known=known))
        factors.append(factor)
        columns.append(cells)
    return Layout(tuple(factors), list(zip(*columns, strict=True))), faults


def _factor(
    name: str, declared: Mapping[str, Factor], document: Document, scenarios: Mapping[str, Scenario], cells: list[Any]
) -> Factor:
    if name in declared:
        return declared[name]
    if name == SCENARIO:
        return Factor(SCENARIO, "scenario", tuple(scenarios), tuple(scenarios))
    if name == POLICY:
        return policies_factor(document.policies)
    distinct = dict.fromkeys(cell for cell in cells if cell is not None)
    return Factor(name, "uncertainty", labels=tuple(islice(distinct, _TRIED)))


def _cell(cell: Any) -> Cell:
    return cell if cell is None or isinstance(cell, bool | int | float | str) else str(cell)
