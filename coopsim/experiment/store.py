"""The run store: a directory with one Parquet file per task and table, each written under another name and renamed.

    experiment.json   what was run: identity, versions, commit, seed, schema; without it a directory is none of ours
    points.parquet    one row per point: its number and the cell of each factor
    design.parquet    places of a sampled design in the unit cube
    runs/000000.parquet …, and the same below municipalities/, series/, municipality_series/

A task is done when its file in ``runs/`` is there; it is renamed last, and none is ever replaced.  Whatever is killed
leaves at most a file whose name begins with a dot, which no reader looks at and which the next run clears away.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from coopsim import folders
from coopsim.experiment import schema
from coopsim.experiment.experiment import Experiment
from coopsim.experiment.identity import differences
from coopsim.experiment.tables import written
from coopsim.experiment.tasks import Task
from coopsim.texts import UserError

MANIFEST = "experiment.json"
POINTS, DESIGN = "points.parquet", "design.parquet"
RUNS = "runs"
_LOCK = ".lock"
TABLES = (RUNS, *schema.TABLES)
_PATIENCE = 30.0  # seconds to wait for another shard that is making the directory
_LEFT_SECONDS = 3600.0  # after which nobody is still writing a file of a task

refusing = partial(folders.refusing, full="experiment_disk_full")  #: turns errors of the disk into messages


class Store:
    """A directory of results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folders.expanded(folder)

    def manifest(self) -> dict[str, Any] | None:
        """What was run here; None where nothing was.  Raises UserError for a manifest that cannot be read."""
        path = self.folder / MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise UserError("experiment_manifest", file=path, reason=error) from error

    def prepare(self, experiment: Experiment, manifest: dict[str, Any]) -> None:
        """Make the directory ready for an experiment, or take up the one that is there.

        Raises UserError, before anything is changed, for a directory with something else, or with results of another
        experiment or version, and where nothing can be written.
        """
        if self.manifest() is None or not folders.settled(self.folder):
            self._make(experiment, manifest)
        self._same(manifest)
        with refusing(self.folder):
            for name in (RUNS, *experiment.outcomes.tables):
                (self.folder / name).mkdir(exist_ok=True)
        self._try_writing()

    def _make(self, experiment: Experiment, manifest: dict[str, Any]) -> None:
        """Write the files that say what is run, together or not at all."""
        whole = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        files = {MANIFEST: whole.encode(), **_about(experiment)}
        room = sum(len(content) for content in files.values())
        part = folders.Part("experiment", "experiment", manifest["identity"], frozenset(files), room)
        try:
            with folders.results_folder(self.folder, part, patience=_PATIENCE) as draft:
                for name, content in files.items():
                    (draft / name).write_bytes(content)
        except UserError:
            if self.manifest() is None or not folders.settled(self.folder):  # else another shard was first
                raise

    def done(self) -> set[int]:
        """Numbers of the tasks that are done."""
        return {int(path.stem) for path in (self.folder / RUNS).glob("[0-9]*.parquet")}

    def put(self, task: Task, files: Mapping[str, pa.Buffer | Path]) -> int:
        """Take the files of a task, its run table last: bytes are written, drafts that a worker left here get their
        names; returns their size in bytes.  Raises UserError."""
        size = 0
        with refusing(self.folder):
            for name in sorted(files, key=lambda name: name == RUNS):
                content, path = files[name], self.folder / name / f"{task.name}.parquet"
                draft = content if isinstance(content, Path) else folders.unfinished(path)
                try:
                    if draft is not content:
                        folders.write_new(draft, content)
                    folders.take(draft, path)
                finally:
                    draft.unlink(missing_ok=True)
                size += path.stat().st_size
        return size

    @contextmanager
    def locked(self, shard: str = "") -> Iterator[None]:
        """Keep a second run of the same part away, and clear away what a killed one left; shards of another number have
        locks of their own.

        Raises UserError when it is held.  On a file system without locks there is none; results stay whole all the
        same, work may be done twice.
        """
        with folders.locked(self.folder, f"{_LOCK}{shard}") as alone:
            self._clear_leftovers(alone)
            try:
                yield
            finally:
                self._clear_leftovers(alone)

    def _clear_leftovers(self, alone: bool) -> None:
        """Remove unfinished files that a killed process left.

        Unless this run is ``alone`` here, as the lock tells, and no shards may be at work on other machines, only files
        that nobody can be writing any more are removed.
        """
        alone = alone and not any(self.folder.glob(f"{_LOCK}-*"))
        before = time.time() - (0 if alone else _LEFT_SECONDS)
        for path in chain.from_iterable(folders.left_unfinished(self.folder / name) for name in (".", *TABLES)):
            with suppress(OSError):
                if path.stat().st_mtime <= before:
                    path.unlink()

    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*.parquet"))

    def free(self) -> int:
        """Bytes free on the disk."""
        return shutil.disk_usage(self.folder).free

    def held(self) -> bool:
        """Whether a run is working here now, as far as the locks of this machine tell."""
        for path in self.folder.glob(f"{_LOCK}*"):
            try:
                with folders.locked(self.folder, path.name, patience=0):
                    pass
            except UserError as error:
                if error.key == "locked":
                    return True
        return False

    def _same(self, manifest: dict[str, Any]) -> None:
        theirs = (self.manifest() or {}).get("identity", {})
        other = differences(manifest["identity"], theirs)
        if other:
            version = theirs.get("version", "?")
            raise UserError("experiment_other", folder=self.folder, parts=", ".join(other), version=version)

    def _try_writing(self) -> None:
        probe = folders.unfinished(self.folder / MANIFEST)
        with refusing(self.folder):
            try:
                folders.write_new(probe, b"coopsim")
            finally:
                probe.unlink(missing_ok=True)


def _about(experiment: Experiment) -> dict[str, Any]:
    """The files that say what was run."""
    points = experiment.points
    numbers = pa.array(range(len(points)), pa.int32())
    files: dict[str, Any] = {POINTS: written(pa.table({"point": numbers} | points.columns()), {})}
    if points.unit is not None:
        unit = {f"x{k}": pa.array(points.unit[:, k]) for k in range(points.unit.shape[1])}
        files[DESIGN] = written(pa.table(unit), {})
    files |= {f"{scenario.id}.toml": scenario.to_toml().encode() for scenario in experiment.scenarios.values()}
    return files
