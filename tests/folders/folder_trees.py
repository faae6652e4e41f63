"""A small writer of results, trees of files, and processes that are killed before their n-th operation on a file."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from coopsim.folders import HOME, Part, read_whole, results_folder
from coopsim.texts import UserError

#: The files of a small comparison; an odd seed has no effects, as not every comparison has.
FILES = ("runs.csv", "table.csv", "figures/phases.svg", "figures/more/river.svg", "effects.csv", "manifest.json")
REPORT = ("report_en.html",)
_WATCHED = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir")


def files_of(seed: int) -> dict[str, str]:
    return {name: f"{name} of {seed}\n" for name in FILES if seed % 2 == 0 or name != "effects.csv"}


def part_of(seed: int, kind: str = "comparison") -> Part:
    names = REPORT if kind == "report" else FILES
    return Part(kind, kind, {"question": "harz", "seed": seed}, frozenset(names), room=1)


def write(target: str | Path, seed: int, replace: bool = False, kind: str = "comparison") -> list[str]:
    """Write results; the keys of what was told."""
    told: list[str] = []
    contents = files_of(seed) if kind == "comparison" else {name: f"{name} on {seed}\n" for name in REPORT}
    with results_folder(target, part_of(seed, kind), replace=replace, tell=lambda key, **_: told.append(key)) as folder:
        for name, content in contents.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    return told


def found(target: str | Path) -> dict[str, str]:
    """The results as a reader sees them."""

    def reader(path_of: Callable[[str], Path]) -> dict[str, str]:
        paths = {name: path_of(name) for name in FILES}
        try:
            return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}
        except FileNotFoundError as error:
            raise UserError("results_lack", folder=target, file=error.filename) from error

    return read_whole(target, reader)


def tree(folder: Path) -> dict[str, str | None]:
    """Everything below a folder, without following links: content of files, targets of links, None for folders."""
    content: dict[str, str | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            content[name] = "-> " + os.readlink(path)
        else:
            content[name] = path.read_text(encoding="latin-1") if path.is_file() else None
    return content


def without_state(content: dict[str, str | None]) -> dict[str, str | None]:
    return {name: held for name, held in content.items() if HOME not in name.split("/")}


def in_child(
    work: Callable[[], object],
    last: int = sys.maxsize,
    place: Path = Path("/"),
    error: type[BaseException] | None = None,
) -> str:
    """Do something in a process of its own that is killed before operation number ``last`` on a file below a place.

    Instead of being killed it may meet an error once.  Returns "done", "killed", the key of a UserError or the error.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            if event in _WATCHED and str(arguments[0]).startswith(str(place)):
                count += 1
                if count > last and error is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                if count == last + 1 and error is not None:
                    raise error

        try:
            sys.addaudithook(watch)
            work()
            said = "done"
        except UserError as found:
            said = found.key
        except BaseException as found:
            said = repr(found)
        os.write(write_end, said.encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said or "killed"
