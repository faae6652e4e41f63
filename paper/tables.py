"""All tables of findings and sensitivity: made by one call each, kept as CSV files with a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coopsim import load_experiment, load_scenario
from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.folders import Part as FolderPart
from coopsim.folders.csv_files import read_csv, write_csv
from coopsim.run.ensemble import runner, versions
from coopsim.run.parameter_sets import read_sets
from coopsim.run.progress import Progress
from coopsim.texts import UserError
from paper import question, sensitivity, variants
from paper.cases import Design, Sets, runs_for

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]
#: Called with the key of a part before it begins; gives its progress.
Part = Callable[[str], AbstractContextManager[Progress | None]]

REFERENCE: Final = "cooperation_body"  #: form against which others are held
VARIANT_RUNS: Final = 1000
FRAGILITY_RUNS: Final = 600
FINDINGS: Final = (
    *("levels", "approaches", "forms", "hindrances", "safe_forms", "pairs"),
    *("ablation_levels", "ablations", "fragility"),
)
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


def findings(sets: Sets, pool: Executor, runs: int | None = None, part: Part = _quiet) -> tuple[Tables, dict[str, Any]]:
    """Simulate and tabulate the user's question, the ablations and the fragility; tables by name, and the sizes.

    ``runs`` per point instead of those of the experiments.
    """
    designs = {}
    for name in question.EXPERIMENTS:
        with part(name) as progress:
            designs[name.removeprefix("stagnation_")] = question.run(name, sets, pool, runs, progress)
    with part("ablations") as progress:
        base_levels, ablations = variants.run(variants.ablations(), sets, pool, runs or VARIANT_RUNS, progress=progress)
    with part("fragility") as progress:
        _, fragility = variants.run(variants.fragile_variants(), sets, pool, runs or FRAGILITY_RUNS, progress=progress)
    changed = {"ablations": ablations, "fragility": fragility}
    points = {name: len(design.points) for name, design in designs.items()}
    points |= {name: table["variant"].nunique() for name, table in changed.items()}
    own = {name: load_experiment(f"stagnation_{name}").runs for name in designs}
    own |= {"ablations": VARIANT_RUNS, "fragility": FRAGILITY_RUNS}
    sizes = {name: {"points": points[name], "runs": runs_for(sets, runs or own[name])} for name in points}
    return question_tables(designs) | {"ablation_levels": base_levels} | changed, {"sets": len(sets), "sizes": sizes}


def question_tables(designs: Mapping[str, Design]) -> Tables:
    """The tables of the user's question from the simulated designs "forms", "hindrances", "alliances" and "pairs"."""
    forms, hindrances, alliances = (designs[name] for name in ("forms", "hindrances", "alliances"))
    headline = ("effective", "stagnated")
    effects = {
        "form": question.policy_effects(forms, ["governance"]),
        "mean": question.policy_effects(forms, []),
        "hindrance": question.policy_effects(hindrances, ["hindrance", "level"], headline),
        "alliance": question.policy_effects(alliances, ["scenario"], headline),
        "alliance_form": question.policy_effects(alliances, ["scenario", "governance"], headline[:1]),
    }
    contrasts = {
        "mean": question.form_effects(forms, REFERENCE, []),
        "hindrance": question.form_effects(hindrances, REFERENCE, ["hindrance", "level"]),
        "alliance": question.form_effects(alliances, REFERENCE, ["scenario"]),
    }
    kept = {NO_APPROACH, ALL_APPROACHES}
    levels = {name: question.levels(designs[name]) for name in ("forms", "hindrances", "alliances")}
    return {
        "levels": _stacked({name: table[table["policy"].isin(kept)] for name, table in levels.items()}),
        "approaches": _stacked(effects),
        "forms": _stacked(contrasts),
        "hindrances": question.hindrance_effects(hindrances),
        "safe_forms": _stacked({name: question.safe_forms(designs[name]) for name in ("hindrances", "alliances")}),
        "pairs": question.pair_effects(designs["pairs"]),
    }


def sensitivities(
    pool: Executor,
    *,
    runs: int = 60,
    trajectories: int = 8,
    count: int = 10,
    size: int = 128,
    scenario: str = "harz",
    symbols: Sequence[str] | None = None,
    part: Part = _quiet,
) -> tuple[Tables, dict[str, Any]]:
    """One at a time (on twice the runs), Morris, then Sobol on the ``count`` parameters that matter; and the sizes."""
    base = load_scenario(scenario)
    with part("one_at_a_time") as progress:
        alone = sensitivity.one_at_a_time(base, pool, 2 * runs, symbols=symbols, progress=progress)
    with part("morris") as progress:
        screened = sensitivity.screened(base, pool, trajectories, runs, symbols=symbols, progress=progress)
    chosen = sensitivity.largest(sensitivity.by_measure(screened, "factor", "mu_star").sort_index(), count)
    with part("sobol") as progress:
        shares = sensitivity.decomposed(base, pool, chosen, size, runs, progress=progress)
    tables = {"one_at_a_time": alone, "morris": screened, "sobol": shares}
    parameters = int(alone["parameter"].nunique())
    sizes = {
        "parameters": parameters,
        "runs": runs,
        "trajectories": trajectories,
        "morris_sets": trajectories * (screened["factor"].nunique() + 1),
        "sobol_parameters": len(chosen),
        "sobol_size": size,
        "sobol_sets": size * (len(chosen) + 2),
    }
    return tables, {"scenario": scenario, "sizes": sizes}


def _stacked(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([table.assign(context=name) for name, table in parts.items()], ignore_index=True)


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
    words = ["approach", "governance", "policy", "name"]
    tables = {}
    for key in NAMES[name]:
        table = read_csv(folder / f"{key}.csv", keep_default_na=False, na_values=[""])
        for column in set(words) & set(table.columns):
            table[column] = table[column].fillna("")
        tables[key] = table
    return tables, about


def rows_of(table: pd.DataFrame, **levels: str) -> pd.DataFrame:
    """The rows of a table in which each of these columns has this level."""
    for column, level in levels.items():
        table = table[table[column] == level]
    return table


def without_approaches(tables: Tables, context: str) -> pd.DataFrame:
    """Outcomes of a part of the simulations without approaches, isolated municipalities left out."""
    levels = rows_of(tables["levels"], context=context, policy=NO_APPROACH)
    return levels[levels["governance"] != question.NO_FORM]
