"""Tables as files that other programs can read back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pandas as pd
import pytest
from gallery import comparison

from coopsim.folders.csv_files import write_csv
from coopsim.report.tables import comparison_table
from coopsim.report.writing_tables import LATEX_PACKAGES, latex, numeric_columns, split, write_tables
from coopsim.texts import UserError

TABLE = pd.DataFrame(
    {
        "Form & Ansatz": ["Zweckverband", "50 % von_allem", "A~B^C {x}"],
        "Unterschied (Punkte)": ["+3 [−1 bis +7]", "−2 [−4 bis 0]", "–"],
        "Kosten (€)": ["1,66 ± 0,04", "0,50\u202f%", "12"],
    }
)


def test_numbers_stand_at_the_right() -> None:
    assert numeric_columns(TABLE) == [False, True, True]


def test_latex_has_booktabs_rules_and_no_bare_special_sign() -> None:
    code = latex(TABLE, "Kosten & Wirkung", "Mit 95-%-Intervallen.")
    for rule in ("\\toprule", "\\midrule", "\\bottomrule", "\\begin{tabular}", "\\label{tab:kosten-wirkung}"):
        assert rule in code
    assert re.findall(r"\\(ragged\w+)\\arraybackslash", code) == ["raggedright", "raggedleft", "raggedleft"]
    shares = [float(share) for share in re.findall(r"([\d.]+)\\linewidth", code)]
    assert sum(shares) == pytest.approx(1, abs=1e-3)  # as wide as the text
    rows = [line for line in code.split("\n") if line.endswith("\\\\")]
    assert len(rows) == 4 and all(len(re.findall(r"(?<!\\)&", row)) == 2 for row in rows)
    assert not re.search(r"(?<!\\)[%#_]", code.split("\n", 1)[1])
    assert code.isascii() or set(re.findall(r"[^\x00-\x7f]", code)) <= set("äöüßÄÖÜ")
    assert code.count("{") - code.count("\\{") == code.count("}") - code.count("\\}")
    assert "$-$2" in code and "$\\pm$" in code and "Mit 95-\\%-Intervallen." in code


@pytest.mark.parametrize("lang", ["en", "de"])
def test_word_holds_the_table_and_repeats_its_headings(lang: str, tmp_path: Path) -> None:
    table = comparison_table(comparison(), lang).head(5)
    paths = write_tables(table, tmp_path / "table", "Vergleich", notes="Hinweis.", kinds=("docx", "tex", "csv"))
    assert [path.name for path in paths] == ["table.docx", "table.tex", "table.csv"]
    document = docx.Document(str(paths[0]))
    told: dict[str, list[str]] = {}
    for grid in document.tables:  # too wide for one: each begins with the names
        assert [cell.text for cell in grid.rows[0].cells][:2] == list(table.columns[:2])
        assert "w:tblHeader" in grid.rows[0]._tr.xml
        for column in grid.columns:
            heading, *cells = (cell.text for cell in column.cells)
            assert told.setdefault(heading, cells) == cells
    assert list(told) == list(table.columns)
    assert all(told[name] == table[name].tolist() for name in table.columns)
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert words == ["Vergleich", "Hinweis."]
    assert document.sections[0].page_width > document.sections[0].page_height  # many columns: landscape
    again = write_tables(table, tmp_path / "again", "Vergleich", notes="Hinweis.", kinds=("docx",))[0]
    assert again.read_bytes() == paths[0].read_bytes()


def test_wide_tables_are_split_and_long_ones_break() -> None:
    table = comparison_table(comparison(), "en")
    parts = split(table, 90)
    assert len(parts) > 2 and all(list(part.columns[:2]) == list(table.columns[:2]) for part in parts)
    assert [name for part in parts for name in part.columns[2:]] == list(table.columns[2:])
    code = latex(table, "All")
    assert len(table) > 40 and code.count("\\begin{longtable}") == len(split(table, 88)) and "(2/" in code
    assert split(TABLE, 1000)[0].equals(TABLE)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs LaTeX (Debian: texlive-latex-recommended)")
def test_latex_sets_the_table_within_the_text(tmp_path: Path) -> None:
    table = pd.concat([TABLE, comparison_table(comparison(), "de").head(3).iloc[:, :9]], axis=1)
    (tmp_path / "table.tex").write_text(latex(table, "Kosten & Wirkung", "Hinweis."), encoding="utf-8")
    packages = f"\\usepackage[T1]{{fontenc}}\\usepackage{{{','.join(LATEX_PACKAGES)}}}"
    page = f"\\documentclass{{article}}{packages}\\begin{{document}}\\input{{table}}\\end{{document}}"
    (tmp_path / "page.tex").write_text(page, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "page.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-2000:]
    assert [width for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(width) > 8] == []


def test_csv_is_plain(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["a", "ä"], "x": [1 / 3, 2e-9]})
    path = write_csv(table, tmp_path / "t.csv")
    assert path.read_bytes() == "id,x\na,0.333333\nä,2e-09\n".encode()
    assert pd.read_csv(io.BytesIO(path.read_bytes()))["id"].tolist() == ["a", "ä"]


def test_unknown_kinds_and_missing_libraries_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="xlsx"):
        write_tables(TABLE, tmp_path / "t", "", kinds=("xlsx",))
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UserError) as found:
        latex(TABLE, "")
    assert "coopsim[tables]" in found.value.text("de") and "jinja2" in found.value.text("en")
