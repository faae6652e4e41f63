"""What a well-formed experiment file can still have wrong: designs that do not fit, keys that no scenario has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coopsim.experiment.design import layout
from coopsim.experiment.experiment import Experiment
from coopsim.experiment.factors import Factor, factor_of
from coopsim.experiment.own_rules import OwnRule
from coopsim.experiment.schema import MOST, Design, Document, FactorRow
from coopsim.scenario.errors import Bilingual, Problem, ScenarioError, listing, shown, suggest
from coopsim.scenario.findings import Finding
from coopsim.scenario.lines import Node
from coopsim.scenario.lines import Path as Steps
from coopsim.scenario.schema import Scenario
from coopsim.scenario.validation import dotted
from coopsim.schedule import SCHEDULE
from coopsim.texts import text

#: Keys of ``[design]`` that a kind of design must have and may have.
_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "full_factorial": (set(), set()),
    "fractional_factorial": (set(), {"resolution", "reduction"}),
    "latin_hypercube": ({"samples"}, {"seed"}),
    "sobol": ({"samples"}, {"seed", "second_order"}),
    "morris": ({"trajectories"}, {"seed", "grid"}),
    "one_at_a_time": (set(), set()),
    "csv": ({"file"}, set()),
}


def both(key: str, **values: object) -> Bilingual:
    """A text in both languages."""
    return text("en", key, **values), text("de", key, **values)


def fault(path: Steps, key: str, found: str = "", near: str = "", **values: object) -> Finding:
    """A fault of an experiment file."""
    return Finding(path, both(f"experiment.fault.{key}", **values), found, suggestion=near)


def checked(
    document: Document, scenarios: Mapping[str, Scenario], path: Path, root: Node
) -> tuple[Experiment, list[Finding]]:
    """The experiment of a well-formed document, and every fault it has."""
    findings: list[Finding] = []
    for role in ("uncertainties", "levers"):
        for key, row in getattr(document, role).items():
            findings += _row(role, key, row)
    findings += [
        fault(("uncertainties", key), "both_roles", key) for key in document.uncertainties if key in document.levers
    ]
    if findings:
        return _experiment(document, scenarios), findings
    experiment = _experiment(document, scenarios)
    findings += _design(document.design, ("design",), _designed(experiment))
    if document.design.levers is not None and not findings:
        findings += _nested(document, experiment)
    findings += _too_many(experiment) if not findings else []
    table = None
    if document.design.kind == "csv" and not findings:
        from coopsim.experiment.foreign_points import read_points

        table, faults = read_points(path.parent / str(document.design.file), experiment.factors, document, scenarios)
        findings += faults
    findings += _policies(document)
    doubts: list[Problem] = []
    for factor in {row.key: row for row in (*experiment.factors, *(table.factors if table else ()))}.values():
        refused, doubted = _levels(factor, scenarios, root)
        findings += refused
        doubts += doubted
    rules, faults = _submodels(document, path)
    return Experiment(document, scenarios, experiment.factors, table, rules, tuple(doubts)), findings + faults


def _experiment(document: Document, scenarios: Mapping[str, Scenario]) -> Experiment:
    factors = [factor_of(key, "uncertainty", row) for key, row in document.uncertainties.items()]
    factors += [factor_of(key, "lever", row) for key, row in document.levers.items()]
    return Experiment(document, scenarios, tuple(factors))


def _row(role: str, key: str, row: FactorRow) -> list[Finding]:
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


def _designed(experiment: Experiment) -> tuple[Factor, ...]:
    """The factors that ``[design]`` itself is about."""
    if experiment.design.levers is None:
        return experiment.factors
    return tuple(factor for factor in experiment.factors if factor.role != "lever")


def _design(design: Design, path: Steps, factors: tuple[Factor, ...]) -> list[Finding]:
    needed, possible = _KEYS[design.kind]
    given = {name for name in design.model_fields_set if name not in ("kind", "levers")}
    findings = [fault((*path, name), "design_needs", kind=design.kind, name=name) for name in sorted(needed - given)]
    allowed = needed | possible
    for name in sorted(given - allowed):
        findings.append(fault((*path, name), "design_key", name, kind=design.kind, allowed=_names(allowed)))
    if findings or design.kind == "csv":
        return findings
    if design.kind not in ("full_factorial", "one_at_a_time") and not factors:
        return [fault((*path, "kind"), "no_factors", design.kind)]
    if design.kind == "sobol" and design.samples and design.samples & (design.samples - 1):
        near = 1 << (design.samples - 1).bit_length()
        return [fault((*path, "samples"), "power_of_two", str(design.samples), str(near))]
    if design.kind == "latin_hypercube" or design.kind in ("sobol", "morris"):
        return []
    if design.kind == "fractional_factorial":
        return _fraction(design, path, factors)
    open_ranges = [factor for factor in factors if factor.ranged and factor.steps is None]
    return [fault((_table(factor), factor.key), "steps_missing", kind=design.kind) for factor in open_ranges]


def _fraction(design: Design, path: Steps, factors: tuple[Factor, ...]) -> list[Finding]:
    counts = {factor.key: len(factor.cells) for factor in factors}
    if (design.resolution is None) == (design.reduction is None):
        return [fault(path, "resolution_or_reduction")]
    others = [key for key, count in counts.items() if count != 2]
    if design.resolution is not None and others:
        return [fault((*path, "resolution"), "two_levels", ", ".join(others))]
    if design.resolution is not None and design.resolution > len(counts):
        return [fault((*path, "resolution"), "resolution_too_high", str(design.resolution), factors=len(counts))]
    single = [key for key, count in counts.items() if count < 2]
    if single or (design.reduction is not None and len(counts) < 2):
        return [fault(path, "more_levels", ", ".join(single))]
    try:
        layout(design, factors, 0)
    except ValueError as error:
        return [fault(path, "no_fraction", str(error))]
    return []


def _nested(document: Document, experiment: Experiment) -> list[Finding]:
    """Faults of a design of its own for the levers."""
    levers = tuple(factor for factor in experiment.factors if factor.role == "lever")
    assert document.design.levers is not None
    if "csv" in (document.design.kind, document.design.levers.kind):
        return [fault(("design", "levers"), "csv_alone")]
    if not levers or len(levers) == len(experiment.factors):
        return [fault(("design", "levers"), "levers_alone")]
    return _design(document.design.levers, ("design", "levers"), levers)


def _too_many(experiment: Experiment) -> list[Finding]:
    """Refuse a design that nobody can have meant, before its points are made."""
    design, levers = experiment.design, [factor for factor in experiment.factors if factor.role == "lever"]
    count = len(experiment.scenarios) * max(1, len(experiment.document.policies))
    count *= _count(design, _designed(experiment))
    count *= _count(design.levers, levers) if design.levers is not None else 1
    if count <= MOST:
        return []
    return [fault(("design",), "too_many", f"{count:.3g}", most=f"{MOST:,}".replace(",", "\u202f"))]


def _count(design: Design, factors: Sequence[Factor]) -> int:
    """Points of a design; for a fraction by resolution no more than these."""
    whole = math.prod(len(factor.cells) for factor in factors)
    per_sample = 2 * len(factors) + 2 if design.second_order else len(factors) + 2
    return {
        "full_factorial": whole,
        "fractional_factorial": whole // design.reduction if design.reduction else 1,
        "latin_hypercube": design.samples or 0,
        "sobol": (design.samples or 0) * per_sample,
        "morris": (design.trajectories or 0) * (len(factors) + 1),
    }.get(design.kind, 1)


def _policies(document: Document) -> list[Finding]:
    findings = []
    names: list[str] = []
    for place, policy in enumerate(document.policies):
        if policy.name in names:
            findings.append(fault(("policies", place, "name"), "policy_twice", shown(policy.name)))
        names.append(policy.name)
        for key in policy.set:
            if key in document.levers or key in document.uncertainties:
                findings.append(fault(("policies", place, "set"), "policy_key", key))
    return findings


def _levels(factor: Factor, scenarios: Mapping[str, Scenario], root: Node) -> tuple[list[Finding], list[Problem]]:
    """Levels that the base scenario does not take: all of them are a fault of the file, some of them a doubt."""
    if factor.role in ("scenario", "policy"):
        return [], []
    cells = factor.cells if not factor.ranged else (factor.at(0.0), factor.at(1.0))
    base = next(iter(scenarios.values()))
    refused: list[tuple[Any, ScenarioError]] = []
    for cell in cells:
        try:
            base.with_(dict(factor.overrides(cell)))
        except ScenarioError as error:
            refused.append((cell, error))
    path: Steps = (_table(factor), factor.key)
    if refused and (factor.ranged or len(refused) == len(cells)):
        problem = refused[0][1].problems[0]
        return [Finding(path, problem.what, problem.found, problem.allowed, problem.suggestion)], []
    node = root.at(path)
    doubts = [
        Problem(node.file, node.line, dotted(path, root), p.what, p.found, p.allowed, p.suggestion)
        for _, error in refused
        for p in error.problems[:1]
    ]
    return [], doubts


def _submodels(document: Document, path: Path) -> tuple[tuple[OwnRule, ...], list[Finding]]:
    rules: list[OwnRule] = []
    findings: list[Finding] = []
    for name, place in document.submodels.items():
        at: Steps = ("submodels", name)
        file, _, attribute = place.rpartition(":")
        if name not in SCHEDULE.names:
            what, near = both("experiment.fault.submodel"), suggest(name, SCHEDULE.names)
            findings.append(Finding(at, what, name, listing(SCHEDULE.names), near))
            continue
        try:
            source = (path.parent / file).read_text(encoding="utf-8")
            rule = OwnRule(name, file, attribute, source)
            if not callable(rule.function()):
                raise TypeError(f"{attribute} is no function")
        except Exception as error:  # whatever the user's file raises
            findings.append(fault(at, "submodel_file", f"{place} ({type(error).__name__}: {error})"))
            continue
        rules.append(rule)
    return tuple(rules), findings


def _table(factor: Factor) -> str:
    return "levers" if factor.role == "lever" else "uncertainties"


def _names(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "–"
