"""The manifest of a store: all that is needed to say what was run, and to run it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.experiment.identity import identity

if TYPE_CHECKING:
    from coopsim.experiment.experiment import Experiment


def manifest_of(experiment: Experiment) -> dict[str, Any]:
    """The manifest; nothing in it depends on when or where the experiment runs."""
    from coopsim.run.provenance import commit, versions

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
        "columns": _columns(experiment),
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


def _columns(experiment: Experiment) -> dict[str, dict[str, str]]:
    """Unit and meaning of each outcome of the run table."""
    from coopsim.model import outcomes

    return {name: {"unit": outcomes.RUN[name].unit, "meaning": outcomes.RUN[name].meaning["en"]}
            for name in experiment.outcomes.runs}  # fmt: skip
