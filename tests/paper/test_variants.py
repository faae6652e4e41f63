"""Ablations and ends of priors: what they change in the model, and when a finding counts as lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import coopsim
from coopsim.calibration.space import priors
from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from coopsim.submodels.schedule import SCHEDULE
from paper import variants
from paper.variants import BASE, Variant

SETS = [{"trust_gain": 0.05}, {"trust_gain": 0.2}]
HARZ = coopsim.load_scenario("harz").with_({"horizon_months": 60})


class TestAblations:
    def test_every_one_can_be_made_and_is_told_in_both_languages(self) -> None:
        found = variants.ablations()
        for variant in found:
            case = variants.changed(HARZ, variant)
            assert dict(variant.parameters).items() <= dict(case.scenario.parameters).items()
            SCHEDULE.remove(*case.off)
            assert variant.title["en"] and variant.title["de"]
            assert variant.parameters or variant.off or variant.governance, variant.name
        assert len({variant.name for variant in found}) == len(found)

    def test_every_mechanism_of_the_schedule_has_one(self) -> None:
        """Levers are the approaches themselves; phases and observation only look on."""
        off = {name for variant in variants.ablations() for name in variant.off}
        assert off == set(SCHEDULE.names) - {"levers", "phases", "observation"}

    def test_what_the_brief_of_a_referee_asks_for_is_there(self) -> None:
        by_name = {variant.name: variant for variant in variants.ablations()}
        assert by_name["not_circular"].parameters == {"assurance_weight": 0.0, "region_weight": 0.0}
        assert by_name["loss_equals_gain"].parameters == {"trust_loss_ratio": 1.0}
        assert by_name["isolated"].governance == "none"
        types = [by_name[name].parameters for name in ("all_conditional", "all_free_riders", "all_steady")]
        assert [(x["share_conditional"], x["share_free_rider"]) for x in types] == [(1, 0), (0, 1), (0, 0)]

    def test_ends_of_priors_are_all_there(self) -> None:
        found = variants.fragile_variants()
        assert len(found) == 2 * len(priors())
        for variant in found:
            ((symbol, value),) = variant.parameters.items()
            assert value in (priors()[symbol].low, priors()[symbol].high) and symbol in PARAMETERS


class TestRuns:
    def test_a_variant_that_changes_nothing_changes_no_finding(self) -> None:
        same = Variant("same", {"noise": PARAMETERS["noise"].default})
        null = Variant("isolated", governance="none")
        with ThreadPoolExecutor(2) as pool:
            levels, effects = variants.run([same, null], SETS, pool, 8, scenario="teaching/three_towns")
        base, again = (effects[effects["variant"] == name].reset_index(drop=True) for name in (BASE, "same"))
        pd.testing.assert_frame_equal(base.drop(columns="variant"), again.drop(columns="variant"))
        assert (again["change"] == 0).all()
        isolated = effects[effects["variant"] == "isolated"]
        assert (isolated["value"] == 0).all() and (isolated["shown"] == 0).all()
        assert levels.set_index("variant").loc["isolated", "effective"] == 0
        names = set(base.loc[base["kind"] == "approach", "name"])
        assert names == {*codes.APPROACHES, "all"}
        assert len(base) == 2 * (10 + 6)  # two outcomes; seven forms, of which one is the scenario's own

    def test_a_parameter_of_a_variant_stands_above_that_of_the_set(self) -> None:
        case = variants.changed(HARZ, Variant("x", {"trust_gain": 0.1}))
        from paper.cases import half_means

        one = half_means(case, [{"trust_gain": 0.05}] * 2, 4, 1)
        other = half_means(case, [{"trust_gain": 0.25}] * 2, 4, 1)
        assert np.array_equal(one, other)


def effects_table(**changes: object) -> pd.DataFrame:
    """One finding in the model as it is (shown, +0.1) and under a variant."""
    base = {"kind": "approach", "name": "co_design", "outcome": "effective", "base": 0.1, "base_shown": 1}
    zero = {"change": 0.0, "change_low": 0.0, "change_high": 0.0}
    own = {"variant": BASE, "value": 0.1, "low": 0.05, "high": 0.15, "shown": 1}
    return pd.DataFrame([base | own | zero, base | {"variant": "v"} | changes])


class TestLost:
    @pytest.mark.parametrize(
        "row, lost",
        [
            ((0.01, -0.04, 0.06, 0, -0.09, -0.13, -0.05), True),  # gone, and the change is shown
            ((-0.1, -0.15, -0.05, -1, -0.2, -0.25, -0.15), True),  # turned round
            ((0.04, -0.01, 0.09, 0, -0.06, -0.13, 0.01), False),  # not shown any more, but nor is the change
            ((0.06, 0.01, 0.11, 1, -0.04, -0.06, -0.02), False),  # smaller, still shown
            ((0.2, -0.05, 0.45, 0, 0.1, 0.05, 0.15), False),  # larger and noisier
        ],
    )
    def test_when_a_finding_is_lost(self, row: tuple[float, ...], lost: bool) -> None:
        columns = ("value", "low", "high", "shown", "change", "change_low", "change_high")
        assert bool(len(variants.vanished(effects_table(**dict(zip(columns, row, strict=True)))))) is lost

    def test_an_effect_that_was_not_shown_cannot_be_lost(self) -> None:
        table = effects_table(value=0.0, low=-0.1, high=0.1, shown=0, change=-0.1, change_low=-0.2, change_high=-0.05)
        assert variants.vanished(table.assign(base_shown=0)).empty


def test_the_summary_counts_and_compares_orders() -> None:
    rows = []
    for variant, turn in ((BASE, 1), ("turned", -1)):
        for k, name in enumerate((*codes.APPROACHES, "all")):
            value, base = turn * 0.01 * (k - 4), 0.01 * (k - 4)
            rows.append(("approach", name, variant, value, base))
        for k, name in enumerate(("informal_network", "zweckverband")):
            rows.append(("form", name, variant, -0.1 * (k + 1), -0.1 * (k + 1)))
    table = pd.DataFrame(rows, columns=["kind", "name", "variant", "value", "base"]).assign(
        outcome="effective", low=lambda x: x["value"] - 0.015, high=lambda x: x["value"] + 0.015
    )
    sign = [(low > 0) * 1 - (high < 0) * 1 for low, high in zip(table["low"], table["high"], strict=True)]
    table = table.assign(shown=sign, change=table["value"] - table["base"])
    table["base_shown"] = [1 if b > 0.015 else -1 if b < -0.015 else 0 for b in table["base"]]
    table = table.assign(change_low=table["change"] - 0.001, change_high=table["change"] + 0.001)
    found = variants.summary(table).set_index("variant")
    assert found.loc[BASE, "helps"] == 3 and found.loc[BASE, "harms"] == 3 and found.loc[BASE, "lost"] == ""
    assert found.loc[BASE, "approach_order"] == 1 and found.loc["turned", "approach_order"] == -1
    assert found.loc["turned", "form_order"] == 1 and found.loc["turned", "best_form"] == ""
    assert found.loc[BASE, "best"] == "needs_and_strengths" and found.loc["turned", "best"] == "open_communication"
    assert len(found.loc["turned", "lost"].split()) == 6
