"""Faults of designs: keys that a kind of design must have or cannot have, fractions that do not exist."""

from __future__ import annotations

import math
from collections.abc import Sequence

from coopsim.experiment.design import layout
from coopsim.experiment.experiment import Experiment
from coopsim.experiment.factors import Factor
from coopsim.experiment.schema import MOST, Design
from coopsim.scenario.faults import Fault
from coopsim.scenario.lines import Path as Steps
from coopsim.texts import both

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


def fault(path: Steps, key: str, found: str = "", near: str = "", **values: object) -> Fault:
    """A fault of an experiment file."""
    return Fault(path, both(f"experiment.fault.{key}", **values), found, suggestion=near)


def faults_of_design(experiment: Experiment) -> list[Fault]:
    """Every fault of ``[design]`` and ``[design.levers]``."""
    faults = _design(experiment.design, ("design",), _designed(experiment))
    if experiment.design.levers is not None and not faults:
        faults += _nested(experiment)
    return faults or _too_many(experiment)


def _designed(experiment: Experiment) -> tuple[Factor, ...]:
    """The factors that ``[design]`` itself is about."""
    if experiment.design.levers is None:
        return experiment.factors
    return tuple(factor for factor in experiment.factors if factor.role != "lever")


def _design(design: Design, path: Steps, factors: tuple[Factor, ...]) -> list[Fault]:
    needed, possible = _KEYS[design.kind]
    given = {name for name in design.model_fields_set if name not in ("kind", "levers")}
    faults = [fault((*path, name), "design_needs", kind=design.kind, name=name) for name in sorted(needed - given)]
    allowed = needed | possible
    words = ", ".join(sorted(allowed)) or "–"
    for name in sorted(given - allowed):
        faults.append(fault((*path, name), "design_key", name, kind=design.kind, allowed=words))
    if faults or design.kind == "csv":
        return faults
    if design.kind not in ("full_factorial", "one_at_a_time") and not factors:
        return [fault((*path, "kind"), "no_factors", design.kind)]
    if design.kind == "sobol" and design.samples and design.samples & (design.samples - 1):
        near = 1 << (design.samples - 1).bit_length()
        return [fault((*path, "samples"), "power_of_two", str(design.samples), str(near))]
    if design.kind == "fractional_factorial":
        return _fraction(design, path, factors)
    factorial = design.kind in ("full_factorial", "one_at_a_time")
    open_ranges = [factor for factor in factors if factorial and factor.ranged and factor.steps is None]
    return [fault((table_of(factor), factor.key), "steps_missing", kind=design.kind) for factor in open_ranges]


def _fraction(design: Design, path: Steps, factors: tuple[Factor, ...]) -> list[Fault]:
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


def _nested(experiment: Experiment) -> list[Fault]:
    """Faults of a design of its own for the levers."""
    levers = tuple(factor for factor in experiment.factors if factor.role == "lever")
    design = experiment.design
    assert design.levers is not None
    if "csv" in (design.kind, design.levers.kind):
        return [fault(("design", "levers"), "csv_alone")]
    if not levers or len(levers) == len(experiment.factors):
        return [fault(("design", "levers"), "levers_alone")]
    return _design(design.levers, ("design", "levers"), levers)


def _too_many(experiment: Experiment) -> list[Fault]:
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


def table_of(factor: Factor) -> str:
    """The table of the file that a factor stands in."""
    return "levers" if factor.role == "lever" else "uncertainties"
