"""What came out, in generated sentences: every number and every word on an effect comes from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.intervals import shown
from coopsim.model.codes import APPROACHES, HINDRANCES
from paper.cases import HEADLINE
from paper.question import EVERY
from paper.tables import Tables, rows_of, without_approaches
from paper.words import Words, bullets, good

if TYPE_CHECKING:
    import pandas as pd


def summary(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """What came out, in a list of sentences."""
    mean = rows_of(tables["approaches"], context="mean")
    alone, last = (rows_of(mean, place=place) for place in ("alone", "last"))
    own = without_approaches(tables, "forms")
    best, worst = own.loc[own[HEADLINE].idxmax()], own.loc[own[HEADLINE].idxmin()]
    level = {
        **{"best": w.share(best[HEADLINE]), "best_form": w.form(best["governance"])},
        **{"worst": w.share(worst[HEADLINE]), "worst_form": w.form(worst["governance"])},
        **{"low": w.share(own["stagnated"].min()), "high": w.share(own["stagnated"].max())},
        "never": w.share(own["never_started"].max()),
    }
    whole = rows_of(alone, approach=ALL_APPROACHES).set_index("outcome")
    forms = rows_of(tables["forms"], context="mean")
    others = sorted(set(forms["governance"]))
    plain = rows_of(tables["hindrances"], approach=NO_APPROACH).assign(outcome=HEADLINE)
    names = {
        "alone": w.sorted_out(alone, HEADLINE, APPROACHES),
        "last": w.sorted_out(last, HEADLINE, APPROACHES),
        "stagnation": w.sorted_out(alone, "stagnated", APPROACHES),
        "rank": _leading(w, alone),
        "forms": w.sorted_out(forms, HEADLINE, others, "governance"),
        "forms_stagnation": w.sorted_out(forms, "stagnated", others, "governance"),
        "hindrances": w.sorted_out(plain, HEADLINE, HINDRANCES, "hindrance"),
        "alliances": _by_alliance(w, tables["approaches"]),
    }
    shown_of_all = {key: w.said(whole.loc[key], key) for key in (HEADLINE, "stagnated", "worst_off", "cost")}
    lines = [
        w.text("say.matters", **_what_matters(w, own, alone, plain)),
        w.text("say.level", **level),
        w.text("say.all", **shown_of_all),
        *(w.text(f"say.{key}", names=words) for key, words in names.items()),
        w.text("say.pairs", **_pairs(w, tables)),
    ]
    return bullets(lines)


def _single(alone: pd.DataFrame) -> pd.DataFrame:
    return alone[(alone["outcome"] == HEADLINE) & alone["approach"].isin(APPROACHES)]


def _what_matters(w: Words, own: pd.DataFrame, alone: pd.DataFrame, hindrances: pd.DataFrame) -> dict[str, str]:
    """How far apart forms, approaches and the ends of a hindrance lie in the headline outcome."""
    strongest = hindrances.loc[hindrances["value"].abs().idxmax()]
    apart = {"forms": own[HEADLINE], "approaches": _single(alone)["value"]}
    return {key: w.number(100 * (values.max() - values.min())) for key, values in apart.items()} | {
        "hindrance": w.name(strongest["hindrance"]),
        "change": w.number(100 * abs(strongest["value"])),
    }


def _leading(w: Words, alone: pd.DataFrame) -> str:
    top = _single(alone).sort_values("among_best", ascending=False).head(3)
    return w.listed(f"{w.name(row['approach'])} ({w.share(row['among_best'])})" for _, row in top.iterrows())


def _by_alliance(w: Words, approaches: pd.DataFrame) -> str:
    rows = rows_of(approaches, context="alliance", outcome=HEADLINE)
    words = []
    for name in EVERY:
        found = [good(row, HEADLINE) for _, row in rows_of(rows, approach=name).iterrows()]
        if any(found):
            counts = {"helps": found.count(1), "harms": found.count(-1), "all": len(found)}
            words.append(w.text("counted", name=w.name(name), **counts))
    return w.listed(words)


def interactions(tables: Tables) -> pd.DataFrame:
    """Pairs of approaches, the strongest interaction first; effects are in the column ``value``."""
    pairs = tables["pairs"]
    both = pairs[pairs["with"].notna() & (pairs["with"] != "")].rename(columns={"effect": "value"})
    return both.reindex(both["value"].abs().sort_values(ascending=False).index)


def pair(w: Words, row: Any) -> str:
    """The names of a pair of approaches."""
    return " × ".join(w.name(row[key]) for key in ("factor", "with"))


def _pairs(w: Words, tables: Tables) -> dict[str, str]:
    both = interactions(tables)
    clear = both[[shown(row["low"], row["high"]) != 0 for _, row in both.iterrows()]]
    sides = {"more": clear[clear["value"] > 0].head(3), "less": clear[clear["value"] < 0].head(3)}
    words = {
        side: w.listed(w.sized(pair(w, row), row["value"]) for _, row in rows.iterrows())
        for side, rows in sides.items()
    }
    return {"pairs": w.number(len(both)), "shown": w.number(len(clear))} | words


def sizes(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """How much was simulated."""
    sets = about["sets"]
    rows = [
        [w.text(f"part.{name}"), *map(w.number, (row["points"], row["runs"], row["runs"] // sets))]
        for name, row in about["sizes"].items()
    ]
    first = w.text("sizes", sets=w.number(sets), source=about.get("parameters", "–"))
    return f"{first}\n\n{w.table(('part', 'points', 'runs', 'runs_per_set'), rows)}"
