"""An exact baseline: some outcomes of some runs of every shipped scenario, to the last bit.

It fails whenever results change, by intention or not. If they were meant to change, renew it and say so in the changelog:

    python -m pytest tests/test_baseline.py --renew-baseline
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import coopsim

FILE = Path(__file__).with_name("baseline.json")
RUNS = 8
SEED = 1
COLUMNS = (
    "phase_end", "month_contract", "month_first_stagnation", "months_effective", "months_stagnating", "turnovers", "vetoes",
    "agreed", "delivered", "added_value", "worst_off", "attainable", "cost", "trust_mean",
)  # fmt: skip


def table(name: str) -> dict[str, list[Any]]:
    """The outcomes of a scenario, floats as hexadecimal text so that no bit is lost."""
    runs = coopsim.simulate(coopsim.load_scenario(name), RUNS, SEED).arrays.runs
    return {
        column: [value.hex() if isinstance(value, float) else value for value in runs[column].tolist()]
        for column in COLUMNS
    }


def differences(expected: dict[str, list[Any]], found: dict[str, list[Any]]) -> list[str]:
    """One line per value that is not as expected."""
    return [
        f"{column}, run {run}: {found[column][run]}, was {expected.get(column, [None] * RUNS)[run]}"
        for column in COLUMNS
        for run in range(RUNS)
        if found[column][run] != expected.get(column, [None] * RUNS)[run]
    ]


@pytest.fixture(scope="session")
def renewing(request: pytest.FixtureRequest) -> Any:
    """The tables to write, if the baseline is to be renewed; else None."""
    if not request.config.getoption("--renew-baseline"):
        yield None
        return
    tables: dict[str, Any] = {}
    yield tables
    lines = (f"{json.dumps(name)}: {json.dumps(columns)}" for name, columns in sorted(tables.items()))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


@pytest.mark.parametrize("name", coopsim.list_scenarios())
def test_results_are_the_same_to_the_last_bit(name: str, renewing: Any) -> None:
    found = table(name)
    if renewing is not None:
        renewing[name] = found
        return
    expected = json.loads(FILE.read_text(encoding="utf-8")).get(name, {})
    wrong = differences(expected, found)
    assert not wrong, (
        f"Results changed in {name}: {len(wrong)} of {RUNS * len(COLUMNS)} values, first {wrong[0]}. If that is intended, flag "
        "it in CHANGELOG.md as a change of results and renew the baseline: python -m pytest tests/test_baseline.py --renew-baseline"
    )


def test_the_baseline_has_every_shipped_scenario_and_no_other(renewing: Any) -> None:
    if renewing is None:
        assert set(json.loads(FILE.read_text(encoding="utf-8"))) == set(coopsim.list_scenarios())


def test_a_difference_in_the_last_bit_is_found() -> None:
    expected = {column: [(1.0).hex()] * RUNS for column in COLUMNS}
    found = {column: list(values) for column, values in expected.items()}
    assert differences(expected, found) == []
    found["cost"][3] = (1.0000000000000002).hex()
    assert differences(expected, found) == ["cost, run 3: 0x1.0000000000001p+0, was 0x1.0000000000000p+0"]
    assert len(differences({}, found)) == RUNS * len(COLUMNS)
