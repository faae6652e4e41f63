"""The generated blocks of the page on findings: every number and every word on an effect comes from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.codes import APPROACHES, HINDRANCES
from coopsim.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.report.titles import approach_title, governance_title, hindrance_title
from coopsim.robustness.effects import shown
from coopsim.robustness.tables import REFERENCE, Tables
from coopsim.robustness.wording import bullets, cell, good, listed, rows_table, said, share, short, sorted_out, t
from coopsim.texts.numbers import between, number

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


def summary(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """What came out, in a list of sentences."""
    approaches, forms = tables["approaches"], tables["forms"]
    mean = approaches[approaches["context"] == "mean"]
    alone, last = (mean[mean["place"] == place] for place in ("alone", "last"))
    level = tables["levels"]
    own = level[(level["context"] == "forms") & (level["policy"] == NO_APPROACH) & (level["governance"] != "none")]
    best, worst = own.loc[own[HEADLINE].idxmax()], own.loc[own[HEADLINE].idxmin()]
    whole = {row["outcome"]: row for _, row in alone[alone["approach"] == ALL_APPROACHES].iterrows()}
    by_form = forms[forms["context"] == "mean"]
    others = sorted(set(by_form["governance"]))
    hindrances = tables["hindrances"]
    plain = hindrances[hindrances["approach"] == NO_APPROACH].assign(outcome=HEADLINE)
    lines = [
        t(
            lang,
            "say.level",
            best=share(best[HEADLINE], lang),
            best_form=governance_title(best["governance"], lang),
            worst=share(worst[HEADLINE], lang),
            worst_form=governance_title(worst["governance"], lang),
            low=share(own["stagnated"].min(), lang),
            high=share(own["stagnated"].max(), lang),
            never=share(own["never_started"].max(), lang),
        ),
        t(
            lang,
            "say.all",
            **{key: said(whole[key], key, lang) for key in ("effective", "stagnated", "worst_off", "cost")},
        ),
        t(lang, "say.alone", names=sorted_out(alone, HEADLINE, APPROACHES, lang)),
        t(lang, "say.last", names=sorted_out(last, HEADLINE, APPROACHES, lang)),
        t(lang, "say.stagnation", names=sorted_out(alone, "stagnated", APPROACHES, lang)),
        t(lang, "say.rank", names=_leading(alone, lang)),
        t(lang, "say.forms", names=sorted_out(by_form, HEADLINE, others, lang, "governance")),
        t(lang, "say.forms_stagnation", names=sorted_out(by_form, "stagnated", others, lang, "governance")),
        t(lang, "say.hindrances", names=sorted_out(plain, HEADLINE, HINDRANCES, lang, "hindrance")),
        t(lang, "say.alliances", names=_by_alliance(approaches, lang)),
        t(lang, "say.pairs", **_pairs_said(tables["pairs"], lang)),
    ]
    return bullets(lines)


def _leading(alone: pd.DataFrame, lang: str) -> str:
    rows = alone[(alone["outcome"] == HEADLINE) & alone["approach"].isin(APPROACHES)]
    top = rows.sort_values("among_best", ascending=False).head(3)
    return listed(
        (f"{approach_title(r['approach'], lang)} ({share(r['among_best'], lang)})" for _, r in top.iterrows()), lang
    )


def _by_alliance(approaches: pd.DataFrame, lang: str) -> str:
    rows = approaches[(approaches["context"] == "alliance") & (approaches["outcome"] == HEADLINE)]
    words = []
    for name in SINGLE:
        found = [good(row, HEADLINE) for _, row in rows[rows["approach"] == name].iterrows()]
        if any(found):
            counts = {"helps": found.count(1), "harms": found.count(-1), "all": len(found)}
            words.append(t(lang, "counted", name=approach_title(name, lang), **counts))
    return listed(words, lang)


def _pairs_said(pairs: pd.DataFrame, lang: str) -> dict[str, str]:
    both = pairs[pairs["with"].notna() & (pairs["with"] != "")]
    clear = both[[shown(row["low"], row["high"]) != 0 for _, row in both.iterrows()]]
    order = clear.reindex(clear["effect"].abs().sort_values(ascending=False).index)
    more, less = order[order["effect"] > 0].head(3), order[order["effect"] < 0].head(3)

    def names(table: pd.DataFrame) -> str:
        return listed((_pair(row, lang) for _, row in table.iterrows()), lang)

    return {
        "pairs": number(lang, len(both)),
        "shown": number(lang, len(clear)),
        "more": names(more),
        "less": names(less),
    }


def _pair(row: Any, lang: str) -> str:
    pair = " × ".join(approach_title(row[key], lang) for key in ("factor", "with"))
    return f"{pair} ({number(lang, 100 * row['effect'], 1, sign=True)})"


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
    keys = (
        "form",
        "approach",
        "effective",
        "stagnated",
        "never_started",
        "merged",
        "dissolved",
        "added_value",
        "worst_off",
    )
    return rows_table(lang, [*keys, "cost"], rows)


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


def sizes(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """How much was simulated."""
    sets = about["sets"]
    rows = [
        [
            t(lang, f"part.{name}"),
            number(lang, row["points"]),
            number(lang, row["runs"]),
            number(lang, row["runs"] // sets),
        ]
        for name, row in about["sizes"].items()
    ]
    return (
        t(lang, "sizes", sets=number(lang, sets), source=about.get("parameters", "–"))
        + "\n\n"
        + rows_table(lang, ("part", "points", "runs", "runs_per_set"), rows)
    )


BLOCKS: Final = {
    "findings_summary": summary,
    "findings_forms": form_levels,
    "findings_approaches": approach_table,
    "findings_by_form": approaches_by_form,
    "findings_by_alliance": approaches_by_alliance,
    "findings_by_hindrance": by_hindrance,
    "findings_pairs": pairs,
    "findings_safe": safe_forms,
    "findings_sizes": sizes,
}
