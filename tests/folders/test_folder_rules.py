"""Where results may be written: links, names, rights, room, locks, what is not coopsim's; and single files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from folder_trees import FILES, HOME, files_of, found, in_child, part_of, tree, without_state, write

from coopsim.folders import Part, put, results_folder
from coopsim.folders.inventory import entry_of, load
from coopsim.texts import LANGUAGES, UserError


def refused(target: Any, key: str, seed: int = 1, **options: Any) -> UserError:
    """Writing is refused before anything is made."""
    with pytest.raises(UserError) as error, results_folder(target, part_of(seed), **options):
        pytest.fail("simulated")
    assert error.value.key == key
    assert all(error.value.text(lang) for lang in LANGUAGES)
    return error.value


FOREIGN_TREES = {
    "thesis with a manifest": {"manifest.json": "{}", "thesis.txt": "x", "src": None},
    "results of version 0.1.0": {"manifest.json": '{"scenarios": {}}', "runs.csv": "run\n", "figures/phases.svg": "x"},
    "hidden file": {".git/HEAD": "x"},
    "mark that is a file": {HOME: "x"},
    "state without an inventory": {f"{HOME}/notes.txt": "x", "thesis.txt": "x"},
}


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("files", FOREIGN_TREES.values(), ids=list(FOREIGN_TREES))
def test_foreign_folders_are_left_alone(tmp_path: Path, files: dict[str, str | None], replace: bool) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).mkdir() if content is None else (tmp_path / name).write_text(content)
    before = tree(tmp_path)
    refused(tmp_path, "foreign", replace=replace)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"coopsim": 2}', '{"coopsim": 1, "parts": {"a": 1}, "draft": ""}', "[" * 100_000]
)
def test_spoilt_inventory(tmp_path: Path, broken: str) -> None:
    write(tmp_path / "r", 1)
    (tmp_path / "r" / HOME / "inventory.json").write_text(broken)
    before = tree(tmp_path)
    refused(tmp_path / "r", "inventory", replace=True)
    assert tree(tmp_path) == before


def test_an_inventory_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "r", 1)
    (tmp_path / "table.csv").write_bytes((tmp_path / "r" / "table.csv").read_bytes())
    path = tmp_path / "r" / HOME / "inventory.json"
    path.write_text(path.read_text().replace('"table.csv"', '"../table.csv"'))
    refused(tmp_path / "r", "inventory", seed=2, replace=True)
    assert (tmp_path / "table.csv").exists()


def test_what_is_not_coopsims_stays_and_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    write(folder, 2)
    (folder / "notes.txt").write_text("mine")
    (folder / "figures" / "mine.svg").write_text("mine")
    (folder / "effects.csv").write_text("changed")  # results of seed 3 may have this file
    said: list[Any] = []
    with pytest.raises(UserError, match=r"effects\.csv"), results_folder(folder, part_of(3), replace=True):
        pytest.fail("simulated")
    (folder / "effects.csv").rename(folder / "effects_old.csv")
    with results_folder(
        folder, part_of(3), replace=True, tell=lambda *words, **values: said.append((*words, values))
    ) as draft:
        for name, content in files_of(3).items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_text(content)
    assert said == [
        ("replaced", {"folder": folder, "changes": "seed 2 → 3"}),
        ("kept", {"folder": folder, "files": "effects_old.csv, figures/mine.svg, notes.txt"}),
    ]
    assert found(folder) == files_of(3) and (folder / "effects_old.csv").read_text() == "changed"


def test_changed_files_that_are_not_in_the_way_stay(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    with results_folder(folder, Part("comparison", "comparison", {"seed": 1}, frozenset(["a.csv", "b.csv"]))) as draft:
        (draft / "a.csv").write_text("a")
        (draft / "b.csv").write_text("b")
    (folder / "b.csv").write_text("changed")
    with results_folder(folder, Part("comparison", "comparison", {"seed": 1}, frozenset(["a.csv"]))) as draft:
        (draft / "a.csv").write_text("new")
    assert without_state(tree(folder)) == {"a.csv": "new", "b.csv": "changed"}


def test_other_results_need_to_be_asked_for(tmp_path: Path) -> None:
    assert write(tmp_path / "r", 1) == [] == write(tmp_path / "r", 1)
    assert "seed 1 → 2" in str(refused(tmp_path / "r", "other_results", seed=2))
    assert found(tmp_path / "r") == files_of(1)
    assert write(tmp_path / "r", 2, replace=True) == ["replaced"]


def test_reports_lie_beside_results_and_go_with_them(tmp_path: Path) -> None:
    write(tmp_path / "r", 1)
    write(tmp_path / "r", 1, kind="report")
    write(tmp_path / "r", 1)
    assert (tmp_path / "r" / "report_en.html").read_text() == "report_en.html on 1\n"
    write(tmp_path / "r", 2, replace=True)
    assert not (tmp_path / "r" / "report_en.html").exists()


@pytest.mark.parametrize("chain", [1, 2])
@pytest.mark.parametrize("there", [True, False])
def test_links_are_followed(tmp_path: Path, there: bool, chain: int) -> None:
    link = real = tmp_path / "real" / "results"
    if there:
        real.mkdir(parents=True)
    for number in range(chain):
        (tmp_path / str(number)).symlink_to(link)
        link = tmp_path / str(number)
    write(link, 1)
    write(link, 2, replace=True)
    assert link.is_symlink() and found(real) == files_of(2) == found(link)


def test_links_below_the_folder_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "r", 1)
    (tmp_path / "r" / "figures").rename(tmp_path / "figures")
    (tmp_path / "r" / "figures").symlink_to(tmp_path / "figures")
    before = tree(tmp_path)
    refused(tmp_path / "r", "in_way", replace=True)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["file", "file/below", "loop", "long", "null", "device", "below a device"])
def test_places_that_cannot_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    long = {"long": "x" * 300, "null": "a\0b", "device": "/dev/full", "below a device": "/dev/full/results"}
    before = tree(tmp_path)
    key = "foreign" if place in ("file", "device", "loop") else "folder"
    refused(tmp_path / long.get(place, place), key)
    assert tree(tmp_path) == before


def test_names_that_are_too_long_for_the_disk(tmp_path: Path) -> None:
    part = Part("comparison", "comparison", {}, frozenset([f"scenarios/{'x' * 300}.toml"]))
    with pytest.raises(UserError, match="File name too long"), results_folder(tmp_path / "r", part):
        pytest.fail("simulated")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_itself_is_never_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it may be a mount point or the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    number = tmp_path.stat().st_ino
    write(".", 1)
    write(tmp_path, 2, replace=True)
    assert tmp_path.stat().st_ino == number and found(".") == files_of(2)


def test_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    write("~/x", 1)
    assert found(tmp_path / "home" / "x") == files_of(1) == found("~/x")
    assert put("~/scenario.toml", b"x").name == "scenario.toml" and (tmp_path / "home" / "scenario.toml").exists()
    refused("~nobody_of_this_name/x", "no_home")

    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    refused("~/x", "no_home")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    part = Part("comparison", "comparison", {}, frozenset(FILES), room=usage.free * 2)
    with pytest.raises(UserError, match="MB are free"), results_folder(tmp_path / "r", part):
        pytest.fail("simulated")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("old", [None, 1])
def test_a_disk_that_becomes_full_leaves_the_old_results(tmp_path: Path, old: int | None) -> None:
    """Any file above a few bytes fails, as where no room is left."""
    import resource

    if old is not None:
        write(tmp_path / "r", old)
    before = tree(tmp_path)

    def full() -> None:
        with results_folder(tmp_path / "r", part_of(2), replace=True) as draft:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
            for name in ("runs.csv", "table.csv"):
                (draft / name).write_text("x" * 5000)

    assert in_child(full) == "folder"
    assert tree(tmp_path) == before


@pytest.fixture
def of_others() -> Iterator[Path]:
    """A folder that everybody can get to."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.mark.parametrize("closed", ["above", "folder", "subfolder"])
def test_without_the_right_to_write(of_others: Path, closed: str) -> None:
    write(of_others / "r", 1)
    for path in of_others.rglob("*"):
        path.chmod(0o777)
    target = of_others / ("r" if closed != "above" else "new")
    where = {"above": of_others, "folder": target, "subfolder": target / "figures"}[closed]
    where.chmod(0o555)
    before = tree(of_others)

    def as_somebody() -> None:
        if os.getuid() == 0:
            os.setuid(65534)
        with results_folder(target, part_of(1)):
            os._exit(7)  # simulated

    assert in_child(as_somebody) == "folder"
    where.chmod(0o755)
    assert tree(of_others) == before


def test_two_processes(tmp_path: Path) -> None:
    with results_folder(tmp_path / "r", part_of(1)) as draft:
        assert in_child(lambda: write(tmp_path / "r", 1)) == "locked"
        refused(tmp_path / "r", "locked")
        (draft / "runs.csv").write_text("mine")
    assert found(tmp_path / "r") == {"runs.csv": "mine"}


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in ("new", "empty"):
        with pytest.raises(ZeroDivisionError), results_folder(tmp_path / place, part_of(1)) as draft:
            (draft / "runs.csv").write_text("x")
            raise ZeroDivisionError
    assert tree(tmp_path) == {"empty": None}


def test_stopped_work_is_taken_up(tmp_path: Path) -> None:
    def part(seed: int) -> Part:
        return Part("calibration", "calibration", {"seed": seed}, frozenset(["wave_1.csv", "end.csv"]), resumable=True)

    with pytest.raises(KeyboardInterrupt), results_folder(tmp_path / "r", part(1)) as draft:
        (draft / "wave_1.csv").write_text("hours of work")
        raise KeyboardInterrupt
    with pytest.raises(UserError, match="seed 1 → 2"), results_folder(tmp_path / "r", part(2)):
        pytest.fail("simulated")
    with results_folder(tmp_path / "r", part(1)) as draft:
        assert (draft / "wave_1.csv").read_text() == "hours of work"
        (draft / "end.csv").write_text("end")
    assert without_state(tree(tmp_path / "r")) == {"wave_1.csv": "hours of work", "end.csv": "end"}


def test_the_published_tables_are_those_of_their_inventory() -> None:
    """Else ``make findings`` would not replace them."""
    folder = Path(__file__).parents[2] / "docs" / "tables"
    files = load(folder / HOME / "inventory.json").files
    assert {name for name, entry in files.items() if entry_of(folder / name) != entry} == set()
    assert {path.name for path in folder.iterdir() if path.is_file()} == set(files)


class TestSingleFiles:
    def test_another_file_is_not_replaced(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        put(path, b"one")
        put(path, b"one")
        with pytest.raises(UserError, match=r"mine\.toml"):
            put(path, b"two")
        assert path.read_bytes() == b"one"
        path.chmod(0o640)
        put(path, b"two", replace=True)
        assert path.read_bytes() == b"two" and path.stat().st_mode & 0o777 == 0o640
        assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]

    def test_links_and_devices(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "real")
        put(tmp_path / "link", b"one")
        assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"one"
        (tmp_path / "null").symlink_to("/dev/null")
        put(tmp_path / "null", b"one")
        put("/dev/null", b"one")
        assert Path("/dev/null").is_char_device()

    @pytest.mark.parametrize("place", ["", "none/mine.toml", "x" * 300, "/dev/full"])
    def test_places_that_cannot_be(self, tmp_path: Path, place: str) -> None:
        with pytest.raises(UserError):
            put(tmp_path / place, b"one")
        assert list(tmp_path.iterdir()) == []
