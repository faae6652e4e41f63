"""The page without a server in a real browser: opened as a file, served as files, and offline after the first visit."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, WAIT, change, settled, until

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as the command writes it."""
    place = tmp_path_factory.mktemp("alone") / "page"
    command = [sys.executable, "-m", "coopsim", "export", "page", str(place), "--lang", "de"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return place


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where a plain server of files serves the page."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address in a fresh browser; at the end nothing has gone wrong and nobody else was asked."""
    contexts, faults, asked = [], [], []

    def visit(place: str, width: int = 1366, height: int = 768) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.add_init_script("localStorage.setItem('coopsim-guided', '1')")
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(place)
        settled(page)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:", "http://127.0.0.1"))] == []


def link(page: Any) -> str:
    """The link to the settings, from the dialog of what can be kept; the page packs it before it shows it."""
    page.click("#keep-open")
    until(page, "document.getElementById('keep-link')?.value")
    return str(page.input_value("#keep-link"))


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_page_opens_from_a_file(folder: Path, opened: Callable[..., Any], width: int, height: int) -> None:
    page = opened((folder / "index.html").as_uri(), width, height)
    assert "Informelles Netzwerk" in page.inner_text("#sentences")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("[data-lang=en]")
    assert "informal network" in page.inner_text("#sentences").lower()
    change(page, lambda: page.select_option("#region", "altmark"))
    change(page, lambda: page.click("#same"))
    assert "set alike" in page.inner_text("#sentences")
    page.click("#tab-run")
    page.wait_for_selector("#view-run:not(.busy) .map svg")
    assert "full program" in page.inner_text("#view-run .log")
    page.click("#tab-levers")
    page.wait_for_selector("#levers-badge[data-done='true']")
    assert link(page).startswith("file:") and page.query_selector("#keep-report-pdf") is None
    assert not page.is_visible("#towns-open")


def test_a_link_brings_its_settings_along(folder: Path, opened: Callable[..., Any]) -> None:
    page = opened((folder / "index.html").as_uri())
    change(page, lambda: page.select_option("#horizon", "120"))
    other = opened(link(page))
    assert other.input_value("#horizon") == "120"


def test_it_is_there_without_a_network_after_the_first_visit(address: str, opened: Callable[..., Any]) -> None:
    page = opened(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    settled(page)
    assert "Informelles Netzwerk" in page.inner_text("#sentences")
