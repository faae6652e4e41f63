"""Commands that have left the package for the folder ``paper`` of the project; the old names go on for one version."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import typer

from coopsim.cli.options import Lang
from coopsim.cli.standard_streams import tell
from coopsim.texts import UserError, text

#: All options and arguments are those of the new command.
FORWARDED: Final[dict[str, Any]] = {"ignore_unknown_options": True, "allow_extra_args": True}


def moved(context: typer.Context, lang: Lang = "en") -> None:
    """Say where the command is now, and run it, in a process of its own, if this is a checkout.

    Raises UserError where there is the package alone.
    """
    name, project = context.info_name, Path(__file__).resolve().parents[2]
    if not (project / "paper" / "__main__.py").is_file():
        raise UserError("moved", name=name)
    tell(text(lang, "progress.moved", name=name))
    found = os.pathsep.join(filter(None, (str(project), os.environ.get("PYTHONPATH"))))
    words = [sys.executable, "-m", "paper", str(name), *context.args, f"--lang={lang}"]
    raise typer.Exit(subprocess.run(words, env=os.environ | {"PYTHONPATH": found}, check=False).returncode)
