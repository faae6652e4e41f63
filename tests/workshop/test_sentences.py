"""Sentences: what is sure is said with its range, what is open is called open, in both languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coopsim.analysis.standings import STANDINGS
from coopsim.model import codes, outcomes
from coopsim.report.differences import Difference, differences
from coopsim.workshop.runs import Runs
from coopsim.workshop.sentences import sentences
from coopsim.workshop.settings import shipped

WITH = Difference({"en": "", "de": ""}, {"en": "With “X”", "de": "Mit „X“"})
NOISE = np.tile([-1.0, 1.0], 100)


def made(n: int = 200, **columns: Any) -> Runs:
    """Runs with these values, all others 0; none of it is simulated."""
    rows = np.zeros(n, outcomes.dtype(outcomes.RUN)).view(np.recarray)
    for name, values in ({"started": True, "phase_end": codes.DISSOLVED} | columns).items():
        rows[name] = values
    return Runs(shipped("harz"), rows, np.zeros((n, 3)), np.zeros((240, len(codes.PHASES)), int))


def first(n: int, count: int, yes: int = codes.STABILISED, no: int = codes.STAGNATING) -> Any:
    return np.where(np.arange(n) < count, yes, no)


def said(a: Runs, b: Runs, kind: str = "headline", changes: tuple[Difference, ...] = (WITH,)) -> list[dict[str, str]]:
    return [row["text"] for row in sentences(a, b, list(changes)) if row["kind"] == kind]


def test_where_alliances_stand() -> None:
    a, b = made(phase_end=first(200, 70)), made(phase_end=first(200, 100))
    works = said(a, b)[0]
    assert (
        works["de"]
        == "Mit „X“ arbeitet der Verbund im Jahr 20 in 50 von 100 Fällen, in A in 35 (Unterschied +10 bis +20)."
    )
    assert (
        works["en"]
        == "With “X”, the alliance works in year 20 in 50 of 100 cases, against 35 in A (difference +10 to +20)."
    )
    assert "Unterschied −20 bis −10" in said(b, a)[0]["de"]


def test_a_decimal_where_it_matters() -> None:
    a, b = made(4000, phase_end=first(4000, 1000)), made(4000, phase_end=first(4000, 1030))
    assert "(difference +0.5 to +1.0)" in said(a, b)[0]["en"] and "+0,5 bis +1,0" in said(a, b)[0]["de"]


def test_where_the_same_alliances_go() -> None:
    before = np.repeat([codes.DISSOLVED, codes.STABILISED, codes.ASLEEP], [60, 80, 60])
    after = np.repeat([codes.STABILISED, codes.DISSOLVED, codes.STABILISED, codes.ASLEEP], [20, 40, 70, 70])
    moves = said(made(phase_end=before), made(phase_end=after), "plain")[0]
    assert moves["en"] == (
        "Of 100 alliances, 10 that would have dissolved in A work in B, and 5 that would work in A are asleep in B."
    )
    assert moves["de"] == (
        "Von 100 Verbünden arbeiten in B 10, die in A aufgelöst wären, und sind in B 5 eingeschlafen, die in A "
        "arbeiten würden."
    )
    both = np.repeat([codes.STABILISED, codes.DISSOLVED, codes.STABILISED], [20, 40, 140])
    again = said(made(phase_end=before), made(phase_end=both), "plain")[0]
    assert again["en"].endswith("30 that would be asleep in A work in B, and 10 that would have dissolved in A, too.")
    assert again["de"].endswith("arbeiten in B 30, die in A eingeschlafen wären, und 10, die in A aufgelöst wären.")
    assert len(said(made(phase_end=before), made(phase_end=before), "plain")) == 2  # nobody goes anywhere


def test_open_is_called_open() -> None:
    lucky = first(200, 100)
    works = said(made(phase_end=lucky), made(phase_end=np.roll(lucky, 50)))[0]
    assert "Unterschied offen, −" in works["de"] and "difference open, −" in works["en"]
    noise = np.tile([0.0, 10.0], 100)
    a, b = made(months_effective=noise, cost=noise), made(months_effective=noise[::-1], cost=noise[::-1])
    assert all("open" in words["en"] and "offen" in words["de"] for words in said(a, b, "plain"))


def test_months_and_money() -> None:
    a, b = made(), made(months_effective=24 + 2 * NOISE, months_asleep=12 + NOISE, cost=-0.5 + 0.05 * NOISE)
    lasting, cost = said(a, b, "plain")
    assert lasting["en"].startswith(
        "Cooperation is effective in 10 of 100 months, against 0 in A (difference +10 to +10)."
    )
    assert "Stagnation or sleep take 12 of 240 months, against 0 in A" in lasting["en"]
    assert (
        cost["de"]
        == "Die Kooperation kostet −0,50 € je Einwohner:in und Jahr, in A 0,00 € (Unterschied −0,51 bis −0,49)."
    )
    value = said(a, made(added_value=20 + NOISE))[1]
    assert value["en"].startswith("The added value is € 20 per inhabitant, against € 0 in A")


def test_who_is_not_there_loses_no_time() -> None:
    there, lost = first(200, 100), 50 + NOISE
    a, b = made(phase_end=there, months_stagnating=lost), made(phase_end=first(200, 60, no=codes.DISSOLVED))
    warned = said(a, b, "warning")
    assert len(warned) == 1 and "70 more of 100 alliances are not under way or dissolved" in warned[0]["en"]
    assert "In B sind am Ende 70 von 100 Verbünden mehr nicht in Gang oder aufgelöst" in warned[0]["de"]
    turned = said(b, a, "warning")
    assert len(turned) == 1 and "in A, 70 more of 100 alliances" in turned[0]["en"]
    assert "darum kann in B mehr verloren gehen" in turned[0]["de"]


def test_effective_is_not_yet_worth_its_cost() -> None:
    a, dear = made(), made(added_value=-12 + NOISE)
    warned = said(a, dear, "warning")
    assert "costs more than it brings, € 12 per inhabitant" in warned[0]["en"]
    assert "kostet die Kooperation mehr, als sie bringt, 12 €" in warned[0]["de"]
    less = made(added_value=20 + NOISE), made(added_value=10 + 2 * NOISE, months_effective=24 + NOISE)
    assert "the added value is smaller" in said(*less, "warning")[0]["en"]
    assert said(less[0], made(added_value=10 + 2 * NOISE), "warning") == []


def test_the_town_that_gains_least() -> None:
    rows = sentences(made(), made(worst_off=-30 + NOISE), [WITH])
    assert "30 € je Einwohner:in schlechter" in rows[-1]["text"]["de"] and rows[-1]["kind"] == "warning"


@pytest.mark.parametrize(
    ("worst", "towns", "german", "english"),
    [
        (30, (-5, -5, -5), "(3 zu 0)", "towns that gain less outnumber those that gain more (3 to 0)"),
        (30, (-5, 5, -5), "(2 zu 1)", "the chart shows each town's mean"),
        (-30, (5, 5, 0), "Dennoch überwiegen", "Still, on average"),
        (30, (5, 5, 5), "", ""),
        (30, (-5, 5, 0), "", ""),
        (-30, (-5, -5, 0), "", ""),
    ],
)
def test_the_town_that_gains_least_against_the_chart(
    worst: float, towns: tuple[float, ...], german: str, english: str
) -> None:
    a = made(worst_off=NOISE)
    b = made(worst_off=worst + 2 * NOISE)._replace(
        town_values=np.array(towns) + np.abs(np.sign(towns)) * NOISE[:, None]
    )
    found = [words for words in said(a, b, "warning") if "another town in every run" in words["en"]]
    assert len(found) == bool(english)
    assert all(german in words["de"] and english in words["en"] for words in found)


def test_the_same_settings() -> None:
    assert len(sentences(made(), made(), [])) == 1


def test_what_no_run_changes() -> None:
    lasting, cost = said(made(), made(), "plain")
    assert "against 0 in A (no difference in any run)." in lasting["en"]
    assert cost["de"].endswith("(in keinem Lauf ein Unterschied).")


def test_several_changes_are_called_b() -> None:
    words = said(made(), made(phase_end=first(200, 100)), changes=(WITH, WITH))[0]
    assert words["de"].startswith("In B arbeitet der Verbund") and words["en"].startswith("In B, the alliance works")


def test_every_standing_has_words() -> None:
    phases = {name: codes.PHASES.index(members[0]) for name, members in STANDINGS.items()}
    for origin in STANDINGS:
        for target in set(STANDINGS) - {origin}:
            moves = said(made(phase_end=phases[origin]), made(phase_end=phases[target]), "plain")[0]
            assert "100 that would" in moves["en"] and " in A " in moves["en"] and "{" not in moves["en"]
            assert " in B 100" in moves["de"] and "die in A" in moves["de"]


@pytest.mark.parametrize(
    ("changes", "german", "english"),
    [
        ({"governance": "zweckverband"}, "Zweckverband statt Kooperationsgremium", "association instead of"),
        (
            {"approaches.co_design": 0.5},
            "mit „Inhalte gemeinsam gestalten“ (50\u202f%)",
            "with “Content designed together” (50%)",
        ),
        ({"hindrances.competition": 0.2}, "„Konkurrenzdenken“: 20\u202f% statt 70\u202f%", "20% instead of 70%"),
        (
            {"impulses": [{"kind": "study", "month": 3}]},
            "neue Impulse (0 in A, 1 in B)",
            "new impulses (0 in A, 1 in B)",
        ),
    ],
)
def test_differences_in_words(changes: dict[str, Any], german: str, english: str) -> None:
    a = shipped("harz")
    found = differences(a, a.with_(changes))
    assert len(found) == 1 and german in found[0].text["de"] and english in found[0].text["en"]


def test_approaches_that_change() -> None:
    a = shipped("harz").with_({"approaches.co_design": 0.5})
    assert "ohne" in differences(a, shipped("harz"))[0].text["de"]
    assert "75\u202f% statt 50\u202f%" in differences(a, a.with_({"approaches.co_design": 0.75}))[0].text["de"]
    later = {"approaches.co_design.start": 24, "approaches.co_design.trigger": 0.3}
    assert (
        "ab Jahr 2, bei Aktivität unter 30\u202f% statt die ganze Zeit" in differences(a, a.with_(later))[0].text["de"]
    )
    ended = {"approaches.co_design": {"strength": 0.75, "end": 30}}
    assert "75%, until year 2.5 instead of 50%" in differences(a, a.with_(ended))[0].text["en"]
    assert differences(a, a) == []
    assert (
        differences(shipped("harz"), shipped("harz").with_({"approaches.co_design": {"strength": 0, "start": 9}})) == []
    )
