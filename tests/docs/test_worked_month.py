"""The month worked through with numbers, and the table of mechanisms: pages and what makes them agree."""

from __future__ import annotations

import math
import re
from importlib import import_module
from pathlib import Path

import pytest
from test_docs import DOCS, generate

from coopsim.analysis.intervals import Interval
from coopsim.calibration.mechanisms import COLUMNS, Moved, csv_table, load_probe, shipped_probes

worked_month = import_module("worked_month")
PAGES = {"en": DOCS / "summary.md", "de": DOCS / "de" / "kurzfassung.md"}


@pytest.mark.parametrize("lang", PAGES)
def test_page_and_script_agree(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert worked_month.main(["--lang", lang]) == 0
    blocks = {block[2]: block[3].strip() for block in generate.BLOCK.finditer(PAGES[lang].read_text(encoding="utf-8"))}
    assert blocks["worked_month"] == capsys.readouterr().out.strip()


def test_what_is_shown_can_be_reckoned_again() -> None:
    """By hand, from the rounded figures that stand in the table."""
    reckoned = 0
    for line in worked_month.lines("en"):
        _, how, value, _ = line.cells
        if re.search("[a-z]", how.replace("max(", "(")):
            continue  # told in words
        sum_ = how.replace("·", "*").replace("−", "-").replace(";", ",").replace("²", "**2")
        found = eval(sum_, {"max": max})
        assert math.isclose(found, float(value.replace("−", "-")), rel_tol=0.03, abs_tol=0.011), line
        reckoned += 1
    assert reckoned > 20


def test_both_languages_have_the_same_lines() -> None:
    english, german = (worked_month.lines(lang) for lang in PAGES)
    assert [line.section for line in english] == [line.section for line in german]
    assert [re.sub(r"\D", "", line.value) for line in english] == [re.sub(r"\D", "", line.value) for line in german]


def test_a_line_that_does_not_agree_with_the_run_is_an_error() -> None:
    with pytest.raises(ArithmeticError, match="target"):
        worked_month._agrees(0.3, 0.31, "target")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_pictures_are_small_enough_to_read(page: Path) -> None:
    pictures = re.findall(r"^```mermaid\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        boxes = set(re.findall(r"\b(\w+)(?:\[\"|: )", picture)) if "flowchart" in picture else set()
        assert len(boxes) <= 21, boxes


def test_both_glossaries_have_the_same_terms() -> None:
    rows = {
        lang: re.findall(r"^\| (.+?) \| (.+?) \| .+ \|$", page.read_text(encoding="utf-8").split("\n## 9 ")[1], re.M)
        for lang, page in PAGES.items()
    }
    assert [(german, english) for english, german in rows["en"][2:]] == rows["de"][2:]


def test_the_table_of_mechanisms(tmp_path: Path) -> None:
    """From the command's table to the page; without a table the block stays as it is."""
    probes = [load_probe(file) for file in shipped_probes()[:2]]
    moved = [Moved(probe, watch, 0.1, 0.2, Interval(0.1, 0.05, 0.15)) for probe in probes for watch in probe.watch]
    file = tmp_path / "mechanisms.csv"
    file.write_text(csv_table(moved), encoding="utf-8")
    assert file.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    made = generate.BLOCKS["mechanisms"](file)
    assert made.count("\n") == 2 + len(moved)
    for row in moved:
        assert (
            f"| {row.probe.mechanism} | {row.probe.title.en} | {row.probe.channel.en} | `{row.watch.outcome}` |" in made
        )
    assert generate.BLOCKS["mechanisms"](tmp_path / "none.csv") == ""
