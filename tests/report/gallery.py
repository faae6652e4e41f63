"""One picture of every kind from small data, for tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import fake_simulate

from coopsim import figures
from coopsim.analysis.comparison import Comparison, compare
from coopsim.analysis.labels import governance_by_approach
from coopsim.analysis.portfolio import not_dominated
from coopsim.analysis.robustness import Regrets
from coopsim.analysis.single_run import SingleRun, Snapshot
from coopsim.figures.comparison import (
    effects_picture,
    flows_picture,
    incidence_picture,
    phases_picture,
    standings_picture,
)
from coopsim.figures.picture import Picture
from coopsim.figures.titles import governance_title
from coopsim.model import codes
from coopsim.scenario import load_scenario
from coopsim.scenario.catalogue import governance_models

GOVERNANCE = list(governance_models())
HINDRANCES = [f"hindrances.{name}" for name in codes.HINDRANCES]


@lru_cache(maxsize=2)
def comparison(still: bool = False) -> Comparison:
    """All governance models and approaches with random runs; ``still`` has no talks in any run."""

    def nothing(scenario: Any, **options: Any) -> Any:
        return fake_simulate(scenario.with_({"governance": "none", "approaches": {}}), **options)

    harz = load_scenario("harz").with_({"horizon_months": 72})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coopsim.run.ensemble.simulate", nothing if still else fake_simulate)
        return compare(
            governance_by_approach(harz, None, ["all"] if still else None), runs=20 if still else 100, seed=1
        )


def limits(values: Any, width: float) -> dict[str, Any]:
    return {"effect": values, "low": values - width, "high": values + width}


@lru_cache(maxsize=1)
def interactions() -> pd.DataFrame:
    """Main effects and interactions of the nine approaches."""
    terms = [(name, None) for name in codes.APPROACHES] + list(combinations(codes.APPROACHES, 2))
    values = np.random.default_rng(1).normal(0, 0.1, len(terms))
    table = pd.DataFrame(terms, columns=["factor", "with"])
    return table.assign(**limits(values, 0.05), outcome="lost")


@lru_cache(maxsize=1)
def hindrances() -> pd.DataFrame:
    """Effects of the hindrances under every governance model."""
    table = pd.DataFrame(list(product(GOVERNANCE, HINDRANCES)), columns=["governance", "factor"])
    return table.assign(**limits(np.random.default_rng(2).normal(0, 0.1, len(table)), 0.08))


@lru_cache(maxsize=1)
def contexts() -> pd.DataFrame:
    """Effects of the approaches where a hindrance is weak and where it is strong."""
    table = pd.DataFrame(
        list(product(["Wettbewerb 0", "Wettbewerb 1"], codes.APPROACHES)), columns=["context", "factor"]
    )
    return table.assign(**limits(np.random.default_rng(6).normal(0, 0.1, len(table)), 0.08))


def regret(worlds: int) -> Regrets:
    """Regret of every governance model in some worlds; one of them is a little below 0."""
    found = np.random.default_rng(7).gamma(1, 0.06, (worlds, len(GOVERNANCE))) - 0.004
    table = pd.DataFrame(found, columns=GOVERNANCE)
    return Regrets(table, table, table[:20] + 0.01)


def called(options: dict[str, Any]) -> Callable[[Any], str]:
    return lambda name: governance_title(name, options["lang"])


@lru_cache(maxsize=1)
def portfolio() -> pd.DataFrame:
    """All combinations of the nine approaches with cost and risk."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame(list(product([0.0, 1.0], repeat=9)), columns=list(codes.APPROACHES))
    used = table.to_numpy().sum(axis=1)
    table["cost"], table["risk"] = (
        1 + 0.1 * used + rng.normal(0, 0.05, 512),
        0.7 - 0.04 * used + rng.normal(0, 0.1, 512),
    )
    for name in ("cost", "risk"):
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.05, table[name] + 0.05
    table["on_front"] = not_dominated(table["cost"].to_numpy(), table["risk"].to_numpy())
    return table.assign(front_share=rng.random(512))


def changes() -> pd.DataFrame:
    """One factor at a time, with both ends on one side for some."""
    rng = np.random.default_rng(4)
    factors = [*HINDRANCES, "parameters.trust_gain", "parameters.scale_most"]
    table = pd.DataFrame(list(product(factors, ["low", "high"])), columns=["factor", "end"])
    change = np.sort(rng.normal(0, 0.2, len(table)))[::-1]
    level = np.where(table["end"] == "low", 0.0, rng.choice([0.5, 1.0, 0.25], len(table)))
    return table.assign(level=level, change=change, low=change - 0.05, high=change + 0.05)


def shares() -> pd.DataFrame:
    """Sobol indices, one of them a little below 0."""
    first = np.array([0.4, 0.2, 0.1, 0.05, 0.02, 0.0, -0.02])
    table = pd.DataFrame({"factor": HINDRANCES, "first": first, "total": first + 0.06})
    for name in ("first", "total"):
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.05, table[name] + 0.05
    return table


def elementary() -> pd.DataFrame:
    star = np.linspace(0.2, 0.01, 7)
    return pd.DataFrame(
        {"factor": HINDRANCES, "mu_star": star, "low": star * 0.8, "high": star * 1.2, "sigma": star / 2}
    )


@lru_cache(maxsize=2)
def one_run(name: str) -> SingleRun:
    """A made-up run of a real region."""
    scenario = load_scenario(name).with_({"horizon_months": 240})
    rng = np.random.default_rng(5)
    towns = sorted(scenario.municipalities, key=lambda town: town.id)
    n = len(towns)
    ends = np.array([0, 6, 24, 48, 140, 200, 230, 240])
    order = [
        codes.NONE,
        codes.FINDING,
        codes.START,
        codes.IMPLEMENTATION,
        codes.STABILISED,
        codes.STAGNATING,
        codes.DISSOLVED,
    ]
    phase = np.repeat(order, np.diff(ends))
    months = np.arange(240)
    series = pd.DataFrame(
        {
            "month": months,
            "phase": phase,
            "activity": 0.2 * np.sin(months / 80) ** 2,
            "trust": 0.4,
            "members": n,
            "services": 1,
        }
    )
    kinds = [
        "funding_begins",
        "talks_begin",
        "letter_of_intent",
        "contract_signed",
        "funding_ends",
        "designated",
        "delivered",
        "election_lost",
        "blocked",
        "exit",
        "dissolution",
    ]
    events = pd.DataFrame({"kind": kinds, "month": [0, 6, 24, 36, 37, 38, 90, 100, 110, 229, 230]})
    snapshots = []
    for month, inside in ((0, False), (60, True), (125, True), (240, False)):
        snapshots.append(
            Snapshot(month, rng.uniform(0.1, 0.9, (n, n)), np.full(n, inside), int(phase[max(0, month - 1)]))
        )
    names = tuple(town.name for town in towns)
    return SingleRun(
        scenario, 7, 3, series, np.stack([phase] * n, axis=1), names, events, tuple(snapshots), {"seed": 7}
    )


def effects_in_months() -> pd.DataFrame:
    return interactions().assign(outcome="time_lost").assign(**limits(np.linspace(-20, 20, 45), 5.0))


NOTE = {
    "en": "Harz: Halberstadt, Wernigerode, Quedlinburg; 1,000 runs.",
    "de": "Harz: Halberstadt, Wernigerode, Quedlinburg; 1.000 Läufe.",
}


def _phases(still: bool, **options: Any) -> Picture:
    return phases_picture(comparison(still), "none", **_without_note(options))


def _incidence(still: bool, **options: Any) -> Picture:
    return incidence_picture(comparison(still), **_without_note(options))


def _effects(still: bool, **options: Any) -> Picture:
    return effects_picture(comparison(still), **_without_note(options))


def _standings(**options: Any) -> Picture:
    return standings_picture(comparison(False), **_without_note(options))


def _flows(**options: Any) -> Picture:
    moved = flows_picture(comparison(False), **_without_note(options))
    assert moved is not None
    return moved


def _without_note(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != "note"}


#: Every kind of picture as a function of language, note, width and titled.
GALLERY: dict[str, Callable[..., Picture]] = {
    "phases": partial(_phases, False),
    "standings": _standings,
    "flows": _flows,
    "incidence": partial(_incidence, False),
    "effects": partial(_effects, False),
    "phases_still": partial(_phases, True),
    "incidence_still": partial(_incidence, True),
    "effects_still": partial(_effects, True),
    "effects_in_months": lambda **options: figures.effects_forest(effects_in_months(), **options),
    "interactions": lambda **options: figures.interaction_map(interactions(), "lost", **options),
    "hindrances": lambda **options: figures.effects_matrix(hindrances(), "effective", **options),
    "contexts": lambda **options: figures.effects_matrix(contexts(), "lost", by="context", **options),
    "regret": lambda **options: figures.regret_plot(regret(200), "lost", called=called(options), **options),
    "regret_few": lambda **options: figures.regret_plot(regret(3), "time_lost", called=called(options), **options),
    "pareto": lambda **options: figures.pareto_front(portfolio(), list(codes.APPROACHES), **options),
    "tornado": lambda **options: figures.tornado(changes(), "effective", **options),
    "sobol": lambda **options: figures.sobol_bars(shares(), "lost", **options),
    "morris": lambda **options: figures.morris_bars(elementary(), "cost", **options),
    "ties": lambda **options: figures.ties_map(one_run("harz"), **options),
    "ties_region": lambda **options: figures.ties_map(one_run("harz_region"), **options),
    "timeline": lambda **options: figures.run_timeline(one_run("harz"), **options),
    "timeline_region": lambda **options: figures.run_timeline(one_run("harz_region"), **options),
}


def draw(name: str, lang: str = "en", width: str = "double", titled: bool = True) -> Picture:
    return GALLERY[name](lang=lang, note=NOTE[lang], width=width, titled=titled)
