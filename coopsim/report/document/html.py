"""A report as one HTML file that holds everything: style, fonts, figures. It asks nobody for anything."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from coopsim.report.document.fonts import font_faces
from coopsim.texts import UserError

if TYPE_CHECKING:
    from coopsim.report.document.blocks import Document


def html(document: Document) -> str:
    """The text of the page."""
    words: str = _template().render(document=document, figure=lambda block: block.picture.svg(document.manifest_id))
    return words.replace("/* fonts */", font_faces(words), 1)


@lru_cache(maxsize=1)
def _template() -> Any:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise UserError("report_extra", package="Jinja2") from None
    loader = PackageLoader("coopsim.report.document", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment.get_template("page.html.jinja")
