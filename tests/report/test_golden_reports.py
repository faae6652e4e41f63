"""Every word and number of a small report of each kind, in both languages, as it was when last looked at.

A change that is meant is taken over with ``COOPSIM_GOLDEN=write python -m pytest tests/report/test_golden_reports.py``;
read the differences in ``tests/report/golden`` before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand_made import made, some, spread
from made_study import some as share
from made_study import study

from coopsim.report.document.blocks import Bullets, Document, Facts, Figure, Highlight, Paragraph, Table
from coopsim.report.results import save_results
from coopsim.report.study_document import study_document
from coopsim.report.writing import KINDS, report
from coopsim.texts import LANGUAGES

GOLDEN = Path(__file__).with_name("golden")
RUNS = 200
A, B = "approaches.co_design", "approaches.open_communication"


def comparison(*, paired: bool = True) -> Any:
    """Two forms with and without approaches that help, or two scenarios by name."""
    if not paired:
        return made({"as it is": {"stagnated": some(0.5, RUNS)}, "less strife": {"stagnated": some(0.3, RUNS)}}, RUNS)
    tables = {
        (form, name): {"effective": spread(0.4 + 0.1 * k, 0.1, RUNS), "stagnated": some(0.6 - 0.1 * k, RUNS)}
        for form in ("cooperation_body", "zweckverband")
        for k, name in enumerate(("none", "co_design", "open_communication", "all"))
    }
    return made(tables, RUNS)


def experiment() -> Any:
    """Two approaches under two forms, in an easy and a hard context: one helps everywhere, one where towns compete."""
    factors = {
        "governance": ["none", "cooperation_body", "zweckverband"],
        A: [0.0, 1.0],
        B: [0.0, 1.0],
        "hindrances.competition": [0.0, 1.0],
    }

    def stagnated(point: dict[str, Any]) -> Any:
        if point["governance"] == "none":
            return np.zeros(400, bool)
        return share(0.6 - 0.2 * point[A] - 0.1 * point[B] * point["hindrances.competition"])

    return study(factors, stagnated, lambda p: np.full(400, 0.5 + 0.1 * p[A]), lambda p: 1 + p[A] + 2 * p[B])


def plain(document: Document) -> str:
    """A report as text: a line for each cell row, sentence, caption and alternative text."""
    lines = [document.title, document.subtitle, document.summary, document.foot, document.manifest_id]
    for section in document.sections:
        lines += ["", f"## {section.title}"]
        for block in section.blocks:
            match block:
                case Paragraph(words):
                    lines.append(words)
                case Bullets(items):
                    lines += [f"- {item}" for item in items]
                case Highlight(number, headline, words):
                    lines.append(f"{number} {headline} | {words}")
                case Facts(rows):
                    lines += [f"{term}: {words}" for term, words in rows]
                case Table(caption, headings, rows, note):
                    lines += [caption, *(" | ".join(row) for row in [headings, *rows]), note]
                case Figure(picture, caption):
                    lines += [f"[{picture.name}] {caption}", picture.alt]
    return "\n".join(lines) + "\n"


def held(name: str, words: str) -> None:
    """Compare with the file of this name, or write it where that is asked for."""
    path = GOLDEN / name
    if os.environ.get("COOPSIM_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(words, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_reports_say_what_they_said(kind: str, lang: str) -> None:
    held(f"comparison_{kind}_{lang}.txt", plain(report(comparison(), kind, lang)))
    held(f"experiment_{kind}_{lang}.txt", plain(study_document(experiment(), kind, lang)))
    if kind == "workshop":
        held(f"scenarios_{kind}_{lang}.txt", plain(report(comparison(paired=False), kind, lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_of_results_say_what_they_said(lang: str, tmp_path: Path) -> None:
    folder = save_results(comparison(), tmp_path / "results", lang, csv=lang)
    for name in ("table.md", "table.csv", "effects.csv"):
        held(f"results_{lang}.{name}", (folder / name).read_text(encoding="utf-8"))
