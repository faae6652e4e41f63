"""Scripts of the page without a server, asked in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from coopsim.browser.bundle import bundled
from coopsim.workshop import alone_page


def asked(folder: Path, door: str, content: Any, questions: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """What the page with this content answers to questions, each with its path and body.

    ``door`` is a module that imports scripts of the page and puts ``post`` or ``stream`` at ``globalThis.door``.
    """
    node = shutil.which("node")
    assert node is not None, "there is no Node on this machine"
    script = bundled("door.js", lambda name: door if name == "door.js" else alone_page._script(name))
    files = {"script.js": script, "content.json": json.dumps(content), "questions.json": json.dumps(questions)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [node, Path(__file__).with_name("alone.mjs"), *(folder / name for name in files), folder / "answers.json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, Any]]] = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return found
