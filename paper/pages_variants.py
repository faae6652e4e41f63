"""Generated blocks on what the findings stand on: calibrated inputs, mechanisms, single parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.comparison import ALL_APPROACHES
from coopsim.analysis.over_sets import rank_agreement
from coopsim.figures.titles import approach_title, factor_title, governance_title
from coopsim.model.codes import APPROACHES
from coopsim.texts.numbers import MISSING, number
from paper.tables import Tables
from paper.variants import BASE, ablations, summary, vanished
from paper.wording import bullets, cell, listed, rows_table, share, short, t

if TYPE_CHECKING:
    import pandas as pd

HEADLINE: Final = "effective"
INPUTS: Final = ("no_assurance", "no_region", "not_circular")


def _titles(lang: str) -> dict[str, str]:
    return {row.name: row.title[lang] for row in ablations()} | {BASE: t(lang, "as_it_is")}


def _finding(kind: str, name: str, lang: str) -> str:
    return approach_title(name, lang) if kind == "approach" else governance_title(name, lang)


def circular(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """The ranking of the approaches with and without what the calibration put in."""
    table = tables["ablations"]
    table = table[(table["kind"] == "approach") & (table["outcome"] == HEADLINE)].set_index(["variant", "name"])
    titles = _titles(lang)
    base = table.loc[BASE]
    order = base.loc[list(APPROACHES)].sort_values("value", ascending=False).index
    rows = [
        [approach_title(name, lang), *(cell(table.loc[(at, name)], HEADLINE, lang) for at in (BASE, *INPUTS))]
        for name in (*order, ALL_APPROACHES)
    ]
    singles = {at: table.loc[at].loc[list(APPROACHES)] for at in (BASE, *INPUTS)}
    lost = vanished(tables["ablations"])
    lost = lost[(lost["variant"] == "not_circular") & (lost["outcome"] == HEADLINE)]
    lines = [
        t(
            lang,
            "say.circular",
            tau=number(lang, rank_agreement(singles["not_circular"]["value"], singles[BASE]["value"]), 2),
            first=approach_title(str(singles[BASE]["value"].idxmax()), lang),
            then=approach_title(str(singles["not_circular"]["value"].idxmax()), lang),
            lost=listed((_finding(row["kind"], row["name"], lang) for _, row in lost.iterrows()), lang),
        )
    ]
    heads = ["approach", *(f"={titles[at]}" for at in (BASE, *INPUTS))]
    return rows_table(lang, heads, rows) + "\n" + bullets(lines)


def ablation_table(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """What each ablation does to level, approaches and forms."""
    found = summary(tables["ablations"]).set_index("variant")
    levels = tables["ablation_levels"].set_index("variant")
    rows = []
    titles = _titles(lang)
    for name in found.index:
        title = titles[name]
        row, level = found.loc[name], levels.loc[name]
        whole = {"value": row["all"], "low": row["all_low"], "high": row["all_high"]}
        rows.append(
            [
                title,
                share(level[HEADLINE], lang),
                share(level["stagnated"], lang),
                short(whole, lang),
                f"{row['helps']} / {row['harms']}",
                approach_title(row["best"], lang) if row["best"] else MISSING,
                number(lang, row["approach_order"], 2),
                _best_form(row, lang),
                number(lang, row["form_order"], 2),
                listed((approach_title(x, lang) for x in row["lost"].split()), lang),
            ]
        )
    keys = (
        "variant",
        "effective",
        "stagnated",
        "all",
        "helps_harms",
        "best",
        "approach_order",
        "other_form",
        "form_order",
    )
    return rows_table(lang, [*keys, "lost"], rows)


def _best_form(row: Any, lang: str) -> str:
    if row["form_order"] != row["form_order"]:  # all forms alike
        return MISSING
    return governance_title(row["best_form"], lang) if row["best_form"] else t(lang, "own_form")


def ablation_summary(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Which ablations leave the findings as they are and which do not."""
    found = summary(tables["ablations"])
    levels = tables["ablation_levels"].set_index("variant")[HEADLINE]
    titles = _titles(lang)
    rest = found[found["variant"] != BASE]
    dead = [name for name in rest["variant"] if levels[name] < 0.05 * levels[BASE]]
    living = rest[~rest["variant"].isin(dead)]
    turned = living[(living["lost"] != "") | (living["form_order"] < 0.5)]
    base = tables["ablation_levels"].set_index("variant").loc[BASE]
    lines = [
        t(
            lang,
            "say.chance",
            approaches=number(lang, base["half_order_approaches"], 2),
            forms=number(lang, base["half_order_forms"], 2),
        ),
        t(lang, "say.dead", names=listed((titles[x] for x in dead), lang)),
        t(
            lang,
            "say.kept",
            count=number(lang, len(living) - len(turned)),
            all=number(lang, len(living)),
            turned=listed((titles[x] for x in turned["variant"]), lang),
        ),
    ]
    return bullets(lines)


def _end(variant: str, lang: str) -> str:
    symbol, _, end = variant.partition(":")
    return t(lang, f"end.{end}", name=factor_title(symbol, lang), symbol=symbol)


def fragility(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Every finding that is shown, and where it disappears or turns round."""
    table = tables["fragility"]
    table = table[table["outcome"] == HEADLINE]
    base = table[table["variant"] == BASE]
    gone = vanished(table)
    clear = base[base["base_shown"] != 0]
    rows = []
    for _, row in clear.reindex(clear["value"].abs().sort_values(ascending=False).index).iterrows():
        where = gone[(gone["kind"] == row["kind"]) & (gone["name"] == row["name"])]
        words = [f"{_end(x['variant'], lang)}: {short(x, lang)}" for _, x in where.iterrows()]
        verdict = t(lang, "fragile" if words else "holds")
        rows.append([_finding(row["kind"], row["name"], lang), cell(row, HEADLINE, lang), verdict, listed(words, lang)])
    open_ones = [_finding(row["kind"], row["name"], lang) for _, row in base[base["base_shown"] == 0].iterrows()]
    fragile = sum(row[2] == t(lang, "fragile") for row in rows)
    lines = [
        t(
            lang,
            "say.fragile",
            shown=number(lang, len(rows)),
            fragile=number(lang, fragile),
            count=number(lang, len(_ends(table))),
        ),
        t(lang, "say.not_shown", names=listed(open_ones, lang)),
    ]
    whole = rows_table(lang, ("finding", "d_effective", "verdict", "where"), rows) if rows else ""
    return bullets(lines) + ("\n" + whole if whole else "")


def _ends(table: pd.DataFrame) -> list[str]:
    return [name for name in table["variant"].unique() if name != BASE]


BLOCKS: Final = {
    "findings_circular": circular,
    "findings_ablation_summary": ablation_summary,
    "findings_ablations": ablation_table,
    "findings_fragility": fragility,
}
