"""A report as a tagged PDF (PDF/UA-1) with bookmarks and alternative texts, set by Typst without network."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from coopsim.report.document.blocks import Block, Document, Figure, Table
from coopsim.report.document.fonts import font_folders
from coopsim.texts.extras import needed

STANDARD: Final = "ua-1"  #: Typst refuses what would break it, such as a figure without an alternative text


def pdf(document: Document) -> bytes:
    """The PDF file; the same document gives the same bytes."""
    typst = needed("typst", "report")
    template = files("coopsim.report.document").joinpath("templates", "page.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="coopsim-report-") as name:
        folder = Path(name)
        for place, figure in enumerate(document.figures):
            (folder / f"{place}.svg").write_bytes(figure.picture.bytes("svg", document.manifest_id))
        (folder / "document.json").write_text(json.dumps(_data(document), ensure_ascii=False), encoding="utf-8")
        (folder / "page.typ").write_text(template, encoding="utf-8")
        made = typst.compile(
            folder / "page.typ",
            root=folder,
            font_paths=[*font_folders()],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARD,
            timestamp=0,
        )
    return bytes(made)


def _data(document: Document) -> dict[str, Any]:
    """The document as JSON can hold it; figures by the name of their file."""
    places = {id(figure): place for place, figure in enumerate(document.figures)}

    def block(row: Block) -> dict[str, Any]:
        if isinstance(row, Figure):
            file = f"{places[id(row)]}.svg"
            return {"kind": "Figure", "file": file, "alt": row.picture.alt, "caption": row.caption}
        widths = {"widths": _widths(row)} if isinstance(row, Table) else {}
        return {"kind": type(row).__name__} | asdict(row) | widths

    head = {key: getattr(document, key) for key in ("lang", "kind", "title", "subtitle", "summary", "foot")}
    sections = [
        {"title": section.title, "blocks": [block(row) for row in section.blocks]} for section in document.sections
    ]
    return head | {"manifest": document.manifest_id, "sections": sections}


def _widths(table: Table) -> list[int]:
    """How wide the columns should be in relation to another: the longest cell, or the longest word of the heading."""
    rows = [row for row in table.rows if len(row) > 1]
    found = []
    for k, heading in enumerate(table.headings):
        word = round(1.3 * max((len(part) for part in heading.replace("-", "- ").split()), default=1))  # semibold
        cell = max((len(row[k]) for row in rows), default=1)
        found.append(max(word, min(cell, 34), 5) + 2)
    return found
