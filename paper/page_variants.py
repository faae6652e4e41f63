"""Generated blocks on what the findings stand on: calibrated inputs, mechanisms, single parameters."""

from __future__ import annotations

from typing import Any, Final

from coopsim.analysis.over_sets import rank_agreement
from coopsim.model.codes import APPROACHES
from coopsim.texts.numbers import MISSING
from paper import variants
from paper.cases import HEADLINE
from paper.question import EVERY
from paper.tables import Tables, rows_of
from paper.variants import BASE, vanished
from paper.words import Words, bullets

INPUTS: Final = ("no_assurance", "no_region", "not_circular")


def _titles(w: Words) -> dict[str, str]:
    return {row.name: row.title[w.lang] for row in variants.ablations()} | {BASE: w.text("as_it_is")}


def circular(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The ranking of the approaches with and without what the calibration put in."""
    headline = rows_of(tables["ablations"], outcome=HEADLINE)
    table = rows_of(headline, kind="approach").set_index(["variant", "name"])
    columns, titles = (BASE, *INPUTS), _titles(w)
    rows = {name: [w.name(name), *(w.cell(table.loc[(at, name)]) for at in columns)] for name in EVERY}
    single = {at: table.loc[at].loc[list(APPROACHES), "value"] for at in (BASE, "not_circular")}
    order = single[BASE].sort_values(ascending=False).index
    lost = rows_of(vanished(headline), variant="not_circular")
    line = w.text(
        "say.circular",
        tau=w.number(rank_agreement(single["not_circular"], single[BASE]), 2),
        first=w.name(single[BASE].idxmax()),
        then=w.name(single["not_circular"].idxmax()),
        lost=w.listed(w.finding(row) for _, row in lost.iterrows()),
    )
    heads = ["approach", *(f"={titles[at]}" for at in columns)]
    return w.table(heads, [rows[name] for name in (*order, EVERY[-1])]) + "\n" + bullets([line])


def ablations(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """What each ablation does to level, approaches and forms."""
    levels, titles = tables["ablation_levels"].set_index("variant"), _titles(w)
    rows = []
    for _, row in variants.summary(tables["ablations"]).iterrows():
        level = levels.loc[row["variant"]]
        rows.append(
            [
                *(titles[row["variant"]], w.share(level[HEADLINE]), w.share(level["stagnated"])),
                w.short({"value": row["all"], "low": row["all_low"], "high": row["all_high"]}),
                *(f"{row['helps']} / {row['harms']}", w.name(row["best"]) if row["best"] else MISSING),
                *(w.number(row["approach_order"], 2), _best_form(w, row), w.number(row["form_order"], 2)),
                w.listed(map(w.name, row["lost"].split())),
            ]
        )
    first = ("variant", "effective", "stagnated", "all", "helps_harms", "best", "approach_order", "other_form")
    return w.table((*first, "form_order", "lost"), rows)


def _best_form(w: Words, row: Any) -> str:
    if row["form_order"] != row["form_order"]:  # all forms alike
        return MISSING
    return w.form(row["best_form"]) if row["best_form"] else w.text("own_form")


def ablation_summary(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Which ablations leave the findings as they are and which do not."""
    levels, titles = tables["ablation_levels"].set_index("variant"), _titles(w)
    found = variants.summary(tables["ablations"])
    rest = found[found["variant"] != BASE]
    level = rest["variant"].map(levels[HEADLINE])
    dead = level < 0.05 * levels.loc[BASE, HEADLINE]
    living = rest[~dead]
    turned = living[(living["lost"] != "") | (living["form_order"] < 0.5)]
    halves = {key: w.number(levels.loc[BASE, f"half_order_{key}"], 2) for key in ("approaches", "forms")}
    counts = {"count": w.number(len(living) - len(turned)), "all": w.number(len(living))}
    lines = [
        w.text("say.chance", **halves),
        w.text("say.dead", names=w.listed(rest.loc[dead, "variant"].map(titles))),
        w.text("say.kept", **counts, turned=w.listed(turned["variant"].map(titles))),
    ]
    return bullets(lines)


def _end(w: Words, row: Any) -> str:
    symbol, _, end = row["variant"].partition(":")
    return f"{w.text(f'end.{end}', name=w.name(symbol), symbol=symbol)}: {w.short(row)}"


def fragility(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Every finding that is shown, and where it disappears or turns round."""
    table = rows_of(tables["fragility"], outcome=HEADLINE)
    base, gone = rows_of(table, variant=BASE), vanished(table)
    clear = base[base["base_shown"] != 0]
    rows, fragile = [], 0
    for _, row in clear.reindex(clear["value"].abs().sort_values(ascending=False).index).iterrows():
        where = rows_of(gone, kind=row["kind"], name=row["name"])
        fragile += not where.empty
        verdict = w.text("holds" if where.empty else "fragile")
        rows.append([w.finding(row), w.cell(row), verdict, w.listed(_end(w, x) for _, x in where.iterrows())])
    counts = {"shown": len(rows), "fragile": fragile, "count": table["variant"].nunique() - 1}
    unclear = base[base["base_shown"] == 0]
    lines = [
        w.text("say.fragile", **{key: w.number(count) for key, count in counts.items()}),
        w.text("say.not_shown", names=w.listed(w.finding(row) for _, row in unclear.iterrows())),
    ]
    whole = w.table(("finding", "d_effective", "verdict", "where"), rows)
    return bullets(lines) + ("\n" + whole if rows else "")
