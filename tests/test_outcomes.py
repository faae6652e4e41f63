"""Every outcome column has its titles and meanings in both languages."""

import pytest

from coopsim.model import outcomes
from coopsim.model.outcomes import TABLES, outcome_meaning, outcome_title


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lang", ["en", "de"])
def test_titles_are_short_and_meanings_there(table, lang):
    for name in TABLES[table]:
        assert set(TABLES[table][name].title) == set(TABLES[table][name].meaning) == {"en", "de"}
        assert 3 <= len(outcome_title(name, lang, table)) <= 40
        assert outcome_meaning(name, lang, table).strip()


def test_english_meaning_is_that_of_the_table():
    assert outcome_meaning("phase", "en", "town_series") == outcomes.TOWN_SERIES["phase"].meaning["en"]
    assert outcome_meaning("phase", "en") == outcomes.SERIES["phase"].meaning["en"]
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
