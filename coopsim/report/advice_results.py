"""The folder of results of advice: tables, questionnaire, the advised scenario, the document, manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from coopsim.advice.advise import Advice
from coopsim.figures.picture import FORMATS
from coopsim.folders import Part
from coopsim.folders.csv_files import write_csv
from coopsim.report.advice import advice_document
from coopsim.report.document.html import html
from coopsim.report.document.pdf import pdf
from coopsim.report.questionnaire import questionnaire
from coopsim.run.provenance import digest_of

SEARCH: Final = "search.npy"  #: all packages that the search has simulated; from it a stopped one goes on
TABLES: Final = ("table", "steps", "schedule", "signs", "information")
FIGURES: Final = ("advice_front", "early_signs")
FILES: Final = (
    *(f"{name}.csv" for name in TABLES),
    *("advice.html", "advice.pdf", "questionnaire.toml", "advised.toml", "manifest.json", SEARCH),
    *(f"figures/{name}.{kind}" for name in FIGURES for kind in FORMATS),
)


def part_of(manifest: Mapping[str, Any]) -> Part:
    """What advice writes into a folder of results; a stopped search of the same question goes on."""
    identity = {name: value for name, value in manifest.items() if name not in ("versions", "commit")}
    return Part("advice", "advice", identity, frozenset(FILES), 20_000_000, resumable=True)


def write(advice: Advice, folder: Path, lang: str = "en", csv: str = "en") -> None:
    """Write into an existing folder: ``FILES``, of which ``search.npy`` is there already.

    Tables hold ids and plain numbers; ``advice.html`` and ``advice.pdf`` are for readers in the language ``lang``, and
    ``advised.toml`` is the region with the recommended package.
    """
    for name in TABLES:
        write_csv(getattr(advice, name), folder / f"{name}.csv", csv, replace=True)
    document = advice_document(advice, lang)
    (folder / "advice.html").write_text(html(document), encoding="utf-8")
    (folder / "advice.pdf").write_bytes(pdf(document))
    (folder / "questionnaire.toml").write_text(questionnaire(advice, lang), encoding="utf-8")
    (folder / "advised.toml").write_text(advice.advised_scenario.to_toml(), encoding="utf-8")
    (folder / "figures").mkdir(exist_ok=True)
    for figure in document.figures:
        figure.picture.save(folder / "figures", digest_of(advice.manifest), replace=True)
    text = json.dumps(advice.manifest, indent=2, ensure_ascii=False, default=str)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
