"""All tables of findings and sensitivity: made by one call each, kept as CSV files with a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coopsim import load_experiment, load_scenario
from coopsim.folders import Part as FolderPart
from coopsim.folders.csv_files import read_csv, write_csv
from coopsim.run.parameter_sets import read_sets
from coopsim.run.progress import Progress
from coopsim.run.provenance import versions
from coopsim.run.runner import runner
from coopsim.texts import UserError
from paper import question, sensitivity, variants
from paper.cases import Sets, runs_for

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]
#: Called with the key of a part before it begins; gives its progress.
Part = Callable[[str], AbstractContextManager[Progress | None]]

RUNS: Final = 1920
FINDINGS: Final = ("packages", "levels", "effects", "decisive", "priors", "ablations")
SENSITIVITY: Final = ("one_at_a_time", "morris", "sobol")
NAMES: Final = {"findings": FINDINGS, "sensitivity": SENSITIVITY}


def sample(name: str, count: int) -> Sets:
    """``count`` parameter sets of a file or of the "posterior", at equal distances, or all where there are fewer.

    Raises UserError for fewer than four.
    """
    sets = read_sets(name)
    count = min(count, len(sets))
    if count < 4:
        raise UserError("few_sets", found=count)
    return [sets[len(sets) * k // count] for k in range(count)]


def _quiet(key: str) -> AbstractContextManager[Progress | None]:
    return nullcontext()


def findings(
    sets: Sets, second: Sets, pool: Executor, runs: int | None = None, part: Part = _quiet
) -> tuple[Tables, dict[str, Any]]:
    """Simulate and tabulate question and ablations, ``runs`` per point; tables by name, and the sizes.

    ``second`` are sets of the sample from the second prior.
    """
    alliances = list(load_experiment("stagnation_alliances").scenarios.values())
    with part("packages") as progress:
        packages = question.packages(sets, pool, runs, progress)
    with part("question") as progress:
        design = question.run(packages, alliances, sets, pool, runs or RUNS, progress)
    with part("priors") as progress:
        other = question.run(packages, [], second, pool, runs or RUNS, progress, late=False)
    own = packages.set_index("governance").loc[question.REFERENCE, "approaches"].split()
    every = list(variants.ablations().values())
    with part("ablations") as progress:
        ablations = variants.run(every, own, sets, pool, runs or RUNS, progress=progress)
    tables = {
        "packages": packages,
        "levels": question.levels(design),
        "effects": question.effects(design, alliances),
        "decisive": question.decisive(design, sets),
        "priors": question.over_priors(design, other),
        "ablations": ablations,
    }
    sizes = {
        "sets": len(sets),
        "second_sets": len(second),
        "runs": runs_for(sets, runs or RUNS),
        "points": len(design.points),
    }
    return tables, sizes | {"variants": len(every), "alliances": [one.id for one in alliances]}


def sensitivities(
    pool: Executor,
    *,
    runs: int = 60,
    trajectories: int = 8,
    count: int = 10,
    size: int = 128,
    scenario: str = "harz",
    part: Part = _quiet,
) -> tuple[Tables, dict[str, Any]]:
    """One at a time (on twice the runs), Morris, then Sobol on the ``count`` parameters that matter; and the sizes."""
    base = load_scenario(scenario)
    with part("one_at_a_time") as progress:
        alone = sensitivity.one_at_a_time(base, pool, 2 * runs, progress=progress)
    with part("morris") as progress:
        screened = sensitivity.screened(base, pool, trajectories, runs, progress=progress)
    chosen = sensitivity.largest(sensitivity.by_measure(screened, "factor", "mu_star").sort_index(), count)
    with part("sobol") as progress:
        shares = sensitivity.decomposed(base, pool, chosen, size, runs, progress=progress)
    tables = {"one_at_a_time": alone, "morris": screened, "sobol": shares}
    sizes = {
        "parameters": int(alone["parameter"].nunique()),
        "runs": runs,
        "trajectories": trajectories,
        "morris_sets": trajectories * (screened["factor"].nunique() + 1),
        "sobol_parameters": len(chosen),
        "sobol_size": size,
        "sobol_sets": size * (len(chosen) + 2),
    }
    return tables, {"scenario": scenario, "sizes": sizes}


def part_of(name: str, settings: Mapping[str, Any]) -> FolderPart:
    """What "findings" or "sensitivity" write into a folder; both may lie in the same one."""
    files = frozenset((*(f"{key}.csv" for key in NAMES[name]), f"{name}.json"))
    return FolderPart("findings", name, {**settings, "rules": runner().fingerprint}, files, room=4_000_000)


def write(tables: Tables, about: dict[str, Any], folder: Path, name: str, csv: str = "en") -> None:
    """Write tables as CSV files of a style, and ``name.json`` with what is needed to make them again, to a draft."""
    for key, table in tables.items():
        write_csv(table, folder / f"{key}.csv", csv, digits=5)
    manifest = about | {"versions": versions(), "rules": runner().fingerprint}
    (folder / f"{name}.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def read(folder: Path, name: str) -> tuple[Tables, dict[str, Any]]:
    """What ``write`` wrote.  Raises OSError when a file is missing."""
    about: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    tables = {}
    for key in NAMES[name]:
        table = read_csv(folder / f"{key}.csv", keep_default_na=False, na_values=[""])
        for column in {"governance", "policy", "against", "name", "scenario"} & set(table.columns):
            table[column] = table[column].fillna("")
        tables[key] = table
    return tables, about


def rows_of(table: pd.DataFrame, **levels: str) -> pd.DataFrame:
    """The rows of a table in which each of these columns has this level."""
    for column, level in levels.items():
        table = table[table[column] == level]
    return table
