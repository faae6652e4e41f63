"""One run lived through again: its course month by month, who trusted whom at chosen months, and its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario


class Snapshot(NamedTuple):
    """A run at the end of a month (counted from 1): trust (n, n) of row in column, who takes part (n,), phase code."""

    month: int
    trust: Any
    takes_part: Any
    phase: int


@dataclass(frozen=True)
class SingleRun:
    """The course of run ``run`` of ``seed``; municipalities are in the order of their ids.

    Attributes:
        series: a row per month: ``month`` (from 0), ``phase`` (code), ``activity``, ``trust`` (mean over the
            participants, else over all), ``members``, ``services``.
        town_phase: (T, n) phase code of every municipality.
        names: (n,) names of the municipalities.
        events: the log as ``coopsim.story.events_table`` gives it, in English.
        snapshots: at the months that were asked for.
        manifest: what is needed to repeat the run.
    """

    scenario: Scenario
    seed: int
    run: int
    series: pd.DataFrame
    town_phase: Any
    names: tuple[str, ...]
    events: pd.DataFrame
    snapshots: tuple[Snapshot, ...]
    manifest: dict[str, Any]

    @property
    def manifest_id(self) -> str:
        """A fingerprint of the manifest."""
        from coopsim.run.provenance import digest_of

        return digest_of(self.manifest)


def live_again(scenario: Scenario, seed: int = 1, run: int = 0, months: Sequence[int] = ()) -> SingleRun:
    """Live through a run of an ensemble; ``months`` (1 … horizon) are the ends of months at which ties are kept.

    Month 0 is the state before the first month.  Raises ValueError for a month that the run does not have.
    """
    import pandas as pd

    from coopsim.run.ensemble import simulate
    from coopsim.run.mesa_model import CooperationModel

    wrong = [month for month in months if not 0 <= month <= scenario.horizon_months]
    if wrong:
        raise ValueError(f"Month {wrong[0]} is not within the run (0 … {scenario.horizon_months}).")
    model = CooperationModel(scenario, rng=seed, run=run)
    snapshots = [_snapshot(model)] if 0 in months else []
    rows, phases = [], []
    for month in range(scenario.horizon_months):
        model.step()
        alliance, town = model.state.alliance, model.state.town
        inside = town["talks"] > 0
        trust = float(town["trust"][inside].mean() if inside.any() else town["trust"].mean())
        numbers = (int(alliance.members), int(alliance.services))
        rows.append((month, int(alliance.phase), float(alliance.activity), trust, *numbers))
        phases.append(np.array(town["phase"], np.int8))
        if month + 1 in months:
            snapshots.append(_snapshot(model))
    names = ["month", "phase", "activity", "trust", "members", "services"]
    return SingleRun(
        scenario=scenario,
        seed=seed,
        run=run,
        series=pd.DataFrame(rows, columns=names),
        town_phase=np.stack(phases),
        names=tuple(agent.name for agent in model.agents),
        events=model.events,
        snapshots=tuple(snapshots),
        manifest=simulate(scenario, runs=1, seed=seed, first_run=run).manifest,
    )


def _snapshot(model: Any) -> Snapshot:
    state = model.state
    return Snapshot(model.month, np.array(state.trust), np.array(state.town["talks"] > 0), int(state.alliance.phase))
