"""Whatever happens to a scenario file, it is read or refused with messages, and soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from mutations import mutated

from coopsim.scenario import ScenarioError, load_scenario
from coopsim.scenario.inputs import build_world


def outcome(path: Path, number: int) -> bool:
    """Whether the mutated file is a scenario; anything but a scenario that can be simulated or a message is raised."""
    path.write_bytes(mutated(number))
    began = time.thread_time()
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        for lang in ("en", "de"):
            words = error.text(lang)
            assert words.replace("\n", "").isprintable(), (number, words)
            assert words.encode() and "Traceback" not in words
        read = False
    else:
        build_world(scenario)
        assert load_scenario(path).fingerprint == scenario.fingerprint
        read = True
    assert time.thread_time() - began < 1, number
    return read


def test_some_mutations(tmp_path: Path) -> None:
    read = [outcome(tmp_path / "mutated.toml", number) for number in range(150)]
    assert any(read) and not all(read)


@pytest.mark.slow
def test_ten_thousand_mutations(tmp_path: Path) -> None:
    read = [outcome(tmp_path / "mutated.toml", number) for number in range(150, 10_150)]
    assert 500 < sum(read) < 9500
