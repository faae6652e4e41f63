"""What the tests of the workshop page share: settings, a client, and the page opened in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import CHROMIUM, WAIT, Server

HEADERS = {"origin": "http://localhost", "x-page": "0123456789abcdef"}


def made_setup(**b: Any) -> dict[str, Any]:
    """The Harz as it is against the Harz with changes in B, as the page would send it."""
    from coopsim.workshop.settings import settings_of, shipped

    own = settings_of(shipped("harz"))
    return {"region": {"name": "harz"}, "months": 120, "a": own, "b": own | b}


@pytest.fixture
def setup() -> dict[str, Any]:
    return made_setup(governance="zweckverband")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    from starlette.testclient import TestClient

    from coopsim.workshop.app import create_app

    with TestClient(create_app(lang="de", workers=2), base_url="http://localhost", headers=HEADERS) as found:
        yield found


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None, "there is no Chromium on this machine"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield found
        found.close()


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """Opens the page in a fresh browser; at the end nothing has gone wrong in it and nothing was asked of others."""
    contexts, faults, asked = [], [], []

    def opened(
        lang: str = "de",
        hash: str = "",
        guided: bool = False,
        width: int = 1280,
        height: int = 720,
        script: str = "",
        **more: Any,
    ) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        if not guided:
            page.add_init_script("localStorage.setItem('coopsim-guided', '1')")
        page.add_init_script(script)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{server.address}?lang={lang}{hash}")
        page.wait_for_selector("#badge[data-runs='1000']")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith((server.address, "blob:"))] == []
