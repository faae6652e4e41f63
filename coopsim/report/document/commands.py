"""The command ``coopsim report``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from coopsim.texts import UserError, text


def report(
    results: Annotated[Path, typer.Argument(help="results", metavar="RESULTS")],
    kind: Annotated[str, typer.Option("--kind", help="kind", metavar="workshop|paper")] = "workshop",
    lang: Annotated[
        str, typer.Option("--lang", help="lang", metavar="en|de", envvar="COOPSIM_LANG", show_envvar=False)
    ] = "en",
    out: Annotated[Path | None, typer.Option("--out", help="report_out", metavar="FOLDER")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="replace")] = False,
) -> None:
    from coopsim.report.document.write import KINDS, write_document, write_report
    from coopsim.report.stored import load_results
    from coopsim.report.study.study import is_experiment, open_study
    from coopsim.scenario.errors import suggest

    if kind not in KINDS:
        raise UserError("unknown", option="--kind", found=kind, known=", ".join(KINDS), near=suggest(kind, list(KINDS)))
    folder, replace = out or results, replace or out is None  # beside the results, older reports are on these
    if is_experiment(results):
        from coopsim.report.study.documents import study_document

        paths = write_document(study_document(open_study(results), kind, lang), folder, replace=replace)
    else:
        paths = write_report(load_results(results), folder, kind, lang, replace=replace)
    print(text(lang, "progress.reported", files=", ".join(str(path) for path in paths)), file=sys.stderr)
