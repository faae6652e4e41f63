"""What makes results comparable: the experiment, the code that simulates, the rules; and the manifest of a store, which
says all that is needed to run it again.  Results of two identities never share a directory."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from coopsim.experiment.experiment import Experiment
from coopsim.model import outcomes
from coopsim.model.version import VERSION
from coopsim.run.runner import runner

FORMAT = 2  #: of the store; raised when files of older ones can no longer be continued

#: Rooms of the package that simulated numbers depend on.
_DECISIVE = ("model", "submodels", "compiler", "scenario", "run")


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 of all files of the package that simulated numbers can depend on."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for file in sorted(file for room in _DECISIVE for file in (package / room).rglob("*")):
        if file.suffix in (".py", ".toml"):
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def identity(experiment: Experiment) -> dict[str, Any]:
    """All that the results are determined by, by name; two equal ones give the same bytes."""
    points = experiment.points
    return {
        "format": FORMAT,
        "version": VERSION,
        "code": code_digest(),
        "rules": runner(experiment.schedule()).fingerprint,
        "scenarios": {name: scenario.fingerprint for name, scenario in experiment.scenarios.items()},
        "points": _digest([[factor.key for factor in points.factors], list(points.rows)]),
        "factors": _digest([[f.key, f.role, f.levels, f.labels, f.low, f.high] for f in experiment.factors]),
        "policies": _digest([policy.model_dump(mode="json") for policy in experiment.document.policies]),
        "runs": experiment.runs,
        "seed": experiment.seed,
        "outcomes": experiment.outcomes.model_dump(mode="json"),
        "tasks": [len(experiment.tasks), experiment.tasks.size],
        "submodels": {rule.name: _digest(rule.source) for rule in experiment.submodels},
    }


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Names of the parts in which two identities differ."""
    return [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]


def manifest_of(experiment: Experiment) -> dict[str, Any]:
    """The manifest; nothing in it depends on when or where the experiment runs."""
    from coopsim.run.provenance import commit, versions  # asks for the commit when loaded

    document = experiment.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {
        "experiment": document,
        "identity": identity(experiment),
        "versions": versions(),
        "commit": commit(),
        "seed": experiment.seed,
        "points": len(experiment.points),
        "runs_per_point": experiment.runs,
        "tasks": len(experiment.tasks),
        "factors": [_factor(factor) for factor in experiment.points.factors],
        "sampled": list(experiment.points.sampled),
        "columns": {
            name: {"unit": outcomes.RUN[name].unit, "meaning": outcomes.RUN[name].meaning["en"]}
            for name in experiment.outcomes.runs
        },
    }


def file_metadata(manifest: dict[str, Any]) -> dict[str, str]:
    """What every file of results says of itself."""
    return {
        "coopsim.experiment": manifest["experiment"]["experiment"]["id"],
        "coopsim.version": manifest["identity"]["version"],
        "coopsim.model.rules": manifest["identity"]["rules"],
        "coopsim.seed": str(manifest["seed"]),
    }


def _factor(factor: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"key": factor.key, "role": factor.role}
    if factor.ranged:
        return row | {"low": factor.low, "high": factor.high, "log": factor.log, "whole": factor.whole}
    return row | {"levels": list(factor.labels or ())}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, default=str).encode()).hexdigest()
