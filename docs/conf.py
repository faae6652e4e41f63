"""The site of the handbook: Sphinx reads the Markdown pages of this folder and lays them out (``make docs``)."""

from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

import coopsim

#: Heading in the navigation, and the pages below it.
NAVIGATION = {
    "Tutorial": ("tutorial", "scenarios"),
    "How-to": ("api", "experiments", "cluster", "analysis", "reports", "workshop"),
    "Explanation": (
        "summary",
        "findings",
        "sensitivity",
        "reading_results",
        "random_numbers",
        "patterns",
        "calibration",
        "mechanisms",
        "why",
        "trace",
    ),
    "Reference": ("odd", "architecture", "extending"),
    "Auf Deutsch": (
        "de/index",
        "de/kurzfassung",
        "de/eigene_region",
        "de/vergleichen",
        "de/warum",
        "de/ergebnisse",
        "de/ergebnis_lesen",
        "de/workshop_durchfuehren",
        "de/workshop",
    ),
}

project = "coopsim"
author = "coopsim"
version = release = coopsim.__version__
extensions = ["myst_parser"]
myst_heading_anchors = 6  # as on sites that host code, so that links work there and here
suppress_warnings = ["misc.highlighting_failure"]  # TOML with an ellipsis
html_theme = "furo"
html_title = f"coopsim {release}"
html_show_sourcelink = html_show_sphinx = html_show_copyright = html_copy_source = False
pygments_style = "a11y-high-contrast-light"


def navigation() -> dict[str, list[str]]:
    """All pages by heading; a page that stands nowhere above comes below the last English heading."""
    folder = Path(__file__).parent
    pages = sorted(page.relative_to(folder).with_suffix("").as_posix() for page in folder.rglob("*.md"))
    named = {page for group in NAVIGATION.values() for page in group} | {"index"}
    rest = [page for page in pages if page not in named]
    return {heading: [*group, *(rest if heading == "Reference" else [])] for heading, group in NAVIGATION.items()}


def add_navigation(app: Any, page: str, source: list[str]) -> None:
    """Put the navigation at the end of the first page, where readers of the bare Markdown need not see it."""
    if page == app.config.root_doc:
        for heading, pages in navigation().items():
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n" + "\n".join(pages) + "\n```\n"


def name_language(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Pages in the folder de are German, for screen readers and hyphenation."""
    context["language"] = "de" if page.startswith("de/") else "en"


def setup(app: Any) -> None:
    """What Sphinx calls at the start.

    Pictures in Mermaid are drawn by sites that host code; this one loads nothing from elsewhere and shows their words.
    """
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", add_navigation)
    app.connect("html-page-context", name_language)
