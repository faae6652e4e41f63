"""The command ``coopsim check``: whether scenario files can be used."""

from __future__ import annotations

from typing import Annotated

import typer

from coopsim.cli.options import Lang
from coopsim.cli.standard_streams import printable, tell
from coopsim.texts import text


def check(files: Annotated[list[str], typer.Argument(help="files", metavar="FILE...")], lang: Lang = "en") -> None:
    from coopsim.scenario import check_file

    faulty = False
    for file in files:
        problems = check_file(file)
        faulty |= bool(problems)
        for problem in problems:
            tell(problem.text(lang))
        if not problems:
            print(printable(text(lang, "check.good", file=file)))
    if faulty:
        raise typer.Exit(2)
