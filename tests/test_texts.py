"""Texts: both languages say the same things; numbers look as each language writes them."""

from __future__ import annotations

import ast
import math
import re
import tomllib
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

import coopsim.texts
import paper
from coopsim.model import codes
from coopsim.report.tables import BY_FOUNDING, FOUNDED, HEADLINES
from coopsim.scenario.catalogue import governance_models
from coopsim.texts import LANGUAGES, UserError, _flat, catalogue, filled, short_title, text
from coopsim.texts.numbers import between, number, percent

PACKAGE = Path(coopsim.texts.__file__).parents[1]
PAPER = Path(paper.__file__).parent  # its texts join those of the package
DOCS = PACKAGE.parent / "docs"


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_same_keys_and_placeholders() -> None:
    english, german = (catalogue(lang) for lang in LANGUAGES)
    assert list(english) == list(german)
    different = [key for key in english if placeholders(english[key]) != placeholders(german[key])]
    assert different == []


def test_no_key_is_given_twice() -> None:
    for lang in LANGUAGES:
        pages = [page for place in (PACKAGE, PAPER) for page in (place / "texts" / lang).glob("*.toml")]
        counts = Counter(key for page in pages for key, _ in _flat(tomllib.loads(page.read_text(encoding="utf-8")), ""))
        assert [key for key, count in counts.items() if count > 1] == []


def test_nothing_is_empty_or_left_in_english() -> None:
    english, german = catalogue("en"), catalogue("de")
    assert all(words.strip() for lang in LANGUAGES for words in catalogue(lang).values())
    same = {key for key in english if english[key] == german[key] and len(re.findall(r"[a-z]{3,}", english[key])) > 1}
    assert {key for key in same if re.sub(r"\{.+?\}", "", english[key]).strip("[]():– /mins")} == set()


def test_every_row_of_the_catalogues_has_a_short_title() -> None:
    for lang in LANGUAGES:
        for key in (
            *(f"governance.{name}" for name in governance_models()),
            *(f"approach.{name}" for name in ("none", "all", *codes.APPROACHES)),
            *(f"phase.{name}" for name in codes.PHASES),
            *(f"column.{name}" for name in (*HEADLINES, *FOUNDED, *BY_FOUNDING)),
        ):
            assert catalogue(lang)[key]


def test_every_key_in_the_code_exists() -> None:
    """All literal keys of calls ``text(lang, "…")``, ``UserError("…")``, those that say what is wrong, and of figures."""
    missing = []
    for path in (*PACKAGE.rglob("*.py"), *PAPER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and path.parent.name == "figures":
                words = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                keys = [word for word in words if str(word).startswith(("figure.", "phase."))]
                missing += [(path.name, key) for key in keys if key not in catalogue("en")]
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place, prefix = {"text": (1, ""), "both": (0, ""), "UserError": (0, "error."), "said": (0, "fault.")}.get(
                node.func.id, (99, "")
            )
            word = node.args[place] if len(node.args) > place else None
            if isinstance(word, ast.Constant) and prefix + str(word.value) not in catalogue("en"):
                missing.append((path.name, word.value))
    assert missing == []


def test_faults() -> None:
    with pytest.raises(KeyError):
        text("en", "no.such_key")
    with pytest.raises(KeyError):
        text("en", "table.merged", whole="1")
    with pytest.raises(ValueError, match="fr"):
        text("fr", "honest.line")
    assert short_title("de", "governance", "an_own_one", "Eigenes") == "Eigenes"
    assert UserError("missing", found="X").text("de") == "„X“ fehlt."


def test_numbers() -> None:
    assert number("en", 12345.678, 2) == "12,345.68" and number("de", 12345.678, 2) == "12.345,68"
    assert number("de", -0.26, 1) == "−0,3" and number("en", -0.04, 1) == "0.0"
    assert number("en", 3, sign=True) == "+3" and number("en", 0.0, 1, sign=True) == "0.0"
    assert number("en", math.nan) == number("de", math.inf) == "–"
    assert percent("en", 0.125, 1) == "12.5%" and percent("de", 0.125, 1) == "12,5\u202f%"


def test_singular_and_plural() -> None:
    words = "{town} gives notice, effective in {months:# month|# months}."
    assert filled(words, town="A", months="1") == "A gives notice, effective in 1 month."
    assert filled(words, town="A", months=12) == "A gives notice, effective in 12 months."
    assert [filled("{n:# Lauf|# Läufe}", n=number("de", n)) for n in (0, 1, 1000)] == [
        "0 Läufe",
        "1 Lauf",
        "1.000 Läufe",
    ]
    for lang, one, many in (("en", "1 year", "2 years"), ("de", "1 Jahr", "2 Jahre")):
        shown = [text(lang, "progress.begin", configurations="1", runs="2", years=years) for years in ("1", "2")]
        assert shown[0].endswith(f"{one}.") and shown[1].endswith(f"{many}.")


#: Nouns behind a number that may be 1, where the text leaves no choice of form.
COUNTED = {
    "en": r"\{(years|months|count|total|runs|all|points)\} (years|months|runs|points|pairs|cases|worlds|towns)\b(?!/)",
    "de": r"\{(years|months|count|total|runs|all|points)\} (Jahren?|Monaten?|Läufen?|Punkten?|Paaren?|Fälle|Welten)\b(?!/)",
}


def test_counted_nouns_have_both_forms() -> None:
    for lang in LANGUAGES:
        pages = {key: words for key, words in catalogue(lang).items() if not key.startswith("workshop.")}
        assert {key: words for key, words in pages.items() if re.search(COUNTED[lang], str(words))} == {}


#: One word for one thing: what not to write, for what is written instead.
NOT_TO_BE_USED = {
    "de": {
        r"\bZusammenarbeit\b": "Kooperation",
        r"\bEinwohner\b(?!:)": "Einwohner:in, Einwohner:innen",
        r"\b[Dd]iskontiert": "abgezinst",
        r"\bSeeds?\b": "Startwert",
        r"\bDefault\b": "Vorgabe",
        r"\bRuns?\b": "Lauf",
    },
    "en": {
        r"\b[Cc]ollaborat": "cooperation",
        r"\bresidents?\b": "inhabitant",
        r"\bper (head|capita)\b": "per inhabitant",
        r"\bform of government\b": "governance model",
    },
}


def test_one_word_for_one_thing() -> None:
    """In all texts of both languages, those of the stories, outcomes and parameters included."""
    from coopsim.model.outcomes import RUN, outcome_title
    from coopsim.model.parameters import PARAMETERS

    for lang in LANGUAGES:
        pages = [
            *(PACKAGE / "texts" / lang).glob("*.toml"),
            *(PAPER / "texts" / lang).glob("*.toml"),
        ]
        words = {page.name: page.read_text(encoding="utf-8") for page in pages if page.name != "workshop.toml"}
        words["parameters"] = "\n".join(row.title[lang] for row in PARAMETERS.values())
        words["outcomes"] = "\n".join(outcome_title(name, lang) for name in RUN)
        words |= {page.name: page.read_text(encoding="utf-8") for page in (DOCS / "de").glob("*.md") if lang == "de"}
        found = {
            (page, wrong) for page, text in words.items() for wrong in NOT_TO_BE_USED[lang] if re.search(wrong, text)
        }
        assert found == set(), NOT_TO_BE_USED[lang]


def test_limits_of_shares() -> None:
    assert between("en", 0.03, 0.12) == "[3–12]" and between("de", -0.03, 0.12, sign=True) == "[−3 bis +12]"
    assert between("en", math.nan, math.nan) == "[–]"
