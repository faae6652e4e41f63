"""Figures of the pages on findings and sensitivity, from their tables."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from coopsim import figures, load_scenario
from coopsim.analysis.labels import NO_APPROACH
from coopsim.analysis.places import NAMES
from coopsim.figures import Picture
from paper.cases import HEADLINES
from paper.page_answer import known_forms, of_region
from paper.question import BEST, EVERY, REGION
from paper.tables import Tables, rows_of
from paper.words import Words


def draw(w: Words, tables: Tables, about: dict[str, Any]) -> list[Picture]:
    """The figures of the page that the tables are of; their names end with the language."""
    if "effects" in tables:
        return [_approaches(w, tables, about), _standings(w, tables, about)]
    return [_sensitivity(w, tables)]


def manifest_id(about: dict[str, Any]) -> str:
    """Short digest of the manifest of the tables, for the files."""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:12]


def _approaches(w: Words, tables: Tables, about: dict[str, Any]) -> Picture:
    """Effective months and months lost, both as shares of all months, by form."""
    table = of_region(tables, "form")
    table = table[table["outcome"].isin(["effective", "time_lost"])].copy()
    months = load_scenario(REGION).horizon_months
    for key in ("value", "low", "high"):
        table[key] = table[key].where(table["outcome"] == "effective", table[key] / months)
    table["outcome"] = table["outcome"].replace("time_lost", "lost")
    table = table[table["policy"].isin(EVERY)].rename(columns={"policy": "factor", "value": "effect"})
    table = table.sort_values("factor", key=lambda column: column.map(EVERY.index), kind="stable")
    note, name = w.text("picture_note", sets=w.number(about["sets"])), f"findings_approaches_{w.lang}"
    return figures.effects_forest(table, by="governance", lang=w.lang, note=note, titled=False, name=name)


def _standings(w: Words, tables: Tables, about: dict[str, Any]) -> Picture:
    """Where alliances stand under each form, without approaches and with the best package."""
    import pandas as pd

    level = rows_of(tables["levels"], scenario=REGION).set_index(["governance", "policy", "outcome"])["value"]
    rows = [
        {"panel": f"{w.form(form)}: {w.name(policy)}", "month": 12 * year, "standing": place}
        | {"share": level[form, policy, f"{place}_{year}"]}
        for form in known_forms(tables)
        for policy in (NO_APPROACH, BEST)
        for year in (5, 10, 20)
        for place in NAMES
    ]
    note, name = w.text("picture_note", sets=w.number(about["sets"])), f"findings_standings_{w.lang}"
    return figures.standing_bars(pd.DataFrame(rows), lang=w.lang, note=note, titled=False, name=name)


def _sensitivity(w: Words, tables: Tables) -> Picture:
    names = {"parameter": "factor", "at": "level", "change_low": "low", "change_high": "high"}
    alone = rows_of(tables["one_at_a_time"], measure=HEADLINES[1]).rename(columns=names)
    swing = alone["change"].abs().groupby(alone["factor"]).transform("max")
    widest = alone.assign(swing=swing).sort_values("swing", ascending=False, kind="stable")
    note, name = w.text("picture_scenario"), f"sensitivity_alone_{w.lang}"
    return figures.tornado(widest, HEADLINES[1], lang=w.lang, note=note, titled=False, name=name)


def picture(w: Words, tables: Tables, about: dict[str, Any], place: int = 0) -> str:
    """A figure of a page with its caption; files lie in ``images`` beside the English pages."""
    found, above = draw(w, tables, about)[place], "../" if w.lang == "de" else ""
    return f"![{found.alt}]({above}images/{found.name}.svg)\n\n*{found.title}.* {found.caption}\n"


def standings_picture(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The second figure of the findings."""
    return picture(w, tables, about, 1)
