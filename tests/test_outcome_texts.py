"""Every outcome column has its titles and meanings in both languages."""

import pytest

from coopsim.model import outcome_texts, outcomes
from coopsim.model.outcome_texts import outcome_meaning, outcome_title

TABLES = {
    "run": outcomes.RUN,
    "series": outcomes.SERIES,
    "town_series": outcomes.TOWN_SERIES,
    "town_run": outcomes.TOWN_RUN,
}


@pytest.mark.parametrize("table", TABLES)
def test_same_columns_as_the_tables(table):
    assert set(outcome_texts._texts()[table]) == set(TABLES[table])
    assert set(outcome_texts.TABLES) == set(outcome_texts._texts())


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lang", ["en", "de"])
def test_titles_are_short_and_meanings_there(table, lang):
    for name in TABLES[table]:
        assert 3 <= len(outcome_title(name, lang, table)) <= 40
        assert outcome_meaning(name, lang, table).strip()


def test_english_meaning_is_that_of_the_table():
    assert outcome_meaning("phase", "en", "town_series") == outcomes.TOWN_SERIES["phase"].meaning
    assert outcome_meaning("phase", "en") == outcomes.SERIES["phase"].meaning
    assert outcome_meaning("phase", "de", "town_series") != outcome_meaning("phase", "de")


def test_titles_are_translated():
    assert outcome_title("months_effective", "de") == "Wirksame Kooperation"
    assert outcome_title("months_effective", "en") == "Effective cooperation"


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(KeyError, match="months_effective"):
        outcome_title("month_effective")
    with pytest.raises(KeyError):
        outcome_title("left", "en", "run")
    with pytest.raises(ValueError, match="en and de"):
        outcome_meaning("phase", "fr")
