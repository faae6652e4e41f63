"""Levers: what is not yet used, pulled one at a time."""

from __future__ import annotations

import pytest

import coopsim
from coopsim.model import codes
from coopsim.workshop.contrast import EFFECTS, Lever, effects, levers, pulled
from coopsim.workshop.runs import join, simulate_block


def test_every_lever_that_is_not_in_use() -> None:
    harz = coopsim.load_scenario("harz")
    every = levers(harz)
    assert [lever.name for lever in every if lever.kind == "approach"] == list(codes.APPROACHES)
    assert {lever.name for lever in every if lever.kind == "governance"} == set(harz.governance_models) - {
        "cooperation_body",
        "none",
    }
    assert (
        len([lever for lever in levers(harz.with_({"governance": "none"})) if lever.kind == "governance"])
        == len(harz.governance_models) - 1
    )
    used = harz.with_({"approaches.co_design": 1.0, "approaches.common_identity": 0.5})
    left = {lever.name for lever in levers(used)}
    assert "co_design" not in left and "common_identity" in left
    later = harz.with_({"approaches.co_design": {"strength": 1.0, "start": 24}})
    assert "co_design" in {lever.name for lever in levers(later)}


def test_pulling_changes_one_thing() -> None:
    harz = coopsim.load_scenario("harz").with_({"approaches.common_identity": 0.5})
    other = pulled(harz, Lever("approach", "co_design"))
    assert other == harz.with_({"approaches.co_design": 1.0})
    assert pulled(harz, Lever("governance", "none")).governance == "none"


def test_effects_are_paired() -> None:
    harz = coopsim.load_scenario("harz").with_({"horizon_months": 60})
    lever = Lever("governance", "none")
    before, after = (join(one, [simulate_block(one, 0, 20)]) for one in (harz, pulled(harz, lever)))
    found = effects(lever, before, after)
    assert found["runs"] == 20 and tuple(found["effects"]) == EFFECTS
    gap = (after.rows["months_effective"] - before.rows["months_effective"]).mean() / 60
    assert found["effects"]["effective"][0] == pytest.approx(gap, rel=1e-4)
