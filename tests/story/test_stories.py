"""Whole stories and tables of a replayed run."""

import numpy as np
import pytest

from coopsim.model import codes
from coopsim.run import monthly
from coopsim.scenario import load_scenario
from coopsim.story import events_table, tell_story
from coopsim.story.replay import replay


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_story_has_beginning_middle_and_end(scenario, replayed, lang):
    text = tell_story(scenario, 3, 0, lang, replayed.events, (replayed.outcome, replayed.towns), whole=True)
    assert max(map(len, text.splitlines())) <= 100
    title = scenario.title[lang]
    assert text.startswith(title)
    assert scenario.governance_model.title[lang] in " ".join(text.split())
    for words in {"en": ["possible course", "Exploratory talks"], "de": ["keine Prognose", "Sondierungsgespräche"]}[
        lang
    ]:
        assert words in text
    assert "{" not in text


def test_phases_of_the_log_are_headings(scenario, replayed):
    text = tell_story(scenario, 3, 0, "de", replayed.events, (replayed.outcome, replayed.towns), whole=True)
    phases = [int(row[3]) for row in replayed.events if row[1] == codes.EVENT_PHASE and row[2] < 0]
    assert phases
    for phase in set(phases) & {codes.FINDING, codes.START}:
        assert {codes.FINDING: "\nFindungsphase\n-", codes.START: "\nStart- und Euphoriephase\n-"}[phase] in text


def test_every_refusal_of_a_project_is_told(scenario, replayed):
    outcome = replayed.outcome, replayed.towns
    text = " ".join(tell_story(scenario, 3, 0, "en", replayed.events, outcome, whole=True).split())
    table = events_table(replayed.events, scenario, replayed.state)
    tipping = table[table["kind"].isin(["blocked", "contract_refused", "letter_refused", "notice", "delivered"])]
    assert len(tipping)
    for sentence in tipping["text"]:
        assert " ".join(sentence.split()) in text


def test_replaying_again_tells_the_same(scenario, replayed):
    short = scenario.with_({"horizon_months": 24})
    assert tell_story(short, 3, 0, "de") == tell_story(short, 3, 0, "de")
    assert np.array_equal(replay(scenario, 3).events, replayed.events)


def test_a_log_that_is_too_short_is_made_longer(scenario, monkeypatch):
    short = scenario.with_({"horizon_months": 24})
    whole = replay(short, 3).events
    monkeypatch.setattr(monthly, "_FREE_ROWS", 1)
    assert len(whole) > 1
    assert np.array_equal(replay(short, 3).events, whole)


def test_the_table_is_tidy(scenario, replayed):
    table = events_table(replayed.events, scenario, replayed.state, "de")
    assert len(table) == len(replayed.events)
    assert list(table.columns[:7]) == ["month", "date", "kind", "actor", "actor_name", "object", "object_name"]
    assert list(table["month"]) == sorted(table["month"])
    assert table["date"].iloc[0].startswith("20")
    assert set(table["kind"]) <= set(codes.EVENTS)
    towns = {town.id: town.name for town in scenario.municipalities}
    for _, row in table[table["kind"] == "joins_talks"].iterrows():
        assert row["actor_name"] == towns[row["actor"]]
    assert (table["term_1"].to_numpy() == replayed.events[:, 4]).all()
    assert (table["text"].str.len() > 10).all()


def test_no_cooperation_is_a_story_too():
    alone = load_scenario("three_towns").with_({"governance": "none", "horizon_months": 12})
    text = tell_story(alone, 1)
    assert "No cooperation is sought" in text
    assert "No letter of intent was ever signed." in text


def test_unknown_language():
    with pytest.raises(ValueError, match="en and de"):
        tell_story(load_scenario("three_towns"), 1, lang="fr")
