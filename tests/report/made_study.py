"""Experiments whose numbers are chosen by hand, so that it is known what a report has to say on them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from coopsim.analysis.blocks import blocks
from coopsim.analysis.study import Study
from coopsim.model import codes
from coopsim.scenario import load_scenario

RUNS, HORIZON = 400, 240


def some(share: float, luck: int = 0) -> Any:
    """(runs,) yes or no: this share of the runs; a larger share adds runs, another ``luck`` gives other runs."""
    order = np.random.default_rng(luck).permutation(RUNS // 2)
    return np.repeat(order, 2) < round(share * RUNS / 2)  # as many in each half of the runs


def study(
    factors: dict[str, list[Any]],
    lost: Callable[[dict[str, Any]], Any],
    effective: Callable[[dict[str, Any]], Any] = lambda point: np.full(RUNS, 0.5),
    cost: Callable[[dict[str, Any]], float] = lambda point: 1.0,
    added: Callable[[dict[str, Any]], Any] = lambda point: 10.0,
) -> Study:
    """A full factorial; the functions give one number or a number per run for each point.

    ``lost`` and ``effective`` are shares of months; who loses more than half of them stagnates at the end.
    """
    parts, rows = [], list(product(*factors.values()))
    for place, row in enumerate(rows):
        point = dict(zip(factors, row, strict=True))
        values = np.broadcast_to(effective(point), RUNS)
        months = np.round(HORIZON * np.broadcast_to(lost(point), RUNS).astype(float))
        ends = np.where(months > HORIZON / 2, codes.STAGNATING, codes.STABILISED)
        columns = {
            "months_stagnating": months,
            "months_asleep": 0,
            "months_effective": np.round(HORIZON * values),
            "phase_end": pd.Categorical.from_codes(ends, list(codes.PHASES)),
            "added_value": added(point),
        }
        parts.append(pd.DataFrame({"point": place, "run": range(RUNS), "cost": cost(point), **columns}))
    points = pd.DataFrame(rows, columns=list(factors)).assign(point=range(len(rows)))
    for name, levels in factors.items():
        if isinstance(levels[0], str):
            points[name] = pd.Categorical(points[name], levels)
    levers = [name for name in factors if name.startswith(("approaches", "governance", "policy"))]
    manifest = {
        "experiment": {
            "experiment": {"id": "made", "title": {"en": "Made", "de": "Gemacht"}},
            "design": {"kind": "full_factorial"},
        },
        "identity": {"version": "0", "rules": "0" * 64},
        "versions": {"coopsim": "0"},
        "sampled": [],
        "seed": 1,
        "factors": [{"key": name, "role": "lever" if name in levers else "uncertainty"} for name in factors],
    }
    table = pd.concat(parts, ignore_index=True)
    return Study(
        results=SimpleNamespace(manifest=manifest),  # type: ignore[arg-type]
        scenario=load_scenario("harz").with_({"horizon_months": HORIZON}),
        blocks=blocks(table, HORIZON, points=points),
        left_out=0,
        levers=levers,
        uncertainties=[name for name in factors if name not in levers],
    )
