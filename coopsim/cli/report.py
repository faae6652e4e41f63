"""The command ``coopsim report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coopsim.cli.options import Lang, Replace, place, refuse_unknown
from coopsim.cli.standard_streams import tell
from coopsim.texts import text


def report(
    results: Annotated[Path, typer.Argument(help="results", metavar="RESULTS")],
    kind: Annotated[str, typer.Option("--kind", help="kind", metavar="workshop|paper")] = "workshop",
    lang: Lang = "en",
    out: Annotated[Path | None, place("--out", "report_out")] = None,
    replace: Replace = False,
) -> None:
    from coopsim.analysis.study import is_experiment, open_study
    from coopsim.report.stored import load_results
    from coopsim.report.writing import KINDS, write_document, write_report

    refuse_unknown("--kind", [kind], KINDS)
    folder, replace = out or results, replace or out is None  # beside the results, older reports are on these
    if is_experiment(results):
        from coopsim.report.study_document import study_document

        paths = write_document(study_document(open_study(results), kind, lang), folder, replace=replace)
    else:
        paths = write_report(load_results(results), folder, kind, lang, replace=replace)
    tell(text(lang, "progress.reported", files=", ".join(str(path) for path in paths)))
