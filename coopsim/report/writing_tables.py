"""Tables as files: plain CSV for programs, LaTeX (booktabs) and Word for papers and minutes.

LaTeX needs Jinja2 and Word python-docx; both come with ``pip install coopsim[tables]``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coopsim.extras import needed

if TYPE_CHECKING:
    import pandas as pd

KINDS: Final = ("csv", "tex", "docx")
_NO_DATE: Final = (2000, 1, 1, 0, 0, 0)
#: A cell that starts like a number stands at the right.
_NUMBER: Final = re.compile(r"[+\-−–]?\d|–$")
#: Signs that LaTeX without Unicode input for mathematics does not know.
_LATEX: Final = {
    "−": "$-$",
    "±": "$\\pm$",
    "\u202f": "\\,",
    "\u00a0": "~",
    "–": "--",
    "€": "\\texteuro{}",
    "…": "\\dots{}",
}


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write ids and plain numbers with six digits, comma between columns, point in numbers, UTF-8."""
    table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n")
    return path


def write_tables(
    table: pd.DataFrame, path: Path, caption: str, *, notes: str = "", kinds: Iterable[str] = ("tex", "docx")
) -> list[Path]:
    """Write a table of finished texts (headings and cells) beside ``path``, one file per kind; the paths.

    ``caption`` stands above it, ``notes`` below.  Raises ValueError for an unknown kind.
    """
    writers = {"csv": _csv, "tex": _latex, "docx": _word}
    paths = []
    for kind in kinds:
        if kind not in writers:
            raise ValueError(f"A table can be written as {', '.join(KINDS)}, not as {kind!r}.")
        target = path.with_suffix(f".{kind}")
        writers[kind](table, target, caption, notes)
        paths.append(target)
    return paths


def _csv(table: pd.DataFrame, path: Path, caption: str, notes: str) -> None:
    write_csv(table, path)


def latex(table: pd.DataFrame, caption: str, notes: str = "") -> str:
    """A table of texts as a ``table`` environment with booktabs rules; its label is made from the first words."""
    needed("jinja2", "tables")
    plain = table.map(_escaped)
    plain.columns = [_escaped(str(name)) for name in table.columns]
    label = re.sub(r"[^a-z0-9]+", "-", caption.lower().encode("ascii", "ignore").decode())[:30].strip("-")
    style = plain.style.hide(axis="index")
    found: str = style.to_latex(
        hrules=True,
        column_format="".join("r" if right else "l" for right in numeric_columns(table)),
        caption=_escaped(caption),
        label=f"tab:{label}",
        position="htbp",
        position_float="centering",
    )
    if notes:
        below = f"\n\\par\\smallskip\\footnotesize\\raggedright {_escaped(notes)}\n\\end{{table}}"
        found = found.replace("\n\\end{table}", below)
    return f"% needs \\usepackage{{booktabs}} and \\usepackage{{textcomp}}\n{found}"


def _latex(table: pd.DataFrame, path: Path, caption: str, notes: str) -> None:
    path.write_text(latex(table, caption, notes), encoding="utf-8")


def _escaped(words: object) -> str:
    found = re.sub(r"([&%$#_{}])", r"\\\1", str(words).replace("\\", "\\textbackslash "))
    found = found.replace("~", "\\textasciitilde{}").replace("^", "\\textasciicircum{}")
    return "".join(_LATEX.get(letter, letter) for letter in found).replace("\n", " ")


def numeric_columns(table: pd.DataFrame) -> Sequence[bool]:
    """Whether all cells of a column look like numbers."""
    return [bool(len(table)) and all(_NUMBER.match(str(cell)) for cell in table[name]) for name in table.columns]


def _word(table: pd.DataFrame, path: Path, caption: str, notes: str) -> None:
    landscape = needed("docx.enum.section", "tables").WD_ORIENT.LANDSCAPE
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    if len(table.columns) > 6:
        section.orientation = landscape
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    else:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    for side in ("left_margin", "right_margin"):
        setattr(section, side, Cm(2))
    document.add_heading(caption, level=1)
    _word_rows(document, table)
    if notes:
        document.add_paragraph(notes)
    path.write_bytes(_without_date(document, caption))


def _word_rows(document: Any, table: pd.DataFrame) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    grid = document.add_table(rows=1, cols=len(table.columns), style="Light List")
    right = numeric_columns(table)
    rows = [[str(name) for name in table.columns], *([str(cell) for cell in row] for row in table.to_numpy())]
    for place, row in enumerate(rows):
        cells = grid.rows[0].cells if place == 0 else grid.add_row().cells
        for cell, words, at_right in zip(cells, row, right, strict=True):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(words)
            run.font.size = Pt(8)
            run.bold = place == 0
            if at_right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header = OxmlElement("w:tblHeader")  # the headings are repeated on every page, and read out by screen readers
    grid.rows[0]._tr.get_or_add_trPr().append(header)


def _without_date(document: Any, caption: str) -> bytes:
    """The same table gives the same file: no time of writing and no author of the template."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = caption, "coopsim", ""
    properties.created = properties.modified = datetime(*_NO_DATE)
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in parts.namelist():
            again.writestr(zipfile.ZipInfo(name, _NO_DATE), parts.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
