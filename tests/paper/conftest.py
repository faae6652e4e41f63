"""Tables of findings and sensitivity from made outcomes: complete, and made in seconds without a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest

from coopsim.calibration import space
from coopsim.scenario import load_scenario
from paper import cases, question, sensitivity, tables, variants

LEVEL = {"time_lost": 60.0, "added_value": 20.0, "worst_off": 5.0, "cost": 1.5, "benefit": 20.0, "attainable": 60.0}
SETS = space.table(np.random.default_rng(1).uniform(size=(12, len(space.priors())))).to_dict("records")


def outcomes(scenarios: Sequence[Any], sets: Any, runs: int, seed: int, pool: Any, progress: Any = None) -> Any:
    """What ``cases.simulated`` gives: every scenario has a quality of its own, envious sets do worse."""
    rng = np.random.default_rng(seed)
    envy = np.array([one["envy_weight"] - 0.5 for one in sets])[:, None]
    shape = (len(scenarios), len(sets), 2)
    quality = rng.normal(0, 0.1, (shape[0], 1, 1)) * (1 - envy) + rng.normal(0, 0.01, shape)
    found = np.empty((len(cases.RAW), *shape))
    for row, names in enumerate(cases.RAW):
        sign = {"time_lost": -1, "attainable": 0}.get(names[0], 1)
        found[row] = LEVEL.get(names[0], 0.2) * (1 + sign * quality) * (0.6 if len(names) > 1 else 1)
    return found


def measures(parameters: Mapping[str, float], scenario: Any, runs: int, seed: int) -> Any:
    """What ``sensitivity.measured`` gives."""
    rng = np.random.default_rng(seed)
    lift = parameters.get("envy_weight", 0.9) - parameters.get("wage", 80_000) / 100_000
    return 0.3 + np.array([0.1, -0.1, 0.05, 0.2])[:, None] * lift + rng.normal(0, 0.01, (4, runs))


@pytest.fixture(scope="session")
def made() -> Iterator[dict[str, tuple[tables.Tables, dict[str, Any]]]]:
    known = question.forms(load_scenario(question.REGION))
    packages = pd.DataFrame({"governance": known, "approaches": "co_design common_objectives", "predicted": 0.5})
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr(question, "packages", lambda *_: packages)
        patch.setattr(question, "simulated", outcomes)
        patch.setattr(variants, "simulated", outcomes)
        patch.setattr(sensitivity, "measured", measures)
        found, about = tables.findings(SETS, SETS[::2], pool, 24)
        moved, sizes = tables.sensitivities(pool, runs=4, trajectories=2, count=3, size=4)
    yield {"findings": (found, about | {"parameters": "posterior"}), "sensitivity": (moved, sizes)}
