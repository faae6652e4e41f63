"""The blocks of the pages "findings" and "sensitivity" by name, and what is printed when their tables are made."""

from __future__ import annotations

from typing import Any, Final

from paper import page_answer, page_basis, page_sensitivity
from paper.pictures import picture, standings_picture
from paper.tables import Tables
from paper.words import Words

_FINDINGS = (
    *(page_answer.answer, page_answer.weights, standings_picture, picture, page_answer.headlines, page_answer.founding),
    *(page_answer.beginnings, page_answer.alliances, page_basis.signs, page_basis.inputs, page_basis.ablations),
    *(page_basis.starting_priors, page_basis.decides, page_basis.paragraphs, page_basis.pace, page_answer.sizes),
)
_SENSITIVITY = (
    *(page_sensitivity.summary, picture, page_sensitivity.alone, page_sensitivity.morris),
    *(page_sensitivity.sobol, page_sensitivity.sizes),
)
BLOCKS: Final = {
    page: {block.__name__: block for block in blocks}
    for page, blocks in (("findings", _FINDINGS), ("sensitivity", _SENSITIVITY))
}
PRINTED: Final = {"findings": ("answer", "weights"), "sensitivity": ("summary",)}


def told(page: str, block: str, tables: Tables, about: dict[str, Any], lang: str) -> str:
    """A block of a page in a language, in Markdown, from its tables and their manifest."""
    return BLOCKS[page][block](Words(lang), tables, about)
