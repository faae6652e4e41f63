"""The words of the page: one term for one thing, and no plural for a number that can be one."""

from __future__ import annotations

import re

from coopsim.texts import catalogue


def page_texts(lang: str) -> dict[str, str]:
    return {key: words for key, words in catalogue(lang).items() if key.startswith("workshop.")}


def test_one_term_for_one_thing() -> None:
    german, english = page_texts("de"), page_texts("en")
    forbidden = r"Zusammenarbeit|Einwohner(?!:in|zahl)|diskontiert|Seed"
    assert {key: words for key, words in german.items() if re.search(forbidden, words)} == {}
    forbidden = r"(?i)collaborat|\bresident|per head|Of the others"
    assert {key: words for key, words in english.items() if re.search(forbidden, words)} == {}


#: What comes before a plural is never one: at least 100 runs, more than four tasks, six levers, and months of
#: differences, which have a decimal below two.
NEVER_ONE = ("workshop.say.", "workshop.answer.", "workshop.levers.", "workshop.keep.")


def test_no_plural_after_a_number_that_can_be_one() -> None:
    nouns = {
        "en": r"months|years|runs|towns|services|seconds|alliances|impulses|posts|kilometres",
        "de": r"Monaten?|Jahren?|Läufen?|Städten?|Angebote|Sekunden|Verbünden?|Impulse|Stellen",
    }
    for lang, words in nouns.items():
        plural = {key for key, text in page_texts(lang).items() if re.search(rf"\}} (\w+ )?({words})\b", text)}
        bare = {key for key in plural if not key.startswith(NEVER_ONE) and not key.endswith(".other")}
        assert bare == {"workshop.set.cost"} & bare  # posts of the approaches, which have decimals
    for lang in nouns:
        keys = page_texts(lang)
        assert {key.removesuffix(".other") for key in keys if key.endswith(".other")} == {
            key.removesuffix(".one") for key in keys if key.endswith(".one")
        }
