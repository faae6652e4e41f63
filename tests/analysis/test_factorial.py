"""Main effects and interactions against known truth and against ordinary least squares of statsmodels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from designs import full_factorial, run_table

from coopsim.analysis.blocks import Blocks, blocks
from coopsim.analysis.factorial import effects, run_effects

FACTORS = ["a", "b", "c"]


def outcome(points: pd.DataFrame, luck: Any) -> Any:
    """a adds 2, b takes 1, both together 0.5 more; c works under the firm form only; runs differ in level and slope."""
    firm = (points["governance"] == "firm").astype(float)
    noise = np.random.default_rng(abs(int(1e6 * luck[1]))).normal(0, 0.3, len(points))
    a, b, c = (points[name] for name in FACTORS)
    return (2 + 0.4 * luck[2]) * a - b + 0.5 * a * b + 3 * c * firm + 5 * luck[0] + noise


@pytest.fixture(scope="module")
def design() -> Blocks:
    points = full_factorial({"governance": ["loose", "firm"], **{key: [0.0, 1.0] for key in FACTORS}})
    return blocks(run_table(points, {"y": outcome}, 60), 1, factors=list(points))


def test_point_estimates_are_those_of_least_squares(design: Blocks) -> None:
    """Coded −½, ½ with all two-way terms: the coefficients of one big regression over all rows."""
    coded = design.table.assign(**{name: design.table[name] - 0.5 for name in FACTORS})
    model = smf.ols("y ~ (a + b + c) ** 2 + C(governance)", coded).fit().params
    found = effects(design, "y", FACTORS)
    for row in found.to_dict("records"):
        name = row["factor"] if row["with"] is None or row["with"] != row["with"] else f"{row['factor']}:{row['with']}"
        assert row["effect"] == pytest.approx(model[name])


def test_intervals_are_those_of_a_regression_clustered_by_run(design: Blocks) -> None:
    """The robust error with runs as clusters has the same limit; luck that runs share widens nothing."""
    coded = design.table.assign(**{name: design.table[name] - 0.5 for name in FACTORS})
    fit = smf.ols("y ~ (a + b + c) ** 2 + C(governance)", coded).fit(
        cov_type="cluster", cov_kwds={"groups": coded["run"], "df_correction": False}
    )
    found = effects(design, "y", FACTORS).set_index("factor").loc["a"].query("`with`.isna()").iloc[0]
    assert (found["high"] - found["low"]) / 2 == pytest.approx(2.0 * fit.bse["a"], rel=0.03)
    naive = smf.ols("y ~ (a + b + c) ** 2 + C(governance)", coded).fit().bse["b"]
    ours = effects(design, "y", FACTORS).query("factor == 'b' and `with`.isna()").iloc[0]
    assert (ours["high"] - ours["low"]) / 4 < naive / 10


def test_truth_is_found_overall_and_by_governance(design: Blocks) -> None:
    overall = effects(design, "y", FACTORS, level=0.999).set_index("factor")
    main = overall[overall["with"].isna()]
    for name, truth in {"a": 2.25, "b": -0.75, "c": 1.5}.items():
        assert main.loc[name, "low"] < truth < main.loc[name, "high"]
    pair = overall[overall["with"].notna()].reset_index().set_index(["factor", "with"])
    assert pair.loc[("a", "b"), "low"] < 0.5 < pair.loc[("a", "b"), "high"]
    each = effects(design, "y", FACTORS, by=["governance"], order=1)
    assert list(each["governance"].cat.categories) == ["loose", "firm"]
    c = each[each["factor"] == "c"].set_index("governance")
    assert c.loc["loose", "effect"] == pytest.approx(0, abs=0.2) and c.loc["firm", "effect"] == pytest.approx(
        3, abs=0.2
    )


def test_effects_in_each_context_of_a_level(design: Blocks) -> None:
    """By a factor that is a number, as by the level of a hindrance: c moves the firm form only, at both levels of a."""
    each = effects(design, "y", ["b", "c"], by=["a", "governance"], order=1).query("factor == 'c'")
    assert each["a"].tolist() == [0, 0, 1, 1] and each["a"].dtype == np.float64
    assert each["effect"].tolist() == pytest.approx([0, 3, 0, 3], abs=0.2)


def test_overall_is_the_mean_of_the_groups(design: Blocks) -> None:
    each = effects(design, "y", FACTORS, by=["governance"], order=1).groupby("factor")["effect"].mean()
    overall = effects(design, "y", FACTORS, order=1).set_index("factor")["effect"]
    assert each.to_dict() == pytest.approx(overall.to_dict())


def test_simultaneous_intervals_are_wider(design: Blocks) -> None:
    one, all_ = (effects(design, "y", FACTORS, simultaneous=many) for many in (False, True))
    assert (all_["high"] - all_["low"] > one["high"] - one["low"]).all()
    assert np.array_equal(one["effect"], all_["effect"])


def test_null_effects_are_seldom_claimed() -> None:
    """Outcomes that no factor moves: 95 % intervals exclude 0 in about 5 % of many tables."""
    points = full_factorial({key: [0.0, 1.0] for key in "abcdef"})
    hits = []
    for k in range(40):
        rng = np.random.default_rng(k)
        table = run_table(points, {"y": lambda p, z, rng=rng: rng.normal(size=len(p)) + z[0]}, 12)
        found = effects(blocks(table, 1, factors=list(points)), "y", list(points), order=1)
        hits += (found["low"] * found["high"] > 0).tolist()
    assert 0.01 < np.mean(hits) < 0.09


def test_levels_in_between_and_designs_that_are_no_factorial() -> None:
    rng = np.random.default_rng(8)
    points = pd.DataFrame(rng.random((40, 2)), columns=["a", "b"])
    table = run_table(points, {"y": lambda p, z: 4 * p["a"] - 2 * p["b"] + z[0]}, 5)
    found = effects(blocks(table, 1, factors=["a", "b"]), "y", ["a", "b"], order=1).set_index("factor")["effect"]
    spread = points.max() - points.min()
    assert found["a"] == pytest.approx(4 * spread["a"]) and found["b"] == pytest.approx(-2 * spread["b"])


def test_what_cannot_be_estimated_is_told(design: Blocks) -> None:
    half = design.keep(design.points[FACTORS].sum(axis=1).to_numpy() % 2 == 0)
    with pytest.raises(ValueError, match="cannot tell"):
        effects(half, "y", FACTORS)
    with pytest.raises(ValueError, match="never changes"):
        effects(design.where(a=1.0), "y", FACTORS)
    with pytest.raises(ValueError, match="no number"):
        run_effects(design, "y", ["governance"], order=1)
    design.table["gap"] = np.nan
    with pytest.raises(ValueError, match="missing"):
        effects(design, "gap", FACTORS)
