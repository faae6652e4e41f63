"""Tables as files: plain CSV for programs, LaTeX (booktabs) and Word for papers and minutes.

LaTeX needs Jinja2 and Word python-docx; both come with ``pip install coopsim[tables]``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from coopsim.folders import put
from coopsim.folders.csv_files import csv_bytes
from coopsim.texts.extras import needed

KINDS: Final = ("csv", "tex", "docx")
LETTERS_LATEX: Final = 88  #: letters in a line of a page of LaTeX, in footnote size
LETTERS_UPRIGHT: Final = 105  #: the same on a page of Word, upright, and on its side
LETTERS_ACROSS: Final = 140
LONGEST: Final = 19  #: letters after which a cell of words may break
MOST_ROWS: Final = 40  #: rows that fit on a page
LATEX_PACKAGES: Final = ("array", "booktabs", "longtable", "textcomp")
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


def write_tables(
    table: pd.DataFrame,
    path: Path,
    caption: str,
    *,
    notes: str = "",
    kinds: Iterable[str] = ("tex", "docx"),
    replace: bool = False,
) -> list[Path]:
    """Write a table of finished texts (headings and cells) beside ``path``, one file per kind; the paths.

    ``caption`` stands above it, ``notes`` below.  Raises ValueError for an unknown kind, UserError where a file cannot
    be written, or is there with other content, unless ``replace``.
    """
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: csv_bytes(table),
        "tex": lambda: latex(table, caption, notes).encode("utf-8"),
        "docx": lambda: _word(table, caption, notes),
    }
    for kind in kinds:
        if kind not in makers:
            raise ValueError(f"A table can be written as {', '.join(KINDS)}, not as {kind!r}.")
    return [put(path.with_suffix(f".{kind}"), makers[kind](), replace) for kind in kinds]


def latex(table: pd.DataFrame, caption: str, notes: str = "") -> str:
    """A table of texts as a ``table`` environment as wide as the text, with booktabs rules; long ones break over pages.

    What is too wide is split into several tables that begin with the same columns.  The label is made from the first
    words of the caption.
    """
    needed("jinja2", "tables")
    label = re.sub(r"[^a-z0-9]+", "-", caption.lower().encode("ascii", "ignore").decode())[:30].strip("-")
    parts = split(table, LETTERS_LATEX)
    found = []
    for place, part in enumerate(parts, start=1):
        title = caption if len(parts) == 1 else f"{caption} ({place}/{len(parts)})"
        name = label if place == 1 else f"{label}-{place}"
        found.append(_environment(part, title, f"tab:{name}", notes if place == len(parts) else ""))
    return f"% needs \\usepackage{{{','.join(LATEX_PACKAGES)}}}\n" + "\n".join(found)


def _environment(table: pd.DataFrame, caption: str, label: str, notes: str) -> str:
    plain = table.map(_escaped)
    plain.columns = [_escaped(str(name)) for name in table.columns]
    long = len(table) > MOST_ROWS
    place: dict[str, str] = {} if long else {"position": "htbp", "position_float": "centering"}
    found: str = plain.style.hide(axis="index").to_latex(
        hrules=True,
        column_format=_columns(table),
        caption=_escaped(caption),
        label=label,
        environment="longtable" if long else None,
        **place,
    )
    below = f"\\par\\smallskip\\raggedright {_escaped(notes)}\n" if notes else ""
    if long:
        return f"{{\\footnotesize\n{found}{below}}}\n"
    found = found.replace("\\centering\n", "\\centering\\footnotesize\n")
    return found.replace("\\end{table}", f"{below}\\end{{table}}")


def _columns(table: pd.DataFrame) -> str:
    """Columns that share the width of the text by what they hold; their words break into lines."""
    widths = _widths(table)
    shares = [width / sum(widths) for width in widths]
    sides = ("raggedleft" if right else "raggedright" for right in numeric_columns(table))
    return "".join(
        f">{{\\{side}\\arraybackslash}}p{{\\dimexpr {share:.4f}\\linewidth-2\\tabcolsep\\relax}}"
        for side, share in zip(sides, shares, strict=True)
    )


def _widths(table: pd.DataFrame) -> list[int]:
    """Letters that each column needs: its longest cell, or longest word of the heading, and a space at both sides."""
    found = []
    for name, right in zip(table.columns, numeric_columns(table), strict=True):
        words = max(len(word) for word in str(name).replace("-", "- ").replace("/", "/ ").split() or [""])
        cells = max((len(str(cell)) for cell in table[name]), default=1)
        found.append(max(round(1.2 * words), cells if right else min(cells, LONGEST)) + 3)
    return found


def split(table: pd.DataFrame, letters: int) -> list[pd.DataFrame]:
    """A table in as few parts as fit side by side into so many letters; each begins with the columns of names."""
    widths, right = _widths(table), numeric_columns(table)
    names = next((k for k, number in enumerate(right) if number), 1) if len(table) else len(right)
    groups: list[list[int]] = [[]]
    for k in range(names, len(widths)):
        taken = sum(widths[:names]) + sum(widths[place] for place in groups[-1])
        if groups[-1] and taken + widths[k] > letters:
            groups.append([])
        groups[-1].append(k)
    return [table.iloc[:, [*range(names), *group]] for group in groups]


def _escaped(words: object) -> str:
    found = re.sub(r"([&%$#_{}])", r"\\\1", str(words).replace("\\", "\\textbackslash "))
    found = found.replace("~", "\\textasciitilde{}").replace("^", "\\textasciicircum{}")
    return "".join(_LATEX.get(letter, letter) for letter in found).replace("\n", " ")


def numeric_columns(table: pd.DataFrame) -> Sequence[bool]:
    """Whether all cells of a column look like numbers."""
    return [bool(len(table)) and all(_NUMBER.match(str(cell)) for cell in table[name]) for name in table.columns]


def _word(table: pd.DataFrame, caption: str, notes: str) -> bytes:
    landscape = needed("docx.enum.section", "tables").WD_ORIENT.LANDSCAPE
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    across = len(split(table, LETTERS_UPRIGHT)) > 1
    if across:
        section.orientation = landscape
    section.page_width, section.page_height = (Cm(29.7), Cm(21.0)) if across else (Cm(21.0), Cm(29.7))
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    document.add_heading(caption, level=1)
    for place, part in enumerate(split(table, LETTERS_ACROSS if across else LETTERS_UPRIGHT)):
        if place:
            document.add_paragraph()
        _word_rows(document, part, Cm(25.7 if across else 17.0))
    if notes:
        document.add_paragraph(notes)
    return _without_date(document, caption)


def _word_rows(document: Any, table: pd.DataFrame, room: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    grid = document.add_table(rows=1, cols=len(table.columns), style="Light Shading")
    grid.autofit = False
    right, letters = numeric_columns(table), _widths(table)
    widths = [int(room * width / sum(letters)) for width in letters]
    rows = [[str(name) for name in table.columns], *([str(cell) for cell in row] for row in table.to_numpy())]
    for place, row in enumerate(rows):
        cells = grid.rows[0].cells if place == 0 else grid.add_row().cells
        for cell, words, at_right, width in zip(cells, row, right, widths, strict=True):
            cell.width = width
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
