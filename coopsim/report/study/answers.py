"""What an experiment says, chosen from the numbers by fixed rules; no words.

1. ``overall``: which approaches lower or raise stagnation, mean over all combinations of the others and all forms of
   cooperation.
2. ``apart``: the same under each form and in each context, and whether an approach that helps here harms there.
3. ``together``: interactions, the best combination for the present form, and the order in which to add approaches.
4. ``safest``: which choice is rarely bad over several worlds.

Every comparison that a rule makes has an interval that holds together with all the others of that rule (Bonferroni).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.blocks import Blocks
from coopsim.analysis.factorial import effects, run_effects
from coopsim.analysis.intervals import LEVEL, Interval, mean, paired_mean
from coopsim.analysis.portfolio import best_at_budgets, order_to_add
from coopsim.analysis.robustness import Regrets, regrets
from coopsim.analysis.summary import within_one
from coopsim.report.document.findings import above, below
from coopsim.report.study.study import FORM, Study
from coopsim.report.study.worlds import RISK, failures, sensitivity, single_changes

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.discovery import Box

CHOICES = 12  #: combinations of levers up to which each is a choice of its own; else the form alone is chosen


@dataclass(frozen=True)
class Effect:
    """What a factor changes, as shares: runs that stagnate, months in effective cooperation."""

    factor: str
    stagnation: Interval
    effective: Interval


@dataclass(frozen=True)
class Overall:
    """Effects of the approaches over all forms of cooperation.

    Attributes:
        base: share of runs that stagnate without any approach, mean over the forms, or None where no point has none.
        rows: every approach in the order of the experiment.
        lowers, raises: those that change stagnation for certain, the strongest first; more, less: effective months.
        order_clear: whether the first of ``lowers`` can be told from the second.
        reach: largest half-width of the intervals of stagnation.
    """

    base: Interval | None
    rows: list[Effect]
    lowers: list[Effect]
    raises: list[Effect]
    more: list[Effect]
    less: list[Effect]
    order_clear: bool
    reach: float


@dataclass(frozen=True)
class Apart:
    """Effects on stagnation form by form, and how much they change with each context.

    Attributes:
        cells: ``governance``, ``factor``, ``effect``, ``low``, ``high``, a row per form and approach.
        reversed: approaches that lower stagnation for certain under one form and raise it under another.
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
        useful: approaches of the order up to the last one that demonstrably lowers stagnation when it is added.
    """

    pairs: pd.DataFrame
    tried: int
    best: dict[str, Any] | None
    against: str
    order: pd.DataFrame | None
    useful: list[str]


@dataclass(frozen=True)
class Safest:
    """Regret in stagnation over worlds, as shares of runs.

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
class Answers:
    """All answers of an experiment; None or nothing where a question does not arise."""

    overall: Overall | None
    apart: Apart | None
    together: Together | None
    safest: Safest | None
    single: pd.DataFrame | None
    sensitivity: list[tuple[Any, pd.DataFrame]]
    failures: list[tuple[Any, float, Box | None]]


def answer(study: Study) -> Answers:
    """Answer what the experiment can answer."""
    whole = overall(study)
    here, joint = (None, None) if whole is None else (apart(study), together(study))
    return Answers(whole, here, joint, safest(study), single_changes(study), sensitivity(study), failures(study))


def overall(study: Study) -> Overall | None:
    """Main effects of the approaches; None where there are none or the design cannot tell them apart."""
    names, found = study.approaches, study.cooperating
    if study.kind == "one_at_a_time":  # no means over the others
        return None
    tables = {outcome: main_effects(found, outcome, names, simultaneous=True) for outcome in (RISK, "effective")}
    if any(table is None for table in tables.values()):
        return None
    limits = {key: _by_factor(table) for key, table in tables.items() if table is not None}
    rows = [Effect(name, limits[RISK][name], limits["effective"][name]) for name in names]
    lowers = sorted((row for row in rows if below(row.stagnation)), key=lambda row: row.stagnation.value)
    return Overall(
        base=_without(study),
        rows=rows,
        lowers=lowers,
        raises=sorted((row for row in rows if above(row.stagnation)), key=lambda row: -row.stagnation.value),
        more=sorted((row for row in rows if above(row.effective)), key=lambda row: -row.effective.value),
        less=sorted((row for row in rows if below(row.effective)), key=lambda row: row.effective.value),
        order_clear=len(lowers) < 2 or _told_apart(found, names, [row.factor for row in lowers]),
        reach=float(np.nanmax([0.0, *((row.stagnation.high - row.stagnation.low) / 2 for row in rows)])),
    )


def apart(study: Study) -> Apart | None:
    """Effects under each form and in each context; None where neither was varied."""
    names, forms, contexts = study.approaches, study.forms, study.contexts
    if not names or (len(forms) < 2 and not contexts):
        return None
    level = 1 - (1 - LEVEL) / max(1, len(forms))
    cells = main_effects(study.blocks, RISK, names, by=[FORM] if forms else [], level=level, simultaneous=True)
    if cells is None:
        return None
    helps, harms = (_certain(cells, test) for test in (below, above))
    turned = [name for name in names if name in helps and name in harms]
    changes = [row for context in contexts for row in _moderated(study, context, len(contexts))]
    return Apart(cells, turned, _strongest(changes), len(contexts))


def together(study: Study) -> Together | None:
    """Interactions, the best combination and the order; None where there are fewer than two approaches."""
    names = study.approaches
    if len(names) < 2:
        return None
    table = interactions(study.cooperating, RISK, names, simultaneous=True)
    pairs = [] if table is None else table[table["with"].notna()].to_dict("records")
    present = portfolio_of(study, study.present)
    best, order, start = None, None, None
    if present is not None and study.runs >= 4:
        limit = float(present.values("cost").mean(axis=1).max())
        start = without(present, names)
        rows = best_at_budgets(present, [limit * 1.001], baseline=start).to_dict("records")
        best = rows[0] if rows else None
        order = _order(present, names)
    useful = [] if order is None else _useful(order)
    clear = _strongest([row for row in pairs if _clear(row)])
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
    held = 1 - (1 - LEVEL) / max(1, len(list(combinations(names, 2))))
    behind = [name for name in names[1:] if above(found.mean(name, names[0], held))]
    levels = {name: found.mean(name) for name in names}
    worst = {name: float(found.worlds[name].max()) for name in names}
    return Safest(choice, found, [name for name in names if name not in behind], levels, worst)


def main_effects(
    found: Blocks, outcome: str, names: list[str], *, by: list[str] | None = None, **options: Any
) -> pd.DataFrame | None:
    """Main effects of the approaches; None where the design cannot tell them apart."""
    try:
        return effects(found, outcome, names, by or [], order=1, **options) if names else None
    except ValueError:
        return None


def interactions(found: Blocks, outcome: str, names: list[str], **options: Any) -> pd.DataFrame | None:
    """Main effects and interactions of the approaches; None where the design cannot tell them apart."""
    try:
        return effects(found, outcome, names, **options)
    except ValueError:
        return None


def portfolio_of(study: Study, form: str) -> Blocks | None:
    """The combinations of approaches under a form, mean over all else; None where costs or points are missing."""
    inside = study.under(form)
    if not study.has("cost") or not study.approaches:
        return None
    try:
        return inside.averaged([name for name in inside.points if name not in study.approaches])
    except ValueError:
        return None


def without(found: Blocks, names: list[str]) -> dict[str, float] | None:
    """The levels of the one combination without any approach; None where it was not simulated."""
    none = (found.points[names] == 0).all(axis=1).sum() == 1
    return dict.fromkeys(names, 0.0) if none else None


def limits_of(row: dict[str, Any], name: str = "effect") -> Interval:
    """The interval in a row of a table: ``effect``, ``low``, ``high``, or ``name``, ``name_low``, ``name_high``."""
    ends = ("low", "high") if name == "effect" else (f"{name}_low", f"{name}_high")
    return Interval(float(row[name]), *(float(row[end]) for end in ends))


def _by_factor(table: pd.DataFrame) -> dict[str, Interval]:
    return {row["factor"]: limits_of(row) for row in table.to_dict("records")}


def _without(study: Study) -> Interval | None:
    """Share of runs that stagnate without any approach: mean over forms within each run, then over runs."""
    points = study.cooperating.points
    none = (points[study.approaches] == 0).all(axis=1).to_numpy()
    if not none.any():
        return None
    return within_one(mean(study.cooperating.keep(none).values(RISK).mean(axis=0)))


def _told_apart(found: Blocks, names: list[str], lowers: list[str]) -> bool:
    """Whether the first of these lowers stagnation more than the second for certain, over all their pairs."""
    words = [name for name in found.points if not _numeric(found, name)]
    values = run_effects(found, RISK, names, words, 1).values.mean(axis=0)
    held = 1 - (1 - LEVEL) / len(list(combinations(lowers, 2)))
    first, second = (values[names.index(name)] for name in lowers[:2])
    return below(paired_mean(first, second, held))


def _numeric(found: Blocks, name: str) -> bool:
    from coopsim.report.study.study import is_number

    return is_number(found.points[name])


def _certain(cells: pd.DataFrame, test: Any) -> set[str]:
    return {row["factor"] for row in cells.to_dict("records") if test(limits_of(row))}


def _moderated(study: Study, context: str, count: int) -> list[dict[str, Any]]:
    """How the effect of each approach changes from a context's lowest to its highest level, where that is certain."""
    names = study.approaches
    held = 1 - (1 - LEVEL) / (len(names) * count)
    rows = []
    for name in names:
        table = interactions(study.cooperating, RISK, [name, context], level=held)
        if table is not None:
            rows += [row for row in table[table["with"].notna()].to_dict("records") if _clear(row)]
    return rows


def _strongest(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    ordered = sorted(rows, key=lambda row: -abs(row["effect"]))
    return pd.DataFrame(ordered, columns=["factor", "with", "effect", "low", "high"])


def _clear(row: dict[str, Any]) -> bool:
    return above(limits_of(row)) or below(limits_of(row))


def _order(present: Blocks, names: list[str]) -> pd.DataFrame | None:
    try:
        return order_to_add(present, names)
    except ValueError:  # not all combinations of two levels
        return None


def _useful(order: pd.DataFrame) -> list[str]:
    helps = [k for k, row in enumerate(order.to_dict("records")) if k and below(limits_of(row, "change"))]
    return [] if not helps else list(order["factor"].iloc[1 : helps[-1] + 1])


def convergence(study: Study) -> pd.DataFrame:
    """Whether the runs are enough: ``paired_convergence`` of every main effect in both outcomes, over all forms."""
    import pandas as pd

    from coopsim.analysis.convergence import paired_convergence

    found, names = study.cooperating, study.approaches
    words = [name for name in found.points if not _numeric(found, name)]
    rows = []
    for outcome in (RISK, "effective"):
        values = run_effects(found, outcome, names, words, 1).values.mean(axis=0)
        rows += [
            {"outcome": outcome, "factor": name, **paired_convergence(row, np.zeros(len(row)))}
            for name, row in zip(names, values, strict=True)
        ]
    return pd.DataFrame(rows)
