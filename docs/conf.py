"""The site of the handbook: Sphinx reads the Markdown pages of this folder and lays them out (``make docs``)."""

from typing import Any

import coopsim

#: Heading in the navigation, and the pages below it.
NAVIGATION = {
    "Tutorial": ("tutorial", "scenarios"),
    "How-to": ("api", "experiments", "cluster", "analysis", "reports", "workshop"),
    "Explanation": ("reading_results", "random_numbers", "patterns"),
    "Reference": ("odd",),
    "Auf Deutsch": (
        "de/index",
        "de/eigene_region",
        "de/vergleichen",
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


def add_navigation(app: Any, page: str, source: list[str]) -> None:
    """Put the navigation at the end of the first page, where readers of the bare Markdown need not see it."""
    if page == app.config.root_doc:
        for heading, pages in NAVIGATION.items():
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n" + "\n".join(pages) + "\n```\n"


def name_language(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Pages in the folder de are German, for screen readers and hyphenation."""
    context["language"] = "de" if page.startswith("de/") else "en"


def setup(app: Any) -> None:
    """What Sphinx calls at the start."""
    app.connect("source-read", add_navigation)
    app.connect("html-page-context", name_language)
