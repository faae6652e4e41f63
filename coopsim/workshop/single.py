"""One run for the map and the log: who takes part, who trusts whom, what happened and why, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from coopsim.texts import LANGUAGES
from coopsim.workshop.limits import SEED

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario
    from coopsim.workshop.runs import Runs

Kind = Literal["typical", "stagnated", "failed", "merged", "succeeded"]

#: Outcomes in which a typical run lies in the middle.
_MIDDLE: Final = ("months_effective", "months_stagnating", "months_none", "added_value", "cost", "members_end")


def chosen_run(kind: Kind, skip: int, runs: Runs) -> int | None:
    """Number of the run that is the ``skip``-th best example of a kind (round and round); None where there is none.

    typical: nearest to the medians of several outcomes; stagnated: longest in stagnation; failed: never started or
    dissolved, least effective first; merged: all members merged; succeeded: most months in effective cooperation.
    """
    table = runs.table
    order = _typical(table) if kind == "typical" else _examples(kind, table)
    return int(table["run"].to_numpy()[order[skip % len(order)]]) if len(order) else None


def _typical(table: Any) -> Any:
    values = table[list(_MIDDLE)].to_numpy(np.float64)
    spread = values.std(axis=0)
    distance = np.abs(values - np.median(values, axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.argsort(distance.sum(axis=1), kind="stable")


def _examples(kind: Kind, table: Any) -> Any:
    if kind == "stagnated":
        fits, key = table["stagnated"].to_numpy(bool), -table["months_stagnating"].to_numpy(np.float64)
    elif kind == "merged":
        fits, key = (table["merged"].astype(str) == "complete").to_numpy(), table["run"].to_numpy(np.float64)
    elif kind == "succeeded":
        fits = (table["months_effective"] > 0).to_numpy()
        key = -table["months_effective"].to_numpy(np.float64)
    else:
        fits = table["dissolved"].to_numpy(bool) | ~table["started"].to_numpy(bool)
        key = table["months_effective"].to_numpy(np.float64)
    places = np.flatnonzero(fits)
    return places[np.argsort(key[places], kind="stable")]


def run_frames(scenario: Scenario, run: int) -> dict[str, Any]:
    """Run ``run`` of a scenario, month by month, as plain numbers for the page.

    Phases are codes of ``codes.PHASES``; ``trust`` has a row per month with one whole number (per cent, mean of both
    directions) per pair of municipalities i < j; ``entries`` tell what happened, in both languages.
    """
    from coopsim.model import CooperationModel
    from coopsim.story.telling import entries

    model = CooperationModel(scenario, rng=SEED, run=run)
    n = len(model.state.town)
    pairs = np.triu_indices(n, 1)
    rows: dict[str, list[Any]] = {name: [] for name in ("phase", "form", "activity", "services", "trust")}
    towns: dict[str, list[Any]] = {name: [] for name in ("phase", "member", "population", "contribution")}
    for _ in range(scenario.horizon_months):
        model.step()
        alliance, town = model.state.alliance, model.state.town
        trust = np.rint(50 * (model.state.trust + model.state.trust.T)).astype(int)
        rows["phase"].append(int(alliance.phase))
        rows["form"].append(int(alliance.form))
        rows["activity"].append(round(float(alliance.activity), 3))
        rows["services"].append(int(alliance.services))
        rows["trust"].append(trust[pairs].tolist())
        towns["phase"].append([int(x) for x in town.phase])
        towns["member"].append([int(x) for x in np.maximum(town.member, town.talks)])
        towns["population"].append([round(float(x)) for x in town.population])
        towns["contribution"].append([round(float(x), 2) for x in town.contribution])
    told = {lang: entries(scenario, model.event_log, model.state, lang) for lang in LANGUAGES}
    outcome = model.outcome()
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
            {
                "month": first.month,
                "heading": {lang: told[lang][place].heading for lang in LANGUAGES},
                "text": {lang: told[lang][place].text for lang in LANGUAGES},
            }
            for place, first in enumerate(told[LANGUAGES[0]])
        ],
        "outcome": {name: int(outcome[name]) for name in ("months_effective", "months_stagnating", "delivered")},
    }
