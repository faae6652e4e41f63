"""Early signs: in series made by hand, a sign that always comes first is found, and noise is not taken for one."""

from __future__ import annotations

from typing import Any

import numpy as np

from coopsim.advice.signs import LEAD, WINDOW, checks, early_signs
from coopsim.model import outcomes
from coopsim.model.codes import PHASES

MONTHS, RUNS = 120, 80
WORKS, STALLS = PHASES.index("implementation"), PHASES.index("stagnating")


def series_in_which_trust_falls_first() -> Any:
    """Every other pair of runs stagnates in month 96; there trust falls in month 50, for good.  All else is noise."""
    rng = np.random.default_rng(1)
    series = np.zeros((RUNS, MONTHS), outcomes.dtype(outcomes.SERIES))
    series["phase"] = WORKS
    for name in ("activity", "satisfaction"):
        series[name] = rng.random((RUNS, MONTHS))
    series["trust"] = 0.6 + 0.01 * rng.random((RUNS, MONTHS))
    stalls = np.arange(RUNS) // 2 % 2 == 0
    series["phase"][stalls, 96:] = STALLS
    series["trust"][stalls, 50:] -= 0.3
    return series


def test_a_sign_that_always_comes_first_is_found() -> None:
    table = early_signs(series_in_which_trust_falls_first(), np.arange(RUNS) // 4)
    first = table.iloc[0]
    assert (first["figure"], first["kind"], first["below"]) == ("trust", "level", True)
    assert 0.3 < first["threshold"] < 0.61
    assert first["hits"] == 1.0 and first["false"] < 0.05
    noise = table[table["figure"].isin(["activity", "satisfaction"])]
    assert (noise["hits"] - noise["false"]).abs().max() < 0.3


def test_checks_too_close_to_stagnation_are_left_out() -> None:
    series = series_in_which_trust_falls_first()
    found = checks(series)
    months = {run: int((found.run == run).sum()) for run in (0, 2)}
    assert months[2] == len(range(24, MONTHS - WINDOW + 1, 12)) == 6
    assert months[0] == 6  # the last check, in month 84, is 12 months before
    assert found.comes[found.run == 0].tolist() == [False, False, False, False, True, True]
    series["phase"][0, 95] = STALLS
    assert (checks(series).run == 0).sum() == 5
    assert LEAD == 12 and not found.comes[found.run == 2].any()


def test_without_stagnation_there_are_no_signs() -> None:
    series = series_in_which_trust_falls_first()
    series["phase"] = WORKS
    assert early_signs(series, np.arange(RUNS)).empty
