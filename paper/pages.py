"""The blocks of the pages "findings" and "sensitivity" by name, and what is printed when their tables are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from paper import page_sensitivity, page_summary, page_tables, page_variants
from paper.pictures import in_markdown
from paper.tables import Tables
from paper.words import Words

Block = Callable[[Words, Tables, dict[str, Any]], str]

BLOCKS: Final[dict[str, dict[str, Block]]] = {
    "findings": {
        "summary": page_summary.summary,
        "picture": in_markdown,
        **{name: getattr(page_tables, name) for name in ("forms", "approaches", "by_form", "by_alliance")},
        **{name: getattr(page_tables, name) for name in ("by_hindrance", "pairs", "safe")},
        **{name: getattr(page_variants, name) for name in ("circular", "ablation_summary", "ablations", "fragility")},
        "sizes": page_summary.sizes,
    },
    "sensitivity": {
        "summary": page_sensitivity.summary,
        "picture": in_markdown,
        **{name: getattr(page_sensitivity, name) for name in ("alone", "morris", "sobol", "sizes")},
    },
}
PRINTED: Final = {"findings": ("summary", "ablation_summary", "fragility"), "sensitivity": ("summary",)}


def told(page: str, block: str, tables: Tables, about: dict[str, Any], lang: str) -> str:
    """A block of a page in a language, in Markdown, from its tables and their manifest."""
    return BLOCKS[page][block](Words(lang), tables, about)
