"""Calibration patterns C1–C11: what the default parameters must reproduce, simulated and reported honestly.

Each pattern is one function that simulates what it needs and returns its figures with their intervals; a miss stays
visible.  Targets and their sources stand in ``patterns.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight

from coopsim.analysis.effect_size import cohens_d
from coopsim.analysis.intervals import UNKNOWN, Interval, mean, paired_mean, ratio
from coopsim.analysis.intervals import share as share_of
from coopsim.model.parameters import PARAMETERS
from coopsim.run.ensemble import Ensemble, simulate
from coopsim.scenario import Scenario, list_scenarios, load_scenario
from coopsim.submodels.gains import scale_saving
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

LEVEL: Final = 0.95

Figures = dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure of a pattern: what was simulated, and whether it lies in the target."""

    pattern: str  #: C1 … C11
    figure: str  #: id of the figure; its words stand in ``patterns.toml``
    low: float  #: target, lower limit (−inf if none)
    high: float  #: target, upper limit (inf if none)
    simulated: Interval
    percent: bool  #: whether it is a share to be shown in per cent

    @property
    def met(self) -> bool:
        """Whether the simulated value lies in the target."""
        return bool(self.low <= self.simulated.value <= self.high)


@lru_cache(maxsize=32)
def _runs(scenario: Scenario, runs: int, seed: int, series: bool = False) -> Ensemble:
    return simulate(scenario, runs=runs, seed=seed, series=series)


def share(yes: Any) -> Interval:
    """Share of true values, unknown where there is no value."""
    return share_of(yes) if len(yes) else UNKNOWN


def exactly(value: float) -> Interval:
    """A value that is not due to chance."""
    return Interval(value, value, value)


def _value(base: Scenario, name: str) -> float:
    return float(base.parameters.get(name, PARAMETERS[name].default))


def contributions_fall(base: Scenario, runs: int, seed: int) -> Figures:
    """C1: without an approach or a binding form contributions fall over the first five years of joint work."""
    table = _runs(base.with_({"governance": "informal_network"}), runs, seed).runs
    trend = table.contribution_trend.dropna()
    return {"falling": share(trend < 0)}


def meetings_raise(base: Scenario, runs: int, seed: int) -> Figures:
    """C2: six formal meetings a year against none."""
    key = f"governance_models.{base.governance}.meetings_per_year"
    return _contrast(base, key, 6.0, runs, seed)


def identity_raises(base: Scenario, runs: int, seed: int) -> Figures:
    """C3: common identity 1 against 0."""
    return _contrast(base, "approaches.common_identity", 1.0, runs, seed)


def _contrast(base: Scenario, key: str, value: float, runs: int, seed: int) -> Figures:
    some, none = (_runs(base.with_({key: x}), runs, seed).arrays.towns["contribution"] for x in (value, 0.0))
    return {"d": cohens_d(some, none)}


def savings(base: Scenario, runs: int, seed: int) -> Figures:
    """C4: net gains of joint municipal services over spending in their areas; how long they take to ramp up."""
    saving = _runs(base, runs, seed).runs.saving.dropna().to_numpy(np.float64)
    inside = share((saving >= -0.03) & (saving <= 0.08))
    years = _value(base, "ramp_months") * (0.5 + base.hindrance("long_time_span")) / 12
    return {"mean": mean(saving), "inside": inside, "ramp": exactly(years)}


def scale_economies(base: Scenario, runs: int, seed: int) -> Figures:
    """C5: saving still open at 10,000 and at 60,000 inhabitants (from the equation, nothing is simulated)."""
    most, low, high = (_value(base, name) for name in ("scale_most", "scale_low", "scale_high"))
    towns = {"small": 10_000.0, "large": 60_000.0}
    return {name: exactly(scale_saving(people, most, low, high)) for name, people in towns.items()}


def years_to_contract(base: Scenario, runs: int, seed: int) -> Figures:
    """C6: from first talks to the first formal contract, Aalen–Johansen with endings competing."""
    table = _runs(base, runs, seed).runs
    table = table[table.month_talks.notna()]
    talks = table.month_talks.to_numpy(np.float64)
    contract = table.month_contract.astype("Float64").to_numpy(np.float64, na_value=np.inf)
    end = table.month_end.astype("Float64").to_numpy(np.float64, na_value=np.inf)
    if not np.isfinite(contract).any():
        return {"median": UNKNOWN, "within": UNKNOWN, "never": share(np.isinf(contract))}
    event = np.minimum(np.minimum(contract, end), base.horizon_months)
    status = np.where(contract <= event, 1, np.where(end <= event, 2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):  # its standard errors, where nobody is left at risk
        curve = CumIncidenceRight(event - talks, status)
    incidence, months = curve.cinc[0], curve.times
    reached = float(incidence[-1])
    median = float(months[np.searchsorted(incidence, 0.5)]) / 12 if reached >= 0.5 else float("nan")
    waits = (contract - talks)[status == 1] / 12
    spread = [float(np.quantile(waits, q)) for q in (0.25, 0.75)]
    within = share((waits >= 1) & (waits <= 6))
    return {"median": Interval(median, *spread), "within": within, "never": share(status != 1)}


def dissolutions(base: Scenario, runs: int, seed: int) -> Figures:
    """C7: dissolutions per alliance-year under contract, with Poisson limits."""
    table = _runs(base, runs, seed).runs
    table = table[table.contracted]
    count, years = int(table.dissolved.sum()), float(table.months_contract.sum()) / 12
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    return {"rate": Interval(count / years, float(low) / years, float(high) / years) if years else UNKNOWN}


def mayors_change(base: Scenario, runs: int, seed: int) -> Figures:
    """C8: mayoral elections after which somebody else holds the office; incumbents who run and win."""
    table = _runs(base, runs, seed).runs
    # Elections of a run share its luck, so the share of all of them is a ratio of means over runs.
    elections, ran, won = (table[name].to_numpy(np.float64) for name in ("elections", "incumbents", "incumbents_won"))
    return {"changes": ratio(elections - won, elections), "incumbents": ratio(won, ran)}


def plateaus(base: Scenario, runs: int, seed: int) -> Figures:
    """C9: of runs with a contract: alive and unmerged at the horizon; stagnating at least once."""
    table = _runs(base, runs, seed).runs
    table = table[table.contracted]
    alive = ~table.dissolved & (table.merged != "complete")
    return {"alive": share(alive), "stagnated": share(table.stagnated)}


def _under(base: Scenario, name: str) -> Scenario:
    """A shipped scenario under the parameters of ``base``."""
    scenario = load_scenario(name)
    return scenario.with_({"parameters": {**scenario.parameters, **base.parameters}}) if base.parameters else scenario


def mergers(base: Scenario, runs: int, seed: int) -> Figures:
    """C10: complete mergers per alliance-year in any shipped scenario; share of runs on the default."""
    default = _runs(base, runs, seed).runs
    rates = []
    for name in list_scenarios():
        scenario = _under(base, name)
        table = _runs(scenario, max(100, runs // 5), seed).runs
        years = float((scenario.horizon_months - table.month_talks.fillna(scenario.horizon_months)).sum()) / 12
        rates.append(float((table.merged == "complete").sum()) / max(1.0, years))
    return {"anywhere": exactly(max(rates)), "default": share(default.merged == "complete")}


def money_moves(base: Scenario, runs: int, seed: int) -> Figures:
    """C11: activity two years after outside money ended, against the same runs in which it goes on."""
    cliff = _under(base, "teaching/funding_cliff")
    end = cliff.month_of(cliff.funding[0].end or 0)
    longer = [row.model_dump(exclude_none=True) | {"end": cliff.horizon_months} for row in cliff.funding]
    ends, goes_on = (_runs(s, runs, seed, True).arrays.series for s in (cliff, cliff.with_({"funding": longer})))
    window = slice(end + 12, end + 24)
    after, kept = (x["activity"][:, window].mean(axis=1) for x in (ends, goes_on))
    before = ends["activity"][:, end - 12 : end].mean(axis=1)
    return {"against": paired_mean(after, kept), "before": paired_mean(after, before)}


PATTERNS: Final[dict[str, Callable[[Scenario, int, int], Figures]]] = {
    "C1": contributions_fall,
    "C2": meetings_raise,
    "C3": identity_raises,
    "C4": savings,
    "C5": scale_economies,
    "C6": years_to_contract,
    "C7": dissolutions,
    "C8": mayors_change,
    "C9": plateaus,
    "C10": mergers,
    "C11": money_moves,
}


def texts() -> dict[str, Any]:
    """The patterns by id: words in each language, source, and their figures with words, range, unit and scale."""
    return tomllib.loads(files("coopsim.calibration").joinpath("patterns.toml").read_text(encoding="utf-8"))


def simulate_patterns(
    scenario: Scenario | None = None,
    runs: int = 1000,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    only: Collection[str] = PATTERNS.keys(),
) -> list[Verdict]:
    """Simulate the patterns, or some of them, on a scenario (the default: ``harz``) and its parameters.

    ``progress(done, total)`` counts patterns.
    """
    base, words = load_scenario("harz") if scenario is None else scenario, texts()
    found: list[Verdict] = []
    for k, name in enumerate(only):
        for figure, simulated in PATTERNS[name](base, runs, seed).items():
            row = words[name][figure]
            low, high = row["range"]
            found.append(Verdict(name, figure, low, high, simulated, row.get("percent", False)))
        if progress is not None:
            progress(k + 1, len(only))
    _runs.cache_clear()
    return found


def rows(verdicts: list[Verdict], lang: str = "en") -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the report, in a language: pattern, figure, target, simulated, verdict, source."""
    words = texts()

    def value(x: float, verdict: Verdict) -> str:
        return percent(lang, x, 1) if verdict.percent else number(lang, x, 2)

    cells = []
    for verdict in verdicts:
        word = words[verdict.pattern]
        value_, low, high = (value(x, verdict) for x in verdict.simulated)
        between = text(lang, "number.between", low=low, high=high)
        said = text(lang, "patterns.met" if verdict.met else "patterns.missed")
        if np.isinf(verdict.high):
            target, said = text(lang, "patterns.reported"), "–"
        elif np.isinf(verdict.low):
            target = text(lang, "patterns.falls")
        else:
            ends = {"low": value(verdict.low, verdict), "high": value(verdict.high, verdict)}
            target = text(lang, "number.between", **ends)
        cells.append(
            [verdict.pattern, f"{word[lang]}: {word[verdict.figure][lang]}", target, f"{value_} {between}",
             said, word["source"]]
        )  # fmt: skip
    names = ("pattern", "figure", "target", "simulated", "verdict")
    return [text(lang, f"patterns.{name}") for name in names] + [text(lang, "list.source")], cells
