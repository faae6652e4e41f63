"""The folder of results of a comparison: run table, tables, figures, manifest; whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coopsim.texts import UserError, text

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.comparison import Comparison

MANIFEST = "manifest.json"


@contextmanager
def result_folder(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``target`` when all went well and vanishes when not.

    Only a folder that is empty or holds results of coopsim is replaced.  Raises UserError at once, before any
    work is done, when there is something else or the place cannot be written to.
    """
    if target.exists() and not _replaceable(target):
        raise UserError("foreign", folder=target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise UserError("folder", folder=target, reason=error.strerror or error) from error
    try:
        draft.chmod(0o755)
        yield draft
        _take_place(draft, target)
    except OSError as error:
        raise UserError("folder", folder=target, reason=error.strerror or error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _replaceable(target: Path) -> bool:
    return target.is_dir() and (not any(target.iterdir()) or (target / MANIFEST).is_file())


def _take_place(draft: Path, target: Path) -> None:
    """Rename the draft to the target; an older target steps aside first and is put back should that fail."""
    if not target.exists():
        draft.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        target.rename(aside / "old")
        try:
            draft.rename(target)
        except OSError:
            (aside / "old").rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def save(comparison: Comparison, target: Path, lang: str = "en", csv: str = "en") -> Path:
    """Write the results of a comparison to the folder ``target``, which it returns; see ``write``."""
    with result_folder(target) as folder:
        write(comparison, folder, lang, csv)
    return target


def write(comparison: Comparison, folder: Path, lang: str = "en", csv: str = "en") -> None:
    """Write into an existing folder.

    ``runs.parquet`` and ``runs.csv`` hold the run table, ``table.csv`` the summary, ``effects.csv`` the paired
    contrasts of approaches (where labels are pairs) and ``phases.csv`` the phase shares, a column per phase, all with
    ids and plain numbers; ``table.md`` is the table for readers in the language ``lang``; besides these, ``figures/``,
    ``scenarios/`` with a file for each scenario, and ``manifest.json``.  ``csv`` is the style of
    the CSV files, see ``csv_files``.  ``report.stored`` reads the folder back in either.
    """
    from coopsim.comparison import label_text
    from coopsim.csv_files import write_csv
    from coopsim.report.figures import save_figures
    from coopsim.report.stored import write_scenarios

    write_scenarios({label_text(label): scenario for label, scenario in comparison.scenarios.items()}, folder)
    _write_runs(comparison.runs, folder, csv)
    write_csv(comparison.summary, folder / "table.csv", csv)
    write_csv(_wide(comparison.phases), folder / "phases.csv", csv)
    if comparison.paired_labels and len(comparison.approaches) > 1:
        write_csv(comparison.effects(), folder / "effects.csv", csv)
    (folder / "table.md").write_text(_markdown(comparison, lang), encoding="utf-8")
    figures = folder / "figures"
    figures.mkdir()
    save_figures(comparison, figures, lang)
    manifest = json.dumps(comparison.manifest, indent=2, ensure_ascii=False, default=str)
    (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")


def _write_runs(runs: pd.DataFrame, folder: Path, csv: str) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    from coopsim.csv_files import write_csv

    parquet.write_table(pa.Table.from_pandas(runs, preserve_index=False), folder / "runs.parquet", compression="zstd")
    write_csv(runs, folder / "runs.csv", csv, digits=None)


def _wide(phases: pd.DataFrame) -> pd.DataFrame:
    """Phase shares with a column per phase; observed combinations of names only, in their order."""
    names = [name for name in phases.columns if name not in ("phase", "share")]
    wide = phases.set_index([*names, "phase"])["share"].unstack("phase")
    return wide.loc[phases[names].drop_duplicates().itertuples(index=False, name=None)].reset_index()


def _markdown(comparison: Comparison, lang: str) -> str:
    notes = (text(lang, "table.note_intervals"), text(lang, "table.note_results"), text(lang, "honest.line"))
    table = comparison.table(lang)
    return markdown_table(list(table.columns), table.to_numpy().tolist()) + "\n" + "\n\n".join(notes) + "\n"


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join("| " + " | ".join(entry.replace("|", "\\|") for entry in line) + " |\n" for line in lines)
