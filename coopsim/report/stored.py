"""Results of a comparison read back from the folder that ``report.results`` wrote."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import parquet

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.labels import Label
from coopsim.folders import read_whole
from coopsim.folders.csv_files import read_csv
from coopsim.model import codes
from coopsim.report.results import MANIFEST, scenario_files
from coopsim.scenario import load_scenario
from coopsim.texts import UserError


def load_results(folder: str | Path) -> Comparison:
    """The comparison that ``coopsim compare`` or ``save_results`` wrote to a folder.

    Raises UserError when the folder holds no results, or not all of them.
    """
    place = Path(folder)
    return read_whole(place, lambda path_of: _comparison(partial(_read, place, path_of)))


def _comparison(read: Callable[[str, Callable[[Path], Any]], Any]) -> Comparison:
    manifest = read(MANIFEST, lambda path: json.loads(path.read_text(encoding="utf-8")))
    files = read(MANIFEST, lambda _: scenario_files(manifest["scenarios"]))
    runs = read("runs.parquet", lambda path: parquet.read_table(path).to_pandas())
    labels = _labels(runs, list(files))
    scenarios = {labels[label]: read(file, load_scenario) for label, file in files.items()}
    phases = read("phases.csv", lambda path: _phases(path, runs))
    base, seed = read(MANIFEST, lambda _: (labels[manifest["baseline"]], int(manifest["seed"])))
    return Comparison(scenarios=scenarios, baseline=base, seed=seed, runs=runs, phases=phases, manifest=manifest)


def _read(folder: Path, path_of: Callable[[str], Path], name: str, reader: Callable[[Path], Any]) -> Any:
    """What a reader makes of a file of the folder; raises UserError for a file that is missing or spoilt."""

    path = path_of(name)
    if not path.is_file():
        raise UserError("no_results" if name == MANIFEST else "results_lack", folder=folder, file=name)
    try:
        return reader(path)
    except Exception as error:
        raise UserError("results_spoilt", file=folder / name, reason=str(error).splitlines()[0]) from error


def _labels(runs: pd.DataFrame, names: list[str]) -> dict[str, Label]:
    """Labels by their one word: pairs where the run table says of which they are made."""
    if "governance" not in runs:
        return {name: name for name in names}
    pairs = runs[["label", "governance", "approach"]].drop_duplicates()
    found = {str(label): (str(model), str(approach)) for label, model, approach in pairs.to_numpy()}
    return {name: found[name] for name in names}


def _phases(path: Path, runs: pd.DataFrame) -> pd.DataFrame:
    """Phase shares a row per label, month and phase, from the file that has a column per phase."""
    numbers: dict[str, type] = {"month": int} | dict.fromkeys(codes.PHASES, float)
    wide = read_csv(path, dtype=defaultdict(lambda: str, numbers), keep_default_na=False)
    names = [name for name in wide.columns if name not in ("month", *codes.PHASES)]
    long = wide.melt([*names, "month"], list(codes.PHASES), "phase", "share")
    count = long["label"].map(runs["label"].astype(str).value_counts()).astype(int)
    # The file holds six digits; a share of so many runs is a whole number of them.
    long["share"] = (long["share"] * count).round() / count
    long["phase"] = pd.Categorical(long["phase"], list(codes.PHASES))
    for name in names:
        long[name] = pd.Categorical(long[name], runs[name].cat.categories)
    return long.sort_values([*names, "month", "phase"], ignore_index=True)
