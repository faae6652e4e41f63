"""Figures of the pages on findings and sensitivity, from their tables."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from coopsim import figures
from coopsim.figures import Picture
from paper.cases import HEADLINE
from paper.question import EVERY
from paper.tables import Tables, rows_of
from paper.words import Words


def draw(w: Words, tables: Tables, about: dict[str, Any]) -> Picture:
    """The figure of the page that the tables are of; its name ends with the language."""
    return (_findings if "approaches" in tables else _sensitivity)(w, tables, about)


def manifest_id(about: dict[str, Any]) -> str:
    """Short digest of the manifest of the tables, for the files."""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:12]


def _findings(w: Words, tables: Tables, about: dict[str, Any]) -> Picture:
    alone = rows_of(tables["approaches"], context="form", place="alone")
    alone = alone[alone["outcome"].isin([HEADLINE, "stagnated"])]
    alone = alone.rename(columns={"approach": "factor", "value": "effect"})
    alone = alone.sort_values("factor", key=lambda column: column.map(EVERY.index), kind="stable")
    note, name = w.text("picture_note", sets=w.number(about["sets"])), f"findings_approaches_{w.lang}"
    return figures.effects_forest(alone, by="governance", lang=w.lang, note=note, titled=False, name=name)


def _sensitivity(w: Words, tables: Tables, about: dict[str, Any]) -> Picture:
    names = {"parameter": "factor", "at": "level", "change_low": "low", "change_high": "high"}
    alone = rows_of(tables["one_at_a_time"], measure=HEADLINE).rename(columns=names)
    swing = alone["change"].abs().groupby(alone["factor"]).transform("max")
    widest = alone.assign(swing=swing).sort_values("swing", ascending=False, kind="stable")
    note, name = w.text("picture_scenario"), f"sensitivity_alone_{w.lang}"
    return figures.tornado(widest, HEADLINE, lang=w.lang, note=note, titled=False, name=name)


def picture(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The figure of a page with its caption; files lie in ``images`` beside the English pages."""
    found, above = draw(w, tables, about), "../" if w.lang == "de" else ""
    return f"![{found.alt}]({above}images/{found.name}.svg)\n\n*{found.title}.* {found.caption}\n"
