"""What makes results comparable: the experiment, the code that simulates, the rules.  Results of two identities never
share a directory."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coopsim.experiment.experiment import Experiment

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
    from coopsim import __version__
    from coopsim.run.ensemble import runner

    document = experiment.document
    return {
        "format": FORMAT,
        "version": __version__,
        "code": code_digest(),
        "rules": runner(experiment.schedule()).fingerprint,
        "scenarios": {name: scenario.fingerprint for name, scenario in experiment.scenarios.items()},
        "points": experiment.points.digest,
        "factors": _digest([[f.key, f.role, f.levels, f.labels, f.low, f.high] for f in experiment.factors]),
        "policies": _digest([policy.model_dump(mode="json") for policy in document.policies]),
        "runs": experiment.runs,
        "seed": experiment.seed,
        "outcomes": experiment.outcomes.model_dump(mode="json"),
        "tasks": [len(experiment.tasks), experiment.tasks.size],
        "submodels": {rule.name: _digest(rule.source) for rule in experiment.submodels},
    }


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Names of the parts in which two identities differ."""
    return [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, default=str).encode()).hexdigest()
