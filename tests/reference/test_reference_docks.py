"""Two implementations of one document: after every month all state variables of the reference are those of the package."""

from __future__ import annotations

from typing import Any

import pytest

import coopsim
from coopsim import codes
from reference.docking import differences
from reference.model import SCHEDULE, ReferenceModel

ALL_APPROACHES: dict[str, Any] = {f"approaches.{name}": 0.7 for name in codes.APPROACHES}

#: Scenario, changes, run.
CASES = [
    ("harz", {}, 0),
    ("harz", ALL_APPROACHES, 1),
    ("teaching/three_towns", {}, 2),
    ("teaching/failed_merger", {}, 0),
    ("suedthueringen", {}, 3),
    ("saalebogen", ALL_APPROACHES, 0),
    ("altmark", {}, 0),
    ("harz_region", {}, 0),
] + [
    ("harz", {"governance": form}, 5)
    for form in (
        "none", "informal_network", "working_community", "cooperation_body", "lead_municipality", "zweckverband",
        "joint_agency", "mandated_association",
    )
]  # fmt: skip


def docked_months(name: str, changes: dict[str, Any], run: int, months: int, seed: int = 1) -> int:
    """Months after which nothing differs; fails with the first differences."""
    scenario = coopsim.load_scenario(name).with_(changes)
    package = coopsim.CooperationModel(scenario, rng=seed, run=run)
    reference = ReferenceModel(scenario, seed, run)
    for month in range(months):
        package.step()
        reference.month = month
        for submodel in SCHEDULE.values():
            submodel(reference)
        found = differences(reference, package.state, 1e-7)
        assert not found, f"month {month}: {len(found)} differences, first of all {found[:5]}"
    return months


@pytest.mark.parametrize("name, changes, run", CASES[:6])
def test_the_first_years(name: str, changes: dict[str, Any], run: int) -> None:
    assert docked_months(name, changes, run, 30) == 30


@pytest.mark.slow
@pytest.mark.parametrize("name, changes, run", CASES)
def test_twenty_years(name: str, changes: dict[str, Any], run: int) -> None:
    assert docked_months(name, changes, run, 240) == 240


def test_it_would_notice() -> None:
    scenario = coopsim.load_scenario("harz")
    package, reference = coopsim.CooperationModel(scenario, rng=1), ReferenceModel(scenario, 1, 1)
    package.step()
    reference.month = 0
    for submodel in SCHEDULE.values():
        submodel(reference)
    assert differences(reference, package.state, 1e-7)
