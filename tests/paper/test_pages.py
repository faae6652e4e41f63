"""Pages from tables: words follow numbers, both languages say the same, nothing is typed in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from coopsim.figures.titles import approach_title
from coopsim.model import codes
from coopsim.texts import LANGUAGES
from paper import pages, pictures, tables
from paper.variants import vanished
from paper.words import Words, good

SHIPPED = Path(__file__).resolve().parents[2] / "docs" / "tables"
BLOCKS = [f"{page}_{block}" for page, blocks in pages.BLOCKS.items() for block in blocks if block != "picture"]


@pytest.fixture(scope="module")
def shipped() -> dict[str, tuple[tables.Tables, dict[str, Any]]]:
    return {name: tables.read(SHIPPED, name) for name in ("findings", "sensitivity")}


def told(shipped: dict[str, Any], block: str, lang: str) -> str:
    page, _, name = block.partition("_")
    return pages.told(page, name, *shipped[page], lang)


def numbers(words: str) -> list[str]:
    """All numbers of a text, however the language writes them, in order of size."""
    bare = re.sub(r"`[^`]*`", "", words).replace("\N{MINUS SIGN}", "-").replace("\N{NARROW NO-BREAK SPACE}", "")
    found = re.findall(r"[-+]?\d+(?:[.,]\d+)*", bare)
    return sorted(re.sub(r"[.,]", "", one) for one in found)


@pytest.mark.parametrize("block", BLOCKS)
def test_both_languages_give_the_same_numbers(shipped: dict[str, Any], block: str) -> None:
    if block in ("findings_sizes", "sensitivity_sizes"):
        return  # a year of words: "95 %" and the like differ
    english, german = (told(shipped, block, lang) for lang in LANGUAGES)
    assert english.count("\n") == german.count("\n") and english != german
    if block == "findings_fragility" or block.startswith(("findings_ablation", "findings_circular", "sensitivity_")):
        return  # titles of parameters and of ablations hold numbers that the languages put differently
    assert numbers(english) == numbers(german)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_and_no_missing_number_is_left(shipped: dict[str, Any], block: str, lang: str) -> None:
    words = told(shipped, block, lang)
    assert words.strip() and "nan" not in words.lower().split() and "{" not in words and "without_" not in words


def row(value: float, reach: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "low": value - reach, "high": value + reach, **more}


class TestWords:
    @pytest.mark.parametrize("lang, none", [("en", "no effect shown"), ("de", "kein Effekt gezeigt")])
    def test_an_interval_that_holds_zero_is_no_effect_shown(self, lang: str, none: str) -> None:
        assert none in Words(lang).said(row(0.02, 0.03), "effective")
        assert none not in Words(lang).said(row(0.04, 0.03), "effective")
        assert none in Words(lang).said(row(0.0, 0.0), "effective")

    def test_less_stagnation_is_good_and_more_is_not(self) -> None:
        assert good(row(-0.1, 0.05), "stagnated") == 1 == good(row(0.1, 0.05), "effective")
        assert good(row(0.1, 0.05), "stagnated") == -1 == good(row(-3.0, 1.0), "worst_off")
        assert good(row(0.1, 0.2), "stagnated") == 0

    def test_approaches_are_sorted_by_what_is_shown(self) -> None:
        table = pd.DataFrame(
            [
                row(0.05, 0.02, approach="co_design", outcome="effective"),
                row(0.09, 0.02, approach="common_identity", outcome="effective"),
                row(-0.04, 0.02, approach="suitable_form", outcome="effective"),
                row(0.01, 0.02, approach="joint_priorities", outcome="effective"),
            ]
        )
        words = Words("en").sorted_out(table, "effective", codes.APPROACHES)
        helps, harms, unclear = words.split("; ")
        assert helps.startswith("helps: ") and harms.startswith("harms: ") and unclear.startswith("no effect shown: ")
        names = {name: approach_title(name, "en") for name in table["approach"]}
        assert helps.index(names["common_identity"]) < helps.index(names["co_design"])
        assert names["suitable_form"] in harms and names["joint_priorities"] in unclear
        everything = Words("en").sorted_out(table.assign(low=-1.0, high=1.0), "effective", codes.APPROACHES)
        assert everything.startswith("helps: none; harms: none; no effect shown:")


class TestSummary:
    def test_changed_numbers_change_the_words(self, shipped: dict[str, Any]) -> None:
        made, about = shipped["findings"]
        blind = made | {"approaches": made["approaches"].assign(low=-1.0, high=1.0)}
        words = pages.told("findings", "summary", blind, about, "en").splitlines()
        alone = next(line for line in words if "Each approach alone" in line)
        assert "helps: none; harms: none" in alone
        sure = made | {"approaches": made["approaches"].assign(value=0.2, low=0.1, high=0.3)}
        words = pages.told("findings", "summary", sure, about, "en").splitlines()
        alone = next(line for line in words if "Each approach alone" in line)
        assert "harms: none; no effect shown: none" in alone

    def test_fragile_is_said_of_what_vanished_only(self, shipped: dict[str, Any]) -> None:
        made, about = shipped["findings"]
        table = made["fragility"]
        gone = vanished(table[table["outcome"] == "effective"])
        words = pages.told("findings", "fragility", made, about, "en")
        assert words.count("| fragile |") == len(gone.drop_duplicates(["kind", "name"]))
        calm = made | {"fragility": table.assign(change_low=-1.0, change_high=1.0)}
        assert "| fragile |" not in pages.told("findings", "fragility", calm, about, "en")


def test_tables_come_back_as_they_were_written(shipped: dict[str, Any], tmp_path: Path) -> None:
    for name, (made, about) in shipped.items():
        tables.write(made, about, tmp_path, name)
        again, _ = tables.read(tmp_path, name)
        for key, table in made.items():
            pd.testing.assert_frame_equal(again[key], table)


@pytest.mark.parametrize("name, lang", [("findings", "en"), ("findings", "de"), ("sensitivity", "en")])
def test_figures_of_the_pages_are_those_of_the_tables(shipped: dict[str, Any], name: str, lang: str) -> None:
    made, about = shipped[name]
    picture = pictures.draw(Words(lang), made, about)
    file = SHIPPED.parent / "images" / f"{picture.name}.svg"
    assert pictures.manifest_id(about) in file.read_text(encoding="utf-8"), "run: python docs/generate.py"
    assert picture.alt and picture.caption


@pytest.mark.parametrize("page", ["findings.md", "de/ergebnisse.md", "sensitivity.md"])
def test_no_result_is_typed_into_the_prose(page: str) -> None:
    """Outside generated blocks and code there are only confidence levels, ends of scales, and sizes of options."""
    text = (SHIPPED.parent / page).read_text(encoding="utf-8")
    prose = re.sub(r"<!-- generated.*?<!-- end -->|```.*?```|`[^`]*`|\]\([^)]*\)", "", text, flags=re.DOTALL)
    found = set(re.findall(r"(?<![A-Za-z\d])[−-]?\d+(?:[.,]\d+)?", prose))
    assert found <= {"95", "99", "1", "0", "−1", "0.3"}, found
