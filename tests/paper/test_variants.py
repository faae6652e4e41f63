"""Changed models: what they change, and when a finding counts as lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from coopsim.calibration.space import priors
from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from paper import variants
from paper.variants import BASE, Variant

SETS = [{"trust_gain": 0.05}, {"trust_gain": 0.2}]


class TestAblations:
    def test_every_one_can_be_made_and_is_told_in_both_languages(self) -> None:
        for variant in variants.ablations().values():
            assert variant.parameters and variant.title["en"] and variant.title["de"]
            for name, value in variant.parameters.items():
                known = PARAMETERS[name]
                assert known.lower <= value <= known.upper and value != known.default, (variant.name, name)
            assert set(variant.approaches) <= set(codes.APPROACHES)

    def test_all_inputs_of_the_calibration_are_there_alone_and_together(self) -> None:
        *alone, whole = [one for one in variants.ablations().values() if one.inputs]
        assert {name for one in alone for name in one.parameters} == set(whole.parameters)
        assert all(len(one.parameters) == 1 for one in alone) and whole.name == "not_circular"

    def test_every_approach_has_a_channel_that_can_be_taken_away(self) -> None:
        assert {name for one in variants.ablations().values() for name in one.approaches} == set(codes.APPROACHES)

    def test_readings_of_stagnation_are_no_free_parameters(self) -> None:
        every = variants.ablations()
        assert [every[name].parameters["pace_share"] for name in ("pace_low", "pace_high")] == [0.02, 0.05]
        assert "pace_share" not in priors() and PARAMETERS["pace_share"].default == 0.03


def test_a_variant_that_changes_nothing_changes_no_finding() -> None:
    same = Variant("same", {"noise": PARAMETERS["noise"].default})
    with ThreadPoolExecutor(2) as pool:
        found = variants.run([same], ["co_design"], SETS, pool, 4, scenario="teaching/three_towns")
    base, again = (found[found["variant"] == name].reset_index(drop=True) for name in (BASE, "same"))
    pd.testing.assert_frame_equal(base.drop(columns="variant"), again.drop(columns="variant"))
    assert (again.loc[again["kind"] != "level", "change"] == 0).all()
    assert set(base.loc[base["kind"] == "approach", "name"]) == {*codes.APPROACHES, "all", "best"}
    assert len(base) == 3 * (11 + 6 + 7)  # three outcomes; seven forms, of which one is the scenario's own


def effects_table(**changes: object) -> pd.DataFrame:
    """One finding in the model as it is (shown, +0.1) and under a variant."""
    base = {"kind": "approach", "name": "co_design", "outcome": "effective", "base": 0.1, "base_shown": 1}
    zero = {"change": 0.0, "change_low": 0.0, "change_high": 0.0}
    own = {"variant": BASE, "value": 0.1, "low": 0.05, "high": 0.15}
    return pd.DataFrame([base | own | zero, base | {"variant": "v"} | changes])


class TestLost:
    @pytest.mark.parametrize(
        "row, lost",
        [
            ((0.01, -0.04, 0.06, -0.09, -0.13, -0.05), True),  # gone, and the change is shown
            ((-0.1, -0.15, -0.05, -0.2, -0.25, -0.15), True),  # turned round
            ((0.04, -0.01, 0.09, -0.06, -0.13, 0.01), False),  # not shown any more, but nor is the change
            ((0.06, 0.01, 0.11, -0.04, -0.06, -0.02), False),  # smaller, still shown
            ((0.2, -0.05, 0.45, 0.1, 0.05, 0.15), False),  # larger and noisier
        ],
    )
    def test_when_a_finding_is_lost(self, row: tuple[float, ...], lost: bool) -> None:
        columns = ("value", "low", "high", "change", "change_low", "change_high")
        assert bool(len(variants.vanished(effects_table(**dict(zip(columns, row, strict=True)))))) is lost

    def test_an_effect_that_was_not_shown_cannot_be_lost(self) -> None:
        table = effects_table(value=0.0, low=-0.1, high=0.1, change=-0.1, change_low=-0.2, change_high=-0.05)
        assert variants.vanished(table.assign(base_shown=0)).empty
