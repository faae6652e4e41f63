"""The claims on an experiment, chosen from its numbers by fixed rules; no words.

1. ``overall``: which approaches lower or raise the time lost to stagnation or sleep, mean over all combinations of the
   others and all forms of cooperation; effective months and added value beside it.
2. ``apart``: the same under each form and in each context, and whether an approach that helps here harms there.
3. ``in_combination``: interactions, the best combination for the present form, in which order to add approaches.
4. ``safest``: which choice is rarely bad over several worlds.
5. ``study_worlds``: what one factor alone changes, which uncertainties matter, where a choice fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.blocks import is_number
from coopsim.analysis.claims import Changes, Effect, ordered, pairs
from coopsim.analysis.convergence import paired_convergence
from coopsim.analysis.digits import above, below, certain
from coopsim.analysis.factorial import run_effects
from coopsim.analysis.intervals import Interval, limits_of, mean, paired_mean, together
from coopsim.analysis.portfolio import best_at_budgets, order_to_add
from coopsim.analysis.robustness import Regrets, regrets
from coopsim.analysis.study import FORM, RISK, Study, interactions, main_effects, without
from coopsim.analysis.study_worlds import Failure, Sensitivity, failures, sensitivity, single
from coopsim.analysis.summary import within_one

if TYPE_CHECKING:
    import pandas as pd

CHOICES = 12  #: combinations of levers up to which each is a choice of its own; else the form alone is chosen


@dataclass(frozen=True)
class Apart:
    """Effects on the time lost form by form, and how much they change with each context.

    Attributes:
        cells: ``governance``, ``factor``, ``effect``, ``low``, ``high``, a row per form and approach.
        reversed: approaches that lower the time lost for certain under one form and raise it under another.
        contexts: ``factor``, ``with`` (the context), ``effect`` …: how an effect changes from the context's lowest to
            its highest level, only those that are certain, the strongest first.
        tried: number of contexts looked at.
    """

    cells: pd.DataFrame
    reversed: list[str]
    contexts: pd.DataFrame
    tried: int


@dataclass(frozen=True)
class Together:
    """Approaches in combination, under the present form.

    Attributes:
        pairs: interactions over all forms that are certain, the strongest first; tried: how many were looked at.
        best: the row of ``portfolio.best_at_budgets`` for the whole budget, or None where not all were combined.
        against: what its gain is counted from: "none" (no approach), or "cheapest" where none was not simulated.
        order: the table of ``portfolio.order_to_add``, or None.
        useful: approaches of the order up to the last one that demonstrably lowers the time lost when it is added.
    """

    pairs: pd.DataFrame
    tried: int
    best: dict[str, Any] | None
    against: str
    order: pd.DataFrame | None
    useful: list[str]


@dataclass(frozen=True)
class Safest:
    """Regret in the time lost over worlds, as shares of months.

    Attributes:
        choice: factors that are chosen.
        regret: of every choice in every world and run.
        first: choices whose mean regret cannot be told from the smallest one, best first.
        levels: mean regret of each choice with its interval over worlds and runs; worst: the largest one.
    """

    choice: list[str]
    regret: Regrets
    first: list[Any]
    levels: dict[Any, Interval]
    worst: dict[Any, float]


@dataclass(frozen=True)
class StudyClaims:
    """All claims on an experiment; None or nothing where a question does not arise."""

    overall: Changes | None
    apart: Apart | None
    together: Together | None
    safest: Safest | None
    single: Changes | None
    sensitivity: list[Sensitivity]
    failures: list[Failure]


def claims(study: Study) -> StudyClaims:
    """All claims that the experiment allows."""
    whole = overall(study)
    here, joint = (None, None) if whole is None else (apart(study), in_combination(study))
    return StudyClaims(whole, here, joint, safest(study), single(study), sensitivity(study), failures(study))


def overall(study: Study) -> Changes | None:
    """Main effects of the approaches; None where there are none or the design cannot tell them apart."""
    names, found = study.approaches, study.cooperating
    if study.kind == "one_at_a_time":  # no means over the others
        return None
    outcomes = (RISK, "effective", *(["added_value"] if study.has("added_value") else []))
    tables = [main_effects(found, outcome, names, simultaneous=True) for outcome in outcomes]
    limits = [[limits_of(row) for row in table.to_dict("records")] for table in tables if table is not None]
    if len(limits) < len(outcomes):
        return None
    rows = [Effect(*row) for row in zip(names, *limits, strict=True)]

    def difference(one: str, other: str, level: float) -> Interval:
        values = _in_each_run(study, RISK)
        return paired_mean(values[names.index(one)], values[names.index(other)], level)

    return ordered(Changes("overall", rows, _without(study)), difference)


def apart(study: Study) -> Apart | None:
    """Effects under each form and in each context; None where neither was varied."""
    names, forms, contexts = study.approaches, study.forms, study.contexts
    if not names or (len(forms) < 2 and not contexts):
        return None
    by = [FORM] if forms else []
    cells = main_effects(study.blocks, RISK, names, by=by, level=together(len(forms)), simultaneous=True)
    if cells is None:
        return None
    rows = cells.to_dict("records")
    helps, harms = ({row["factor"] for row in rows if test(limits_of(row))} for test in (below, above))
    turned = [name for name in names if name in helps and name in harms]
    changes = [row for context in contexts for row in _moderated(study, context, len(contexts))]
    return Apart(cells, turned, _strongest(changes), len(contexts))


def in_combination(study: Study) -> Together | None:
    """Interactions, the best combination and the order; None where there are fewer than two approaches."""
    names = study.approaches
    if len(names) < 2:
        return None
    table = interactions(study.cooperating, RISK, names, simultaneous=True)
    pairs = [] if table is None else table[table["with"].notna()].to_dict("records")
    present = study.portfolio(study.present)
    best, order, start = None, None, None
    if present is not None and study.runs >= 4:
        limit = float(present.values("cost").mean(axis=1).max())
        start = without(present, names)
        rows = best_at_budgets(present, [limit * 1.001], baseline=start).to_dict("records")
        best = rows[0] if rows else None
        order = study.combined(order_to_add, study.present)
    useful = [] if order is None else _useful(order)
    clear = _strongest([row for row in pairs if certain(limits_of(row))])
    return Together(clear, len(pairs), best, "none" if start else "cheapest", order, useful)


def safest(study: Study) -> Safest | None:
    """Regret over worlds; None where there are not several choices and several worlds, each with each."""
    table = study.blocks.points
    if not study.uncertainties or study.runs < 4:
        return None
    words = [name for name in study.levers if name not in study.approaches]
    choice = study.levers if len(table[study.levers].drop_duplicates()) <= CHOICES else words
    if not choice:
        return None
    try:
        found = regrets(study.cooperating, RISK, choice, larger_is_better=False)
    except ValueError:  # a choice was not simulated in every world
        return None
    if min(found.worlds.shape) < 2:
        return None
    return _safest(choice, found)


def _safest(choice: list[str], found: Regrets) -> Safest:
    names = sorted(found.worlds.columns, key=lambda name: float(found.worlds[name].mean()))
    held = together(pairs(names))
    behind = [name for name in names[1:] if above(found.mean(name, names[0], held))]
    levels = {name: found.mean(name) for name in names}
    worst = {name: float(found.worlds[name].max()) for name in names}
    return Safest(choice, found, [name for name in names if name not in behind], levels, worst)


def _without(study: Study) -> Interval | None:
    """Share of months lost without any approach: mean over forms within each run, then over runs."""
    points = study.cooperating.points
    none = (points[study.approaches] == 0).all(axis=1).to_numpy()
    if not none.any():
        return None
    return within_one(mean(study.cooperating.keep(none).values(RISK).mean(axis=0)))


def _in_each_run(study: Study, outcome: str) -> Any:
    """(approaches, R) main effects of the approaches within each run, mean over the combinations of words."""
    found = study.cooperating
    words = [name for name in found.points if not is_number(found.points[name])]
    return run_effects(found, outcome, study.approaches, words, 1).values.mean(axis=0)


def _moderated(study: Study, context: str, count: int) -> list[dict[str, Any]]:
    """How the effect of each approach changes from a context's lowest to its highest level, where that is certain."""
    names = study.approaches
    held = together(len(names) * count)
    rows = []
    for name in names:
        table = interactions(study.cooperating, RISK, [name, context], level=held)
        if table is not None:
            rows += [row for row in table[table["with"].notna()].to_dict("records") if certain(limits_of(row))]
    return rows


def _strongest(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    ordered = sorted(rows, key=lambda row: -abs(row["effect"]))
    return pd.DataFrame(ordered, columns=["factor", "with", "effect", "low", "high"])


def _useful(order: pd.DataFrame) -> list[str]:
    helps = [k for k, row in enumerate(order.to_dict("records")) if k and below(limits_of(row, "change"))]
    return [] if not helps else list(order["factor"].iloc[1 : helps[-1] + 1])


def convergence(study: Study) -> pd.DataFrame:
    """Whether the runs are enough: ``paired_convergence`` of every main effect in both outcomes, over all forms."""
    import pandas as pd

    rows = [
        {"outcome": outcome, "factor": name, **paired_convergence(row, np.zeros(len(row)))}
        for outcome in (RISK, "effective")
        for name, row in zip(study.approaches, _in_each_run(study, outcome), strict=True)
    ]
    return pd.DataFrame(rows)
