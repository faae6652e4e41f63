"""Twins and what if: where two courses part, who voted how, what tipped it; decisions in words and their refusals."""

from dataclasses import replace

import pytest

import coopsim
from coopsim.story import decisions_text, tell_twins
from coopsim.story.ballots import Decision, Vote
from coopsim.story.events import Event
from coopsim.story.instead import phrases, what_if
from coopsim.story.twin_runs import tipped, twins
from coopsim.story.twin_words import told_apart
from coopsim.story.words import words_in
from coopsim.texts import LANGUAGES, UserError

SEED = 7
TOLD = {"en": "month 20: wernigerode agrees", "de": "Monat 20: Wernigerode stimmt zu"}


@pytest.fixture(scope="module")
def harz():
    return coopsim.load_scenario("harz").with_({"horizon_months": 60})


@pytest.fixture(scope="module")
def both(harz):
    return twins(harz, what_if(harz, TOLD["en"], SEED), SEED)


def vote(town, *terms, rest=0.0):
    return Vote(town, sum(terms) + rest, terms, 0)


def decision(yes, *votes):
    event = Event(3, "agreed" if yes else "blocked", 0, 5, (0.0,) * 6)
    return Decision(event, "project", 5, yes, votes)


class TestTipped:
    NO = decision(False, vote(0, 1.0, 0.0, 0.0, 0.0, 0.0), vote(1, 0.5, -0.4, -0.3, 0.0, 0.0))

    def test_the_term_that_changed_most_towards_the_decision(self):
        yes = decision(True, vote(0, 3.0, 0.0, 0.0, 0.0, 0.0), vote(1, 0.5, -0.5, 0.4, 0.1, 0.0))
        assert tipped(self.NO, yes) == (1, "trust")
        assert tipped(yes, self.NO) == (1, "trust")

    def test_the_strongest_no_of_several(self):
        no = decision(False, vote(0, -0.1, 0, 0, 0, 0), vote(1, 0, 0, 0, -0.9, 0), vote(2, -0.2, 0, 0, 0, 0))
        yes = decision(True, vote(0, 1.0, 0, 0, 0, 0), vote(1, 0, 0, 0, 0.3, 0), vote(2, 1.0, 0, 0, 0, 0))
        assert tipped(no, yes) == (1, "burden") == tipped(yes, no)

    def test_councils_and_chance_are_a_term_of_their_own(self):
        yes = decision(True, vote(0, 1.0, 0, 0, 0, 0), vote(1, 0.5, -0.4, -0.3, 0.0, 0.0, rest=0.6))
        assert tipped(self.NO, yes) == (1, "rest")

    def test_where_all_say_the_same_nobody_tipped_it(self):
        assert tipped(self.NO, replace(self.NO, yes=True)) == (-1, "")
        assert tipped(self.NO, decision(True, self.NO.votes[0])) == (-1, "")


def test_the_same_setting_does_not_part(harz):
    same = twins(harz, harz.with_({"title": {"en": "Other", "de": "Andere"}}), SEED)
    assert same.numbers is same.events is same.divide is None
    for lang in LANGUAGES:
        assert words_in(lang).sentence("twins.same").split()[0] in tell_twins(same, lang)


def test_one_vote_parts_in_its_month_and_nowhere_before(both):
    assert both.numbers.month == both.events.month == both.divide.month == 20
    assert [event.kind for event in both.events.only_a] == ["blocked"]
    assert "agreed" in [event.kind for event in both.events.only_b]
    assert (both.divide.a.yes, both.divide.b.yes, both.divide.town) == (False, True, 2)
    said = {town: (a.yes, b.yes) for town, a, b in both.divide.both()}
    assert said == {0: (True, True), 1: (True, True), 2: (False, True)}


def test_votes_add_up_and_are_those_of_the_log(harz, both):
    for one in both.in_a.decisions:
        for ballot in one.votes:
            assert sum(ballot.terms) + ballot.rest == pytest.approx(ballot.utility)
        if one.event.kind in ("blocked", "contract_refused"):
            no = next(ballot for ballot in one.votes if ballot.town == one.event.actor)
            assert ballot.terms and no.terms == pytest.approx(one.event.terms[:5]) and not no.yes
            assert no.decided_by == int(one.event.terms[5])


def test_watching_changes_nothing(harz, both):
    plain = coopsim.simulate(harz, runs=1, seed=SEED, series=True, municipality_series=True).arrays
    assert both.in_a.outcome.tobytes() == plain.runs[0].tobytes()
    for name in coopsim.model.outcomes.SERIES:
        assert both.in_a.series[name].tobytes() == plain.series[0][name].tobytes(), name


def test_settings_part_where_they_act(harz):
    other = twins(harz, harz.with_({"governance": "zweckverband"}), SEED)
    assert other.events is not None and other.numbers is not None
    before = other.events.month
    a, b = (one.events[one.events[:, 0] < before][:, 1:3].tolist() for one in (other.in_a, other.in_b))
    assert a == b


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [None, 80, 98, 140, 200])
def test_the_text_fits_and_says_who_and_what(both, lang, width):
    text = tell_twins(both, lang, width)
    assert max(map(len, text.splitlines())) <= max(98, width or 0)
    assert ("│" in text) == (width is not None and width >= 122)
    assert "Wernigerode" in text and words_in(lang).phrase("twins.answer.blocked") in text
    assert text.count(words_in(lang).phrase("page.stakes")) == 1  # the same in both
    assert "{" not in text


def test_other_municipalities_are_no_twins(harz):
    with pytest.raises(UserError, match="municipalities"):
        twins(harz, "altmark")


def test_numbers_are_told_apart():
    words = words_in("en")
    assert told_apart(1.0, 2.0, words) == ("1", "2")
    assert told_apart(0.25, 0.5, words) == ("0.25", "0.50")
    assert told_apart(-0.1036, -0.1037, words) == ("−0.1036", "−0.1037")


class TestWhatIf:
    @pytest.mark.parametrize(
        "told",
        [
            *TOLD.values(),
            "2023-04: wernigerode says yes",
            "April 2023: Wernigerode stimmt zu",
            "20: wernigerode agrees",
        ],
    )
    def test_one_decision_can_be_said_in_many_ways(self, harz, told):
        (row,) = what_if(harz, told, SEED).instead
        assert (row.month, row.municipality, row.decision) == (20, "wernigerode", "agrees")

    def test_offices_and_opportunities(self, harz):
        rows = what_if(
            harz, ["month 7: quedlinburg wird abgewählt", "month 32: opportunity 26 is given up"], SEED
        ).instead
        assert [row.decision for row in rows] == ["voted_out", "given_up"] and rows[1].opportunity == 26
        assert (
            len(what_if(harz.with_({"instead": [rows[0].model_dump(exclude_none=True)]}), TOLD["en"], SEED).instead)
            == 2
        )

    @pytest.mark.parametrize(
        "told, says",
        [
            ("halberstadt agrees", "cannot be read"),
            ("soon: halberstadt agrees", "cannot be read"),
            ("month 60: halberstadt agrees", "0 to 59"),
            ("2001-01: halberstadt agrees", "0 to 59"),
            ("month 20: halberstadt dances", "is re-elected"),
            ("month 20: halberstat agrees", "halberstadt, quedlinburg, wernigerode"),
            ("month 20: harz agrees", "halberstadt, quedlinburg, wernigerode."),
            ("month 20: opportunity 99 opens", "0 to 39"),
            ("month 20: opportunity 26 opens", "Nearest months.*31"),
            ("month 21: wernigerode agrees", "Decided in it: none. Nearest.*11, 20, 23"),
            ("month 20: wernigerode is voted out", "month 20: halberstadt refuses.*Nearest.*8"),
        ],
    )
    def test_what_cannot_be_decided_is_refused_in_both_languages(self, harz, told, says):
        with pytest.raises(UserError, match=says) as refused:
            what_if(harz, told, SEED)
        assert refused.value.text("de") != refused.value.text("en")

    def test_every_decision_of_a_run_says_how_it_can_be_made_otherwise(self, harz, both):
        for lang in LANGUAGES:
            text = decisions_text(harz, SEED, 0, lang)
            for one in both.in_a.decisions:
                assert all(phrase in text for phrase in phrases(harz, one, lang))
        told = [phrase for one in both.in_a.decisions for phrase in phrases(harz, one, "de")]
        assert len(what_if(harz, told, SEED, 0, "de").instead) == len(told) > 20
