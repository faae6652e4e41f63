"""Tables as files that other programs can read back."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import docx
import pandas as pd
import pytest
from gallery import comparison

from coopsim.report.writing_tables import latex, numeric_columns, write_csv, write_tables
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
    for rule in ("\\toprule", "\\midrule", "\\bottomrule", "\\begin{tabular}{lrr}", "\\label{tab:kosten-wirkung}"):
        assert rule in code
    rows = [line for line in code.split("\n") if line.endswith("\\\\")]
    assert len(rows) == 4 and all(len(re.findall(r"(?<!\\)&", row)) == 2 for row in rows)
    assert not re.search(r"(?<!\\)[%#_]", code.split("\n", 1)[1])
    assert code.isascii() or set(re.findall(r"[^\x00-\x7f]", code)) <= set("äöüßÄÖÜ")
    assert code.count("{") - code.count("\\{") == code.count("}") - code.count("\\}")
    assert "$-$2" in code and "$\\pm$" in code and "Mit 95-\\%-Intervallen." in code


@pytest.mark.parametrize("lang", ["en", "de"])
def test_word_holds_the_table_and_repeats_its_headings(lang: str, tmp_path: Path) -> None:
    table = comparison().table(lang).head(5)
    paths = write_tables(table, tmp_path / "table", "Vergleich", notes="Hinweis.", kinds=("docx", "tex", "csv"))
    assert [path.name for path in paths] == ["table.docx", "table.tex", "table.csv"]
    document = docx.Document(str(paths[0]))
    grid = document.tables[0]
    assert [cell.text for cell in grid.rows[0].cells] == list(table.columns)
    assert [[cell.text for cell in row.cells] for row in grid.rows[1:]] == table.to_numpy().tolist()
    assert "w:tblHeader" in grid.rows[0]._tr.xml
    assert [paragraph.text for paragraph in document.paragraphs] == ["Vergleich", "Hinweis."]
    assert document.sections[0].page_width > document.sections[0].page_height  # many columns: landscape
    again = write_tables(table, tmp_path / "again", "Vergleich", notes="Hinweis.", kinds=("docx",))[0]
    assert again.read_bytes() == paths[0].read_bytes()


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
