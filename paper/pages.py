"""The blocks of the pages "findings" and "sensitivity" by name, and what is printed when their tables are made."""

from __future__ import annotations

from typing import Any, Final

from paper import page_sensitivity, page_summary, page_tables, page_variants
from paper.pictures import picture
from paper.tables import Tables
from paper.words import Words

_FINDINGS = (
    *(page_summary.summary, picture, page_tables.forms, page_tables.approaches, page_tables.by_form),
    *(page_tables.by_alliance, page_tables.by_hindrance, page_tables.pairs, page_tables.safe),
    *(page_variants.circular, page_variants.ablation_summary, page_variants.ablations, page_variants.fragility),
    page_summary.sizes,
)
_SENSITIVITY = (
    *(page_sensitivity.summary, picture, page_sensitivity.alone, page_sensitivity.morris),
    *(page_sensitivity.sobol, page_sensitivity.sizes),
)
BLOCKS: Final = {
    page: {block.__name__: block for block in blocks}
    for page, blocks in (("findings", _FINDINGS), ("sensitivity", _SENSITIVITY))
}
PRINTED: Final = {"findings": ("summary", "ablation_summary", "fragility"), "sensitivity": ("summary",)}


def told(page: str, block: str, tables: Tables, about: dict[str, Any], lang: str) -> str:
    """A block of a page in a language, in Markdown, from its tables and their manifest."""
    return BLOCKS[page][block](Words(lang), tables, about)
