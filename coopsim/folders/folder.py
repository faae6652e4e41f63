"""A folder of results that is written, or read while it may be written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from errno import EACCES
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from coopsim.folders.files import PATIENCE, left_unfinished, locked, place_of, refusing, sync_folder
from coopsim.folders.inventory import HOME, Entry, Inventory, Part, differences, entry_of, listed, load
from coopsim.texts import UserError

_INVENTORY, _NEXT, _LOCK = "inventory.json", "next.json", "lock"
_INTENT = "intent"  # the one part in the record of a draft
_TRIES = 100  # of a reader, while results are being replaced

T = TypeVar("T")
Tell = Callable[..., None]


@contextmanager
def results_folder(
    target: str | Path,
    part: Part,
    *,
    replace: bool = False,
    tell: Tell = lambda *_, **__: None,
    patience: float = PATIENCE,
) -> Iterator[Path]:
    """A draft to be filled; its files take the place of the part's older ones when all went well, else it vanishes.

    ``replace`` allows older results of another identity to be replaced.  ``tell`` is called with the key and values of
    a text below ``progress``: "replaced", and "kept" for what is in the folder and not coopsim's.

    Raises UserError at once, before any work is done, where results cannot be written or something would be lost.
    """
    place = place_of(target)
    with refusing(place):
        there = os.path.lexists(place)
        _check_ours(place)
        (place / HOME).mkdir(parents=True, exist_ok=True)
    folder = _Folder(place)
    with refusing(place), locked(place, f"{HOME}/{_LOCK}", patience):
        try:
            folder.finish()
            draft = folder.opened(part, replace, tell)
            try:
                yield draft
                folder.commit(draft, part)
                folder.discard(draft)
            except BaseException:
                if not part.resumable and settled(place):  # else the draft holds files that were decided for
                    folder.discard(draft)
                raise
        finally:
            folder.leave(keep=there)


def read_whole(target: str | Path, reader: Callable[[Callable[[str], Path]], T]) -> T:
    """What a reader makes of a folder, from one state of it; it is given a function from a name to the file's path."""
    place = place_of(target)
    home = place / HOME

    def path_of(name: str) -> Path:
        coming, old = state()
        gone = coming.parts and name in old.files and name not in coming.files
        draft = home / coming.draft / name
        return draft if gone or draft.is_file() else place / name

    def state() -> tuple[Inventory, Inventory]:
        return load(home / _NEXT), load(home / _INVENTORY)

    for _ in range(_TRIES):
        before = state()
        try:
            with locked(place, f"{HOME}/{_LOCK}") if before[0].parts else nullcontext():  # files are being moved
                found = reader(path_of)
        except UserError:
            if state() == before:
                raise
        else:
            if state() == before:
                return found
    raise UserError("locked", folder=target)


def settled(target: str | Path) -> bool:
    """Whether no files of results are still on the way to their places."""
    return not (place_of(target) / HOME / _NEXT).is_file()


def _check_ours(place: Path) -> None:
    """Raises UserError for anything but a folder that is new, empty or has an inventory."""
    if not os.path.lexists(place):
        return
    home = place / HOME
    if place.is_dir():
        names = set(os.listdir(place))
        plain = HOME not in names or (home.is_dir() and not home.is_symlink())
        if plain and (names <= {HOME} or (home / _NEXT).is_file() or (home / _INVENTORY).is_file()):
            return
    raise UserError("foreign", folder=place)


class _Folder:
    """A folder of results, while it is locked."""

    def __init__(self, place: Path) -> None:
        self.place, self.home = place, place / HOME

    def opened(self, part: Part, replace: bool, tell: Tell) -> Path:
        """Check that a part can be written, clear away what killed processes left, and make the draft."""
        inventory, wanted = load(self.home / _INVENTORY), part.row(dict.fromkeys(part.files, (0, "")))
        others = {row["kind"] for row in inventory.parts.values()} - {part.kind, "report"}
        if others and part.kind != "report":
            raise UserError("other_kind", folder=self.place, found=", ".join(sorted(others)))
        draft = self.home / f"draft-{_short(part.name, wanted['identity']) if part.resumable else uuid.uuid4().hex[:8]}"
        stopped, older = self._stopped(part, draft), inventory.parts.get(part.name)
        rows = [*stopped.values(), *([older] if older else [])]
        changes = listed(dict.fromkeys(x for row in rows for x in differences(row["identity"], wanted["identity"])))
        if changes and not replace:
            raise UserError("other_results", folder=self.place, changes=changes)
        same = {name for name, entry in inventory.files.items() if self._is(name, entry)}
        mine = same & set(older["files"] if older else ())
        self._refuse(name for name in wanted["files"] if name not in mine and self._there(name))
        self._check_writing(part, draft)
        for path in stopped:
            self.discard(path)
        Inventory({_INTENT: wanted | {"part": part.name, "resumable": part.resumable}}).save(_intent(draft))
        draft.mkdir(exist_ok=part.resumable)
        if changes:
            tell("replaced", folder=self.place, changes=changes)
        if kept := self._foreign(same):
            tell("kept", folder=self.place, files=listed(kept))
        return draft

    def commit(self, draft: Path, part: Part) -> None:
        """Decide for the results in the draft, and move them to their places."""
        old = load(self.home / _INVENTORY)
        made = [path for path in sorted(draft.rglob("*")) if path.is_file()]
        row = part.row({path.relative_to(draft).as_posix(): entry_of(path) for path in made})
        older = old.parts.get(part.name)
        self._refuse(name for name in row["files"] if self._taken(name, older["files"].get(name) if older else None))
        others = {name: other for name, other in old.parts.items() if name != part.name}
        if older and older["identity"] != row["identity"] and part.kind != "report":
            others = {name: other for name, other in others.items() if other["kind"] != "report"}  # on what is gone
        for folder in {path.parent for path in made}:
            sync_folder(folder)
        Inventory(others | {part.name: row}, draft.name).save(self.home / _NEXT)
        self.finish()

    def finish(self) -> None:
        """Move files of results that have been decided for to their places."""
        if not (self.home / _NEXT).is_file():
            return
        new, old = load(self.home / _NEXT), load(self.home / _INVENTORY).files
        draft, now = self.home / new.draft, new.files
        moving = [name for name in now if (draft / name).is_file()]
        self._refuse(name for name in moving if self._taken(name, old.get(name), now[name]))
        gone = [name for name in old if name not in now and self._is(name, old[name])]
        _remove(self.place, gone)
        for name in moving:
            (self.place / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).replace(self.place / name)
        for folder in {(self.place / name).parent for name in now}:
            sync_folder(folder)
        Inventory(new.parts).save(self.home / _INVENTORY)
        (self.home / _NEXT).unlink()

    def discard(self, draft: Path) -> None:
        """Remove a draft: the files that it may have, and what was being written when its process was killed."""
        names = list(load(_intent(draft)).files)
        for folder in {draft, *((draft / name).parent for name in names)}:
            names += [path.relative_to(draft).as_posix() for path in left_unfinished(folder)]
        _remove(draft, names)
        with suppress(OSError):
            draft.rmdir()
        _intent(draft).unlink(missing_ok=True)

    def leave(self, keep: bool) -> None:
        """Remove what is empty where nothing was written; the folder itself unless it was there before."""
        with suppress(OSError):
            if set(os.listdir(self.home)) <= {_LOCK}:
                (self.home / _LOCK).unlink(missing_ok=True)
                self.home.rmdir()
                if not keep:
                    self.place.rmdir()

    def _stopped(self, part: Part, draft: Path) -> dict[Path, dict[str, Any]]:
        """Stopped work on this part with another identity; what other processes left, and cannot be resumed, goes."""
        for path in left_unfinished(self.home):
            path.unlink()
        found = {}
        for path in self.home.glob("draft-*.json"):
            row = load(path).parts.get(_INTENT, {})
            if not row.get("resumable"):
                self.discard(path.with_suffix(""))
            elif row["part"] == part.name and path != _intent(draft):
                found[path.with_suffix("")] = row
        return found

    def _check_writing(self, part: Part, draft: Path) -> None:
        """Raises OSError or UserError where the right or the room to write is missing, or a name is too long."""
        for folder in {(self.place / name).parent for name in part.files}:
            if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(EACCES, "")
        for name in part.files:
            for path in (self.place / PurePosixPath(name).name, draft / name):
                with suppress(FileNotFoundError):
                    os.lstat(path)
        free = shutil.disk_usage(self.place).free
        if free < part.room:
            raise UserError("no_room", folder=self.place, needed=-(-part.room // 10**6), free=free // 10**6)

    def _refuse(self, names: Iterable[str]) -> None:
        if found := list(names):
            raise UserError("in_way", folder=self.place, files=listed(found))

    def _taken(self, name: str, *known: Entry | None) -> bool:
        """Whether something lies at a place that is none of these files."""
        return self._there(name) and not any(entry and self._is(name, entry) for entry in known)

    def _there(self, name: str) -> bool:
        """Whether anything lies at a place, or keeps it from being one."""
        above = [self.place / path for path in PurePosixPath(name).parents][:-1]
        blocked = any(path.is_symlink() or (path.exists() and not path.is_dir()) for path in above)
        return blocked or os.path.lexists(self.place / name)

    def _is(self, name: str, entry: Entry) -> bool:
        """Whether exactly this file lies at a place, and not behind a link."""
        path = self.place / name
        if _linked(self.place, name) or not path.is_file() or path.stat().st_size != entry[0]:
            return False
        return entry_of(path)[1] == entry[1]

    def _foreign(self, same: set[str]) -> list[str]:
        """What is not coopsim's, or was changed, in the folders that hold files of coopsim."""
        folders = {above.as_posix() for name in same for above in PurePosixPath(name).parents} | {"."}
        paths = (path for folder in folders for path in (self.place / folder).iterdir())
        return sorted({path.relative_to(self.place).as_posix() for path in paths} - same - folders - {HOME})


def _linked(base: Path, name: str) -> bool:
    """Whether a name below a folder is a link, or leads through one."""
    return any((base / path).is_symlink() for path in (PurePosixPath(name), *PurePosixPath(name).parents[:-1]))


def _remove(base: Path, names: Iterable[str]) -> None:
    """Remove files below a folder, then the folders that this leaves empty; links stay, and what is behind them."""
    above: set[Path] = set()
    for name in names:
        if not _linked(base, name):
            (base / name).unlink(missing_ok=True)
            above |= {base / path for path in PurePosixPath(name).parents[:-1]}
    for folder in sorted(above, key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _intent(draft: Path) -> Path:
    """The record of a draft: the names that its files may have, and what it is to become."""
    return draft.with_suffix(".json")


def _short(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:8]
