"""Whatever lies around and inside results, whatever is run, wherever it is killed: no byte of the user's changes, and
results are the old ones or the new ones, whole."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Any

import pytest
from folder_trees import FILES, HOME, files_of, found, in_child, tree, without_state, write
from hypothesis import given, settings
from hypothesis import strategies as st

from coopsim.texts import UserError

FOREIGN = {
    "notes.txt": "of the user",
    "src/main.py": "print()",
    "figures/mine.svg": "drawn by hand",
    "figures/more/mine.svg": "too",
    "empty/": None,
}


def lay(folder: Path, files: dict[str, str | None]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_text(content, encoding="latin-1")


def tidy(folder: Path) -> None:
    """Nothing is left in the state of a folder but its inventory and the lock."""
    assert {path.name for path in (folder / HOME).iterdir()} == {"inventory.json", "lock"}


every = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])


@every
@pytest.mark.parametrize(
    ("old", "new", "error"),
    [(None, 4, None), (3, 4, None), (2, 5, None), (2, 5, KeyboardInterrupt), (2, 5, OSError), (None, 4, OSError)],
)
def test_stopped_before_every_operation(
    tmp_path: Path, old: int | None, new: int, error: type[BaseException] | None, step: int
) -> None:
    """Killed, interrupted or with an error of the disk, while results replace none or others: old or new, then new."""
    seen, killed = set(), 0
    while True:
        around = tmp_path / str(killed)
        folder = around / "results"
        lay(around, {"beside.txt": "of the user"})
        if old is not None:
            write(folder, old)
            write(folder, old, kind="report")
            lay(folder, FOREIGN)
        before = without_state(tree(around))
        ours = {f"results/{name}" for name in (*FILES, "report_en.html")} if old else set()
        mine = {name: content for name, content in before.items() if name not in ours and content is not None}
        said = in_child(lambda folder=folder: write(folder, new, replace=True), killed, folder, error)
        if said == "done" and killed > 60:  # an error may come where it does no harm
            break
        assert said in (("killed",) if error is None else ("folder", "inventory", "done", "KeyboardInterrupt()"))
        state = found(folder)
        assert state in ({} if old is None else files_of(old), files_of(new))
        seen.add(state == files_of(new))
        assert {name: tree(around).get(name) for name in mine} == mine
        write(folder, new, replace=True)
        tidy(folder)
        assert found(folder) == files_of(new) and not (folder / "report_en.html").exists()
        after = without_state(tree(around))
        assert {name for name, content in after.items() if content is not None} == set(mine) | {
            f"results/{name}" for name in files_of(new)
        }
        assert {name: after[name] for name in mine} == mine
        killed += step
    assert seen == {False, True} and killed > 30


def test_readers_never_see_a_mixture(tmp_path: Path) -> None:
    """While results are replaced again and again."""
    folder, stop, seen, wrong = tmp_path / "r", threading.Event(), set(), []
    write(folder, 0)

    def look() -> None:
        while not stop.is_set():
            try:
                state = found(folder)
            except UserError as error:
                if error.key not in ("locked", "results_lack"):  # too busy: no answer, but no wrong one
                    wrong.append(error)
                continue
            number = int(state["runs.csv"].split()[-1])
            seen.add(number)
            if state != files_of(number):
                wrong.append(state)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    seed = 0
    while seed < 24 or (len(seen) < 2 and seed < 2000):  # on a busy machine readers come late
        seed += 1
        write(folder, seed, replace=True)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == [] and len(seen) > 1


@every
def test_user_at_work_between_kill_and_recovery(tmp_path: Path, step: int) -> None:
    """What the user changes in results of which half was moved stays, and is named, until it is moved away."""
    for killed in range(0, 200, step):
        folder = tmp_path / str(killed)
        write(folder, 2)
        if in_child(lambda folder=folder: write(folder, 4, replace=True), killed, folder) == "done":
            break
        (folder / "table.csv").write_text("changed by the user")
        assert in_child(lambda folder=folder: write(folder, 4, replace=True)) == "in_way"
        assert (folder / "table.csv").read_text() == "changed by the user"
        (folder / "table.csv").rename(folder / "kept.csv")
        assert write(folder, 4, replace=True)[-1] == "kept"
        assert found(folder) == files_of(4) and (folder / "kept.csv").read_text() == "changed by the user"
        tidy(folder)
    assert killed > 30


NAMES = st.sampled_from(
    [*FILES, "report_en.html", "notes.txt", "src/a.py", "figures/mine.svg", "figures", "scenarios/x.toml", "figures/more",
     ".hidden", f"{HOME}/mine.txt", f".{'0' * 31}.part", "wave.part", "größer ß.txt"]
)  # fmt: skip
COMMANDS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 3), st.booleans(), st.sampled_from(["comparison", "report"])),
    st.tuples(st.just("kill"), st.integers(0, 3), st.integers(0, 90)),
    st.tuples(st.just("lay"), NAMES, st.sampled_from(["file", "folder", "link", "link to a folder"])),
    st.tuples(st.just("around"), NAMES),
)


class World:
    """A folder of results under random commands; what is the user's is written down, and looked at after each."""

    def __init__(self, around: Path) -> None:
        self.top, self.folder = around, around / "deep" / "results"
        self.mine: dict[str, str | None] = {}
        self.last: list[int | None] = [None]  # seeds of which the results may be
        lay(around, {"elsewhere/file.txt": "far away", "elsewhere/phases.svg": "far away"})
        self.mine |= tree(around)

    def do(self, command: tuple[Any, ...]) -> None:
        getattr(self, command[0])(*command[1:])
        now = tree(self.top)
        assert {name: now.get(name, "gone") for name in self.mine} == self.mine
        self.look()

    def look(self) -> None:
        """Results are whole, but for what the user laid in their place."""
        spoilt = {name for name in FILES if any(f"deep/results/{part}" in self.mine for part in _parts(name))}
        state = {name: content for name, content in found(self.folder).items() if name not in spoilt}
        wanted = [{} if seed is None else files_of(seed) for seed in self.last]
        assert state in [{name: held for name, held in one.items() if name not in spoilt} for one in wanted]

    def write(self, seed: int, replace: bool, kind: str) -> None:
        said = in_child(lambda: write(self.folder, seed, replace, kind))
        assert said in ("done", "in_way", "other_results", "foreign", "locked")
        if said == "done" and kind == "comparison":
            self.last = [seed]

    def kill(self, seed: int, moment: int) -> None:
        said = in_child(lambda: write(self.folder, seed, True), moment, self.folder)
        assert said in ("done", "killed", "in_way", "foreign", "locked")
        if said in ("done", "killed"):
            self.last = [seed] if said == "done" else [*self.last, seed]

    def lay(self, name: str, kind: str) -> None:
        """The user puts something into the folder of results, or changes what is there."""
        self._put(self.folder / name, kind)

    def around(self, name: str) -> None:
        self._put(self.folder.parent / name, "file")

    def _put(self, path: Path, kind: str) -> None:
        if any(above.is_symlink() or above.is_file() for above in path.parents) or path.is_dir():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if kind == "file":
            path.write_text(f"mine: {random.random()}")
        elif kind == "folder":
            path.mkdir()
        else:
            path.symlink_to(self.top / "elsewhere" / ("file.txt" if kind == "link" else ""))
        content = tree(self.top)
        for part in (path, *path.parents):
            name = part.relative_to(self.top).as_posix() if part.is_relative_to(self.top) else "."
            if name in content and content[name] is not None:
                self.mine[name] = content[name]
        if kind == "folder":
            self.mine[path.relative_to(self.top).as_posix()] = None


def _parts(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[: k + 1]) for k in range(len(parts))]


def under_commands(around: Path, commands: list[tuple[Any, ...]]) -> None:
    world = World(around)
    for command in commands:
        world.do(command)


@given(st.lists(COMMANDS, min_size=2, max_size=8))
def test_nothing_of_the_users_changes(
    tmp_path_factory: pytest.TempPathFactory, commands: list[tuple[Any, ...]]
) -> None:
    under_commands(tmp_path_factory.mktemp("world"), commands)


@pytest.mark.slow
@settings(max_examples=200, derandomize=False)
@given(st.lists(COMMANDS, min_size=2, max_size=14))
def test_nothing_of_the_users_changes_in_many_worlds(
    tmp_path_factory: pytest.TempPathFactory, commands: list[tuple[Any, ...]]
) -> None:
    under_commands(tmp_path_factory.mktemp("world"), commands)
