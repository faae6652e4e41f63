"""How often the intervals hold: every shipped outcome, as a level, a difference, a ratio, and over time.

    python benchmarks/interval_coverage.py [--population 20000] [--draws 1000] [--out FOLDER]

The truth is that of a large number of runs of the Harz under several settings, the same runs in each.  From these,
100, 200 and 1,000 runs are drawn again and again, and the intervals of ``coopsim.analysis`` are made from them.
``interval_coverage.csv`` holds a row per setting, outcome, kind and number of runs: the share of draws with an interval
(``given``), of these the share that holds the truth (``covered``), and the shares of all draws in which the truth lies
below and above it.  ``events`` is how many runs of a draw are expected to say anything else than most do: where it is
below ten, counts are too coarse for an interval that holds in just 95 %.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bench_tools import HERE, in_words, keep, machine, markdown

import coopsim
from coopsim.analysis.first_events import EVENTS, first_events
from coopsim.analysis.incidence import incidence_curve
from coopsim.analysis.intervals import EVENTS as LEAST
from coopsim.analysis.intervals import difference, mean, means, ratio, ratios_of_means, share
from coopsim.analysis.labels import governance_by_approach
from coopsim.analysis.measures import DERIVED, measure
from coopsim.model import outcomes

RUNS = (100, 200, 1000)
MONTHS = (23, 59, 119, 239)
COARSE = 10  #: expected events below which counts are coarse
#: Governance model and approaches of each setting; the first one is the baseline.
SETTINGS = (
    ("cooperation_body", "none"),
    ("cooperation_body", "all"),
    ("zweckverband", "none"),
    ("joint_agency", "none"),
)
OUTCOMES = tuple(name for name in (*outcomes.RUN, *DERIVED) if not name.startswith(("month_", "phase_")))


def populations(runs: int, seed: int = 7) -> dict[tuple[str, str], pd.DataFrame]:
    """The run tables of the settings."""
    cases = governance_by_approach(coopsim.load_scenario("harz"))
    return {name: coopsim.simulate(cases[name], runs, seed).runs for name in SETTINGS}


def measured(
    tables: dict[tuple[str, str], pd.DataFrame],
    draws: int,
    runs: tuple[int, ...] = RUNS,
    names: tuple[str, ...] = OUTCOMES,
) -> pd.DataFrame:
    """The rows of ``interval_coverage.csv``."""
    horizon = coopsim.load_scenario("harz").horizon_months
    base = tables[SETTINGS[0]]
    rows = []
    for n in runs:
        drawn = np.random.default_rng(n).integers(0, len(base), (draws, n))
        for setting, table in tables.items():
            where = {"setting": "/".join(setting), "runs": n}
            for name in names:
                pair = [measure(x, name, horizon) for x in (table, base)]
                for kind, truth, events, found in _of(pair, drawn, table is base):
                    rows.append({**where, "outcome": name, "kind": kind, "events": events * n, **held(found, truth)})
            for event in EVENTS:
                rows += [{**where, **row} for row in _over_time([table], event, drawn, horizon)]
        pooled = list(tables.values())
        rows += [{"setting": "pooled", "runs": n, **row} for row in _over_time(pooled, "stagnation", drawn, horizon)]
    return pd.DataFrame(rows)


def held(found: Any, truth: float) -> dict[str, float]:
    """How often limits (draws, 2) are given and hold the truth."""
    low, high = np.asarray(found, np.float64).T
    given = np.isfinite(low) & np.isfinite(high)
    rounding = 1e-9 * max(1.0, abs(truth))
    below, above = (truth < low - rounding) & given, (truth > high + rounding) & given
    covered = 1 - (below | above).sum() / given.sum() if given.any() else np.nan
    return {"given": given.mean(), "covered": covered, "below": below.mean(), "above": above.mean()}


def _of(pair: list[Any], drawn: Any, alone: bool) -> Iterator[tuple[str, float, float, Any]]:
    """Kind, truth, rate of events and limits of one outcome of a setting and the baseline."""
    a, b = pair
    yield "level", float(np.nanmean(a)), _rate(a), levels(a, drawn)
    if alone or np.isnan(a).any() or np.isnan(b).any() or (a == b).all():
        return
    rate, shares = _rate(a - b), _yes_or_no(a) and _yes_or_no(b)
    found = [difference(a[chosen], b[chosen])[1:] for chosen in drawn] if shares else levels(a - b, drawn)
    yield "difference", float(a.mean() - b.mean()), rate, found
    if (a >= 0).all() and (b >= 0).all() and b.any():
        rate = min(rate, float((a != 0).mean()), float((b != 0).mean()))
        yield "ratio", float(a.mean() / b.mean()), rate, ratios(a, b, drawn, shares)


def levels(values: Any, drawn: Any) -> Any:
    """(draws, 2) limits of a level; of the runs that have a value."""
    if np.isnan(values).any():
        return [mean(values[chosen])[1:] for chosen in drawn]
    if _yes_or_no(values):
        return [share(values[chosen])[1:] for chosen in drawn]
    return np.column_stack(means(values[drawn])[1:])


def ratios(a: Any, b: Any, drawn: Any, shares: bool) -> Any:
    """(draws, 2) limits of a ratio, as ``intervals.ratio`` gives them, of means all draws at once."""
    if shares:
        return [ratio(a[chosen], b[chosen])[1:] for chosen in drawn]
    x, y = a[drawn], b[drawn]
    few = np.min([(x != 0).sum(axis=1), (y != 0).sum(axis=1), (x != y).sum(axis=1)], axis=0) < LEAST
    with np.errstate(all="ignore"):
        limits = np.column_stack(ratios_of_means(x, y)[1:])
    return np.where(few[:, None], np.nan, limits)


def _yes_or_no(values: Any) -> bool:
    return bool(np.isin(values, (0, 1)).all())


def _rate(values: Any) -> float:
    """Share of runs that say anything else than the most frequent value."""
    known = values[~np.isnan(values)]
    return 1 - float(np.unique(known, return_counts=True)[1].max() / len(known))


def _over_time(tables: list[Any], event: str, drawn: Any, horizon: int) -> list[dict[str, Any]]:
    """Cumulative incidence of an event by some months, mean over several settings within each run."""
    months, causes = (np.array(part) for part in zip(*(first_events(x, horizon, event) for x in tables), strict=True))
    found = []
    for chosen in drawn:
        unit = np.tile(np.arange(len(chosen)), len(tables))
        curves = incidence_curve(months[:, chosen].ravel(), causes[:, chosen].ravel() == 1, horizon, unit=unit)
        found.append(np.array(curves[1:])[:, MONTHS])
    rows = []
    for place, month in enumerate(MONTHS):
        hits = (causes == 1) & (months <= month)
        truth, events = float(hits.mean()), drawn.shape[1] * min(hits.mean(), 1 - hits.mean())
        kind = "incidence" if len(tables) == 1 else "incidence, pooled"
        limits = [limits[:, place] for limits in found]
        rows.append({"outcome": f"{event}, month {month + 1}", "kind": kind, "events": events, **held(limits, truth)})
    return rows


def usual(table: pd.DataFrame) -> pd.DataFrame:
    """The rows in which an interval is given in at least half of the draws."""
    return table[table["given"] >= 0.5]


def told(table: pd.DataFrame, figures: dict[str, Any]) -> str:
    """The figures as Markdown: by kind and number of runs, and by outcome."""
    head = ["", "runs", "cells", "no interval", "least", "most", "93–97 (≥ 10 events)", "below / above"]
    rows = [head]
    for (kind, runs), cells in table.groupby(["kind", "runs"], sort=False):
        given = usual(cells)
        fine = given[given["events"] >= COARSE]
        ends = [given["covered"].min(), given["covered"].max(), fine["covered"].between(0.93, 0.97).mean()]
        sides = " / ".join(f"{100 * given[side].mean():.1f}" for side in ("below", "above"))
        rows.append(
            [str(kind), f"{runs:,}", str(len(cells)), str(len(cells) - len(given)), *(_percent(x) for x in ends), sides]
        )
    names = [(kind, runs) for kind in ("level", "difference", "ratio") for runs in figures["runs"]]
    by_outcome = [["", *(f"{kind}, {runs:,}" for kind, runs in names)]]
    for outcome, cells in table[table["kind"].isin(["level", "difference", "ratio"])].groupby("outcome", sort=False):
        parts = [usual(cells[(cells["kind"] == kind) & (cells["runs"] == runs)])["covered"] for kind, runs in names]
        shown = [f"{100 * part.min():.0f}–{100 * part.max():.0f}" if len(part) else "–" for part in parts]
        by_outcome.append([str(outcome), *shown])
    error = 100 * np.sqrt(0.05 * 0.95 / figures["draws"])
    return (
        "## How often 95 % intervals hold (`interval_coverage.py`)\n\n"
        f"Harz, {figures['settings']} settings, truth from {figures['population']:,} runs, {figures['draws']:,} draws "
        f"of each number of runs (standard error of a cell: {error:.1f} points). A cell is an outcome in a setting. No "
        "interval: fewer than half of the draws have one, as too few runs differ. Below, above: mean share of draws in "
        "which the truth lies on that side. 93–97: share of cells with ten expected events or more that lie there; "
        "with fewer, counts are too coarse for just 95 %. All cells: `interval_coverage.csv`. "
        f"{in_words(figures['machine'])}\n\n"
        f"{markdown(rows)}\n\nLeast and most over the settings, %:\n\n{markdown(by_outcome)}"
    )


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f}"


def main(words: list[str] | None = None) -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--population", type=int, default=20_000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--runs", type=int, nargs="+", default=list(RUNS))
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args(words)
    table = measured(populations(options.population), options.draws, tuple(options.runs))
    figures = {"machine": machine(), "settings": len(SETTINGS), "population": options.population}
    figures |= {"draws": options.draws, "runs": options.runs}
    table.to_csv(options.out / "interval_coverage.csv", index=False, float_format="%.4g", lineterminator="\n")
    text = told(table, figures)
    print(text)
    keep("interval_coverage", figures, text, options.out)


if __name__ == "__main__":
    main()
