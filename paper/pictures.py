"""Figures of the pages on findings and sensitivity, from their tables."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from coopsim import figures
from coopsim.analysis.comparison import ALL_APPROACHES
from coopsim.model.codes import APPROACHES
from coopsim.texts.numbers import number
from paper.tables import Tables
from paper.wording import t

if TYPE_CHECKING:
    from coopsim.figures.picture import Picture


def pictures(name: str, tables: Tables, about: dict[str, Any], lang: str) -> list[Picture]:
    """The figures of the page "findings" or "sensitivity" in a language; their names end with it."""
    return {"findings": _findings, "sensitivity": _sensitivity}[name](tables, about, lang)


def manifest_id(about: dict[str, Any]) -> str:
    """Short digest of the manifest of the tables, for the files."""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:12]


def _findings(tables: Tables, about: dict[str, Any], lang: str) -> list[Picture]:
    table = tables["approaches"]
    names = [*APPROACHES, ALL_APPROACHES]
    alone = table[(table["place"] == "alone") & table["outcome"].isin(["effective", "stagnated"])]
    alone = alone.rename(columns={"approach": "factor", "value": "effect"}).sort_values(
        "factor", key=lambda column: column.map(names.index), kind="stable"
    )
    note = t(lang, "picture_note", sets=number(lang, about["sets"]))
    return [
        figures.effects_forest(
            alone[alone["context"] == "form"],
            by="governance",
            lang=lang,
            note=note,
            titled=False,
            name=f"findings_approaches_{lang}",
        )
    ]


def _sensitivity(tables: Tables, about: dict[str, Any], lang: str) -> list[Picture]:
    alone = tables["one_at_a_time"].rename(
        columns={"parameter": "factor", "at": "level", "change_low": "low", "change_high": "high"}
    )
    alone = alone[alone["measure"] == "effective"]
    swing = alone["factor"].map(alone["change"].abs().groupby(alone["factor"]).max())
    widest = alone.assign(swing=swing).sort_values("swing", ascending=False, kind="stable")
    note = t(lang, "picture_scenario")
    return [figures.tornado(widest, "effective", lang=lang, note=note, titled=False, name=f"sensitivity_alone_{lang}")]


def picture_block(name: str, tables: Tables, about: dict[str, Any], lang: str) -> str:
    """The figures of a page in Markdown, with their captions; files lie in ``images`` beside the English pages."""
    above = "../" if lang == "de" else ""
    return "\n".join(
        f"![{picture.alt}]({above}images/{picture.name}.svg)\n\n*{picture.title}.* {picture.caption}\n"
        for picture in pictures(name, tables, about, lang)
    )
