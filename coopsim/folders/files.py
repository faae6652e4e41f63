"""Single files and places: paths as people write them, files whole or not at all, locks, errors in words."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any

from coopsim.texts import UserError

PATIENCE = 0.5  #: seconds to wait for a lock, which somebody may be looking at just now
_UNFINISHED = re.compile(r"\.[0-9a-f]{32}\.part")


def expanded(path: str | Path) -> Path:
    """A path with the home folder for ``~``; raises UserError where that is not known."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise UserError("no_home", path=path) from None


def place_of(target: str | Path) -> Path:
    """The place that a path means: with the home folder for ``~``, and where links lead.  Raises UserError."""
    try:
        return Path(os.path.realpath(expanded(target)))
    except (OSError, ValueError) as error:
        raise UserError("folder", folder=target, reason=error) from error


@contextmanager
def refusing(folder: Path, full: str = "folder") -> Iterator[None]:
    """Turn errors of the disk into messages; ``full`` is the key of that for a disk without room."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise UserError(full if error.errno in (ENOSPC, EDQUOT) else "folder", folder=folder, reason=reason) from error


@contextmanager
def locked(folder: Path, name: str, patience: float = PATIENCE) -> Iterator[bool]:
    """Keep a second process away from a folder, by a lock of that name in it.

    The system lifts the lock when the process ends, however it ends.  Raises UserError when it is held, or when
    something else lies there.  On a file system without locks there is none (False).
    """
    from filelock import FileLock, Timeout

    path = folder / name
    if path.is_symlink() or (path.exists() and (not path.is_file() or path.stat().st_size)):
        raise UserError("in_way", folder=folder, files=name)
    lock = FileLock(path, timeout=patience, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise UserError("locked", folder=folder) from None
    except (NotImplementedError, OSError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def put(path: str | Path, content: bytes, replace: bool = False) -> Path:
    """Write a file that the user named, whole or not at all; links are followed.

    Raises UserError where it cannot be written, and where a file with other content lies unless ``replace``.
    """
    place = place_of(path)
    with refusing(place):
        if place.exists() and not place.is_file():  # a device or a pipe takes it as it comes
            place.write_bytes(content)
        elif replace or not place.exists():
            write_whole(place, content)
        elif place.read_bytes() != content:
            raise UserError("file_there", file=path)
    return Path(path)


def write_whole(path: Path, content: Any) -> None:
    """Write a file so that no other process ever sees half of it, also when the power fails; raises OSError."""
    draft = unfinished(path)
    try:
        write_new(draft, content)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_new(path: Path, content: Any) -> None:
    """Write a file that is not there yet; raises OSError."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def take(draft: Path, path: Path) -> None:
    """Give a finished file its name, unless the same one has it.  Raises UserError where another one has."""
    if not os.path.lexists(path):
        draft.replace(path)
        sync_folder(path.parent)
    elif not filecmp.cmp(draft, path, shallow=False):
        raise UserError("in_way", folder=path.parent, files=path.name)


def unfinished(path: Path) -> Path:
    """Another name for a file as long as it is not finished, which nobody else has."""
    return path.with_name(f".{uuid.uuid4().hex}.part")


def left_unfinished(folder: Path) -> list[Path]:
    """Files in a folder that have such a name."""
    return [path for path in folder.glob(".*.part") if _UNFINISHED.fullmatch(path.name) and not path.is_symlink()]


def sync_folder(folder: Path) -> None:
    """Make a renaming last through a power cut, where the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
