"""One run for the map and the log: who takes part, who trusts whom, what happened and why, month by month."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np

from coopsim.run.monthly import MonthlyRun
from coopsim.scenario.schema import Scenario
from coopsim.story.months import entries
from coopsim.texts import LANGUAGES
from coopsim.workshop.headlines import months_lost
from coopsim.workshop.limits import SEED
from coopsim.workshop.runs import Runs

Kind = Literal["typical", "stagnated", "failed", "merged", "succeeded"]

MERGED_COMPLETELY: Final = 2  #: in the column ``merged``

#: Outcomes in which a typical run lies in the middle.
_MIDDLE: Final = (
    *("months_effective", "months_stagnating", "months_asleep", "months_none", "added_value", "cost", "members_end"),
)


def chosen_run(kind: Kind, skip: int, runs: Runs) -> int | None:
    """Number of the run that is the ``skip``-th best example of a kind (round and round); None where there is none.

    typical: nearest to the medians of several outcomes; stagnated: most months stagnating or asleep; failed: never
    started or dissolved, least effective first; merged: all members merged; succeeded: most months in effective
    cooperation.
    """
    order = _typical(runs.rows) if kind == "typical" else _examples(kind, runs.rows)
    return int(order[skip % len(order)]) if len(order) else None


def _typical(rows: Any) -> Any:
    values = np.stack([rows[name].astype(np.float64) for name in _MIDDLE], axis=1)
    spread = values.std(axis=0)
    distance = np.abs(values - np.median(values, axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.argsort(distance.sum(axis=1), kind="stable")


def _examples(kind: Kind, rows: Any) -> Any:
    effective = rows["months_effective"]
    lost = months_lost(rows)
    fits, key = {
        "stagnated": (lost > 0, -lost),
        "failed": (rows["dissolved"] | ~rows["started"], effective),
        "merged": (rows["merged"] == MERGED_COMPLETELY, np.arange(len(rows))),
        "succeeded": (effective > 0, -effective),
    }[kind]
    places = np.flatnonzero(fits)
    return places[np.argsort(key[places], kind="stable")]


def run_frames(scenario: Scenario, run: int) -> dict[str, Any]:
    """Run ``run`` of a scenario, month by month, as plain numbers for the page.

    Phases are codes of ``codes.PHASES``; ``trust`` has a row per month with one whole number (per cent, mean of both
    directions) per pair of municipalities i < j; ``entries`` tell what happened, in both languages.
    """
    single = MonthlyRun(scenario, SEED, run)
    n = len(single.state.town)
    pairs = np.triu_indices(n, 1)
    rows: dict[str, list[Any]] = {name: [] for name in ("phase", "form", "activity", "services", "trust")}
    towns: dict[str, list[Any]] = {name: [] for name in ("phase", "member", "population", "contribution")}
    for _ in range(scenario.horizon_months):
        single.step()
        alliance, town = single.state.alliance, single.state.town
        trust = np.rint(50 * (single.state.trust + single.state.trust.T)).astype(int)
        rows["phase"].append(int(alliance.phase))
        rows["form"].append(int(alliance.form))
        rows["activity"].append(round(float(alliance.activity), 3))
        rows["services"].append(int(alliance.services))
        rows["trust"].append(trust[pairs].tolist())
        towns["phase"].append([int(x) for x in town.phase])
        towns["member"].append([int(x) for x in np.maximum(town.member, town.talks)])
        towns["population"].append([round(float(x)) for x in town.population])
        towns["contribution"].append([round(float(x), 2) for x in town.contribution])
    told = {lang: entries(scenario, single.event_log, single.state, lang) for lang in LANGUAGES}
    outcome = single.outcome()
    return {
        "run": run,
        "months": scenario.horizon_months,
        "start": scenario.start,
        "towns": [
            {"id": town.id, "name": town.name, "lat": town.lat, "lon": town.lon}
            for town in sorted(scenario.municipalities, key=lambda town: town.id)
        ],
        "forms": list(scenario.governance_models),
        "alliance": rows,
        "town": towns,
        "entries": [
            {"month": first.month}
            | {part: {lang: getattr(told[lang][place], part) for lang in LANGUAGES} for part in ("heading", "text")}
            for place, first in enumerate(told[LANGUAGES[0]])
        ],
        "outcome": {name: int(outcome[name]) for name in ("months_effective", "delivered")}
        | {"months_lost": int(months_lost(outcome))},
    }
