"""Generated tables of the page on findings: forms, approaches, alliances, hindrances, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.over_sets import shown
from coopsim.figures.titles import approach_title, governance_title, hindrance_title
from coopsim.model.codes import APPROACHES, HINDRANCES
from coopsim.texts.numbers import between, number
from paper.cases import OUTCOMES
from paper.tables import REFERENCE, Tables
from paper.wording import cell, listed, rows_table, share, short, t

if TYPE_CHECKING:
    import pandas as pd

SINGLE: Final = (*APPROACHES, ALL_APPROACHES)
HEADLINE: Final = "effective"


def _title(scenario: str, lang: str) -> str:
    from coopsim.scenario import list_scenarios, load_scenario

    names = {name.rpartition("/")[2]: name for name in list_scenarios()}
    name = names.get(scenario, scenario)
    case = load_scenario(name)
    before, _, after = case.title[lang].partition(":")
    title = after.strip() if name.startswith("teaching/") else before
    members = sum(town.role != "neighbour" for town in case.municipalities)
    return f"{title} ({number(lang, members)})"


def form_levels(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Each form without and with all nine approaches: the headline with what competes with it, and the cost."""
    levels = tables["levels"]
    rows = []
    for _, row in levels[levels["context"] == "forms"].sort_values("policy", ascending=False, kind="stable").iterrows():
        spans = [
            f"{number(lang, 100 * row[key])} {between(lang, row[f'{key}_low'], row[f'{key}_high'])}"
            for key in ("effective", "stagnated")
        ]
        shares = [share(row[key], lang, 1) for key in ("never_started", "merged", "dissolved")]
        money = [number(lang, row["added_value"]), number(lang, row["worst_off"]), number(lang, row["cost"], 2)]
        names = [governance_title(row["governance"], lang), approach_title(row["policy"], lang)]
        rows.append([*names, *spans, *shares, *money])
    return rows_table(lang, ["form", "approach", *OUTCOMES], rows)


def approach_table(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Each approach alone and as the last one, on average over the forms."""
    table = tables["approaches"]
    mean = table[table["context"] == "mean"].set_index(["place", "approach", "outcome"])
    rows = []
    for name in SINGLE:
        first = mean.loc[("alone", name, HEADLINE)]
        last = mean.loc[("last", name, HEADLINE)] if ("last", name, HEADLINE) in mean.index else None
        cells = [
            cell(mean.loc[("alone", name, key)], key, lang) for key in ("effective", "stagnated", "worst_off", "cost")
        ]
        rows.append(
            [
                approach_title(name, lang),
                *cells,
                share(first["same_sign"], lang),
                share(first["among_best"], lang),
                "–" if last is None else cell(last, HEADLINE, lang),
            ]
        )
    keys = ("approach", "d_effective", "d_stagnated", "d_worst_off", "d_cost", "same_sign", "among_best", "last")
    return rows_table(lang, keys, rows)


def _matrix(table: pd.DataFrame, column: str, titles: dict[str, str], outcome: str, lang: str) -> str:
    chosen = table[(table["outcome"] == outcome) & (table["place"] == "alone")].set_index(["approach", column])
    rows = [[approach_title(name, lang), *(short(chosen.loc[(name, at)], lang) for at in titles)] for name in SINGLE]
    return rows_table(lang, ["approach", *(f"={title}" for title in titles.values())], rows)


def approaches_by_form(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Effect of each approach alone under each form, on effective months and on stagnation."""
    table = tables["approaches"]
    table = table[table["context"] == "form"]
    titles = {name: governance_title(name, lang) for name in dict.fromkeys(table["governance"])}
    parts = [
        f"{t(lang, f'heading.{key}')}\n\n{_matrix(table, 'governance', titles, key, lang)}"
        for key in ("effective", "stagnated")
    ]
    return "\n".join(parts)


def approaches_by_alliance(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Effect of each approach alone in each alliance, on average over forms; and which form does best there."""
    table = tables["approaches"]
    table = table[table["context"] == "alliance"]
    titles = {name: _title(name, lang) for name in dict.fromkeys(table["scenario"])}
    levels = tables["levels"]
    levels = levels[
        (levels["context"] == "alliances") & (levels["policy"] == NO_APPROACH) & (levels["governance"] != "none")
    ]
    single = tables["approaches"]
    single = single[(single["context"] == "alliance_form") & single["approach"].isin(APPROACHES)]
    forms = tables["forms"]
    forms = forms[(forms["context"] == "alliance") & (forms["outcome"] == HEADLINE)]
    rows = []
    for name, title in titles.items():
        here = levels[levels["scenario"] == name]
        best = here.loc[here[HEADLINE].idxmax()]
        shown_better = forms[(forms["scenario"] == name) & (forms["low"] > 0)]
        under = single[(single["scenario"] == name) & (single["governance"] == best["governance"])]
        helps = under[under["low"] > 0].sort_values("value", ascending=False)
        rows.append(
            [
                title,
                f"{governance_title(best['governance'], lang)} ({share(best[HEADLINE], lang)})",
                listed((governance_title(x, lang) for x in shown_better["governance"]), lang),
                share(best["stagnated"], lang),
                share(here["never_started"].max(), lang),
                listed(
                    (
                        f"{approach_title(r['approach'], lang)} ({short(r, lang).strip('*')})"
                        for _, r in helps.iterrows()
                    ),
                    lang,
                ),
            ]
        )
    reference = governance_title(REFERENCE, lang)
    heads = [
        "alliance",
        "best_form",
        f"={t(lang, 'column.beats', form=reference)}",
        "stagnated_there",
        "never_most",
        "helps_there",
    ]
    return (
        rows_table(lang, heads, rows)
        + "\n"
        + t(lang, "heading.by_alliance")
        + "\n\n"
        + _matrix(table, "scenario", titles, HEADLINE, lang)
    )


def by_hindrance(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """What each hindrance costs, which approaches do more or less against it, and which form is best at its ends."""
    table = tables["hindrances"].set_index(["hindrance", "approach"])
    levels = tables["levels"]
    levels = levels[
        (levels["context"] == "hindrances") & (levels["policy"] == NO_APPROACH) & (levels["governance"] != "none")
    ]
    rows = []
    for name in HINDRANCES:
        changed = [(a, table.loc[(name, a)]) for a in APPROACHES]
        moved = {sign: [(a, row) for a, row in changed if shown(row["low"], row["high"]) == sign] for sign in (1, -1)}
        words = [
            listed(
                (
                    f"{approach_title(a, lang)} ({number(lang, 100 * row['value'], 1, sign=True)})"
                    for a, row in moved[sign]
                ),
                lang,
            )
            for sign in (1, -1)
        ]
        forms = []
        for end in (0.0, 1.0):
            here = levels[(levels["hindrance"] == name) & (levels["level"] == end)]
            top = here.loc[here[HEADLINE].idxmax()]
            forms.append(f"{governance_title(top['governance'], lang)} ({share(top[HEADLINE], lang)})")
        rows.append([hindrance_title(name, lang), cell(table.loc[(name, NO_APPROACH)], HEADLINE, lang), *words, *forms])
    return rows_table(lang, ("hindrance", "raised", "more_against", "less_against", "form_low", "form_high"), rows)


def pairs(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """The ten largest interactions."""
    table = tables["pairs"]
    both = table[table["with"].notna() & (table["with"] != "")]
    top = both.reindex(both["effect"].abs().sort_values(ascending=False).index).head(10)
    rows = [
        [
            " × ".join(approach_title(row[key], lang) for key in ("factor", "with")),
            cell({"value": row["effect"], "low": row["low"], "high": row["high"]}, HEADLINE, lang),
        ]
        for _, row in top.iterrows()
    ]
    return rows_table(lang, ("pair", "together"), rows)


def safe_forms(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Regret of the forms over hindrances and over alliances."""
    rows = []
    for context, table in tables["safe_forms"].groupby("context", sort=False):
        for _, row in table.sort_values("max_regret").iterrows():
            numbers = [number(lang, 100 * row[key], 1) for key in ("mean", "worst", "mean_regret", "max_regret")]
            rows.append(
                [
                    t(lang, f"worlds.{context}"),
                    governance_title(row["choice"], lang),
                    *numbers,
                    share(row["near_best"], lang),
                ]
            )
    return rows_table(lang, ("worlds", "form", "mean", "worst", "mean_regret", "max_regret", "near_best"), rows)


BLOCKS: Final = {
    "findings_forms": form_levels,
    "findings_approaches": approach_table,
    "findings_by_form": approaches_by_form,
    "findings_by_alliance": approaches_by_alliance,
    "findings_by_hindrance": by_hindrance,
    "findings_pairs": pairs,
    "findings_safe": safe_forms,
}
