"""Reading experiment files: names, TOML, factors under dotted or nested keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coopsim.experiment.checking import checked
from coopsim.experiment.experiment import Experiment
from coopsim.experiment.schema import Document, FactorRow
from coopsim.scenario.errors import Problem, ScenarioError, listing, shown
from coopsim.scenario.lines import Node, node_of
from coopsim.scenario.reading import load_scenario, parsed
from coopsim.scenario.schema import Scenario
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.translating import translated
from coopsim.scenario.types import as_id
from coopsim.scenario.validation import problems
from coopsim.texts import both

FACTORS = ("uncertainties", "levers")


class ExperimentError(ScenarioError):
    """An experiment cannot be used; ``problems`` lists every fault that was found."""


def load_experiment(name: str | os.PathLike[str]) -> Experiment:
    """The experiment of a file, or of a name that ships with the package.

    Raises ExperimentError with every fault found, ScenarioError for a faulty base scenario.
    """
    path = _located(name)
    root = node_of(*parsed(path))
    _complete(root, path)
    scenarios = _scenarios(root, path)
    for table in FACTORS:
        _flatten(root, table, scenarios)
    try:
        document = Document.model_validate(root.plain())
    except ValidationError as error:
        faults = [translated(detail, Document) for detail in _details(error)]
        raise ExperimentError(problems(faults, root)) from None
    assert scenarios
    experiment, faults = checked(document, scenarios, path, root)
    if faults:
        raise ExperimentError(problems(faults, root))
    return experiment


def _details(error: ValidationError) -> list[Any]:
    """The faults that pydantic found, without lists that are too short only because their items are faulty."""
    found: list[Any] = list(error.errors(include_url=False))
    inside = {detail["loc"][:-1] for detail in found}
    return [detail for detail in found if detail["type"] != "too_short" or detail["loc"] not in inside]


def list_experiments() -> list[str]:
    """Names of the experiments that ship with the package."""
    return sorted({file.stem for shelf in _shelves()[:1] for file in shelf.glob("*.toml")})


def _shelves() -> list[Path]:
    package = Path(__file__).resolve().parents[1]
    return [folder for folder in (package / "experiments", package.parent / "experiments") if folder.is_dir()]


def _located(name: str | os.PathLike[str]) -> Path:
    path = Path(name)
    if isinstance(name, Path) or path.suffix == ".toml" or os.path.isfile(path):
        return path
    for shelf in _shelves():
        if os.path.isfile(shelf / f"{path}.toml"):
            return shelf / f"{path}.toml"
    known = list_experiments()
    allowed = both("experiment.fault.names_or_paths", names=listing(known)[0])
    near = suggest(str(path), known)
    raise ExperimentError([Problem(str(path), None, "", both("experiment.fault.no_such"), str(path), allowed, near)])


def _complete(root: Node, path: Path) -> None:
    """Id and title are the name of the file where they are left out."""
    header = root.value.get("experiment")
    if header is None or not isinstance(header.value, dict):
        return
    if "id" not in header.value and as_id(path.stem):
        header.value["id"] = Node(as_id(path.stem), header.file, header.line)
    if "title" not in header.value:
        header.value["title"] = Node(path.stem, header.file, header.line)


def _scenarios(root: Node, path: Path) -> dict[str, Scenario]:
    """The base scenarios by id, with the horizon of the experiment; empty where the file names none properly."""
    names = root.at(("experiment", "scenario"))
    rows = [names] if isinstance(names.value, str) else names.value if isinstance(names.value, list) else []
    found: dict[str, Scenario] = {}
    for row in rows:
        if not isinstance(row.value, str):
            return {}
        beside = path.parent / row.value
        scenario = load_scenario(beside if os.path.isfile(beside) else row.value)
        months = root.at(("experiment", "horizon_months")).value
        if isinstance(months, int) and not isinstance(months, bool) and 12 <= months <= 1200:
            scenario = scenario.with_({"horizon_months": months})
        if scenario.id in found:
            what = both("experiment.fault.scenario_twice")
            raise ExperimentError([Problem(row.file, row.line, "experiment.scenario", what, shown(row.value))])
        found[scenario.id] = scenario
    return found


def _flatten(root: Node, table: str, scenarios: dict[str, Scenario]) -> None:
    """Factors by dotted key, whether the file wrote ``"a.b" = …``, ``a.b = …`` or ``[levers.a]``."""
    top = root.value.get(table)
    if top is None or not isinstance(top.value, dict):
        return
    flat: dict[str, Node] = {}

    def walk(node: Node, key: str) -> None:
        inside = node.value
        if isinstance(inside, dict) and (key == "" or not set(inside) & set(FactorRow.model_fields)):
            for name, below in inside.items():
                walk(below, f"{key}.{name}" if key else name)
        else:
            flat[key] = node

    walk(Node(top.value, top.file, top.line), "")
    whole = flat.get("governance")
    if whole is not None and whole.value == "all" and scenarios:
        models = list(next(iter(scenarios.values())).governance_models)
        flat["governance"] = node_of(models, whole.file, {(): whole.line or 0})
    top.value = flat
