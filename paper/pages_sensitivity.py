"""Generated blocks of the page on sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.over_sets import shown
from coopsim.figures.titles import factor_title
from coopsim.texts.numbers import MISSING, number
from paper.sensitivity import MEASURES
from paper.tables import Tables
from paper.wording import bullets, listed, rows_table, t

if TYPE_CHECKING:
    import pandas as pd

SHOWN: Final = 20  #: parameters in a table


def _named(symbol: str, lang: str) -> str:
    return f"{factor_title(symbol, lang)} (`{symbol}`)"


def summary(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """How many parameters matter for what, and whether the two differences keep their signs."""
    alone, elementary, shares = tables["one_at_a_time"], tables["morris"], tables["sobol"]
    lines = []
    for what in MEASURES:
        rows = alone[alone["measure"] == what]
        moved = rows[(rows["change_low"] > 0) | (rows["change_high"] < 0)]
        top = elementary[elementary["measure"] == what].sort_values("mu_star", ascending=False).head(3)
        lines.append(
            t(
                lang,
                "sensitivity.matter",
                measure=t(lang, f"measure.{what}"),
                count=number(lang, moved["parameter"].nunique()),
                all=number(lang, rows["parameter"].nunique()),
                names=listed((_named(x, lang) for x in top["factor"]), lang),
            )
        )
    for what in MEASURES[2:]:
        rows = alone[alone["measure"] == what]
        base = rows["base"].iloc[0]
        turned = rows[(rows["value"] * base < 0) & ((rows["change_low"] > 0) | (rows["change_high"] < 0))]
        names = listed(dict.fromkeys(_named(x, lang) for x in turned["parameter"]), lang)
        effect = number(lang, 100 * base, 1, sign=True)
        lines.append(t(lang, "sensitivity.turned", measure=t(lang, f"measure.{what}"), base=effect, names=names))
    for what in dict.fromkeys(shares["measure"]):
        rows = shares[shares["measure"] == what].sort_values("total", ascending=False)
        numbers = {"mean": number(lang, 100 * rows["mean"].iloc[0], 1), "sd": number(lang, 100 * rows["sd"].iloc[0], 1)}
        alone_share = number(lang, max(0.0, rows["first"].clip(lower=0).sum()), 2)
        first = listed((_named(x, lang) for x in rows["factor"].head(2)), lang)
        measure = t(lang, f"measure.{what}")
        lines.append(t(lang, "sensitivity.shares", measure=measure, names=first, additive=alone_share, **numbers))
    return bullets(lines)


def _pivot(table: pd.DataFrame, key: str, value: str) -> pd.DataFrame:
    wide = table.pivot_table(index=key, columns="measure", values=value, sort=False)
    return wide.reindex(columns=[what for what in MEASURES if what in wide])


def one_at_a_time(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """The parameters that move the measures most, alone over their whole bounds."""
    table = tables["one_at_a_time"]
    swing = _pivot(
        table.assign(swing=table["change"].abs()).groupby(["parameter", "measure"], as_index=False)["swing"].max(),
        "parameter",
        "swing",
    )
    order = (swing / swing.max()).max(axis=1).sort_values(ascending=False).index[:SHOWN]
    ends = table.set_index(["parameter", "measure", "end"])
    rows = []
    for name in order:
        cells = []
        for what in swing.columns:
            both = []
            for end in ("low", "high"):
                if (name, what, end) in ends.index:
                    row = ends.loc[(name, what, end)]
                    change = number(lang, 100 * row["change"], 1, sign=True)
                    both.append(f"**{change}**" if shown(row["change_low"], row["change_high"]) else change)
                else:
                    both.append(MISSING)
            cells.append(" / ".join(both))
        rows.append([_named(name, lang), *cells])
    return _table(rows, swing.columns, lang)


def _table(rows: list[list[str]], measures: Any, lang: str) -> str:
    return rows_table(lang, ["parameter", *(f"={t(lang, f'measure.{what}')}" for what in measures)], rows)


def elementary(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """The largest elementary effects: mean absolute effect and, in brackets, their spread."""
    table = tables["morris"]
    star, spread = _pivot(table, "factor", "mu_star"), _pivot(table, "factor", "sigma")
    order = (star / star.max()).max(axis=1).sort_values(ascending=False).index[:SHOWN]
    rows = [
        [
            _named(name, lang),
            *(
                f"{number(lang, 100 * star.loc[name, w], 1)} ({number(lang, 100 * spread.loc[name, w], 1)})"
                for w in star.columns
            ),
        ]
        for name in order
    ]
    return _table(rows, star.columns, lang)


def variance(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """Shares of variance: alone, and with all interactions."""
    table = tables["sobol"].assign(half=lambda x: (x["total_high"] - x["total_low"]) / 2)
    wide = [_pivot(table, "factor", key) for key in ("first", "total", "half")]
    total = wide[1]
    rows = []
    for name in total.max(axis=1).sort_values(ascending=False).index:
        numbers = [[number(lang, one.loc[name, what], 2) for one in wide] for what in total.columns]
        rows.append([_named(name, lang), *(f"{first} / {whole} ± {half}" for first, whole, half in numbers)])
    return _table(rows, total.columns, lang)


def sizes(tables: Tables, about: dict[str, Any], lang: str) -> str:
    """How much was simulated."""
    found = {key: number(lang, value) for key, value in about["sizes"].items()}
    return t(lang, "sensitivity.sizes", twice=number(lang, 2 * about["sizes"]["runs"]), **found) + "\n"


BLOCKS: Final = {
    "sensitivity_summary": summary,
    "sensitivity_alone": one_at_a_time,
    "sensitivity_morris": elementary,
    "sensitivity_sobol": variance,
    "sensitivity_sizes": sizes,
}
