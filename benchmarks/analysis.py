"""All analyses and figures of the factorial of approaches and governance models: time and memory.

    coopsim experiment run approaches_by_governance     # 2^9 x 8 points x 200 runs, some minutes, once
    python benchmarks/analysis.py [--store FOLDER] [--out benchmarks]

Everything runs in one process on one store, as a user's script would.  Times are wall and processor time; memory is
the most that the process held at any time, the libraries included.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_tools import HERE, in_words, keep, machine, markdown

GOAL_SECONDS, GOAL_GIGABYTES = 120, 4


def main() -> None:
    """Run all parts and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, default=Path("results/approaches_by_governance"))
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    options = parser.parse_args()
    rows, sizes = measured(options.store)
    figures = {"machine": machine(), "sizes": sizes, "parts": rows, "peak_gigabytes": peak()}
    words = told(figures)
    print(words)
    keep("analysis", figures, words, options.out)


def measured(store: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Wall and processor seconds of every part, and how large the experiment is."""
    began = time.perf_counter(), time.process_time()
    study, parts = prepared(store)
    rows = [{"part": "libraries, opening, run table", **_since(*began)}]
    for name, work in parts.items():
        began = time.perf_counter(), time.process_time()
        work()
        rows.append({"part": name, **_since(*began)})
    whole = {"part": "all", **{key: sum(row[key] for row in rows) for key in ("wall", "processor")}}
    return [*rows, whole], {"points": len(study.blocks.points), "runs": study.runs}


def prepared(store: Path) -> tuple[Any, dict[str, Callable[[], object]]]:
    """The opened experiment and the parts by name."""
    from coopsim.analysis import contrasts, convergence, discovery, factorial, incidence, portfolio, robustness
    from coopsim.analysis.study import open_study
    from coopsim.analysis.study_claims import claims
    from coopsim.figures.study import StudyPictures

    study = open_study(store)
    names, whole = study.approaches, study.blocks
    forms = {form: whole.where(governance=form) for form in study.forms}
    none = dict.fromkeys(names, 0.0)
    outcomes = ("stagnates", "effective", "time_lost", "cost")

    def effects() -> None:
        for outcome in outcomes:
            factorial.effects(whole, outcome, names)
            factorial.effects(whole, outcome, names, by=["governance"])

    def pairs() -> None:
        for found in forms.values():
            contrasts.contrasts(found, ["stagnates"], none)

    def ratios() -> None:
        for found in forms.values():
            used = (found.points[names] > 0).sum(axis=1).to_numpy()
            contrasts.contrasts(found.keep((used <= 1) | (used == len(names))), list(outcomes), none)

    def combinations() -> None:
        portfolio.pareto_table(whole)
        for found in forms.values():
            portfolio.pareto_table(found)
            portfolio.best_at_budgets(found, [0.5, 1.0, 2.0, 4.0], baseline=none)
            portfolio.marginal_values(found, names)
            portfolio.order_to_add(found, names)

    def times() -> None:
        months = [f"month_{name}" for name in ("first_stagnation", "contract", "start", "end")]
        for form in forms:
            columns = [*months, "dissolved", "months_stagnating", "months_asleep"]
            runs = study.results.runs(columns, where={"governance": form})
            for event in ("stagnation", "contract"):
                incidence.cumulative_incidence(runs, whole.horizon, event=event)
            incidence.incidence_since(runs, whole.horizon)
            incidence.time_lost(runs, whole.horizon)
            incidence.median_month(runs, whole.horizon)

    def worlds() -> None:
        robustness.robustness(whole, "effective", ["governance"], tolerance=0.02)
        for found in forms.values():
            discovery.discover(found.points[names], found.values("stagnates").mean(axis=1) > 0.5)

    def enough() -> None:
        for found in forms.values():
            values = factorial.run_effects(found, "stagnates", names, order=1).values[0]
            for row in values:
                convergence.paired_convergence(row, 0 * row)

    def draw() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for lang in ("en", "de"):
                for picture in StudyPictures(claims(study), study, lang).all():
                    picture.save(Path(folder), study.id, replace=True)
            for picture in single(study):
                picture.save(Path(folder), study.id)

    parts = {
        "effects and interactions, 4 outcomes, overall and by form": effects,
        "contrasts of every combination with none, by form": pairs,
        "contrasts of single approaches, 4 outcomes": ratios,
        "Pareto fronts, budgets, marginal values, orders": combinations,
        "times to stagnation and contract, by form": times,
        "regret; conditions of failure, by form": worlds,
        "convergence, by form": enough,
        "all figures in both languages, SVG, PDF and PNG": draw,
    }
    return study, parts


def single(study: Any) -> list[Any]:
    """The figures of one run, lived through again, and the phases of the runs of one point."""
    from coopsim import figures
    from coopsim.analysis.multistate import paths, phase_shares, stays, transitions
    from coopsim.analysis.single_run import live_again
    from coopsim.run.ensemble import simulate

    run = live_again(study.scenario, seed=1, months=[0, 60, 120, 240])
    phase = simulate(study.scenario, runs=study.runs, seed=1, series=True).arrays.series["phase"]
    for look in (transitions, stays, paths):
        look(phase)
    shares = phase_shares(phase).assign(panel="Harz")
    return [figures.run_timeline(run), figures.ties_map(run), figures.phase_river(shares)]


def peak() -> float:
    """The most memory that this process held, in gigabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e9


def told(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    sizes, total = found["sizes"], found["parts"][-1]
    rows = [["", "wall, s", "processor, s"]]
    rows += [[row["part"], f"{row['wall']:.1f}", f"{row['processor']:.1f}"] for row in found["parts"]]
    met = total["processor"] < GOAL_SECONDS and found["peak_gigabytes"] < GOAL_GIGABYTES
    verdict = "met" if met and total["wall"] < GOAL_SECONDS else "met in processor time only" if met else "MISSED"
    return (
        "## Analyses and figures of an experiment (`analysis.py`)\n\n"
        f"{sizes['points']:,} points × {sizes['runs']:,} runs, one process. {in_words(found['machine'])}\n\n"
        f"{markdown(rows)}\n\n"
        f"Most memory: {found['peak_gigabytes']:.2f} GB. Goal: {GOAL_SECONDS} s and {GOAL_GIGABYTES} GB; {verdict}."
    )


def _since(wall: float, processor: float) -> dict[str, float]:
    return {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}


if __name__ == "__main__":
    main()
