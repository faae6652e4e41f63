"""The steps of ``docs/extending.md``, carried out in a copy of the repository exactly as they stand there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "extending.md"
STEP = re.compile(r"^<!-- (append|change|new|file|shown)(?:: (\S+))? -->\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """One block of the page: what is done with which file, under which heading."""

    what: str
    file: str
    code: str
    section: str


def steps() -> list[Step]:
    """All blocks of the page, in order."""
    text = PAGE.read_text(encoding="utf-8")
    found = []
    for match in STEP.finditer(text):
        section = re.findall(r"^## (.+)$", text[: match.start()], re.MULTILINE)[-1]
        found.append(Step(match[1], match[2] or "", match[3], section))
    return found


def changed(text: str, diff: str) -> str:
    """A text with a change; raises AssertionError unless the lines to be changed stand in it exactly once."""
    lines = diff.splitlines()
    assert all(line[:1] in ("+", "-", " ") or not line for line in lines), diff
    before = "".join(line[1:] + "\n" for line in lines if not line.startswith("+"))
    after = "".join(line[1:] + "\n" for line in lines if not line.startswith("-"))
    places = len(re.findall(rf"(?=\n{re.escape(before)})", "\n" + text))  # overlapping ones, too
    assert places == 1, f"stands there {places} times:\n{before}"
    return ("\n" + text).replace("\n" + before, "\n" + after)[1:]


def take(step: Step, root: Path) -> None:
    """Carry out one step."""
    path = root / step.file
    if step.what == "new":
        assert not path.exists(), step.file
        path.write_text(step.code, encoding="utf-8")
    elif step.what in ("append", "change"):
        text = path.read_text(encoding="utf-8")
        new = f"{text.rstrip()}\n\n{step.code}" if step.what == "append" else changed(text, step.code)
        path.write_text(new, encoding="utf-8")


def extended(root: Path) -> Path:
    """A copy of the repository in which everything on the page has been added."""
    for folder in ("coopsim", "scenarios", "experiments", "docs", "tests", "benchmarks"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, root)
    for step in steps():
        take(step, root)
    return root
