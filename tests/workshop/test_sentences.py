"""Sentences: what is sure is said with its range, what is open is called open, in both languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coopsim.model import outcomes
from coopsim.report.differences import Difference, differences
from coopsim.workshop.runs import Runs
from coopsim.workshop.sentences import sentences
from coopsim.workshop.settings import shipped

WITH = Difference({"en": "", "de": ""}, {"en": "With “X”", "de": "Mit „X“"})


def made(n: int = 200, **columns: Any) -> Runs:
    """Runs with these values, all others 0; none of it is simulated."""
    rows = np.zeros(n, outcomes.dtype(outcomes.RUN)).view(np.recarray)
    for name, values in ({"started": True} | columns).items():
        rows[name] = values
    return Runs(shipped("harz"), rows, np.zeros((n, 3)), np.zeros((240, 9), int))


def first(n: int, count: int) -> Any:
    return np.arange(n) < count


def test_fewer_stagnate() -> None:
    a, b = made(stagnated=first(200, 100)), made(stagnated=first(200, 70))
    said = sentences(a, b, [WITH])[0]
    assert said["kind"] == "headline"
    assert said["text"]["de"].startswith(
        "Mit „X“ stagnieren 15 von 100 Verbünden weniger als in A (zwischen 10 und 20)"
    )
    assert said["text"]["en"].startswith("With “X”, 15 fewer of 100 alliances stagnate than in A (between 10 and 20)")


def test_more_stagnate_with_a_decimal_where_it_matters() -> None:
    a, b = made(4000), made(4000, stagnated=first(4000, 30))
    said = sentences(a, b, [WITH])[0]["text"]
    assert "0,8 von 100 Verbünden mehr" in said["de"] and "0.8 more of 100 alliances" in said["en"]


def test_open_is_called_open() -> None:
    lucky = first(200, 100)
    a, b = made(stagnated=lucky), made(stagnated=np.roll(lucky, 50))
    said = sentences(a, b, [WITH])[0]["text"]
    assert "lassen 200 Läufe offen" in said["de"] and "leave open" in said["en"]
    noise = np.tile([0.0, 10.0], 100)
    rows = sentences(
        made(months_effective=noise, cost=noise), made(months_effective=noise[::-1], cost=noise[::-1]), [WITH]
    )
    assert "offen" in rows[1]["text"]["de"] and "open" in rows[2]["text"]["en"]


def test_months_and_money() -> None:
    spread = np.tile([0.9, 1.1], 100)
    rows = sentences(made(), made(months_effective=12 + np.tile([-1, 1], 100), cost=-0.5 * spread), [WITH])
    assert rows[1]["text"]["en"] == "Effective cooperation lasts 12 months longer (between 12 and 12)."
    assert rows[2]["text"]["de"].startswith(
        "Das kostet 0,50 € weniger je Einwohner:in und Jahr (zwischen 0,49 und 0,51)"
    )


def test_who_never_starts_never_stagnates() -> None:
    a, b = made(stagnated=first(200, 100)), made(started=first(200, 80))
    warnings = [row["text"] for row in sentences(a, b, [WITH]) if row["kind"] == "warning"]
    assert len(warnings) == 1
    assert "60 von 100 Verbünden mehr kommen gar nicht zustande" in warnings[0]["de"]
    assert "never start" in warnings[0]["en"]
    turned = [row["text"] for row in sentences(b, a, [WITH]) if row["kind"] == "warning"]
    assert len(turned) == 1 and "In A kommen 60 von 100 Verbünden mehr gar nicht zustande" in turned[0]["de"]
    assert "in A, 60 more of 100 alliances never start" in turned[0]["en"]


def test_who_is_never_active_never_stagnates() -> None:
    active = 50 + np.tile([-1.0, 1.0], 100)
    a, b = made(stagnated=first(200, 100), months_effective=2 * active), made(months_effective=active)
    warnings = [row["text"] for row in sentences(a, b, [WITH]) if row["kind"] == "warning"]
    assert len(warnings) == 1 and "never active" in warnings[0]["en"] and "nie aktiv" in warnings[0]["de"]
    turned = [row["text"] for row in sentences(b, a, [WITH]) if row["kind"] == "warning"]
    assert (
        len(turned) == 1
        and "effective cooperation lasts longer" in turned[0]["en"]
        and "dauert länger" in turned[0]["de"]
    )


def test_the_town_that_gains_least() -> None:
    rows = sentences(made(), made(worst_off=-30 + np.tile([-1.0, 1.0], 100)), [WITH])
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
    noise = np.tile([-1.0, 1.0], 100)
    a = made(worst_off=noise)
    b = made(worst_off=worst + 2 * noise)._replace(
        town_values=np.array(towns) + np.abs(np.sign(towns)) * noise[:, None]
    )
    said = [row["text"] for row in sentences(a, b, [WITH]) if "another town in every run" in row["text"]["en"]]
    assert len(said) == bool(english)
    assert all(german in words["de"] and english in words["en"] for words in said)


def test_the_same_settings() -> None:
    assert len(sentences(made(), made(), [])) == 1


def test_what_no_run_changes() -> None:
    said = [row["text"] for row in sentences(made(), made(stagnated=first(200, 100)), [WITH])]
    assert said[1]["en"] == "Effective cooperation lasts as long as in A, in every run."
    assert said[2]["de"] == "Das kostet in jedem Lauf so viel wie in A."


def test_several_changes_are_called_b() -> None:
    said = sentences(made(), made(stagnated=first(200, 100)), [WITH, WITH])[0]["text"]
    assert said["de"].startswith("In B stagnieren 50") and said["en"].startswith("In B, 50")


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
