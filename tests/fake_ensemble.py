"""Random run tables with the columns of a real ensemble, so that tests of analysis and reports need no model.

Every run walks through the phases by chance; better forms and more approaches start sooner and stagnate less.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from coopsim.model import codes, outcomes

MERGED = ("no", "partial", "complete")


def phase_walk(runs: int, months: int, strength: float, rng: np.random.Generator) -> Any:
    """Phase codes (runs, months) of alliances that move month by month by fixed chances."""
    leave = {
        codes.NONE: [(0.04 * strength, codes.FINDING)],
        codes.FINDING: [(0.03 * strength, codes.START)],
        codes.START: [(0.05 * strength, codes.IMPLEMENTATION), (0.01, codes.INERT)],
        codes.IMPLEMENTATION: [(0.02, codes.STABILISED), (0.02, codes.STAGNATING)],
        codes.STABILISED: [(0.004 / max(strength, 0.1), codes.STAGNATING), (0.0003, codes.MERGED)],
        codes.STAGNATING: [(0.02 * strength, codes.IMPLEMENTATION), (0.008, codes.DISSOLVED)],
        codes.INERT: [(0.01, codes.DISSOLVED)],
    }
    draws = rng.random((runs, months))
    out = np.zeros((runs, months), np.int8)
    phase = np.zeros(runs, np.int64)
    for month in range(months):
        now = phase.copy()
        for code, ways in leave.items():
            low = 0.0
            for chance, to in ways:
                hit = (now == code) & (draws[:, month] >= low) & (draws[:, month] < low + chance)
                phase[hit] = to
                low += chance
        out[:, month] = phase
    return out


def _first(phase: Any, *which: int) -> Any:
    hit = np.isin(phase, which)
    month = np.where(hit.any(axis=1), hit.argmax(axis=1), -1)
    return pd.arrays.IntegerArray(month.astype(np.int32), month < 0)


def run_table(phase: Any, seed: int, rng: np.random.Generator, first_run: int = 0) -> pd.DataFrame:
    """A run table whose columns on phases follow from ``phase`` (runs, months); the others are random."""
    runs = len(phase)
    table: dict[str, Any] = {"run": np.arange(first_run, first_run + runs), "seed": np.full(runs, seed)}
    for name, column in outcomes.RUN.items():
        if column.kind == "?":
            table[name] = np.zeros(runs, bool)
        elif column.kind == "f4":
            table[name] = rng.normal(0.3, 0.1, runs).astype(np.float32)
        else:
            table[name] = np.zeros(runs, np.int32)
    for name in codes.PHASES[:8]:
        table[f"months_{name}"] = (phase == codes.PHASES.index(name)).sum(axis=1).astype(np.int32)
    table["months_effective"] = table["months_implementation"] + table["months_stabilised"]
    table["month_talks"] = _first(phase, codes.FINDING)
    table["month_start"] = _first(phase, codes.START)
    table["month_contract"] = _first(phase, codes.IMPLEMENTATION)
    table["month_implementation"] = _first(phase, codes.IMPLEMENTATION)
    table["month_stabilised"] = _first(phase, codes.STABILISED)
    table["month_first_stagnation"] = _first(phase, codes.STAGNATING)
    table["month_end"] = _first(phase, codes.MERGED, codes.DISSOLVED)
    table["started"] = (phase == codes.START).any(axis=1)
    table["stagnated"] = (phase == codes.STAGNATING).any(axis=1)
    table["inert"] = (phase == codes.INERT).any(axis=1)
    table["dissolved"] = (phase == codes.DISSOLVED).any(axis=1)
    table["merged"] = pd.Categorical.from_codes(2 * (phase == codes.MERGED).any(axis=1), list(MERGED))
    table["asleep"] = (phase == codes.ASLEEP).any(axis=1)
    table["attainable"] = table["attainable"] + 1.0
    table["phase_end"] = pd.Categorical.from_codes(phase[:, -1], list(codes.PHASES))
    for year in (5, 10, 20):
        reached = phase[:, 12 * year - 1] if phase.shape[1] >= 12 * year else np.full(runs, -1)
        table[f"phase_{year}"] = pd.Categorical.from_codes(reached, list(codes.PHASES))
    return pd.DataFrame(table)


def fake_simulate(scenario: Any, runs: int = 1000, seed: int = 1, **options: Any) -> Any:
    """In place of ``coopsim.simulate``: the same attributes, quickly, from the scenario's levers and the seed."""
    models = list(scenario.governance_models)
    rank = models.index(scenario.governance)
    strengths = [setting.strength for setting in scenario.approaches.values()]
    strength = 0.0 if scenario.governance == "none" else 0.25 + 0.08 * rank + 0.06 * sum(strengths)
    strength += 0.02 * sum(place * value for place, value in enumerate(strengths)) / 9
    rng = np.random.default_rng([seed, 7])
    phase = phase_walk(runs, scenario.horizon_months, strength, rng)
    series = np.zeros(phase.shape, outcomes.dtype(outcomes.SERIES)).view(np.recarray)
    series["phase"] = phase
    if options.get("progress") is not None:
        options["progress"](runs, runs)
    return SimpleNamespace(
        runs=run_table(phase, seed, rng),
        arrays=SimpleNamespace(series=series),
        scenario=scenario,
        seed=seed,
        manifest={
            "versions": {"coopsim": "0"},
            "scenario": {"id": scenario.id, "fingerprint": scenario.fingerprint},
            "seed": seed,
            "runs": runs,
        },
    )
