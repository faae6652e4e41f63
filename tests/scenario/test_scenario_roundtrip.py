"""Scenarios survive being written and read; overrides equal files that extend; nothing else ever comes out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import scenario_strategies as strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopsim.scenario import Scenario, ScenarioError, list_scenarios, load_scenario
from coopsim.scenario.lines import line_numbers, node_of
from coopsim.scenario.validation import validate
from coopsim.scenario.writing import toml

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def built(document: dict[str, Any]) -> Scenario:
    return validate(node_of(document, "test"), Scenario)


@quick
@given(strategies.documents())
def test_strategy_makes_valid_documents(document: dict[str, Any]) -> None:
    assert len(built(document).members) >= 2


@quick
@given(strategies.documents())
def test_written_scenario_loads_equal(tmp_path: Path, document: dict[str, Any]) -> None:
    scenario = built(document)
    path = tmp_path / "copy.toml"
    text = scenario.to_toml(path)
    again = load_scenario(path)
    assert again == scenario
    assert again.fingerprint == scenario.fingerprint
    assert again.to_toml() == text
    path.unlink()


@quick
@given(strategies.documents())
def test_every_key_has_a_line(document: dict[str, Any]) -> None:
    text = toml(document)
    lines, rows = line_numbers(text), text.split("\n")

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        if path:
            assert path in lines
            if isinstance(path[-1], str):
                assert path[-1] in rows[lines[path] - 1]
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in inner:
            walk(part, (*path, key))

    walk(tomllib.loads(text), ())


def test_lines_of_awkward_toml() -> None:
    text = '# [no] = 1\na.b = """x\n[c]\n"""  # "\n[[t]]\n"q\\u0041" = \'\'\'\\\'\'\'\n[t.u]\nv = [ # c\n 1,\n { w = "]" },\n]\n[[t]]\nz=1'
    lines = line_numbers(text)
    assert lines[("a", "b")] == 2
    assert lines[("t", 0)] == 5
    assert lines[("t", 0, "qA")] == 6
    assert lines[("t", 0, "u")] == 7
    assert lines[("t", 0, "u", "v", 1, "w")] == 10
    assert lines[("t", 1, "z")] == 13
    assert ("c",) not in lines and ("no",) not in lines


awkward = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5000), st.floats(), st.text(max_size=4), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


@settings(quick, max_examples=200)
@given(strategies.documents(), st.data())
def test_any_damage_gives_a_scenario_or_a_message(document: dict[str, Any], data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        node: Any = document
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
                node = node[key]
                continue
            node[key] = data.draw(awkward)
            break
    try:
        built(document)
    except ScenarioError as error:
        assert error.problems
        assert all(problem.key and problem.what[0] and problem.what[1] for problem in error.problems)
    except ModuleNotFoundError as error:
        pytest.fail(f"{error}")


@pytest.mark.parametrize("name", list_scenarios())
def test_shipped_scenarios_survive_writing(name: str, tmp_path: Path) -> None:
    scenario = load_scenario(name)
    path = tmp_path / "copy.toml"
    scenario.to_toml(path)
    assert load_scenario(path) == scenario
