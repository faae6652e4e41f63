"""The folder of results of a comparison: run table, tables, figures, manifest; whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import start_of
from coopsim.analysis.labels import Label, label_text
from coopsim.analysis.precision import FIRST
from coopsim.analysis.standings import moments
from coopsim.figures.comparison import NAMES
from coopsim.figures.picture import FORMATS
from coopsim.folders import Part, refusing, results_folder
from coopsim.folders.csv_files import write_csv
from coopsim.report.tables import comparison_table, precision_notes
from coopsim.run.runner import runner
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table

MANIFEST: Final = "manifest.json"
FIGURES: Final = "figures"
SCENARIOS: Final = "scenarios"  #: folder with the file of every scenario, whole
KEPT: Final = "kept"  #: folder of a draft with the finished runs of every scenario, until the comparison is whole

#: Files of a comparison, beside one for each scenario; not every comparison has them all.
FILES: Final = (
    *("runs.parquet", "runs.csv", "table.csv", "table.md", "effects.csv", "phases.csv"),
    *("standings.csv", "flows.csv", "founding.csv", MANIFEST),
)
EXAMPLES: Final = 20  #: runs of a flow that ``flows.csv`` names; ``Comparison.flows`` has them all
_BYTES = 400  # of a run in the run tables, at most; and of all the rest
_BYTES_BESIDE = 6_000_000


def scenario_files(labels: Iterable[str]) -> dict[str, str]:
    """The name of the scenario file of each label (as one word), within the folder of results."""
    files: dict[str, str] = {}
    for label in labels:
        stem = re.sub(r"\W+", "-", label).strip("-") or "scenario"
        name, count = stem, 1
        while f"{SCENARIOS}/{name}.toml" in files.values():
            count += 1
            name = f"{stem}-{count}"
        files[label] = f"{SCENARIOS}/{name}.toml"
    return files


def kept_files(labels: Iterable[Label], folder: Path = Path()) -> dict[Label, Path]:
    """The file of the finished runs of each scenario in a draft."""
    return {label: folder / KEPT / f"{number}.arrow" for number, label in enumerate(labels)}


def write_scenarios(scenarios: dict[str, Scenario], folder: Path) -> None:
    """Write the file of every scenario into a folder of results; each can be simulated as it is."""
    (folder / SCENARIOS).mkdir(exist_ok=True)
    for label, file in scenario_files(scenarios).items():
        (folder / file).write_text(scenarios[label].to_toml(), encoding="utf-8")


def part_of(
    scenarios: Mapping[Any, Scenario],
    baseline: Label,
    seed: int,
    runs: int,
    sets: str | None = None,
    rules: str | None = None,
    precision: float | None = None,
    resumable: bool = False,
) -> Part:
    """What a comparison writes into a folder of results, and what it is determined by.

    ``runs`` are those of each scenario (with a ``precision`` the most of one), ``sets`` is the fingerprint of the
    parameter sets, ``rules`` that of the schedule (None: the shipped one).  ``resumable`` lets the draft hold
    ``kept_files``, which are removed with ``drop_kept`` when the comparison is whole.
    """
    labels = {label_text(label): scenario.fingerprint for label, scenario in scenarios.items()}
    identity = {"scenarios": labels, "baseline": label_text(baseline), "seed": seed, "runs": runs}
    identity |= {"parameters": sets, "rules": rules or runner().fingerprint}
    identity |= {} if precision is None else {"precision": precision}
    runs = runs if precision is None else min(runs, FIRST)
    figures = (f"{FIGURES}/{name}.{kind}" for name in NAMES for kind in FORMATS)
    kept = [path.as_posix() for path in kept_files(scenarios).values()] if resumable else []
    files = frozenset((*FILES, *figures, *scenario_files(labels).values(), *kept))
    return Part("comparison", "comparison", identity, files, _BYTES_BESIDE + _BYTES * runs * len(labels), resumable)


def drop_kept(files: Mapping[Label, Path]) -> None:
    """Remove what was kept of finished runs; raises UserError."""
    for path in files.values():
        with refusing(path.parent):
            path.unlink(missing_ok=True)


def save_results(
    comparison: Comparison, folder: str | Path, lang: str = "en", csv: str = "en", *, replace: bool = False
) -> Path:
    """Write tables, figures and manifest of a comparison to a folder, whole or not at all; see ``write``.

    Raises UserError for a folder with anything but results of a comparison, and unless ``replace`` for results of
    other scenarios, another seed or number of runs.
    """
    sets, rules = comparison.manifest.get("parameters", {}).get("fingerprint"), comparison.manifest.get("rules")
    precision = comparison.manifest.get("precision")
    runs = len(comparison.of(comparison.baseline)) if precision is None else comparison.manifest["most_runs"]
    part = part_of(comparison.scenarios, comparison.baseline, comparison.seed, runs, sets, rules, precision)
    with results_folder(folder, part, replace=replace) as draft:
        write(comparison, draft, lang, csv)
    return Path(folder)


def write(comparison: Comparison, folder: Path, lang: str = "en", csv: str = "en") -> None:
    """Write into an existing folder.

    ``runs.parquet`` and ``runs.csv`` hold the run table, ``table.csv`` the summary, ``effects.csv`` the paired
    contrasts of approaches (where labels are pairs) and ``phases.csv`` the phase shares, a column per phase;
    ``standings.csv`` says where alliances stand after 5, 10 and 20 years, ``flows.csv`` how they move from the baseline
    (an approach: from the same form without one) and which runs do so, ``founding.csv`` what founding the form goes
    with; all with ids and plain numbers; ``table.md`` is the table for readers in the language ``lang``; besides
    these, ``figures/``, ``scenarios/`` with a file for each scenario, and ``manifest.json``.  ``csv`` is the style of
    the CSV files, see ``csv_files``.  ``report.stored`` reads the folder back in either.
    """
    from coopsim.figures import save_figures

    write_scenarios({label_text(label): scenario for label, scenario in comparison.scenarios.items()}, folder)
    table = pa.Table.from_pandas(comparison.runs, preserve_index=False)
    parquet.write_table(table, folder / "runs.parquet", compression="zstd")
    write_csv(comparison.runs, folder / "runs.csv", csv, digits=None)
    write_csv(comparison.summary, folder / "table.csv", csv)
    write_csv(_wide(comparison.phases), folder / "phases.csv", csv)
    _write_by_label(comparison, folder, csv)
    if comparison.paired_labels and len(comparison.approaches) > 1:
        write_csv(comparison.effects(), folder / "effects.csv", csv)
    (folder / "table.md").write_text(_markdown(comparison, lang), encoding="utf-8")
    figures = folder / FIGURES
    figures.mkdir(exist_ok=True)
    save_figures(comparison, figures, lang)
    manifest = json.dumps(comparison.manifest, indent=2, ensure_ascii=False, default=str)
    (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")


def _write_by_label(comparison: Comparison, folder: Path, csv: str) -> None:
    """Where alliances stand, flows against what each configuration is held against, and what founding goes with."""
    tables: dict[str, list[pd.DataFrame]] = {"standings": [], "founding": [], "flows": []}
    for label in comparison.scenarios:
        named, start = {"label": label_text(label)}, start_of(comparison, label)
        tables["standings"].append(comparison.standings(label).assign(**named))
        tables["founding"].append(comparison.founding(label).assign(**named))
        if start != label:
            named["baseline"] = label_text(start)
            moved = comparison.flows(label, start, years=list(moments(comparison.horizon(label)).values()))
            moved["runs"] = [_examples(runs) for runs in moved["runs"]]
            tables["flows"].append(moved.assign(**named))
    for name, parts in tables.items():
        if parts:
            table = pd.concat(parts, ignore_index=True)
            first = [column for column in ("label", "baseline") if column in table]
            write_csv(table[[*first, *table.columns.drop(first)]], folder / f"{name}.csv", csv)


def _examples(runs: tuple[int, ...]) -> str:
    """The first of some runs by their numbers, and a sign that there are more."""
    return " ".join(map(str, runs[:EXAMPLES])) + (" …" if len(runs) > EXAMPLES else "")


def _wide(phases: pd.DataFrame) -> pd.DataFrame:
    """Phase shares with a column per phase; observed combinations of names only, in their order."""
    names = [name for name in phases.columns if name not in ("phase", "share")]
    wide = phases.set_index([*names, "phase"])["share"].unstack("phase")
    return wide.loc[phases[names].drop_duplicates().itertuples(index=False, name=None)].reset_index()


def _markdown(comparison: Comparison, lang: str) -> str:
    notes = [text(lang, f"table.note_{name}") for name in ("intervals", "results")]
    notes += [*precision_notes(comparison, lang), text(lang, "honest.line")]
    table = comparison_table(comparison, lang)
    return markdown_table(list(table.columns), table.to_numpy().tolist()) + "\n" + "\n\n".join(notes) + "\n"
