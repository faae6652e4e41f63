"""One schedule, two modes: the same bits; and a cache that never serves old results."""

import json
import os
import subprocess
import sys
import textwrap
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest
import toy_schedule as toy

from coopsim.compiler import cache, compile_rule, compile_schedule, content_digest, interpret_schedule, source_digest
from coopsim.compiler.interpreted import check_numbers
from coopsim.model.streams import interpreted, run_key, uniform

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COOPSIM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def compiled():
    return compile_schedule(toy.STEPS, *toy.ENDS, announce=lambda message: None)


@pytest.fixture(scope="module")
def plain():
    return interpret_schedule(toy.STEPS, *toy.ENDS)


def quiet(steps, heard=None):
    return compile_schedule(steps, *toy.ENDS, announce=(heard if heard is not None else []).append)


def replaced(step):
    return (toy.STEPS[0], ("step", step))


class TestOneKernel:
    def test_compiled_and_interpreted_have_the_same_bits(self, compiled, plain):
        assert toy.run(compiled) == toy.run(plain)

    def test_months_one_by_one_are_the_chunk(self, compiled):
        p, world, state = toy.arrays()
        with interpreted():
            key = run_key(np.uint64(7), np.uint64(2))
            toy.initialise(key, p, world, state)
        for month in range(15):
            compiled.run_months(month, month + 1, key, p, world, state)
        assert [array.tobytes() for array in state] == toy.run(compiled)[4:]

    @pytest.mark.parametrize("keep", [(True, False), (False, True), (False, False)])
    def test_series_are_kept_on_demand_and_change_nothing_else(self, compiled, plain, keep):
        keywords = {"keep_alliance": keep[0], "keep_towns": keep[1]}
        found, full = toy.run(compiled, **keywords), toy.run(compiled)
        assert found == toy.run(plain, **keywords)
        assert found == [
            part if kept else b"" for part, kept in zip(full, (True, True, *keep, True, True, True), strict=True)
        ]

    def test_series_hold_every_month(self, compiled):
        p, world, state = toy.arrays()
        out = toy.outputs(3, 15)
        compiled.run_chunk(7, np.arange(3), 15, p, world, state, *out)
        assert (out[2][:, :, 1] == np.arange(15)).all()

    def test_results_do_not_depend_on_chunks_or_order(self, compiled):
        p, world, state = toy.arrays()
        rows = {}
        for chunk in ([0, 1, 2], [2], [1, 0]):
            out = toy.outputs(len(chunk), 15)
            compiled.run_chunk(7, chunk, 15, p, world, state, *out)
            for number, row in zip(chunk, out[0], strict=True):
                assert rows.setdefault(number, row.tobytes()) == row.tobytes()
        assert len(set(rows.values())) == 3

    def test_threads_on_different_states(self, compiled):
        expected = {seed: toy.run(compiled, seed=seed, months=200) for seed in range(4)}
        found = {}
        threads = [
            threading.Thread(target=lambda seed=seed: found.update({seed: toy.run(compiled, seed=seed, months=200)}))
            for seed in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == expected

    def test_a_rule_compiles_once_for_all_processes_of_a_stream(self):
        def three(key, who):
            return uniform(key, 1, 0, who) + uniform(key, 2, 0, who) + uniform(key, 3, 5, who)

        dispatcher = compile_rule(three)
        dispatcher(np.uint64(1), np.uint64(2))
        assert len(dispatcher.py_func.__globals__["uniform"].overloads) == 1


class TestArguments:
    def test_narrow_numbers_are_refused(self):
        state = toy.arrays()[2]
        with pytest.raises(TypeError, match=r"s\.trust is float32"):
            check_numbers(state._replace(trust=state.trust.astype(np.float32)), "s")
        with pytest.raises(TypeError, match=r"p\.x is int8"):
            check_numbers(np.zeros(1, [("x", np.int8)])[0], "p")

    def test_shapes_that_do_not_fit_are_refused(self, compiled):
        p, world, state = toy.arrays()
        with pytest.raises(ValueError, match="one entry per run"):
            compiled.run_chunk(7, np.arange(2), 5, p, world, state, *toy.outputs(3, 5))
        with pytest.raises(ValueError, match="alliance_series has shape"):
            compiled.run_chunk(7, np.arange(3), 6, p, world, state, *toy.outputs(3, 5))

    def test_two_steps_of_one_name_are_refused(self):
        with pytest.raises(TypeError, match="own name"):
            quiet((toy.STEPS[0], toy.STEPS[0]))

    def test_rules_may_not_call_themselves(self):
        namespace = {}
        exec("def turn(x):\n    return turn(x - 1) if x > 0 else 0", namespace)
        with pytest.raises(TypeError, match="calls itself"):
            compile_rule(namespace["turn"])


def scale(factor):
    def scaled_mood(month, key, p, w, s):
        for i in range(w.town.size):
            s.town[i].mood = s.town[i].mood * factor + s.trust[i, 0]

    return scaled_mood


class TestReplacements:
    def test_closures_over_different_constants_stay_apart(self):
        half, third = quiet(replaced(scale(0.5))), quiet(replaced(scale(0.3)))
        assert half.fingerprint != third.fingerprint
        assert toy.run(half) == toy.run(interpret_schedule(half.steps, *toy.ENDS))
        assert toy.run(third) == toy.run(interpret_schedule(third.steps, *toy.ENDS))
        assert toy.run(half) != toy.run(third)
        assert half.interpreted == ()

    def test_what_does_not_compile_runs_interpreted_with_the_same_bits(self):
        def stubborn(month, key, p, w, s):
            moods = json.loads(json.dumps([float(town.mood) for town in s.town]))
            for i, town in enumerate(s.town):
                town.mood = 0.5 * sorted(moods)[i] + uniform(key, 77, month, w.town[i].id)

        steps = (*toy.STEPS, ("stubborn", stubborn), ("last", scale(0.9)))
        heard = []
        mixed = quiet(steps, heard)
        with pytest.warns(RuntimeWarning, match=r"interpreted \(stubborn: .*Results are the same.*times as long"):
            found = toy.run(mixed)
        assert mixed.interpreted == ("stubborn",)
        assert any("cannot compile stubborn" in message for message in heard)
        assert found == toy.run(interpret_schedule(steps, *toy.ENDS))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert toy.run(mixed) == found

    def test_an_object_that_can_be_called_runs_interpreted(self):
        class Mood:
            def __call__(self, month, key, p, w, s):
                s.town[0].mood = 0.25

        mixed = quiet(replaced(Mood()))
        with pytest.warns(RuntimeWarning, match="write the rule with `def`"):
            assert toy.run(mixed) == toy.run(interpret_schedule(mixed.steps, *toy.ENDS))

    def test_an_own_submodel_that_does_not_compile_is_an_error(self):
        def broken(month, key, p, w, s):
            s.town[0].mood = p.no_such_parameter

        broken.__module__ = "coopsim.submodels.broken"
        with pytest.raises(Exception, match="no_such_parameter"):
            toy.run(quiet(replaced(broken)))


class TestDigests:
    def test_running_changes_nothing(self):
        before = content_digest(toy.update_mood)
        p, world, state = toy.arrays()
        with interpreted():
            for month in range(50):
                toy.update_mood(month, np.uint64(3), p, world, state)
        assert content_digest(toy.update_mood) == before

    @pytest.mark.parametrize("digest", [content_digest, source_digest])
    def test_everything_reached_counts(self, digest, monkeypatch):
        before = digest(toy.update_trust)
        monkeypatch.setattr(toy, "MEETING", 5)
        constant = digest(toy.update_trust)
        monkeypatch.setattr(toy, "weight", lambda trust, seen, gain, loss: gain)
        assert len({before, constant, digest(toy.update_trust)}) == 3

    def test_a_constant_changed_between_two_compilations_counts(self, monkeypatch):
        first = toy.run(quiet(toy.STEPS))
        monkeypatch.setattr(toy, "MEETING", 6)
        assert toy.run(quiet(toy.STEPS)) not in ([], first)
        assert toy.run(quiet(toy.STEPS)) == toy.run(interpret_schedule(toy.STEPS, *toy.ENDS))


SCRIPT = """
import sys, warnings
import numpy as np
import toy_schedule as toy
from coopsim.compiler import compile_schedule, interpret_schedule
{setup}
heard = []
for steps in {schedules}:
    schedule = compile_schedule(steps, *toy.ENDS, announce=heard.append)
    assert toy.run(schedule) == toy.run(interpret_schedule(steps, *toy.ENDS)), steps
    assert schedule.interpreted == ()
print(len(heard))
"""


def compilations(cache_directory, toy_directory, setup="", schedules="[toy.STEPS]", wait=True):
    """How many kernels another process had to compile; it checks the bits as well."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(setup=textwrap.dedent(setup), schedules=schedules)],
        env=os.environ
        | {"COOPSIM_CACHE_DIR": str(cache_directory), "PYTHONPATH": f"{ROOT}{os.pathsep}{toy_directory}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return finish(process) if wait else process


def finish(process):
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    return int(output)


class TestCache:
    def test_other_processes_find_it_until_a_rule_is_edited(self, tmp_path):
        source = tmp_path / "toy_schedule.py"
        source.write_text(Path(toy.__file__).read_text())
        together = [compilations(tmp_path / "cache", tmp_path, wait=False) for _ in range(2)]
        assert max(map(finish, together)) == 1
        assert compilations(tmp_path / "cache", tmp_path) == 0
        source.write_text(source.read_text().replace("gain if seen > trust", "2.0 * gain if seen > trust"))
        assert compilations(tmp_path / "cache", tmp_path) == 1

    def test_a_cached_closure_and_a_new_one_of_the_same_name(self, tmp_path):
        setup = """
        def scale(factor):
            def scaled(month, key, p, w, s):
                for i in range(w.town.size):
                    s.town[i].mood = s.town[i].mood * factor + s.trust[i, 0]
            return (("scaled", scaled),)
        """
        directory = ROOT / "tests"
        assert compilations(tmp_path, directory, setup, "[scale(0.5)]") == 1
        assert compilations(tmp_path, directory, setup, "[scale(0.5), scale(0.3), scale(0.5)]") == 1
        assert compilations(tmp_path, directory, setup, "[scale(0.3), scale(0.5), scale(0.1)]") == 1

    def test_a_damaged_file_is_compiled_anew(self, tmp_path):
        directory = ROOT / "tests"
        steps = "[toy.STEPS[:1]]"
        assert compilations(tmp_path, directory, "", steps) == 1
        for path in tmp_path.glob("*/*.bin"):
            path.write_bytes(path.read_bytes()[:1000])
        assert compilations(tmp_path, directory, "", steps) == 1
        assert compilations(tmp_path, directory, "", steps) == 0

    def test_without_a_writable_directory_it_compiles_in_memory(self, tmp_path, monkeypatch):
        blocked = tmp_path / "file"
        blocked.write_text("")
        monkeypatch.setenv("COOPSIM_CACHE_DIR", str(blocked / "cache"))
        monkeypatch.setattr(cache, "_warned", False)
        heard = []
        with pytest.warns(RuntimeWarning, match="cannot be kept in .*COOPSIM_CACHE_DIR") as caught:
            schedule = quiet(replaced(scale(0.7)), heard)
            assert toy.run(schedule) == toy.run(interpret_schedule(schedule.steps, *toy.ENDS))
        assert len(caught) == 1 and len(heard) == 1

    def test_old_directories_are_removed_and_others_left_alone(self, tmp_path, monkeypatch):
        monkeypatch.setenv("COOPSIM_CACHE_DIR", str(tmp_path))
        (tmp_path / "mine").mkdir()
        for number in range(20):
            os.utime(cache.open_directory(f"{number:032d}", "pass"), (number, number))
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {"mine"} | {f"{number:032d}" for number in range(8, 20)}

    def test_directories_of_the_user_are_never_removed(self, tmp_path, monkeypatch):
        """Also where they hold a schedule of their own, have a name like a key, or lie in an old directory."""
        monkeypatch.setenv("COOPSIM_CACHE_DIR", str(tmp_path))
        key = "a" * 32
        kept = [
            "project/schedule_summer.py",
            f"{key}/notes.py",
            f"{0:032d}/notes.txt",
            f"{0:032d}/run-x.bin",
            f"{'b' * 32}/x",
        ]
        for number in range(20):
            directory = cache.open_directory(f"{number:032d}", "pass")
            for name in kept if number == 0 else ():
                (tmp_path / name).parent.mkdir(exist_ok=True)
                (tmp_path / name).write_text("mine")
            os.utime(directory, (number, number))
        assert all((tmp_path / name).read_text() == "mine" for name in kept)
        assert not (tmp_path / f"{1:032d}").exists() and not (tmp_path / f"{0:032d}" / f"schedule_{0:032d}.py").exists()

    @pytest.mark.parametrize("chosen", [None, "~nobody_of_this_name/cache"])
    def test_without_a_home_it_compiles_in_memory(self, monkeypatch, chosen):
        def unknown(_):
            raise KeyError

        for name in ("COOPSIM_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
            monkeypatch.delenv(name, raising=False)
        if chosen:
            monkeypatch.setenv("COOPSIM_CACHE_DIR", chosen)
        monkeypatch.setattr("pwd.getpwuid", unknown)
        monkeypatch.setattr(cache, "_warned", False)
        with pytest.warns(RuntimeWarning, match="cannot be kept.*COOPSIM_CACHE_DIR"):
            assert cache.open_directory("0" * 32, "pass") is None

    @pytest.mark.parametrize("platform,variable", [("linux", "XDG_CACHE_HOME"), ("win32", "LOCALAPPDATA")])
    def test_default_place(self, monkeypatch, platform, variable):
        monkeypatch.delenv("COOPSIM_CACHE_DIR")
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setenv(variable, "/somewhere")
        assert cache.cache_root().is_relative_to("/somewhere") and "coopsim" in cache.cache_root().parts
