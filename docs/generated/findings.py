"""Blocks and figures of findings and sensitivity: words and tables from the results in docs/tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from generated.markdown import DOCS
from paper import words as paper_words
from paper.pages import BLOCKS as TOLD
from paper.pages import told
from paper.pictures import draw, manifest_id
from paper.tables import read


def results(name: str, folder: Path = DOCS / "tables") -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables that ``python -m paper`` wrote; made anew with their option ``--out``."""
    return read(folder, name)


def _still_whole(page: str) -> bool:
    """Whether there are results with every approach; if not, what they tell stays until they are made anew."""
    from coopsim.model.codes import APPROACHES

    try:
        tables, _ = results(page)
    except OSError:
        return False
    recorded = {name for table in tables.values() if "policy" in table for name in table["policy"]}
    return not recorded or set(APPROACHES) <= recorded


def _told(page: str, block: str, lang: str) -> str:
    if not _still_whole(page):
        return ""
    return told(page, block, *results(page), lang)


#: Blocks by name, in the language of the page.
BLOCKS: Final[dict[str, Callable[[str], str]]] = {
    f"{kind}_{name}": partial(_told, kind, name) for kind, names in TOLD.items() for name in names
}


def draw_figures() -> None:
    """The figures of the findings in both languages, of the sensitivity in English."""
    for page, languages in (("findings", ("en", "de")), ("sensitivity", ("en",))):
        if not _still_whole(page):
            continue
        tables, about = results(page)
        for lang in languages:
            for picture in draw(paper_words.Words(lang), tables, about):
                picture.save(DOCS / "images", manifest_id(about), ["svg"], replace=True)
