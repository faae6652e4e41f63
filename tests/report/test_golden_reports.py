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


def strife(lost: float) -> dict[str, Any]:
    """A scenario whose alliances lose a share of their months, and work where they lose little."""
    return {
        "lost": spread(lost, lost / 4, RUNS),
        "works": some(1 - lost, RUNS),
        "effective": spread(0.8 - lost, 0.2 - lost / 5, RUNS),
    }


def comparison(*, paired: bool = True) -> Any:
    """Two forms with and without approaches that help, or two scenarios by name."""
    if not paired:
        return made({"as it is": strife(0.5), "less strife": strife(0.3)}, RUNS)
    tables = {
        (form, name): {
            **{
                "effective": spread(base + 0.1 * k, 0.18 - base / 5 + 0.02 * k, RUNS),
                "lost": spread(0.4 - 0.08 * k, 0.1 - 0.01 * k, RUNS),
            },
            **{
                "works": some(0.3 + 0.1 * k, RUNS),
                "added_value": spread(10 + 3 * k, 4 + k, RUNS),
                "cost": spread(1 + k, 0.5, RUNS),
            },
            **{"founded": some(0.8, RUNS), "month_form": np.where(some(0.3, RUNS), 20, 40)},
            **{"benefit": spread(30, 5, RUNS), "attainable": spread(100, 8, RUNS)},
        }
        for form, base in (("cooperation_body", 0.4), ("zweckverband", 0.3))
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

    def lost(point: dict[str, Any]) -> Any:
        if point["governance"] == "none":
            return np.zeros(400, bool)
        return share(0.6 - 0.2 * point[A] - 0.1 * point[B] * point["hindrances.competition"])

    return study(
        *(factors, lost, lambda p: np.full(400, 0.5 + 0.1 * p[A]), lambda p: 1 + p[A] + 2 * p[B]),
        added=lambda p: np.arange(400) % 7 + 5 + 3 * p[A] + np.arange(400) % 3 * p[B],
    )


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
    for name in ("table.md", "table.csv", "effects.csv", "standings.csv", "flows.csv", "founding.csv"):
        held(f"results_{lang}.{name}", (folder / name).read_text(encoding="utf-8"))
