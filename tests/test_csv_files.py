"""CSV files of both styles: opened by others as they are meant, read back as they were, no formulas in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coopsim.folders.csv_files import STYLES, defused, read_csv, restored, style_of, write_csv

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1", "a;=1", 'a,"=1', "'=1", "''=1"]
TABLE = pd.DataFrame(
    {
        "label": ["zweckverband+all", "ä;b", 'say "x", y'],
        "share": [-0.123456789, 1e-9, np.nan],
        "months": pd.array([1, None, 3], dtype="Int16"),
        "mixed": [0.5, "text", True],
        "kind": pd.Categorical(["x", "=y", "x"]),
        "level": pd.Categorical([0.25, -1.5, 0.25]),
    }
)


def test_the_german_style_opens_in_german(tmp_path: Path) -> None:
    path = write_csv(TABLE, tmp_path / "t.csv", "de")
    assert path.read_bytes().startswith(b"\xef\xbb\xbflabel;share;")
    found = pd.read_csv(path, sep=";", decimal=",")
    assert found["share"].iloc[0] == -0.123457 and found["share"].iloc[1] == 1e-9
    assert found["months"].iloc[2] == 3 and found["level"].tolist() == [0.25, -1.5, 0.25]
    assert found["mixed"].tolist() == ["0,5", "text", "True"] and found["label"].tolist() == TABLE["label"].tolist()


@pytest.mark.parametrize("style", STYLES)
def test_read_back_as_it_was(tmp_path: Path, style: str) -> None:
    table = TABLE[["label", "share"]].assign(id=FORMULAS[:3], **{"=head": [1, 2, 3]})
    path = write_csv(table, tmp_path / "t.csv", style, digits=None)
    assert style_of(path) == style
    pd.testing.assert_frame_equal(read_csv(path), table)


@pytest.mark.parametrize("style", STYLES)
def test_one_column_and_no_row(tmp_path: Path, style: str) -> None:
    for table in (pd.DataFrame({"x": [0.5, -0.25]}), pd.DataFrame({"x": [], "y": []})):
        path = write_csv(table, tmp_path / "t.csv", style, replace=True)
        pd.testing.assert_frame_equal(read_csv(path), table, check_dtype=False)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(tmp_path: Path, style: str, separator: str, formula: str) -> None:
    """Neither in the columns that are meant nor in those that another program makes of the lines."""
    path = write_csv(pd.DataFrame({formula: [formula], "x": [-1.5]}), tmp_path / "t.csv", style)
    lines = path.read_text(encoding="utf-8-sig").replace("\r", "\n").split("\n")
    cells = [cell.strip('"') for line in lines for cell in line.split(separator)]
    assert [cell for cell in cells if cell[:1] in "=+@＝" and cell] == []
    assert [cell for cell in cells if cell.startswith("-") and not cell.startswith("-1")] == []


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    assert [defused(words) for words in ("-5", "+0.5", "-1,5", "-1e-05", "−5", "–")] == [
        "-5", "+0.5", "-1,5", "-1e-05", "−5", "–",
    ]  # fmt: skip


@given(st.text(st.sampled_from("=+-@'\t\r\n,;|a1.５＝")) | st.text())
@example("'-5")
@example("''-5")
def test_defusing_loses_nothing(words: str) -> None:
    assert restored(defused(words)) == words
    assert not defused(words).startswith(("=", "@", "\t", "\r", "＝"))


def test_both_styles_are_taken_as_parameter_sets(tmp_path: Path) -> None:
    from coopsim.model.parameters import PARAMETERS
    from coopsim.run.parameter_sets import read_sets

    table = pd.DataFrame({name: [row.default, row.default] for name, row in list(PARAMETERS.items())[:5]})
    one, other = (read_sets(write_csv(table, tmp_path / f"{style}.csv", style)) for style in STYLES)
    assert one == other and len(one) == 2
