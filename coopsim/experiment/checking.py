"""What a well-formed experiment file can still have wrong: designs that do not fit, keys that no scenario has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from coopsim.experiment.checking_design import fault, faults_of_design, table_of
from coopsim.experiment.design import Layout
from coopsim.experiment.experiment import Experiment, OwnRule
from coopsim.experiment.factors import Cell, Factor, factor_of
from coopsim.experiment.points_file import read_points
from coopsim.experiment.schema import Document, FactorRow
from coopsim.scenario.errors import Problem, ScenarioError, listing, shown
from coopsim.scenario.faults import Fault
from coopsim.scenario.lines import Node
from coopsim.scenario.lines import Path as Steps
from coopsim.scenario.schema import Scenario
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.validation import problems
from coopsim.submodels.schedule import SCHEDULE
from coopsim.texts import both


def checked(
    document: Document, scenarios: Mapping[str, Scenario], path: Path, root: Node
) -> tuple[Experiment, list[Fault]]:
    """The experiment of a well-formed document, and every fault it has."""
    rows = {"uncertainties": document.uncertainties, "levers": document.levers}
    faults = [found for role, table in rows.items() for key, row in table.items() for found in _row(role, key, row)]
    both_roles = [key for key in document.uncertainties if key in document.levers]
    faults += [fault(("uncertainties", key), "both_roles", key) for key in both_roles]
    factors = [factor_of(key, "uncertainty", row) for key, row in document.uncertainties.items()]
    factors += [factor_of(key, "lever", row) for key, row in document.levers.items()]
    experiment = Experiment(document, scenarios, tuple(factors))
    if faults:
        return experiment, faults
    faults += faults_of_design(experiment)
    table = None
    if document.design.kind == "csv" and not faults:
        table, wrong = read_points(path.parent / str(document.design.file), experiment.factors, document, scenarios)
        faults += wrong
    faults += _policies(document)
    doubts: list[Problem] = []
    for factor in {row.key: row for row in (*experiment.factors, *(table.factors if table else ()))}.values():
        cited = _cited(table, document, factor) if factor not in experiment.factors else None
        refused, doubted = _levels(factor, scenarios, root, cited)
        faults += refused
        doubts += doubted
    rules, wrong = _submodels(document, path)
    return Experiment(document, scenarios, experiment.factors, table, rules, tuple(doubts)), faults + wrong


def _row(role: str, key: str, row: FactorRow) -> list[Fault]:
    path: Steps = (role, key)
    ends = [name for name in ("low", "high") if getattr(row, name) is not None]
    if (row.levels is None) == (not ends) or len(ends) == 1:
        return [fault(path, "levels_or_range")]
    if row.levels is None:
        assert row.low is not None and row.high is not None
        if row.low >= row.high:
            return [fault((*path, "high"), "low_above_high", shown(row.high), low=shown(row.low))]
        if row.scale == "log" and row.low <= 0:
            return [fault((*path, "low"), "log_of_zero", shown(row.low))]
        if row.whole and not (row.low.is_integer() and row.high.is_integer()):
            return [fault(path, "whole_ends", f"{shown(row.low)}, {shown(row.high)}")]
        return [fault((*path, "labels"), "labels_of_range")] if row.labels is not None else []
    given = row.model_fields_set & {"scale", "whole", "steps"}
    if given:
        return [fault((*path, name), "only_range") for name in sorted(given)]
    if row.labels is not None and len(row.labels) != len(row.levels):
        return [fault((*path, "labels"), "labels_count", str(len(row.labels)), levels=len(row.levels))]
    cells = factor_of(key, "lever", row).cells
    twice = [cell for place, cell in enumerate(cells) if cell in cells[:place]]
    return [fault(path, "level_twice", shown(twice[0]))] if twice else []


def _policies(document: Document) -> list[Fault]:
    faults = []
    for place, policy in enumerate(document.policies):
        if policy.name in [before.name for before in document.policies[:place]]:
            faults.append(fault(("policies", place, "name"), "policy_twice", shown(policy.name)))
        for key in policy.set:
            if key in document.levers or key in document.uncertainties:
                faults.append(fault(("policies", place, "set"), "policy_key", key))
    return faults


def _levels(
    factor: Factor, scenarios: Mapping[str, Scenario], root: Node, cited: Callable[[Cell, str], str] | None
) -> tuple[list[Fault], list[Problem]]:
    """Levels that the base scenario does not take: all of them are a fault of the file, some of them a doubt.

    ``cited`` tells where a table of points has a cell, if that is where the factor comes from.
    """
    if factor.role in ("scenario", "policy"):
        return [], []
    cells = factor.cells if not factor.ranged else (factor.at(0.0), factor.at(1.0))
    base = next(iter(scenarios.values()))
    path: Steps = (table_of(factor), factor.key) if cited is None else ("design", "file")
    refused: list[Fault] = []
    for cell in cells:
        try:
            base.with_(dict(factor.overrides(cell)))
        except ScenarioError as error:
            first = error.problems[0]
            found = first.found if cited is None else cited(cell, first.found)
            refused.append(Fault(path, first.what, found, first.allowed, first.suggestion))
    if refused and (factor.ranged or len(refused) == len(cells)):
        return refused[:1], []
    return [], problems(refused, root)


def _cited(table: Layout | None, document: Document, factor: Factor) -> Callable[[Cell, str], str]:
    """Says where the file of points has a cell: file, line, column, what was found there."""
    assert table is not None
    place = [row.key for row in table.factors].index(factor.key)

    def cited(cell: Cell, found: str) -> str:
        line = 2 + next(number for number, row in enumerate(table.rows) if row[place] == cell)
        return f"{document.design.file}:{line}: {factor.key} = {found}"

    return cited


def _submodels(document: Document, path: Path) -> tuple[tuple[OwnRule, ...], list[Fault]]:
    rules: list[OwnRule] = []
    faults: list[Fault] = []
    for name, place in document.submodels.items():
        at: Steps = ("submodels", name)
        file, _, attribute = place.rpartition(":")
        if name not in SCHEDULE.names:
            what, near = both("experiment.fault.submodel"), suggest(name, SCHEDULE.names)
            faults.append(Fault(at, what, name, listing(SCHEDULE.names), near))
            continue
        try:
            source = (path.parent / file).read_text(encoding="utf-8")
            rule = OwnRule(name, file, attribute, source)
            if not callable(rule.function()):
                raise TypeError(f"{attribute} is no function")
        except Exception as error:  # whatever the user's file raises
            faults.append(fault(at, "submodel_file", f"{place} ({type(error).__name__}: {error})"))
            continue
        rules.append(rule)
    return tuple(rules), faults
