"""The workshop report says what its scenarios are set to, in full, and in what they differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hand_made import made

from coopsim.report.document.blocks import Paragraph, Table
from coopsim.report.parts import Numbering
from coopsim.report.settings import settings_blocks
from coopsim.report.workshop import workshop_document
from coopsim.scenario import load_scenario

CHANGES = {
    "governance": "zweckverband",
    "approaches.co_design": {"strength": 0.5, "start": 24, "end": 60, "trigger": 0.3},
    "hindrances.competition": 0.15,
    "impulses": [
        {"kind": "new_mayor", "month": 60, "municipality": "quedlinburg"},
        {"kind": "study", "rate_per_year": 0.5, "area": "culture", "strength": 0.5},
    ],
    "municipalities.quedlinburg.population": 21_111,
    "municipalities.wernigerode.area_km2": 99.0,
    "parameters.trust_gain": 0.2,
}


def said(lang: str, **scenarios: Any) -> str:
    """All words of the settings of a comparison of scenarios."""
    blank = made({label: {} for label in scenarios}, 8, next(iter(scenarios)))
    blocks = settings_blocks(replace(blank, scenarios=scenarios), lang, Numbering(lang))
    words = []
    for block in blocks:
        if isinstance(block, Table):
            words += [block.caption, *("|".join(row) for row in [block.headings, *block.rows]), block.note]
        else:
            assert isinstance(block, Paragraph)
            words.append(block.text)
    return "\n".join(words)


def test_every_setting_of_both_sides() -> None:
    harz = load_scenario("harz")
    english = said("en", A=harz, B=harz.with_(CHANGES))
    for words in (
        "What A and B are set to",
        "Cooperation body|Special-purpose association",
        "Content designed together|–|50%, from year 2, until year 5, while activity is below 30%",
        "Competitive thinking|70%|15%",
        "New mayor (year 5, Quedlinburg); Study or expert report (at random, mean interval in years: 2.0, Culture and sport, strength 50%)",
        "Parameters|–|trust_gain = 0.2",
        "Town: Quedlinburg|23,989 inhabitants|21,111 inhabitants".replace(
            "23,989", f"{harz.municipalities[2].population:,}"
        ),
        "A is the scenario “Harz: Halberstadt, Wernigerode, Quedlinburg” as it comes with coopsim.",
        "B differs from A in: Special-purpose association instead of Cooperation body; with “Content designed together”",
        "Wernigerode: other figures; ",
        "21,111 inhabitants instead of",
        "further values",
    ):
        assert words in english, (words, english)
    german = said("de", A=harz, B=harz.with_(CHANGES))
    assert "B unterscheidet sich von A so: Zweckverband statt Kooperationsgremium" in german and "21.111" in german


def test_differences_from_the_scenario_that_comes_with_coopsim() -> None:
    harz = load_scenario("harz")
    a = harz.with_({"horizon_months": 120, "hindrances.competition": 0.1})
    fewer = a.with_({"municipalities.quedlinburg": None})
    english = said("en", A=a, B=a, C=fewer)
    assert (
        "A differs from the scenario “Harz: Halberstadt, Wernigerode, Quedlinburg” that comes with coopsim in:"
        in english
    )
    assert "10 years instead of 20" in english and "10% instead of 70%" in english
    assert "B is set like A." in english and "C differs from A in: the town Quedlinburg taken out." in english
    assert "comes with coopsim" not in said("en", A=a.with_({"id": "elsewhere"}), B=a)


@pytest.mark.parametrize("count", [2, 6])
def test_no_scenario_is_left_out(count: int) -> None:
    harz = load_scenario("harz")
    labels = "ABCDEF"[:count]
    words = said("de", **{label: harz.with_({"hindrances.competition": k / 10}) for k, label in enumerate(labels)})
    assert all(f"{label} unterscheidet sich von A so" in words for label in labels[1:])


def test_the_report_holds_them() -> None:
    for labels, held in ((("A", "B"), True), ((("none", "none"), ("zweckverband", "none")), False)):
        document = workshop_document(made({label: {} for label in labels}, 40, labels[0]), "en")
        tables = [
            block.caption for section in document.sections for block in section.blocks if isinstance(block, Table)
        ]
        assert any("are set to" in caption for caption in tables) == held
