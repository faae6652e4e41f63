"""The tables of an experiment in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.contrasts import contrasts
from coopsim.analysis.intervals import Interval, mean, share
from coopsim.analysis.portfolio import best_at_budgets, marginal_values, order_to_add, pareto_table
from coopsim.analysis.summary import within_one
from coopsim.figures.titles import factor_title, governance_title, outcome_scale
from coopsim.report.document.blocks import Table
from coopsim.report.document.claims import measured, verdict
from coopsim.report.rounding import estimate, rounded
from coopsim.report.study.answers import Answers, convergence, limits_of, main_effects, portfolio_of, without
from coopsim.report.study.sentences import choice_title, condition, level_words
from coopsim.report.study.study import FORM, INCIDENCE, Study, is_number, levels_of
from coopsim.report.study.worlds import RISK, apart_from_sample
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number, percent

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks
    from coopsim.report.document.parts import Numbering

OUTCOMES = (RISK, "effective", "time_lost", "cost")
MOST_ON_FRONT = 12  #: combinations of a front that a table names, those that stay on it most often


def factors_table(study: Study, lang: str, numbering: Numbering) -> Table:
    """Every factor that was varied, its role and its levels."""
    rows = []
    for name in study.varied:
        role = "lever" if name in study.levers else "uncertainty"
        rows.append([_title(name, lang), _text(lang, f"role_{role}"), _levels(study, name, lang)])
    headings = [_text(lang, key) for key in ("factor", "role", "levels")]
    return numbering.table(_text(lang, "factors_caption"), headings, rows, names=3)


def forms_table(study: Study, lang: str, numbering: Numbering) -> Table:
    """Each governance model without and with all approaches: stagnation, effective months, cost."""
    outcomes = [RISK, "effective", *(["cost"] if study.has("cost") else [])]
    ends = _ends(study)
    rows = []
    for form in study.forms or [study.present]:
        inside = (study.blocks.points[FORM] == form).to_numpy() if study.forms else True
        cells = [_level(study.blocks.keep(end & inside), name, lang) for name in outcomes for end in ends.values()]
        rows.append([governance_title(form, lang, study.scenario), *cells])
    headings = [f"{_scaled(name, lang)}: {_text(lang, f'with_{word}')}" for name in outcomes for word in ends]
    note = _text(lang, "forms_note")
    headings = [text(lang, "column.governance"), *headings]
    return numbering.table(_text(lang, "forms_caption"), headings, rows, note, small=len(headings) > 5)


def effects_table(study: Study, lang: str, numbering: Numbering, *, by: list[str] | None = None) -> Table | None:
    """What each approach changes in every outcome, mean over all else, or for each level of a factor."""
    asked = {"cost": ("cost",), "time_lost": INCIDENCE}
    kept = [name for name in OUTCOMES if study.has(*asked.get(name, ()))]
    found = study.blocks if by else study.cooperating
    tables = {name: main_effects(found, name, study.approaches, by=by) for name in kept}
    if any(table is None for table in tables.values()):
        return None
    cells: list[list[str]] = []
    first = tables[RISK]
    assert first is not None
    for place, row in enumerate(first.to_dict("records")):
        if by and place % len(study.approaches) == 0:
            cells.append([choice_title(study, tuple(row[name] for name in by), by, lang)])
        values = [_change(limits_of(_row(tables[name], place)), name, lang) for name in kept]
        cells.append([_title(row["factor"], lang), *values])
    headings = [_text(lang, "approach"), *(_changed(name, lang) for name in kept)]
    caption = _text(lang, "effects_by_caption" if by else "effects_caption")
    return numbering.table(caption, headings, cells, _text(lang, "effects_note"), small=True)


def pairs_table(answers: Answers, lang: str, numbering: Numbering) -> Table | None:
    """Interactions that are certain."""
    found = answers.together
    if found is None or not len(found.pairs):
        return None
    rows = _together_rows(found.pairs, lang)
    headings = [_text(lang, "approach"), _text(lang, "with"), _changed(RISK, lang)]
    note = _text(lang, "pairs_note", count=number(lang, found.tried))
    return numbering.table(_text(lang, "pairs_caption"), headings, rows, note, names=2)


def contexts_table(answers: Answers, lang: str, numbering: Numbering) -> Table | None:
    """How effects shift with the contexts, where that is certain."""
    found = answers.apart
    if found is None or not len(found.contexts):
        return None
    rows = _together_rows(found.contexts, lang)
    headings = [_text(lang, "approach"), _text(lang, "context"), _changed(RISK, lang)]
    return numbering.table(_text(lang, "contexts_caption"), headings, rows, _text(lang, "contexts_note"), names=2)


def _together_rows(found: pd.DataFrame, lang: str) -> list[list[str]]:
    """Cells of interactions: a factor, the other, how much more or less they do together."""
    return [
        [_title(row["factor"], lang), _title(row["with"], lang), _points(limits_of(row), lang)]
        for row in found.to_dict("records")
    ]


def front_table(study: Study, lang: str, numbering: Numbering) -> Table | None:
    """The Pareto front under each governance model."""
    cells: list[list[str]] = []
    for form in study.cooperations:
        found = portfolio_of(study, form)
        if found is None or len(found.points) < 3:
            continue
        table = pareto_table(found)
        front = table[table["on_front"]]
        shown = front.nlargest(MOST_ON_FRONT, "front_share").sort_values("cost")
        rest = len(front) - len(shown)
        heading = governance_title(form, lang, study.scenario)
        cells.append([_text(lang, "front_more", form=heading, count=number(lang, rest)) if rest else heading])
        for row in shown.to_dict("records"):
            cells.append(
                [
                    _combination(study, row, lang),
                    estimate(limits_of(row, "cost"), lang),
                    estimate(limits_of(row, "risk"), lang, factor=100.0),
                    percent(lang, row["front_share"]),
                ]
            )
    if not cells:
        return None
    headings = [_text(lang, "combination"), _scaled("cost", lang), _scaled(RISK, lang), _text(lang, "front_share")]
    return numbering.table(_text(lang, "front_caption"), headings, cells, _text(lang, "front_note"), small=True)


def marginal_table(study: Study, lang: str, numbering: Numbering) -> Table | None:
    """What adding each approach changes in stagnation: first, last, on average over all orders; present form."""
    found = portfolio_of(study, study.present)
    try:
        table = None if found is None else marginal_values(found, study.approaches)
    except ValueError:  # not all combinations of two levels
        return None
    if table is None:
        return None
    rows = [
        [_title(row["factor"], lang), *(_points(limits_of(row, key), lang) for key in ("first", "last", "average"))]
        for row in table.sort_values("average").to_dict("records")
    ]
    headings = [_text(lang, "approach"), *(_text(lang, f"marginal_{key}") for key in ("first", "last", "average"))]
    caption = _text(lang, "marginal_caption", form=governance_title(study.present, lang, study.scenario))
    return numbering.table(caption, headings, rows, _text(lang, "marginal_note"))


def order_table(study: Study, forms: list[str], lang: str, numbering: Numbering) -> Table | None:
    """In which order to add approaches, under each of some governance models."""
    cells: list[list[str]] = []
    for form in forms:
        found = portfolio_of(study, form)
        try:
            table = None if found is None or study.runs < 4 else order_to_add(found, study.approaches)
        except ValueError:
            table = None
        if table is None:
            continue
        if len(forms) > 1:
            cells.append([governance_title(form, lang, study.scenario)])
        for row in table.to_dict("records"):
            step = f"{number(lang, row['step'])}. " if row["step"] else ""
            change = _points(limits_of(row, "change"), lang) if row["step"] else MISSING
            risk = estimate(limits_of(row, "risk"), lang, factor=100.0)
            name = _title(row["factor"], lang) if row["step"] else _text(lang, "nothing_added_yet")
            cells.append([step + name, change, risk, estimate(limits_of(row, "cost"), lang)])
    if not cells:
        return None
    headings = [_text(lang, "order_step"), _changed(RISK, lang), _scaled(RISK, lang), _scaled("cost", lang)]
    form = governance_title(forms[0], lang, study.scenario)
    caption = _text(lang, "order_caption_one", form=form) if len(forms) == 1 else _text(lang, "order_caption")
    return numbering.table(caption, headings, cells, _text(lang, "order_note"), small=len(forms) > 1)


def budgets_table(study: Study, lang: str, numbering: Numbering) -> Table | None:
    """The best combination at some budgets: the least cost, a third and two thirds of the way, and all."""
    found = portfolio_of(study, study.present)
    if found is None or len(found.points) < 3 or study.runs < 4:
        return None
    spent = found.values("cost").mean(axis=1)
    places = np.linspace(float(spent.min()), float(spent.max()), 4)
    budgets = list(dict.fromkeys(float(np.ceil(100 * place) / 100) for place in places))
    rows = []
    for row in best_at_budgets(found, budgets, baseline=without(found, study.approaches)).to_dict("records"):
        cost, risk = estimate(limits_of(row, "cost"), lang), estimate(limits_of(row, "risk"), lang, factor=100.0)
        gain = estimate(limits_of(row, "gain"), lang, factor=100.0, sign=True)
        rivals = number(lang, row["rivals"])
        rows.append([_combination(study, row, lang), number(lang, row["budget"], 2), cost, risk, gain, rivals])
    if not rows:
        return None
    headings = [_text(lang, "combination"), _text(lang, "budget"), _scaled("cost", lang), _scaled(RISK, lang)]
    headings += [_text(lang, "gain"), _text(lang, "rivals")]
    caption = _text(lang, "budgets_caption", form=governance_title(study.present, lang, study.scenario))
    return numbering.table(caption, headings, rows, _text(lang, "budgets_note"), small=True)


def pairing_table(study: Study, lang: str, numbering: Numbering) -> Table | None:
    """Each approach alone, and all, against none: difference, ratio, and what common random numbers saved."""
    found = portfolio_of(study, study.present)
    if found is None:
        return None
    levels = found.points[study.approaches].to_numpy(float)
    used = (levels > 0).sum(axis=1)
    chosen = (used <= 1) | (used == len(study.approaches))
    none = without(found, study.approaches)
    if none is None or chosen.sum() < 2:
        return None
    rows = []
    for row in contrasts(found.keep(chosen), [RISK, "effective"], none).to_dict("records"):
        ratio = Interval(row["ratio"], row["ratio_low"], row["ratio_high"])
        saved = row["variance_saved"]
        cells = [_combination(study, row, lang), outcome_scale(row["outcome"], lang).title]
        cells += [_points(Interval(row["difference"], row["low"], row["high"]), lang), estimate(ratio, lang)]
        rows.append([*cells, MISSING if np.isnan(saved) else number(lang, saved, 1)])
    headings = [_text(lang, "combination"), _text(lang, "outcome"), _text(lang, "difference"), _text(lang, "ratio")]
    headings.append(_text(lang, "saved"))
    caption = _text(lang, "pairing_caption", form=governance_title(study.present, lang, study.scenario))
    return numbering.table(caption, headings, rows, _text(lang, "pairing_note"), names=2, small=True)


def regret_table(answers: Answers, study: Study, lang: str, numbering: Numbering) -> Table | None:
    """Regret of each choice over the worlds."""
    found = answers.safest
    if found is None:
        return None
    rows = []
    for choice, level in found.levels.items():
        values = found.regret.worlds[choice].to_numpy(float)
        name = choice_title(study, choice, found.choice, lang)
        places = [100 * float(np.quantile(values, 0.9)), 100 * float(values.max())]
        near = percent(lang, float((values <= 0.02).mean()))
        shown = estimate(level, lang, factor=100.0)
        rows.append([name, shown, *(rounded(place, 1, lang) for place in places), near])
    headings = [_text(lang, key) for key in ("choice", "regret_mean", "regret_high", "regret_worst", "regret_near")]
    note = _text(lang, "regret_note", worlds=number(lang, len(found.regret.worlds)))
    return numbering.table(_text(lang, "regret_caption"), headings, rows, note)


def sensitivity_table(answers: Answers, study: Study, lang: str, numbering: Numbering) -> Table | None:
    """Elementary effects or Sobol indices of every uncertainty."""
    found = answers.sensitivity
    if not found:
        return None
    cells: list[list[str]] = []
    for choice, table in found:
        if choice:
            cells.append([choice_title(study, choice, apart_from_sample(study), lang)])
        for row in table.to_dict("records"):
            if study.kind == "morris":
                star = Interval(row["mu_star"], row["low"], row["high"])
                values = [estimate(star, lang, factor=100.0), number(lang, 100 * row["sigma"], 1)]
            else:
                values = [estimate(limits_of(row, key), lang, factor=100.0) for key in ("first", "total")]
            cells.append([_title(row["factor"], lang), *values])
    headings = [_text(lang, "factor"), *(_text(lang, f"{study.kind}_{k}") for k in ("first", "second"))]
    return numbering.table(_text(lang, f"{study.kind}_caption"), headings, cells, _text(lang, f"{study.kind}_note"))


def failures_table(answers: Answers, study: Study, lang: str, numbering: Numbering) -> Table | None:
    """Under which conditions each choice fails."""
    rows = []
    for choice, failing, box in answers.failures:
        name = choice_title(study, choice, study.levers, lang) if choice else _text(lang, "all_points")
        if box is None:
            rows.append([name, percent(lang, failing), _text(lang, "no_box"), MISSING, MISSING, MISSING])
            continue
        limits = "; ".join(condition(row, lang) for row in box.limits.to_dict("records"))
        p_value = number(lang, float(box.limits["p_value"].max()), 3)
        shares = [percent(lang, share) for share in (box.coverage, box.density)]
        rows.append([name, percent(lang, failing), limits, *shares, p_value])
    if not rows:
        return None
    headings = [_text(lang, key) for key in ("choice", "failing", "conditions", "coverage", "density", "p_value")]
    table = numbering.table(_text(lang, "failures_caption"), headings, rows, _text(lang, "failures_note"), small=True)
    return table


def convergence_table(study: Study, lang: str, numbering: Numbering) -> Table | None:
    """Whether the runs are enough for the main effects."""
    if not study.approaches or study.runs < 4 or main_effects(study.cooperating, RISK, study.approaches) is None:
        return None
    rows = []
    for row in convergence(study).to_dict("records"):
        key = "stagnation" if row["outcome"] == RISK else "effective"
        needed = row["runs_needed"]
        name = text(lang, f"document.paper.outcome_{key}", name=_title(row["factor"], lang))
        cells = [name, *measured(row, lang, 100.0), number(lang, row["gap"], 1, sign=True)]
        cells.append(MISSING if np.isnan(needed) else number(lang, float(f"{needed:.2g}")))
        rows.append([*cells, text(lang, f"document.paper.{verdict(row)}")])
    keys = ("what", "effect", "half", "first", "second", "gap", "needed", "enough")
    headings = [text(lang, f"document.paper.convergence_{key}") for key in keys]
    note = text(lang, "document.paper.verdict_note")
    return numbering.table(_text(lang, "convergence_caption"), headings, rows, note, small=True)


def _ends(study: Study) -> dict[str, Any]:
    """(P,) points without and with all approaches, where every form has both, else all points under "mean"."""
    names, points = study.approaches, study.blocks.points
    everything = {"mean": np.ones(len(points), bool)}
    if not names:
        return everything
    levels = points[names].to_numpy(float)
    ends = {"none": (levels == 0).all(axis=1), "all": (levels == levels.max(axis=0)).all(axis=1)}
    inside = [(points[FORM] == form).to_numpy() for form in study.forms] or [everything["mean"]]
    return ends if all((chosen & form).any() for chosen in ends.values() for form in inside) else everything


def _level(found: Blocks, outcome: str, lang: str) -> str:
    """Mean over points within each run, then over runs; a share where it is one."""
    scale = outcome_scale(outcome, lang)
    values = found.values(outcome)
    single = len(values) == 1 and outcome == RISK
    level = share(values[0]) if single else mean(values.mean(axis=0))
    level = within_one(level) if outcome in (RISK, "effective") else level
    return estimate(level, lang, factor=scale.factor)


def _row(table: pd.DataFrame | None, place: int) -> dict[str, Any]:
    assert table is not None
    row: dict[str, Any] = table.iloc[place].to_dict()
    return row


def _combination(study: Study, row: dict[str, Any], lang: str) -> str:
    levels = tuple(row[name] for name in study.approaches)
    if len(levels) > 2 and all(level == 1 for level in levels):
        return _text(lang, "all_of_them", count=number(lang, len(levels)))
    return choice_title(study, levels, study.approaches, lang)


def _levels(study: Study, name: str, lang: str) -> str:
    column = study.blocks.points[name]
    levels = levels_of(study.blocks.points, name)
    if not is_number(column):
        return ", ".join(choice_title(study, level, [name], lang) for level in levels)
    if len(levels) > 6:
        ends = [level_words(float(end), lang) for end in (levels[0], levels[-1])]
        return _text(lang, "range", low=ends[0], high=ends[1], count=number(lang, len(levels)))
    return ", ".join(level_words(float(level), lang) for level in levels)


def _change(found: Interval, outcome: str, lang: str) -> str:
    return estimate(found, lang, factor=outcome_scale(outcome, lang).factor, sign=True)


def _points(found: Interval, lang: str) -> str:
    return estimate(found, lang, factor=100.0, sign=True)


def _title(name: str, lang: str) -> str:
    return factor_title(name, lang)


def _scaled(outcome: str, lang: str) -> str:
    scale = outcome_scale(outcome, lang)
    return f"{scale.title} ({scale.unit})"


def _changed(outcome: str, lang: str) -> str:
    scale = outcome_scale(outcome, lang)
    return f"{scale.title} ({scale.change})"


def _text(lang: str, key: str, **values: object) -> str:
    return text(lang, f"study.{key}", **values)
