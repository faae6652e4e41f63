"""Pages from tables: words follow numbers, both languages say the same, nothing is typed in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from coopsim.texts import LANGUAGES
from paper import pages, pictures, tables, variants
from paper.words import Words, good

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCKS = [f"{page}_{block}" for page, blocks in pages.BLOCKS.items() for block in blocks if "picture" not in block]
#: Blocks whose names of parameters, models or packages hold numbers that the languages put differently.
NAMED = ("findings_ablations", "findings_inputs", "findings_decides", "findings_paragraphs", "sensitivity_")


def told(made: dict[str, Any], block: str, lang: str, **changed: pd.DataFrame) -> str:
    page, _, name = block.partition("_")
    found, about = made[page]
    return pages.told(page, name, found | changed, about, lang)


def numbers(words: str) -> list[str]:
    """All numbers of a text, however the language writes them, in order of size."""
    bare = re.sub(r"`[^`]*`", "", words).replace("\N{MINUS SIGN}", "-").replace("\N{NARROW NO-BREAK SPACE}", "")
    found = re.findall(r"[-+]?\d+(?:[.,]\d+)*", bare)
    return sorted(re.sub(r"[.,]", "", one) for one in found)


@pytest.mark.parametrize("block", BLOCKS)
def test_both_languages_give_the_same_numbers(made: dict[str, Any], block: str) -> None:
    english, german = (told(made, block, lang) for lang in LANGUAGES)
    assert english.count("\n") == german.count("\n") and english != german
    if not block.startswith(NAMED):
        assert numbers(english) == numbers(german)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_and_no_missing_number_is_left(made: dict[str, Any], block: str, lang: str) -> None:
    words = told(made, block, lang)
    assert words.strip() and "nan" not in words.lower().split() and "{" not in words and "@" not in words


class TestWords:
    def test_an_interval_that_holds_zero_is_no_effect_shown(self) -> None:
        for lang, none in (("en", "no effect shown"), ("de", "kein Effekt gezeigt")):
            words = (
                Words(lang).said({"value": x, "low": x - 0.03, "high": x + 0.03}, "effective") for x in (0.02, 0.04)
            )
            assert [none in one for one in words] == [True, False]

    def test_less_time_lost_is_good_and_more_is_not(self) -> None:
        row = {"value": 4.0, "low": 1.0, "high": 7.0}
        assert good(row, "effective") == 1 and good(row, "time_lost") == -1
        assert good(row | {"low": -1.0}, "effective") == 0


class TestAnswer:
    def changed(self, made: dict[str, Any], **limits: float) -> str:
        return told(made, "findings_answer", "en", effects=made["findings"][0]["effects"].assign(**limits))

    def test_the_first_sentence_follows_the_numbers(self, made: dict[str, Any]) -> None:
        nothing = self.changed(made, low=-1.0, high=1.0)
        assert nothing.startswith("**The model cannot say") and "fewer than five approaches" in nothing
        assert "Helps: none. Harms: none. Both ways: none. No effect shown on either: nine of nine." in nothing
        effects = made["findings"][0]["effects"]
        better = effects["outcome"].map(lambda name: -1.0 if name == "time_lost" else 1.0)
        sure = effects.assign(value=0.2 * better, low=0.2 * better - 0.1, high=0.2 * better + 0.1)
        words = told(made, "findings_answer", "en", effects=sure)
        assert words.startswith("**The model can say which") and "Harms: none. Both ways: none." in words
        apart = sure.copy()
        apart.loc[apart["context"] == "between", ["low", "high"]] = -1.0, 1.0
        words = told(made, "findings_answer", "en", effects=apart)
        assert words.startswith("**The model can say only in part") and "pairs of forms can be told apart.**" in words

    def test_more_effective_months_and_more_lost_ones_are_both_ways(self, made: dict[str, Any]) -> None:
        assert "Helps: none. Harms: none. Both ways: " in self.changed(made, value=0.2, low=0.1, high=0.3)


def test_the_verdict_on_the_order_of_the_deck_follows_the_numbers(made: dict[str, Any]) -> None:
    effects = made["findings"][0]["effects"]
    sign = effects["outcome"].map(lambda name: -1.0 if name == "time_lost" else 1.0)
    for turn, said in ((1, "deck is right"), (-1, "deck is not right")):
        sure = effects.assign(low=turn * sign - 0.1, high=turn * sign + 0.1)
        assert said in told(made, "findings_beginnings", "en", effects=sure)
    open_ = told(made, "findings_beginnings", "en", effects=effects.assign(low=-1.0, high=1.0))
    assert "is not shown" in open_


def test_what_turns_with_the_prior_is_said(made: dict[str, Any]) -> None:
    table = made["findings"][0]["priors"]
    ends = {"value": 0.2, "low": 0.1, "high": 0.3}
    sure = table.assign(**ends, **{f"{name}_second": value for name, value in ends.items()})
    same = told(made, "findings_starting_priors", "en", priors=sure)
    assert "opposite signs: none." in same and "one prior only: none." in same
    at = (sure["policy"] == "co_design") & (sure["outcome"] == "effective")
    turned = sure.assign(low_second=sure["low"].where(~at, -0.3), high_second=sure["high"].where(~at, -0.1))
    assert "opposite signs: Content designed together (Effective" in told(
        made, "findings_starting_priors", "en", priors=turned
    )
    unsure = sure.assign(low_second=sure["low"].where(~at, -0.3))
    assert "one prior only: Content designed together (Effective" in told(
        made, "findings_starting_priors", "en", priors=unsure
    )


def test_a_channel_is_told_where_the_change_is_shown(made: dict[str, Any]) -> None:
    table = made["findings"][0]["ablations"]
    calm = told(made, "findings_paragraphs", "en", ablations=table.assign(change_low=-1.0, change_high=1.0))
    assert "Through which channel" not in calm and calm.count("none of these is shown") == 9
    moved = told(made, "findings_paragraphs", "en", ablations=table.assign(change_low=0.1, change_high=1.0))
    assert moved.count("Through which channel") == 9 and variants.ablations()["no_review"].title["en"] in moved


def test_tables_come_back_as_they_were_written(made: dict[str, Any], tmp_path: Path) -> None:
    for name, (found, about) in made.items():
        tables.write(found, about, tmp_path, name)
        again, _ = tables.read(tmp_path, name)
        for key, table in found.items():
            assert list(again[key]) == list(table) and len(again[key]) == len(table)
            for block in ("answer", "paragraphs") if name == "findings" else ("summary",):
                assert pages.told(name, block, again, about, "en")


def test_figures_have_words(made: dict[str, Any]) -> None:
    for found, about in made.values():
        for picture in pictures.draw(Words("de"), found, about):
            assert picture.alt and picture.caption and picture.name.endswith("_de")


@pytest.mark.parametrize("name, lang", [("findings", "en"), ("findings", "de"), ("sensitivity", "en")])
def test_figures_of_the_pages_are_those_of_the_tables(name: str, lang: str) -> None:
    if not (DOCS / "tables" / f"{name}.json").exists():
        pytest.skip("docs/tables are still to be made: make findings")
    found, about = tables.read(DOCS / "tables", name)
    for picture in pictures.draw(Words(lang), found, about):
        file = DOCS / "images" / f"{picture.name}.svg"
        assert pictures.manifest_id(about) in file.read_text(encoding="utf-8"), "run: python docs/generate.py"


@pytest.mark.parametrize("page", ["findings.md", "de/ergebnisse.md", "sensitivity.md"])
def test_no_result_is_typed_into_the_prose(page: str) -> None:
    """Outside generated blocks and code there are only confidence levels, ends of scales, sizes of options, and times."""
    text = (DOCS / page).read_text(encoding="utf-8")
    prose = re.sub(r"<!-- generated.*?<!-- end -->|```.*?```|`[^`]*`|\]\([^)]*\)", "", text, flags=re.DOTALL)
    found = set(re.findall(r"(?<![A-Za-z\d])[−-]?\d+(?:[.,]\d+)?", prose))
    assert found <= {"95", "99", "1", "0", "−1", "0.3", "5", "10", "20", "36", "84", "100"}, found
