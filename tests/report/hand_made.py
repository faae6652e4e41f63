"""Comparisons whose numbers are chosen by hand, so that it is known what a report has to say on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from fake_ensemble import run_table

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.labels import Label, label_text
from coopsim.analysis.multistate import phase_shares
from coopsim.model import codes
from coopsim.model.codes import APPROACHES
from coopsim.scenario import load_scenario

HORIZON = 240


def spread(centre: float, half: float, runs: int) -> Any:
    """(runs,) values with this mean, alternating between ``centre - half`` and ``centre + half`` in fours of runs."""
    sign = np.where(np.arange(runs) // 2 % 2 == 0, 1.0, -1.0)
    return centre + half * sign


def some(share: float, runs: int, shift: int = 0) -> Any:
    """(runs,) yes or no: this share of the runs, evenly spread, from run ``shift`` on."""
    place = (np.arange(runs) + shift) % runs
    return np.floor((place + 1) * share + 1e-9) > np.floor(place * share + 1e-9)


def runs_of(columns: Mapping[str, Any], runs: int) -> pd.DataFrame:
    """A run table of an alliance that never starts, with some columns replaced.

    ``effective`` and ``lost`` are shares of months, ``works`` is whether it works in the last month (else stagnates).
    """
    table = run_table(np.zeros((runs, HORIZON), np.int8), 1, np.random.default_rng(1))
    for name, value in {"started": True, "cost": 1.0, "worst_off": 1.0, "added_value": 5.0, **columns}.items():
        if name in ("effective", "lost"):
            column = {"effective": "months_effective", "lost": "months_stagnating"}[name]
            table[column] = np.round(HORIZON * np.asarray(value)).astype(int)
        elif name == "works":
            ends = np.where(value, codes.STABILISED, codes.STAGNATING)
            table["phase_end"] = table["phase_20"] = pd.Categorical.from_codes(ends, list(codes.PHASES))
        else:
            table[name] = value
    return table


def made(tables: Mapping[Label, Mapping[str, Any]], runs: int = 400, baseline: Label | None = None) -> Comparison:
    """A comparison of labels with the columns given for each; see ``runs_of``."""
    harz = load_scenario("harz").with_({"horizon_months": HORIZON})
    scenarios: dict[Label, Any] = {}
    parts, phases = [], []
    for number, (label, columns) in enumerate(tables.items()):
        names = {"label": label_text(label)}
        scenarios[label] = harz.with_({"parameters.trust_gain": 0.1 + number / 1000})  # not alike
        if not isinstance(label, str):
            names |= {"governance": label[0], "approach": label[1]}
            strength = {"none": {}, "all": dict.fromkeys(APPROACHES, 1.0)}.get(label[1], {label[1]: 1.0})
            scenarios[label] = harz.with_({"governance": label[0], "approaches": strength})
        parts.append(runs_of(columns, runs).assign(**names))
        phases.append(phase_shares(np.zeros((runs, HORIZON), np.int8)).assign(**names))
    table, shares = pd.concat(parts, ignore_index=True), pd.concat(phases, ignore_index=True)
    for name in ("label", "governance", "approach"):
        if name in table:
            order = list(dict.fromkeys(table[name]))
            table[name], shares[name] = (pd.Categorical(x[name], order) for x in (table, shares))
    base = baseline or next(iter(tables))
    manifest = {
        "id": "0123456789ab",
        "versions": {"coopsim": "0"},
        "seed": 1,
        "runs": runs,
        "scenarios": {label_text(label): {} for label in tables},
        "baseline": label_text(base),
    }
    return Comparison(scenarios, base, 1, table, shares, manifest)
