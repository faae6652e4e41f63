"""The examples of a page, run one after the other in an empty folder, as a reader would.

- ```` ```python ```` runs, all blocks of a page in one namespace;
- ```` ```toml ```` after ``<!-- file: NAME -->`` is saved under this name;
- ```` ```console ````: lines that begin with ``$`` are run; each other line must be in what they print.  They have to
  succeed, unless ``<!-- exit: N -->`` stands before the block.

A block after ``<!-- shown -->`` is not run: installing, a server that runs until somebody ends it, a cluster.  What a
block after ``<!-- new: FILE -->`` or ``<!-- append: FILE -->`` changes in the package, ``tests/extending`` carries out.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from coopsim.cli.main import main

KINDS = ("python", "toml", "console")
BLOCK = re.compile(
    r"^(?:<!-- (?P<note>file|exit|shown|append|new)(?:: (?P<value>\S+))? -->\n)?```(?P<kind>python|toml|console)\n(?P<code>.*?)^```",
    re.MULTILINE | re.DOTALL,
)


class Example(NamedTuple):
    """One block of a page: its kind, its text, the line of the page it begins in, and what the note before it says."""

    kind: str
    code: str
    line: int
    file: str | None
    exit: int


def examples(page: Path) -> list[Example]:
    """The blocks of a page that can be run."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in BLOCK.finditer(text):
        file = match["value"] if match["note"] == "file" else None
        code = int(match["value"]) if match["note"] == "exit" else 0
        if match["note"] not in ("shown", "append", "new") and (match["kind"] != "toml" or file):
            found.append(Example(match["kind"], match["code"], text[: match.start("code")].count("\n"), file, code))
    return found


def run_examples(page: Path, kinds: Sequence[str] = KINDS) -> None:
    """Run the examples of a page in the current folder; raises AssertionError where one does not do what it says."""
    names: dict[str, object] = {"__name__": f"docs_{page.stem}"}
    for example in examples(page):
        if example.kind not in kinds:
            continue
        if example.kind == "python":
            lines = "\n" * example.line  # so that a traceback names the line of the page
            exec(compile(lines + example.code, str(page), "exec"), names)
        elif example.kind == "toml":
            Path(str(example.file)).write_text(example.code, encoding="utf-8")
        else:
            run_console(example, f"{page.name}, line {example.line + 1}")


def run_console(example: Example, place: str) -> None:
    """Run the commands of a block."""
    lines = example.code.splitlines()
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    said = [line for line in lines if line.strip() and not line.startswith("$ ")]
    assert commands, f"{place}: no command"
    printed = io.StringIO()
    for command in commands:
        program, *words = shlex.split(command, comments=True)
        assert program == "coopsim", f"{place}: {command}"
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                main(words)
            except SystemExit as left:
                assert (left.code or 0) == example.exit, f"{place}: {command}\n{printed.getvalue()}"
    for line in said:
        assert line in printed.getvalue(), f"{place}: {line!r} is not in\n{printed.getvalue()}"
