"""A report as files: whole or not at all."""

from __future__ import annotations

from dataclasses import replace as replaced
from pathlib import Path
from typing import Any, Final

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.labels import NO_APPROACH, Label, label_text
from coopsim.folders import Part, results_folder
from coopsim.report.document.blocks import Document
from coopsim.report.supplement import supplement_document
from coopsim.report.workshop import workshop_document
from coopsim.texts import UserError

KINDS: Final = ("workshop", "paper")
NAMES: Final = {"workshop": "report", "paper": "supplement"}  #: of the files, before language and ending
LEAST_RUNS: Final = 4  #: of a paper, which holds the halves of the runs against each other


def report(comparison: Comparison, kind: str = "workshop", lang: str = "en") -> Document:
    """The report of a kind on a comparison.

    Raises ValueError for an unknown kind, UserError for a paper on fewer than ``LEAST_RUNS`` runs.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no report of the kind {kind!r}; there are: {', '.join(KINDS)}.")
    if kind == "paper" and comparison.runs["run"].nunique() < LEAST_RUNS:
        raise UserError("paper_runs", least=LEAST_RUNS)
    found = named(comparison)
    return supplement_document(found, lang) if kind == "paper" else workshop_document(found, lang)


def write_report(
    comparison: Comparison, folder: str | Path, kind: str = "workshop", lang: str = "en", *, replace: bool = False
) -> list[Path]:
    """Write a report as HTML and as PDF to a folder (``report_de.html``, ``supplement_en.pdf`` …); the paths.

    Raises UserError when the folder is not one of coopsim or cannot be written to, when it has such a report on other
    results (unless ``replace``), or when the extra ``report`` is not installed.
    """
    return write_document(report(comparison, kind, lang), folder, replace=replace)


def write_document(document: Document, folder: str | Path, *, replace: bool = False) -> list[Path]:
    """Write a report as HTML and as PDF to a folder; the paths.  Raises UserError as ``write_report`` does."""
    from coopsim.report.document.html import html
    from coopsim.report.document.pdf import pdf

    stem = f"{NAMES[document.kind]}_{document.lang}"
    files = [f"{stem}.html", f"{stem}.pdf"]
    part = Part("report", stem, {"results": document.manifest_id}, frozenset(files))
    with results_folder(folder, part, replace=replace) as draft:
        (draft / files[0]).write_text(html(document), encoding="utf-8")
        (draft / files[1]).write_bytes(pdf(document))
    return [Path(folder) / name for name in files]


def named(comparison: Comparison) -> Comparison:
    """The comparison itself, or with labels of one word where pairs lack the row without approaches to compare with."""
    labels = comparison.scenarios
    if not comparison.paired_labels or all((model, NO_APPROACH) in labels for model in comparison.governance):
        return comparison
    tables = {name: getattr(comparison, name).drop(columns=["governance", "approach"]) for name in ("runs", "phases")}
    plain: dict[Label, Any] = {label_text(label): scenario for label, scenario in labels.items()}
    return replaced(comparison, scenarios=plain, baseline=label_text(comparison.baseline), **tables)
