"""Generated tables of the page on findings: forms, approaches, alliances, hindrances, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim import list_scenarios, load_scenario
from coopsim.analysis.comparison import NO_APPROACH
from coopsim.analysis.intervals import shown
from coopsim.model.codes import APPROACHES, HINDRANCES
from coopsim.texts.numbers import MISSING, between
from paper.cases import HEADLINE, OUTCOMES
from paper.page_summary import interactions, pair
from paper.question import EVERY
from paper.tables import REFERENCE, Tables, rows_of, without_approaches
from paper.words import Words

if TYPE_CHECKING:
    import pandas as pd


def forms(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Each form without and with all approaches: the headline with what competes with it, and the cost."""
    levels = rows_of(tables["levels"], context="forms")
    rows = []
    for _, row in levels.sort_values("policy", ascending=False, kind="stable").iterrows():
        spans = [
            f"{w.number(100 * row[key])} {between(w.lang, row[f'{key}_low'], row[f'{key}_high'])}"
            for key in (HEADLINE, "stagnated")
        ]
        shares = [w.share(row[key], 1) for key in ("never_started", "merged", "dissolved")]
        money = [w.number(row["added_value"]), w.number(row["worst_off"]), w.number(row["cost"], 2)]
        rows.append([w.form(row["governance"]), w.name(row["policy"]), *spans, *shares, *money])
    return w.table(["form", "approach", *OUTCOMES], rows)


def approaches(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Each approach alone and as the last one, on average over the forms."""
    mean = rows_of(tables["approaches"], context="mean").set_index(["place", "approach", "outcome"])
    rows = []
    for name in EVERY:
        first, last = mean.loc[("alone", name, HEADLINE)], ("last", name, HEADLINE)
        cells = [w.cell(mean.loc[("alone", name, key)], key) for key in (HEADLINE, "stagnated", "worst_off", "cost")]
        shares = [w.share(first["same_sign"]), w.share(first["among_best"])]
        rows.append([w.name(name), *cells, *shares, w.cell(mean.loc[last]) if last in mean.index else MISSING])
    keys = ("approach", "d_effective", "d_stagnated", "d_worst_off", "d_cost", "same_sign", "among_best", "last")
    return w.table(keys, rows)


def _matrix(w: Words, table: pd.DataFrame, column: str, titles: dict[str, str], outcome: str = HEADLINE) -> str:
    chosen = rows_of(table, outcome=outcome, place="alone").set_index(["approach", column])
    rows = [[w.name(name), *(w.short(chosen.loc[(name, at)]) for at in titles)] for name in EVERY]
    return w.table(["approach", *(f"={title}" for title in titles.values())], rows)


def by_form(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Effect of each approach alone under each form, on effective months and on stagnation."""
    table = rows_of(tables["approaches"], context="form")
    titles = {name: w.form(name) for name in table["governance"].unique()}
    parts = (
        f"{w.text(f'heading.{key}')}\n\n{_matrix(w, table, 'governance', titles, key)}"
        for key in (HEADLINE, "stagnated")
    )
    return "\n".join(parts)


def by_alliance(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Which form does best in each alliance and what helps there; and each approach alone, on average over forms."""
    table = rows_of(tables["approaches"], context="alliance")
    levels = without_approaches(tables, "alliances")
    single = rows_of(tables["approaches"], context="alliance_form")
    single = single[single["approach"].isin(APPROACHES) & (single["low"] > 0)]
    better = rows_of(tables["forms"], context="alliance", outcome=HEADLINE).query("low > 0")
    titles = {name: _alliance(w, name) for name in table["scenario"].unique()}
    rows = []
    for name, title in titles.items():
        here = rows_of(levels, scenario=name)
        best = here.loc[here[HEADLINE].idxmax()]
        form = best["governance"]
        helps = rows_of(single, scenario=name, governance=form)
        words = (
            w.sized(w.name(row["approach"]), row["value"])
            for _, row in helps.sort_values("value", ascending=False).iterrows()
        )
        beaten = w.listed(map(w.form, rows_of(better, scenario=name)["governance"]))
        shares = [w.share(best["stagnated"]), w.share(here["never_started"].max())]
        rows.append([title, f"{w.form(form)} ({w.share(best[HEADLINE])})", beaten, *shares, w.listed(words)])
    beats = f"={w.text('column.beats', form=w.form(REFERENCE))}"
    first = w.table(("alliance", "best_form", beats, "stagnated_there", "never_most", "helps_there"), rows)
    return f"{first}\n{w.text('heading.by_alliance')}\n\n{_matrix(w, table, 'scenario', titles)}"


def _alliance(w: Words, scenario: str) -> str:
    """Short title of a scenario with the number of its members."""
    name = {name.rpartition("/")[2]: name for name in list_scenarios()}.get(scenario, scenario)
    case = load_scenario(name)
    before, _, after = case.title[w.lang].partition(":")
    members = sum(town.role != "neighbour" for town in case.municipalities)
    return f"{after.strip() if name.startswith('teaching/') else before} ({w.number(members)})"


def by_hindrance(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """What each hindrance costs, which approaches do more or less against it, and which form is best at its ends."""
    table = tables["hindrances"].set_index(["hindrance", "approach"])
    levels = without_approaches(tables, "hindrances")
    rows = []
    for name in HINDRANCES:
        changed = {approach: table.loc[(name, approach)] for approach in APPROACHES}
        moved = (
            w.listed(
                w.sized(w.name(approach), row["value"])
                for approach, row in changed.items()
                if shown(row["low"], row["high"]) == sign
            )
            for sign in (1, -1)
        )
        here = rows_of(levels, hindrance=name)
        ends = (here.loc[here["level"] == end, HEADLINE].idxmax() for end in (0.0, 1.0))
        tops = (levels.loc[top] for top in ends)
        best = (f"{w.form(top['governance'])} ({w.share(top[HEADLINE])})" for top in tops)
        rows.append([w.name(name), w.cell(table.loc[(name, NO_APPROACH)]), *moved, *best])
    return w.table(("hindrance", "raised", "more_against", "less_against", "form_low", "form_high"), rows)


def pairs(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The ten largest interactions."""
    rows = [[pair(w, row), w.cell(row)] for _, row in interactions(tables).head(10).iterrows()]
    return w.table(("pair", "together"), rows)


def safe(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Regret of the forms over hindrances and over alliances."""
    keys = ("mean", "worst", "mean_regret", "max_regret")
    rows = [
        [
            *(w.text(f"worlds.{context}"), w.form(row["choice"])),
            *(w.number(100 * row[key], 1) for key in keys),
            w.share(row["near_best"]),
        ]
        for context, table in tables["safe_forms"].groupby("context", sort=False)
        for _, row in table.sort_values("max_regret").iterrows()
    ]
    return w.table(("worlds", "form", *keys, "near_best"), rows)
