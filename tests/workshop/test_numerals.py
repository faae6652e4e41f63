"""How the page reads numbers, in the script of the page itself (needs Node)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.slow  # not for its time: Node is only there where the browser tests run
def test_german_and_english_numbers() -> None:
    node = shutil.which("node")
    assert node is not None, "there is no Node on this machine"
    command = [node, "--test", "--test-reporter=tap", Path(__file__).with_name("numerals.test.mjs")]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120)
    passed = re.search(r"^# pass (\d+)$", found.stdout, re.MULTILINE)
    assert found.returncode == 0 and passed and int(passed[1]) > 50, found.stdout + found.stderr
