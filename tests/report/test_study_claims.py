"""What a report says on an experiment follows the numbers: hand-made factorials, null results among them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from made_study import RUNS, some, study

from coopsim.analysis.study_claims import claims
from coopsim.report.document.blocks import Table
from coopsim.report.study_document import study_document
from coopsim.report.wording_study import study_highlights
from coopsim.texts import LANGUAGES

A, B, C = "approaches.co_design", "approaches.open_communication", "approaches.common_identity"
SWITCH = [0.0, 1.0]
FORMS = ["none", "cooperation_body", "zweckverband"]


def words(found: Any, lang: str) -> list[tuple[str, str]]:
    return [(row.headline, row.text) for row in study_highlights(claims(found), found, lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_null_results_are_said_to_be_null(lang: str) -> None:
    """Every point has the same mean, only in other runs: no effect, no interaction, no order, no safe choice."""
    places = {0: 0, 1: 3, 2: 7, 3: 11}

    def luck(point: dict[str, Any]) -> Any:
        return some(0.5, places[int(point[A] + 2 * point[B])] + int(point["governance"] == "zweckverband"))

    found = study({"governance": FORMS[1:], A: SWITCH, B: SWITCH, "hindrances.competition": SWITCH}, luck)
    answers = claims(found)
    assert answers.overall is not None and not answers.overall.lowers and not answers.overall.raises
    assert answers.apart is not None and not answers.apart.reversed and not len(answers.apart.contexts)
    assert answers.together is not None and not len(answers.together.pairs) and not answers.together.useful
    assert answers.safest is not None and len(answers.safest.first) == len(answers.safest.levels) == 8
    told = words(found, lang)
    heads = {
        "en": (
            "no single approach demonstrably changes",
            "Under no form does any",
            "does not demonstrably lower",
            "cannot be said",
        ),
        "de": (
            "ändert kein einzelner Lösungsansatz",
            "Unter keiner Form ändert",
            "nicht nachweisbar",
            "lässt sich nicht sagen",
        ),
    }[lang]
    assert [part in headline for part, (headline, _) in zip(heads, told, strict=True)] == [True] * 4
    null = {"en": "all intervals include zero", "de": "alle Intervalle"}[lang]
    assert null.lower() in told[0][1].lower() and null in told[1][1].replace("Alle", "alle")
    assert {"en": "none shows an interaction", "de": "zeigt keines eine Wechselwirkung"}[lang] in told[2][1]
    assert {"en": "none of the approaches demonstrably lowers", "de": "verringert keiner der Lösungsansätze"}[
        lang
    ] in told[2][1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_known_effects_come_out_with_their_sizes(lang: str) -> None:
    """A lowers by 20 points everywhere, B raises by 10, C does nothing; both forms alike, nobody cooperates without."""

    def lost(point: dict[str, Any]) -> Any:
        if point["governance"] == "none":
            return np.zeros(RUNS, bool)
        return some(0.5 - 0.2 * point[A] + 0.1 * point[B])

    found = study({"governance": FORMS, A: SWITCH, B: SWITCH, C: SWITCH}, lost, cost=lambda p: 1 + p[A] + p[B] + p[C])
    answers = claims(found)
    assert answers.overall is not None and answers.together is not None and answers.apart is not None
    assert [row.subject for row in answers.overall.lowers] == [A] and [
        row.subject for row in answers.overall.raises
    ] == [B]
    assert answers.overall.lowers[0].lost.value == pytest.approx(-0.2)  # no cooperation does not dilute it
    assert answers.overall.base is not None and answers.overall.base.value == pytest.approx(0.5)
    assert answers.together.useful == [A] and answers.together.against == "none"
    assert answers.together.best is not None and answers.together.best[A] == 1 and answers.together.best[B] == 0
    assert answers.together.best["gain"] == pytest.approx(0.2)
    (first, text), (second, by_form), (third, joint) = words(found, lang)
    name = {"en": "Content designed together", "de": "Inhalte gemeinsam gestalten"}[lang]
    assert name in first and re.search(r"−20(?:[.,]0)? \[", text) and re.search(r"\+10(?:[.,]0)? \[", text)
    assert {"en": "None of the approaches", "de": "Keiner der Lösungsansätze"}[lang] in second and ": 2, " in by_form
    assert name in joint and re.search(r"−20(?:[.,]0)? \[", joint)
    assert {"en": "lost to stagnation against no approach", "de": "Zeit gegenüber keinem Lösungsansatz"}[lang] in third
    assert {"en": "After step 1 ", "de": "Nach Schritt 1 "}[lang] in joint


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_here_and_harm_there(lang: str) -> None:
    def lost(point: dict[str, Any]) -> Any:
        sign = -1 if point["governance"] == "zweckverband" else 1
        return some(0.5 + 0.2 * sign * point[A])

    found = study({"governance": FORMS[1:], A: SWITCH, B: SWITCH}, lost)
    answers = claims(found)
    assert answers.apart is not None and answers.apart.reversed == [A]
    headline = words(found, lang)[1][0]
    assert {"en": "It depends on the form", "de": "Es kommt auf die Form an"}[lang] in headline


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_effect_that_needs_a_context(lang: str) -> None:
    """A lowers the time lost by 30 points where towns compete, by nothing where they do not."""
    found = study(
        {A: SWITCH, B: SWITCH, "hindrances.competition": [0.0, 0.5, 1.0]},
        lambda point: some(0.6 - 0.3 * point[A] * point["hindrances.competition"]),
    )
    answers = claims(found)
    assert answers.apart is not None and answers.apart.contexts["factor"].tolist() == [A]
    assert answers.apart.contexts["effect"].iloc[0] == pytest.approx(-0.3, abs=0.01)
    headline, text = words(found, lang)[1]
    assert {"en": "depends on the context", "de": "hängt von der Ausgangslage ab"}[lang] in headline and "−30 [" in text


def test_interactions_are_beyond_the_sum() -> None:
    """A and B do nothing alone and 20 points together: the interaction is 20 points, each main effect half of it."""
    found = study({A: SWITCH, B: SWITCH}, lambda point: some(0.5 - 0.2 * point[A] * point[B]))
    answers = claims(found)
    assert answers.together is not None and answers.overall is not None
    assert answers.together.pairs["effect"].tolist() == pytest.approx([-0.2])
    assert [row.lost.value for row in answers.overall.rows] == pytest.approx([-0.1, -0.1])


def test_regret_is_the_distance_to_the_best_of_each_world() -> None:
    """One form is best in the first world, 10 points behind in the second; the other 30 behind and best."""
    levels = {
        ("cooperation_body", 0.0): 0.2,
        ("cooperation_body", 1.0): 0.5,
        ("zweckverband", 0.0): 0.5,
        ("zweckverband", 1.0): 0.4,
    }
    found = study(
        {"governance": FORMS[1:], "hindrances.competition": SWITCH},
        lambda point: some(levels[point["governance"], point["hindrances.competition"]]),
    )
    safe = claims(found).safest
    assert safe is not None and safe.choice == ["governance"]
    assert safe.worst == pytest.approx({"cooperation_body": 0.1, "zweckverband": 0.3}, abs=0.011)
    assert {name: level.value for name, level in safe.levels.items()} == pytest.approx(
        {"cooperation_body": 0.05, "zweckverband": 0.15}, abs=0.011
    )


def test_levers_that_are_no_approaches_are_called_so() -> None:
    found = study({"approaches.co_design": SWITCH, "governance": FORMS[1:]}, lambda point: some(0.5))
    other = study({"policy": ["a", "b"], "hindrances.competition": SWITCH}, lambda point: some(0.5))
    assert "approach" in words(found, "en")[0][0]
    assert not re.search("approach", " ".join(map(" ".join, words(other, "en"))))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_effects_that_are_exactly_opposite_need_no_number_of_runs(lang: str) -> None:
    """Help under one form and harm under the other cancel but for rounding, which no number of runs resolves."""
    found = study(
        {"governance": FORMS[1:], A: SWITCH, B: SWITCH},
        lambda point: some(0.5 + 0.2 * (-1 if point["governance"] == "zweckverband" else 1) * point[A]),
    )
    blocks = [block for part in study_document(found, "paper", lang).sections for block in part.blocks]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows if len(row) == 8]
    assert rows and all(cell != "nan" for row in rows for cell in row)
