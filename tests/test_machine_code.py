"""The schedule as machine code in a file: the same bits, taken only where it fits, made anew where it does not."""

import lzma
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import coopsim
from coopsim.compiler import compile_schedule, machine_code
from coopsim.compiler.machine_code import MachineCode, file_name, unpacked
from coopsim.compiler.objects import MACHINES, object_of, usable
from coopsim.compiler.table import Table, address, kinds_of, layout_digest
from coopsim.model import outcomes
from coopsim.run import ensemble, runner
from coopsim.run.runner import ENDS, RESULTS, make_state
from coopsim.run.shipping import main, shipped_kinds
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE

FINGERPRINT = runner.runner().fingerprint


def never() -> None:
    raise AssertionError("compiled, though there was a file")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of files as the wheel holds them."""
    folder = tmp_path_factory.mktemp("shipped")
    main(folder)
    return folder


def run(code: object, name: str, runs: int = 20) -> bytes:
    """What some runs of a scenario come to, to the last bit."""
    scenario = coopsim.load_scenario(name).with_({"horizon_months": 60})
    world, p = build_world(scenario), parameter_record(scenario)
    shapes = ensemble._layout(scenario, runs, True, True)
    arrays = [np.zeros(shape, kind).view(np.recarray) for shape, kind in shapes]
    numbers = np.arange(runs, dtype=np.uint64)
    code.run_chunk(3, numbers, 60, p, world, make_state(scenario, world), *arrays)  # type: ignore[attr-defined]
    return b"".join(array[field].tobytes() for array in arrays for field in array.dtype.names)


def chunked(code: MachineCode) -> object:
    class Checked:
        """Arguments as a runner hands them on."""

        def run_chunk(self, seed: int, runs: object, horizon: int, *rest: object) -> None:
            code.run_chunk(np.uint64(seed), runs, horizon, *rest, 1, 1)

    return Checked()


@pytest.mark.slow
@pytest.mark.parametrize("name", [pytest.param(name, id=name.rsplit("/", 1)[-1]) for name in coopsim.list_scenarios()])
def test_every_file_gives_the_bits_of_rules_compiled_by_numba(made: Path, name: str) -> None:
    fresh = run(compile_schedule(SCHEDULE.steps, **ENDS._asdict()), name)
    for machine in usable():
        path = made / file_name(machine, FINGERPRINT, shipped_kinds())
        assert run(chunked(MachineCode(unpacked(path.read_bytes(), machine), shipped_kinds())), name) == fresh, machine


@pytest.mark.slow
def test_there_is_a_file_for_every_machine_and_it_is_found_first(
    made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kinds = shipped_kinds()
    assert {path.name for path in made.iterdir()} == {file_name(name, FINGERPRINT, kinds) for name in MACHINES}
    monkeypatch.setenv("COOPSIM_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(machine_code, "FOLDER", made)
    assert machine_code.is_there(FINGERPRINT)
    machine_code.machine_code(SCHEDULE.steps, ENDS, FINGERPRINT, kinds, never)
    assert not list(tmp_path.iterdir())  # nothing had to be kept


@pytest.mark.slow
def test_a_spoilt_file_and_one_of_another_machine_are_passed_over(
    made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kinds, machines = shipped_kinds(), usable()
    shutil.copytree(made, tmp_path / "f")
    monkeypatch.setenv("COOPSIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(machine_code, "FOLDER", tmp_path / "f")
    best = tmp_path / "f" / file_name(machines[0], FINGERPRINT, kinds)
    for content in (best.read_bytes()[:2000], b"", lzma.compress(b"no object file")):
        best.write_bytes(content)
        if len(machines) > 1:
            machine_code.machine_code(SCHEDULE.steps, ENDS, FINGERPRINT, kinds, never)  # the next best
    other = next(name for name in MACHINES if name not in machines)
    for machine in machines:
        shutil.copy(
            made / file_name(other, FINGERPRINT, kinds), tmp_path / "f" / file_name(machine, FINGERPRINT, kinds)
        )
    said: list[int] = []
    code = machine_code.machine_code(SCHEDULE.steps, ENDS, FINGERPRINT, kinds, lambda: said.append(1))
    assert said == [1]
    assert run(chunked(code), "harz") == run(runner.runner(), "harz")
    machine_code.machine_code(SCHEDULE.steps, ENDS, FINGERPRINT, kinds, never)  # kept


def test_names_tell_the_rules_and_the_layout() -> None:
    kinds = shipped_kinds()
    other = kinds._replace(places=(*kinds.places[:-1], kinds.places[-1]._replace(axes=4)))
    assert layout_digest(kinds) != layout_digest(other)
    assert file_name("m", "a" * 64, kinds) != file_name("m", "b" * 64, kinds)


def test_scenarios_have_the_same_kinds_of_arrays() -> None:
    for name in coopsim.list_scenarios():
        scenario = coopsim.load_scenario(name)
        world = build_world(scenario)
        results = [outcomes.dtype(columns) for columns in RESULTS]
        found = kinds_of(parameter_record(scenario), world, make_state(scenario, world, 10), results)
        assert found == shipped_kinds(), name


def test_the_table_holds_where_arrays_lie() -> None:
    scenario = coopsim.load_scenario("harz")
    world, p = build_world(scenario), parameter_record(scenario)
    state = make_state(scenario, world)
    table = Table(shipped_kinds(), p, world, state)
    slots = {place.name: place.slot for place in shipped_kinds().places}
    assert table.numbers[slots["s.memory"]] == state.memory.ctypes.data
    assert table.numbers[slots["s.alliance"]] == state.memory.ctypes.data  # the first in the buffer, not a copy
    assert tuple(table.numbers[slots["w.distance"] + 1 :][:2]) == world.distance.shape
    table.set(seed=2**64 - 1)
    assert table.numbers[1] == -1
    assert address(p) == address(p)
    with pytest.raises(TypeError, match=r"s\.need"):
        Table(shipped_kinds(), p, world, state._replace(need=state.need.astype(np.float32)))
    with pytest.raises(TypeError, match="in one piece"):
        Table(shipped_kinds(), p, world, state._replace(need=np.asfortranarray(state.need)))


def test_a_warm_start_needs_no_numba() -> None:
    script = (
        "import sys, coopsim; coopsim.simulate('harz', 5); coopsim.CooperationModel('harz', rng=1).run();"
        "print('numba' in sys.modules)"
    )
    for _ in range(2):  # the first may have to compile
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False", done.stderr


def test_machines_that_cannot_be() -> None:
    with pytest.raises(RuntimeError):
        object_of(b"", "entry", next(iter(MACHINES.values())))
