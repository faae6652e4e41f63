"""What came out, in generated sentences: every number and every word on an effect comes from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.over_sets import shown
from coopsim.figures.titles import approach_title, governance_title, hindrance_title
from coopsim.model.codes import APPROACHES, HINDRANCES
from coopsim.texts.numbers import number
from paper.tables import Tables
from paper.wording import bullets, good, listed, rows_table, said, share, sorted_out, t

if TYPE_CHECKING:
    import pandas as pd

SINGLE: Final = (*APPROACHES, ALL_APPROACHES)
HEADLINE: Final = "effective"


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
        _what_matters(own, alone, plain, lang),
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


def _what_matters(own: pd.DataFrame, alone: pd.DataFrame, hindrances: pd.DataFrame, lang: str) -> str:
    """How far apart forms, approaches and the ends of a hindrance lie in the headline outcome."""
    single = alone[(alone["outcome"] == HEADLINE) & alone["approach"].isin(APPROACHES)]["value"]
    strongest = hindrances.loc[hindrances["value"].abs().idxmax()]
    return t(
        lang,
        "say.matters",
        forms=number(lang, 100 * (own[HEADLINE].max() - own[HEADLINE].min())),
        approaches=number(lang, 100 * (single.max() - single.min())),
        hindrance=hindrance_title(strongest["hindrance"], lang),
        change=number(lang, 100 * abs(strongest["value"])),
    )


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


BLOCKS: Final = {"findings_summary": summary, "findings_sizes": sizes}
