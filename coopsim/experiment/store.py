"""The run store: a directory with one Parquet file per task and table, each written under another name and renamed.

    experiment.json   what was run: identity, versions, commit, seed, schema; without it a directory is none of ours
    points.parquet    one row per point: its number and the cell of each factor
    design.parquet    places of a sampled design in the unit cube
    runs/000000.parquet …, and the same below municipalities/, series/, municipality_series/

A task is done when its file in ``runs/`` is there; it is renamed last.  Whatever is killed leaves at most a file
whose name begins with a dot, which no reader looks at and which the next run clears away.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.experiment.identity import differences
from coopsim.experiment.tasks import Task
from coopsim.texts import UserError

if TYPE_CHECKING:
    import pyarrow as pa

    from coopsim.experiment.experiment import Experiment

MANIFEST = "experiment.json"
POINTS, DESIGN = "points.parquet", "design.parquet"
RUNS = "runs"
_LOCK = ".lock"
_PATIENCE = 0.5  # seconds to wait for a lock, which somebody may be looking at just now
_LEFT_SECONDS = 3600.0  # after which nobody is still writing a file of a task
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Store:
    """A directory of results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        if self._there():
            self._same(manifest)
            self._try_writing()
            return
        with refusing(self.folder):
            self._make(experiment, manifest)
        self._same(manifest)

    def _there(self) -> bool:
        """Whether results are there already; raises UserError for something else."""
        with refusing(self.folder):
            empty = not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir()))
        if not empty and self.manifest() is None:  # asked last: another shard may be making the directory just now
            raise UserError("experiment_foreign", folder=self.folder)
        return not empty

    def _make(self, experiment: Experiment, manifest: dict[str, Any]) -> None:
        """Make the directory under another name and rename it, so that it is there whole or not at all."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{self.folder.name}-", dir=self.folder.parent))
        try:
            draft.chmod(0o755)
            for name in (RUNS, *experiment_tables(experiment)):
                (draft / name).mkdir()
            for name, content in _about(experiment).items():
                self._write(draft / name, content)
            whole = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
            self._write(draft / MANIFEST, whole.encode())
            if self.folder.exists():
                self.folder.rmdir()
            draft.rename(self.folder)
        except OSError:
            if not (self.folder / MANIFEST).is_file():  # else another shard of the experiment was first
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def done(self) -> set[int]:
        """Numbers of the tasks that are done."""
        folder = self.folder / RUNS
        if not folder.is_dir():
            return set()
        return {int(path.stem) for path in folder.glob("[0-9]*.parquet")}

    def put(self, task: Task, files: Mapping[str, pa.Buffer | Path]) -> int:
        """Take the files of a task, its run table last: bytes are written, drafts that a worker left here get their
        names; returns their size in bytes.  Raises UserError."""
        size = 0
        with refusing(self.folder):
            for name in sorted(files, key=lambda name: name == RUNS):
                content, path = files[name], self.folder / name / f"{task.name}.parquet"
                if isinstance(content, Path):
                    content.replace(path)
                    _sync_folder(path.parent)
                else:
                    self._write(path, content)
                size += path.stat().st_size
        return size

    def clear_leftovers(self, alone: bool) -> None:
        """Remove unfinished files that a killed process left.

        Unless this run is ``alone`` here, as the lock tells, and no shards may be at work on other machines, only files
        that nobody can be writing any more are removed.
        """
        alone = alone and not any(self.folder.glob(f"{_LOCK}-*"))
        before = time.time() - (0 if alone else _LEFT_SECONDS)
        for path in self.folder.glob("*/.*.part"):
            with suppress(OSError):
                if path.stat().st_mtime <= before:
                    path.unlink()

    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*.parquet"))

    def free(self) -> int:
        """Bytes free on the disk."""
        return shutil.disk_usage(self.folder).free

    @contextmanager
    def locked(self, shard: str = "") -> Iterator[bool]:
        """Keep a second run of the same part away; shards of another number have locks of their own.

        The system lifts the lock when the process ends, however it ends.  Raises UserError when it is held.  On a file
        system without locks there is none (False); results stay whole all the same, work may be done twice.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / f"{_LOCK}{shard}", timeout=_PATIENCE, fallback_to_soft=False)
        try:
            lock.acquire()
        except Timeout:
            raise UserError("experiment_locked", folder=self.folder) from None
        except (NotImplementedError, OSError):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def held(self) -> bool:
        """Whether a run is working here now, as far as the locks of this machine tell."""
        from filelock import FileLock, Timeout

        for path in self.folder.glob(f"{_LOCK}*"):
            try:
                with FileLock(path, timeout=0, fallback_to_soft=False):
                    pass
            except Timeout:
                return True
            except (NotImplementedError, OSError):
                continue
        return False

    def _same(self, manifest: dict[str, Any]) -> None:
        theirs = (self.manifest() or {}).get("identity", {})
        other = differences(manifest["identity"], theirs)
        if other:
            version = theirs.get("version", "?")
            raise UserError("experiment_other", folder=self.folder, parts=", ".join(other), version=version)

    def _try_writing(self) -> None:
        with refusing(self.folder):
            self._write(self.folder / f".{uuid.uuid4().hex}.probe", b"coopsim", keep=False)

    def _write(self, path: Path, content: bytes | pa.Buffer, keep: bool = True) -> None:
        """Write a file whole or not at all, also when the power fails."""
        draft = draft_of(path)
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if keep:
                draft.replace(path)
                _sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)


def draft_of(path: Path) -> Path:
    """Another name for a file as long as it is not finished, which nobody else has."""
    return path.with_name(f".{path.stem}-{uuid.uuid4().hex}.part")


def experiment_tables(experiment: Experiment) -> list[str]:
    """Names of the tables that an experiment keeps besides the runs."""
    wanted = experiment.outcomes
    kept = {
        "municipalities": wanted.municipalities,
        "series": wanted.series is not None,
        "municipality_series": wanted.municipality_series is not None,
    }
    return [name for name, there in kept.items() if there]


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Turn errors of the disk into messages."""
    try:
        yield
    except OSError as error:
        key = "experiment_disk_full" if error.errno in _FULL else "folder"
        reason = os.strerror(error.errno) if error.errno else error
        raise UserError(key, folder=folder, reason=reason) from error


def _about(experiment: Experiment) -> dict[str, Any]:
    """The files that say what was run."""
    import pyarrow as pa

    from coopsim.experiment.tables import written

    points = experiment.points
    numbers = pa.array(range(len(points)), pa.int32())
    files: dict[str, Any] = {POINTS: written(pa.table({"point": numbers} | points.columns()), {})}
    if points.unit is not None:
        unit = {f"x{k}": pa.array(points.unit[:, k]) for k in range(points.unit.shape[1])}
        files[DESIGN] = written(pa.table(unit), {})
    files |= {f"{scenario.id}.toml": scenario.to_toml().encode() for scenario in experiment.scenarios.values()}
    return files


def _sync_folder(folder: Path) -> None:
    """Make a renaming last through a power cut, where the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
