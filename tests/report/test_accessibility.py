"""Reports held against the rules of axe-core in a real browser: WCAG 2.1 A and AA, contrast included, wide and narrow.

Needs Chromium (Debian: ``apt install chromium``).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python import sync_playwright as axe
from hand_made import made, some, spread
from made_study import some as share
from made_study import study
from playwright import sync_api

from coopsim.report.document.html import html
from coopsim.report.study_document import study_document
from coopsim.report.writing import KINDS, report
from coopsim.texts import LANGUAGES

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")

pytestmark = [pytest.mark.slow, pytest.mark.browser]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
R = 40


def pages(kind: str, lang: str) -> list[str]:
    """A report on a comparison and one on an experiment."""
    tables: dict[Any, Any] = {
        (form, name): {"effective": spread(0.5, 0.2, R), "lost": some(0.5, R)}
        for form in ("cooperation_body", "zweckverband")
        for name in ("none", "co_design", "all")
    }
    factors: dict[str, list[Any]] = {
        "governance": ["none", "cooperation_body", "zweckverband"],
        "approaches.co_design": [0.0, 1.0],
        "approaches.common_identity": [0.0, 1.0],
        "hindrances.competition": [0.0, 1.0],
    }
    found = study(factors, lambda point: share(0.5 - 0.2 * point["approaches.co_design"]))
    return [html(report(made(tables, runs=R), kind, lang)), html(study_document(found, kind, lang))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_no_fault(kind: str, lang: str, tmp_path: Path) -> None:
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for place, words in enumerate(pages(kind, lang)):
            file = tmp_path / f"{place}.html"
            file.write_text(words, encoding="utf-8")
            for width in (1280, 400):
                # The page's own policy forbids scripts, axe among them; what is tested is the page without it.
                context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
                page = context.new_page()
                page.goto(file.as_uri())
                found = axe.Axe().run(page, options=RULES)
                assert found.violations_count == 0, found.generate_report()
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                context.close()
        browser.close()
