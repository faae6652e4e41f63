"""A report as one HTML file that holds everything: style, fonts, figures. It asks nobody for anything."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from coopsim.report.document.blocks import Document
from coopsim.report.document.fonts import font_faces
from coopsim.texts.extras import needed


def html(document: Document) -> str:
    """The text of the page."""
    words: str = _template().render(document=document, figure=lambda block: block.picture.svg(document.manifest_id))
    return words.replace("/* fonts */", font_faces(words), 1)


@lru_cache(maxsize=1)
def _template() -> Any:
    jinja = needed("jinja2", "report")
    loader = jinja.PackageLoader("coopsim.report.document", "templates")
    environment = jinja.Environment(
        loader=loader, autoescape=True, undefined=jinja.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment.get_template("page.html.jinja")
