"""The site of the handbook: every page has its place, it builds without a warning and loads nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def navigation() -> dict[str, list[str]]:
    spec = importlib.util.spec_from_file_location("docs_conf", DOCS / "conf.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, list[str]] = module.navigation()
    return found


def test_every_page_stands_in_the_navigation_once() -> None:
    pages = sorted(page.relative_to(DOCS).with_suffix("").as_posix() for page in DOCS.rglob("*.md"))
    assert sorted(["index", *(page for group in navigation().values() for page in group)]) == pages


def test_every_page_can_be_reached_from_the_first_pages() -> None:
    for folder, pages in ((DOCS, DOCS.glob("*.md")), (DOCS / "de", (DOCS / "de").glob("*.md"))):
        index = (folder / "index.md").read_text(encoding="utf-8")
        assert not [page.name for page in pages if page.name != "index.md" and f"({page.name}" not in index]


@pytest.mark.slow
def test_site_builds_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    places = ["-d", str(tmp_path / "trees"), str(DOCS), str(tmp_path / "site")]
    done = subprocess.run([*command, *places], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 12
    for page in pages:
        words = page.read_text(encoding="utf-8")
        assert not re.findall(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//", words), page.name
        german = page.parent.name == "de"
        assert f'lang="{"de" if german else "en"}"' in words
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import", sheet.read_text(encoding="utf-8")), sheet.name
