"""Numbers, lists and dates in both languages."""

import pytest

from coopsim.story.words import calendar_month, numbers, reasons_against, words_in

EN, DE = words_in("en"), words_in("de")


def test_numbers():
    assert EN.number(95289) == "95,289"
    assert DE.number(95289) == "95.289"
    assert DE.number(1234.567, 1) == "1.234,6"
    assert DE.number(-0.71, 1) == "−0,7"
    assert EN.number(-0.04, 1) == "0.0"
    assert EN.signed(0.4) == "+0.4"
    assert DE.signed(-0.7) == "−0,7"
    assert EN.signed(0.0) == "0.0"


def test_lists():
    assert EN.joined([]) == ""
    assert EN.joined(["a"]) == "a"
    assert DE.joined(["a", "b", "c"]) == "a, b und c"
    assert DE.joined(["a (1, 2)", "b", "c"]) == "a (1, 2); b und c"


def test_months():
    assert EN.month("2021-08", 0) == "August 2021"
    assert DE.month("2021-08", 7) == "März 2022"
    assert calendar_month("2021-08", 5) == "2022-01"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="en and de"):
        words_in("fr")


def test_the_two_strongest_reasons_and_all_numbers():
    terms = {"own": 0.4, "relative": -0.7, "reciprocity": 0.1, "voters": -0.3, "attitude": 0.02}
    text = reasons_against("project", terms, EN)
    assert text == (
        ", because the gains would be unevenly spread and it would be hard to justify to the voters"
        " (own gain +0.40, relative to the others −0.70, expected return +0.10, voters −0.30, attitude of the mayor +0.02)"
    )
    assert "own gain" not in text.split("(")[0]


def test_on_a_page_only_the_reasons_have_numbers():
    terms = {"own": -0.2, "relative": -0.7, "reciprocity": 0.6, "voters": 0.0, "attitude": 0.02}
    assert reasons_against("project", terms, EN, most=2).endswith("(own gain −0.20, relative to the others −0.70)")


def test_a_no_against_the_sum_names_what_spoke_for_it():
    terms = {"own": 2.4, "relative": -0.7, "reciprocity": 0.1, "voters": 0.0, "attitude": -0.9}
    text = reasons_against("project", terms, EN, without=("attitude",))
    assert text.startswith(", because the gains would be unevenly spread, even though the town itself would gain (")
    assert "attitude of the mayor −0.9" in text


def test_a_no_without_a_reason_against_is_told_as_such():
    terms = {"own": 0.5, "relative": 0.0, "trust": 0.2, "voters": 0.0, "attitude": 0.1}
    assert reasons_against("contract", terms, DE).startswith(", auch wenn viel davon erhofft wird (")


def test_german_numbers_are_kept_apart():
    assert numbers("merger", {"saving": 0.09, "trust": 0.07, "attachment": -1.85}, DE) == (
        "Einsparung +0,09; Vertrauen +0,07; Bindung an die eigene Stadt −1,85"
    )
