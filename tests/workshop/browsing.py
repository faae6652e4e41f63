"""What the tests in a real browser (headless Chromium) share: the page's server, and waiting for answers.

Debian: ``apt install chromium``; the browser is driven by Playwright (``pip install 'coopsim[browser]'``).
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WAIT = 120_000  # ms; the rules may have to be compiled first


class Server:
    """The command ``coopsim workshop`` as a process of its own."""

    def __init__(self, port: int = 0) -> None:
        command = [sys.executable, "-m", "coopsim", "workshop", "--no-browser", "--port", str(port)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        self.address = next(word for word in line.split() if word.startswith("http://"))
        self.port = int(re.search(r":(\d+)/", self.address)[1])  # type: ignore[index]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        assert self.process.stderr is not None
        self.process.stderr.close()


def settled(page: Any) -> None:
    """Wait until the answer to the last change is complete."""
    page.wait_for_selector("#headline:not(.working) #badge[data-runs='1000']")


def until(page: Any, true: str, argument: Any = None) -> None:
    """Wait until a function in the page says so; the page's own rules forbid the tool's usual way of waiting."""
    for _ in range(WAIT // 100):
        if page.evaluate(true, argument):
            return
        page.wait_for_timeout(100)
    raise AssertionError(true)


def change(page: Any, act: Callable[[], Any]) -> None:
    page.evaluate("document.getElementById('badge').dataset.runs = ''")
    act()
    settled(page)


def first_sentence(page: Any) -> str:
    return str(page.inner_text("#sentences p >> nth=0"))
