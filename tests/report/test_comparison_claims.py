"""Findings follow the numbers: every case of every rule, on tables made by hand; ties and nulls are called what they are."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hand_made import made, some, spread

from coopsim.analysis.claims import Changes
from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import Leading, Level, Price, changes, claims, leading, level, price
from coopsim.analysis.digits import above, below
from coopsim.analysis.intervals import Interval, paired_mean
from coopsim.report.phrases import points_with
from coopsim.report.wording import highlights
from coopsim.texts import LANGUAGES

R = 400
NONE = "none"


def test_a_limit_that_is_written_as_zero_does_not_exclude_zero() -> None:
    """The digits are those of the width: +4.6 [+0.3 to +8.9] is written "+5 [0 to +9]", and so no claim is made."""
    wide, narrow = Interval(0.046, 0.003, 0.089), Interval(0.0046, 0.0003, 0.0089)
    assert points_with(wide, "en") == "+5 [0 to +9]" and not above(wide)
    assert points_with(narrow, "de") == "+0,5 [0,0 bis +0,9]" and not above(narrow)
    assert above(Interval(0.046, 0.006, 0.086)) and below(Interval(-0.046, -0.086, -0.006))


def forms(**effective: Any) -> Comparison:
    """Governance models without an approach, each with a share of effective months per run."""
    return made({(name, NONE): {"effective": values, "lost": some(0.3, R)} for name, values in effective.items()})


def words(comparison: Comparison, lang: str, place: int) -> tuple[str, str]:
    found = highlights(comparison, lang)
    assert len(found) == 3
    return found[place].headline, found[place].text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_clear_first(lang: str) -> None:
    comparison = forms(
        cooperation_body=spread(0.7, 0.1, R), zweckverband=spread(0.4, -0.1, R), working_community=spread(0.5, 0.2, R)
    )
    found = leading(comparison)
    assert found.case == "clear" and found.first == [("cooperation_body", NONE)]
    assert found.second == ("working_community", NONE)
    held = 1 - 0.05 / 3  # three pairs
    values = [
        comparison.of((name, NONE))["months_effective"] / 240 for name in ("cooperation_body", "working_community")
    ]
    assert found.ahead == pytest.approx(paired_mean(*values, held))
    headline, text = words(comparison, lang, 0)
    best, other = {
        "en": ("cooperation body", "working community"),
        "de": ("Kooperationsgremium", "Arbeitsgemeinschaft"),
    }[lang]
    assert best in headline and other in text and other not in headline
    assert {"en": "70.0%", "de": "70,0\u202f%"}[lang] in text and {"en": "20.0 [", "de": "20,0 ["}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_share_the_lead(lang: str) -> None:
    """What differs by 0.25 points with a spread of 40 is no ranking; what is far behind is named."""
    comparison = forms(
        zweckverband=spread(0.4, 0.1, R), cooperation_body=spread(0.7, 0.2, R), joint_agency=spread(0.7025, -0.2, R)
    )
    found = leading(comparison)
    assert found.case == "shared" and [label[0] for label in found.first] == ["joint_agency", "cooperation_body"]
    assert found.second == ("zweckverband", NONE)
    headline, text = words(comparison, lang, 0)
    assert {"en": "no ranking", "de": "keine Rangfolge"}[lang].split()[1] in headline
    assert {"en": "special-purpose association", "de": "Zweckverband"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_tied(lang: str) -> None:
    comparison = forms(zweckverband=spread(0.5, 0.2, R), cooperation_body=spread(0.5025, -0.2, R))
    found = leading(comparison)
    assert found.case == "open" and len(found.first) == 2
    assert found.ahead is not None and found.ahead.low < 0 < found.ahead.high
    headline, text = words(comparison, lang, 0)
    assert {"en": "cannot be said", "de": "lässt sich nicht sagen"}[lang] in headline
    assert {"en": "cannot be told from zero", "de": "nicht von null unterscheiden"}[lang] in text


def test_exact_tie_and_a_single_month_are_no_lead() -> None:
    assert leading(forms(zweckverband=np.full(R, 0.5), cooperation_body=np.full(R, 0.5))).case == "open"
    base = np.full(R, 0.5)
    base[::100] += 1 / 240  # a mean of 0.004 points more, which is written as 0.0
    assert leading(forms(zweckverband=np.full(R, 0.5), cooperation_body=base)).case == "open"


def test_more_candidates_need_a_larger_lead() -> None:
    """The interval of the lead widens with the number of pairs, as the best of many is luckier."""
    lead, behind = spread(0.5125, 0.05, R), spread(0.5, -0.05, R)
    two = leading(forms(zweckverband=lead, cooperation_body=behind))
    rest = dict.fromkeys(
        ("joint_agency", "working_community", "informal_network", "lead_municipality"), np.full(R, 0.1)
    )
    many = leading(forms(zweckverband=lead, cooperation_body=behind, **rest))
    assert two.case == "clear" and many.case == "shared"


def test_no_cooperation_takes_part_in_no_ranking() -> None:
    comparison = made(
        {
            ("none", NONE): {"effective": np.full(R, 0.9)},
            ("cooperation_body", NONE): {"effective": np.full(R, 0.2)},
        }
    )
    assert list(leading(comparison).levels) == [("cooperation_body", NONE)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_form_only(lang: str) -> None:
    comparison = made(
        {("zweckverband", NONE): {"effective": spread(0.4, 0.1, R), "lost": some(0.8, R), "works": some(0.2, R)}}
    )
    assert [type(row) for row in claims(comparison)] == [Leading, Level, Price]
    assert leading(comparison).case == "alone" and changes(comparison) is None
    headline, _ = words(comparison, lang, 0)
    assert {"en": "40.0%", "de": "40,0\u202f%"}[lang] in headline
    assert {"en": "do not work at the end", "de": "am Ende nicht"}[lang] in words(comparison, lang, 1)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_ever_works(lang: str) -> None:
    comparison = forms(zweckverband=np.zeros(R), cooperation_body=np.zeros(R))
    assert leading(comparison).case == "never"
    assert {"en": "in no run", "de": "in keinem Lauf"}[lang] in words(comparison, lang, 0)[0]


def levers(**lost: Any) -> Comparison:
    """One form with approaches, each with a share of lost months."""
    return made(
        {("cooperation_body", name): {"effective": np.full(R, 0.5), "lost": values} for name, values in lost.items()}
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_strongest_approach_and_what_raises(lang: str) -> None:
    comparison = levers(
        none=some(0.5, R), co_design=some(0.1, R), open_communication=some(0.35, R), joint_priorities=some(0.9, R)
    )
    found = changes(comparison)
    assert isinstance(found, Changes) and found.order_clear
    assert [row.subject[1] for row in found.lowers] == ["co_design", "open_communication"]
    assert [row.subject[1] for row in found.raises] == ["joint_priorities"]
    headline, text = words(comparison, lang, 1)
    names = {"en": ("Content designed together", "Open communication", "Jointly set priorities"),
             "de": ("Inhalte gemeinsam gestalten", "Offene Kommunikation", "Themenschwerpunkte gemeinsam setzen")}[lang]  # fmt: skip
    assert names[0] in headline and names[1] not in headline and names[2] not in headline
    assert all(name in text for name in names)
    assert "−40 [" in text


def test_equal_effects_have_no_order() -> None:
    comparison = levers(none=some(0.6, R), co_design=some(0.3, R), open_communication=some(0.3, R, shift=7))
    found = changes(comparison)
    assert found is not None and len(found.lowers) == 2 and not found.order_clear
    headline, text = words(comparison, "en", 1)
    assert (
        "Content designed together and Open communication" in headline or "Open communication and Content" in headline
    )
    assert "left open by the runs" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_null_results_are_said_to_be_null(lang: str) -> None:
    comparison = levers(none=some(0.5, R), co_design=some(0.5, R, shift=1), open_communication=some(0.5, R, shift=3))
    found = changes(comparison)
    assert found is not None and not found.lowers and not found.raises and not found.more and not found.less
    headline, text = words(comparison, lang, 1)
    assert {"en": "No single approach demonstrably changes", "de": "Kein einzelner Lösungsansatz ändert"}[
        lang
    ] in headline
    assert {"en": "include zero", "de": "enthalten alle Intervalle die Null"}[lang] in text
    reach = re.search(r"(?:about|etwa) ([\d.,]+) ", text)
    assert reach and float(reach[1].replace(",", ".")) == pytest.approx(100 * found.reach, rel=0.05)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_raises(lang: str) -> None:
    comparison = levers(none=some(0.2, R), co_design=some(0.8, R))
    assert {"en": "lowers the time lost to stagnation; some raise it", "de": "manche erhöhen sie"}[lang] in words(
        comparison, lang, 1
    )[0]


def test_a_weak_effect_counts_only_among_few() -> None:
    """One of nine weak effects would be found by chance; alone it counts."""
    lost = some(0.5, R)
    weak = lost.copy()
    weak[np.flatnonzero(weak)[:7]] = False
    alone = changes(levers(none=lost, co_design=weak))
    others = dict.fromkeys(("joint_priorities", "suitable_form", "common_objectives", "common_identity"), lost)
    among = changes(levers(none=lost, co_design=weak, **others))
    assert alone is not None and among is not None
    assert [row.subject[1] for row in alone.lowers] == ["co_design"] and among.lowers == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_calibrated_effects_are_called_inputs(lang: str) -> None:
    """What acts through the channels calibrated to experiments is no finding alone (patterns C2 and C3)."""
    sentence = {"en": "put in by calibration", "de": "Zum Teil eingegeben"}[lang]
    both = levers(none=some(0.5, R), interactive_formats=some(0.1, R), co_design=some(0.2, R))
    text = words(both, lang, 1)[1]
    told = text[text.index(sentence) :].split(".")[0]
    assert {"en": "Interactive formats", "de": "Interaktive Formate"}[lang] in told and "esign" not in told
    assert sentence not in words(levers(none=some(0.5, R), co_design=some(0.2, R)), lang, 1)[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_many_are_counted(lang: str) -> None:
    names = ("co_design", "joint_priorities", "suitable_form", "common_objectives")
    text = words(levers(none=some(0.1, R), **dict.fromkeys(names, some(0.9, R))), lang, 1)[1]
    assert {"en": "and 2 more", "de": "und 2 weitere"}[lang] in text
    text = words(levers(none=some(0.1, R), **dict.fromkeys(names[:3], some(0.9, R))), lang, 1)[1]
    assert not re.search(r"\d (?:more|weitere)", text)


def test_all_nine_together_are_no_single_approach() -> None:
    comparison = levers(none=some(0.5, R), co_design=some(0.5, R), all=some(0.1, R))
    found = changes(comparison)
    assert found is not None and not found.lowers and found.together is not None
    assert found.together.lost.value == pytest.approx(-0.4)
    assert "All nine approaches together: time lost −40 [" in words(comparison, "en", 1)[1]


def test_effective_months_beside_time_lost() -> None:
    comparison = made(
        {
            ("zweckverband", NONE): {"effective": spread(0.4, 0.1, R), "lost": some(0.5, R)},
            ("zweckverband", "co_design"): {"effective": spread(0.6, 0.12, R), "lost": some(0.5, R)},
            ("zweckverband", "common_identity"): {"effective": spread(0.3, 0.12, R), "lost": some(0.5, R)},
        }
    )
    text = words(comparison, "en", 1)[1]
    assert "More months of effective cooperation (points): Content designed together +20.0" in text
    assert "Fewer months of effective cooperation (points): Common identity −10.0" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_are_compared_where_there_are_no_approaches(lang: str) -> None:
    comparison = made(
        {
            ("cooperation_body", NONE): {"effective": np.full(R, 0.5), "lost": some(0.5, R)},
            ("zweckverband", NONE): {"effective": np.full(R, 0.4), "lost": some(0.1, R)},
            ("none", NONE): {"effective": np.zeros(R), "lost": np.zeros(R, bool)},
        }
    )
    found = changes(comparison)
    assert found is not None and found.kind == "form" and [row.subject[0] for row in found.lowers] == ["zweckverband"]
    assert {"en": "Special-purpose association", "de": "Zweckverband"}[lang] in words(comparison, lang, 1)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scenarios_with_names(lang: str) -> None:
    comparison = made(
        {
            "as it is": {"effective": spread(0.5, 0.1, R), "lost": some(0.5, R)},
            "more money": {"effective": spread(0.8, 0.15, R), "lost": some(0.1, R)},
        }
    )
    assert [row.kind for row in claims(comparison) if isinstance(row, Changes)] == ["scenario"]
    assert "more money" in words(comparison, lang, 0)[0] and "more money" in words(comparison, lang, 1)[0]
    assert "as it is" in words(comparison, lang, 1)[1]


def test_price_is_that_of_a_clear_leader_else_of_the_present_form() -> None:
    tables = {
        ("cooperation_body", NONE): {"effective": spread(0.5, 0.1, R), "cost": spread(1, 0.5, R)},
        ("zweckverband", NONE): {"effective": spread(0.9, 0.08, R), "cost": spread(7, 0.5, R)},
    }
    assert "costs 7.00 [" in words(made(tables), "en", 2)[1]
    tables[("zweckverband", NONE)]["effective"] = spread(0.5, -0.08, R)
    assert "costs 1.00 [" in words(made(tables), "en", 2)[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("worst", "headline", "sentence"),
    [
        (spread(4, 0.5, R), {"en": "In no run", "de": "In keinem Lauf"}, {"en": "gets 4.0", "de": "auf 4,0"}),
        (spread(-6, 1, R), {"en": "In most runs", "de": "In den meisten"}, {"en": "pays more", "de": "zahlt also drauf"}),
        (np.full(R, 0.0), {"en": "In no run", "de": "In keinem Lauf"}, {"en": "0.00 [–] €; all runs say the same", "de": "alle Läufe sagen dasselbe"}),
        (spread(0, 9, R), {"en": "every other run", "de": "jedem zweiten"}, {"en": "includes zero", "de": "enthält die Null"}),
        (np.where(some(0.1, R), -1.0, 9.0), {"en": "Mostly", "de": "Meist"}, {"en": "gets 8.0", "de": "auf 8,0"}),
    ],
)  # fmt: skip
def test_who_loses(lang: str, worst: Any, headline: dict[str, str], sentence: dict[str, str]) -> None:
    comparison = made({("zweckverband", NONE): {"effective": np.full(R, 0.5), "worst_off": worst}})
    found = words(comparison, lang, 2)
    assert headline[lang] in found[0] and sentence[lang] in found[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (spread(8, 1, R), {"en": "It brings the region 8.0", "de": "Der Region bringt sie"}),
        (spread(-8, 1, R), {"en": "leaves the region worse off", "de": "steht damit schlechter da"}),
        (spread(0, 5, R), {"en": "cannot be seen", "de": "ist nicht zu erkennen"}),
    ],
)
def test_what_the_region_gains(lang: str, added: Any, sentence: dict[str, str]) -> None:
    comparison = made({("zweckverband", NONE): {"added_value": added}})
    assert sentence[lang] in words(comparison, lang, 2)[1]


def test_level_has_its_cases() -> None:
    def headline(share: float) -> str:
        return words(made({("zweckverband", NONE): {"works": some(share, R)}}), "en", 1)[0]

    assert "most alliances do not work" in headline(0.2) and "about half" in headline(0.5)
    assert "most alliances work" in headline(0.9)
    comparison = made({("zweckverband", NONE): {"works": some(0.5, R), "lost": spread(0.25, 0.1, R)}})
    found = level(comparison)
    assert (found.works.value, found.not_under_way.value, found.lost.value) == (0.5, 0, 0.25)
    assert price(comparison, ("zweckverband", NONE)).losing.value == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_value_stands_beside_time_lost(lang: str) -> None:
    """What saves time but costs value is said to do both: whoever dissolves loses no time."""
    comparison = made(
        {
            ("zweckverband", NONE): {"lost": some(0.5, R), "added_value": spread(10, 1, R)},
            ("zweckverband", "co_design"): {"lost": some(0.1, R), "added_value": spread(18, 1.2, R)},
            ("zweckverband", "suitable_form"): {"lost": some(0.1, R, 3), "added_value": spread(4, 1.2, R)},
        }
    )
    found = changes(comparison)
    assert found is not None and [row.subject[1] for row in found.gains] == ["co_design"]
    assert [row.subject[1] for row in found.losses] == ["suitable_form"]
    text = words(comparison, lang, 1)[1]
    mind = {"en": "Mind: ", "de": "Vorsicht: "}[lang]
    warned = text[text.index(mind) :]
    titles = {"en": ("Content", "Suitable form"), "de": ("Inhalte", "Geeignete Kooperationsform")}[lang]
    assert re.search(r"\+8[.,]0+ \[", text) and re.search(r"−6[.,]0+ \[", text)
    assert titles[1] in warned and titles[0] not in warned


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_may_be_called_by_one_letter(lang: str) -> None:
    comparison = made({"A": {"lost": some(0.6, R)}, "B": {"lost": some(0.2, R)}})
    assert words(comparison, lang, 1)[0].rstrip(".").endswith("B")
