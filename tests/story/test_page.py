"""The page of a run: what was at stake, how it went, the turning points, how it ended, why."""

import numpy as np
import pytest
from story_logs import log

from coopsim.model import codes, outcomes
from coopsim.run.monthly import MonthlyRun
from coopsim.scenario import load_scenario
from coopsim.story import events_table, tell_story
from coopsim.story.course import CAME_ABOUT, FATES, Course
from coopsim.story.tally import LINES, course_lines
from coopsim.story.turning import MOST, OF_A_KIND, turning_points
from coopsim.story.words import words_in

HARZ = load_scenario("harz")
BODY = list(HARZ.governance_models).index("cooperation_body")
SECTIONS = {
    "en": ("What was at stake", "How it went", "turning point", "How it ended", "Why"),
    "de": ("Worum es ging", "Wie es lief", "Wendepunkt", "Wie es ausging", "Woran es lag"),
}


@pytest.fixture(scope="module")
def state():
    return MonthlyRun(HARZ, 1, 0, compiled=False).state


def course(state, *rows):
    return Course(HARZ, log(*rows), state)


def page(*rows, lang="en", whole=False, **values):
    row = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)[0]
    row.month_end = -1
    for name, value in values.items():
        row[name] = value
    towns = np.zeros(3, outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    return " ".join(tell_story(HARZ, 1, 0, lang, log(*rows), (row, towns), whole=whole).split())


def worthwhile(state, count=2, before=60):
    """The opportunities of most worth that appear before a month."""
    known = course(state)
    return [k for k in known.worthwhile() if known.projects[k].appears < before][:count]


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_story_is_a_page(scenario, replayed, lang):
    text = tell_story(scenario, 3, 0, lang, replayed.events, (replayed.outcome, replayed.towns))
    lines = text.splitlines()
    assert len(lines) <= 70 and max(map(len, lines)) <= 100
    places = [next(i for i, line in enumerate(lines) if name in line and "---" in line) for name in SECTIONS[lang]]
    assert places == sorted(places)
    assert "{" not in text


def test_worth_is_that_of_the_rules(scenario, replayed):
    found = Course(scenario, replayed.events, replayed.state)
    alliance, last = replayed.state.alliance, scenario.horizon_months - 1
    assert found.ending is None
    assert found.undone(last) == pytest.approx(float(alliance.undone))
    assert found.taken_up(last) == pytest.approx(float(alliance.taken_up))
    assert sum(found.worth(fate) for fate in FATES) == pytest.approx(found.worth())
    assert found.worth(*CAME_ABOUT) == pytest.approx(float(alliance.taken_up))
    assert len(found.worthwhile("running")) <= int(replayed.outcome.services_end)


def test_fates_of_projects(state):
    a, b = worthwhile(state)
    agreed = (60, "agreed", 0, a, 3.0, 2.0, 0.5)
    no = (61, "blocked", 1, b, -0.4, -0.7, 0.1, -0.3, 0.0, 0.0)
    opened = (70, "delivered", 0, a)

    def fates(*rows):
        found = course(state, *rows)
        return found.projects[a].fate, found.projects[b].fate

    assert fates() == ("never", "never")
    assert fates(agreed, no) == ("under_way", "blocked")
    assert fates(agreed, no, opened) == ("running", "blocked")
    assert fates(agreed, no, opened, (90, "failed", -1, a)) == ("closed", "blocked")
    assert fates(agreed, (65, "failed", -1, a)) == ("failed", "never")
    assert fates(agreed, (65, "petition_refused", 0, a, 0.3)) == ("under_way", "never")
    assert fates(agreed, (65, "petition_refused", 0, a, 0.3), (65, "failed", -1, a)) == ("denied", "never")
    assert fates(agreed, opened, (99, "dissolution")) == ("ended", "never")
    assert fates(agreed, opened, (99, "merger", 0, 3, 9e4, 2.0)) == ("running", "never")


def test_the_heaviest_events_are_the_turning_points(state):
    a, b = worthwhile(state)
    found = course(
        state,
        (20, "contract_signed", -1, BODY),
        (60, "agreed", 0, a, 3.0, 2.0, 0.5),
        (61, "blocked", 1, b, -0.4, -0.7, 0.1, -0.3, 0.0, 0.0),
        (70, "delivered", 0, a),
    )
    turns = {turn.kind: turn for turn in turning_points(HARZ, found)}
    assert list(turns) == ["founding", "agreed", "blocked"]
    assert turns["agreed"].weight == pytest.approx(found.projects[a].worth * (240 - 70) / 12)
    assert turns["blocked"].weight == pytest.approx(found.projects[b].worth * (240 - 61) / 12)
    assert turns["founding"].weight == pytest.approx(found.undone(20) * (240 - 20) / 12)


def test_five_at_most_and_two_of_a_kind(state):
    many = course(state, *((100 + k, "agreed", 0, k, 3.0, 2.0, 0.5) for k in range(20)))
    assert len(turning_points(HARZ, many)) == 0  # nothing of it has opened
    rows = [(20, "contract_signed", -1, BODY)]
    rows += [(100, "agreed", 0, k, 3.0, 2.0, 0.5) for k in worthwhile(state, 9, 100)]
    rows += [(102, "delivered", 0, row[3]) for row in rows[1:]]
    rows += [(110 + i, "exit", i) for i in range(2)]
    rows += [(120 + 20 * i, "phase", -1, (codes.STAGNATING, codes.IMPLEMENTATION)[i % 2], 3.0 + 2 * (i % 2), 0.1, 30.0)
             for i in range(4)]  # fmt: skip
    turns = turning_points(HARZ, course(state, *rows))
    assert len(turns) == MOST
    kinds = [turn.kind for turn in turns]
    assert max(kinds.count(kind) for kind in kinds) == OF_A_KIND
    assert [turn.events[-1].month for turn in turns] == sorted(turn.events[-1].month for turn in turns)


def test_a_new_mayor_before_a_change_of_course(state):
    (k,) = worthwhile(state, 1)
    rows = [
        (60, "blocked", 1, k, -0.4, -0.7, 0.1, -0.3, 0.0, 0.0),
        (80, "election_lost", 1, codes.CONDITIONAL, -0.2, 0.9, 0.7),
        (90, "agreed", 0, k, 3.0, 2.0, 0.5),
    ]
    (turn,) = turning_points(HARZ, course(state, *rows))
    assert turn.kind == "office"
    assert "that a no from Quedlinburg had stopped in the five years before are agreed in the five years after" in page(
        *rows
    )
    worse = [(100, "mayor_retires", 1, codes.FREE_RIDER, 0.0, 0.9, -0.3), (120, *rows[0][1:])]
    told = page(*worse)
    assert "In the five years before, projects worth 0.0 EUR failed at a no from Quedlinburg" in told


def test_a_founding_that_fails_counts_from_its_first_refusal(state):
    no = (1, BODY, -0.5, 0.1, 0.2, -0.1, 0.1, 0.0)
    rows = [(20, "letter_of_intent"), *((30 + 40 * i, "contract_refused", *no) for i in range(3))]
    found = course(state, *rows)
    turn = next(turn for turn in turning_points(HARZ, found) if turn.kind == "unfounded")
    assert turn.weight == pytest.approx(found.undone(110) * (240 - 30) / 12)
    assert "It was the last of 3 refusals since February 2024." in page(*rows)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_an_end_without_anything_before(lang):
    told = page((99, "dissolution"), lang=lang, month_end=99, phase_end=codes.DISSOLVED, month_start=2)
    assert {"en": "In the three years before: nothing of note.", "de": "davor: nichts Nennenswertes."}[lang] in told


def test_who_leaves_says_why(state):
    rows = [(50, "notice", 1, 12, -0.5, -0.3, 0.1, 0.0, 0.0), (62, "exit", 1), (90, "council_elected")]
    told = page(*rows, lang="de")
    assert "Quedlinburg verlässt den Verbund, wie im Oktober 2025 angekündigt, weil der Mehrwert ausbleibt" in told
    assert "kündigt mit einer Frist" not in told


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Asleep (5 years)", "fallen asleep", "stagnates for 2 years: in a year it brings about 0.2 EUR")),
        ("de", ("Eingeschlafen (5 Jahre)", "eingeschlafen")),
    ],
)
def test_an_alliance_that_sleeps(state, lang, words):
    rows = [
        (0, "phase", -1, codes.FINDING, 0.0),
        (12, "phase", -1, codes.IMPLEMENTATION, 1.0, 1.0, 30.0),
        (60, "phase", -1, codes.STAGNATING, 3.0, 0.2, 40.0),
        (90, "phase", -1, codes.ASLEEP, 5.0, 0.0, 40.0),
        (150, "phase", -1, codes.IMPLEMENTATION, 7.0, 1.0, 40.0),
    ]
    told = page(*rows, lang=lang, months_asleep=60, months_stagnating=30, month_start=3)
    assert all(one in told for one in words)
    assert "90" in told  # months lost
    assert course(state, *rows).spells[-1].again


def test_many_phases_share_a_line(state):
    rows = [(12 * i, "phase", -1, (codes.STAGNATING, codes.IMPLEMENTATION)[i % 2], 3.0 + 2 * (i % 2), 0.1, 30.0)
            for i in range(1, 19)]  # fmt: skip
    lines = course_lines(HARZ, course(state, *rows), words_in("en"), 98)
    assert len(lines) == LINES and max(map(len, lines)) <= 98
    assert "In turn: Implementation and Stagnation" in lines[4] or "In turn: Stagnation and Implementation" in lines[4]


def test_why_counts_who_said_no_and_what_tipped_it():
    no = (-0.4, -0.7, 0.1, -0.3, 0.0)
    told = page(*((60 + k, "blocked", 1, k, *no, 0.0) for k in range(3)), (70, "blocked", 2, 5, *no, 0.0))
    assert "Projects were stopped by a no 4 times: Quedlinburg 3 times and Wernigerode once." in told
    assert "What tipped it: the gains would be unevenly spread (4 times)." in told


def test_a_county_head_has_a_reason_of_their_own():
    refused = (60, "contract_refused", 1, BODY, 1.2, -0.6, 0.0, 0.0, 0.0, 2.0)
    told = page(refused, month_contract=-1)
    assert "refused once, by the county head. What tipped it: the county head feared a duplicate structure" in told
    told = page(refused, (70, *refused[1:]), lang="de")
    assert "2-mal abgelehnt: die Kreisspitze 2-mal." in told


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_kind_that_has_no_words_yet_breaks_nothing(state, monkeypatch, lang):
    monkeypatch.setattr(codes, "EVENTS", (*codes.EVENTS, "flood"))
    rows = log((5, "flood", 1, 2, 0.3), (7, "council_elected"))
    assert "flood" in page((5, "flood", 1, 2, 0.3), (7, "council_elected"), lang=lang, whole=True)
    assert "flood" in events_table(rows, HARZ, state, lang)["text"][0]


def test_alone_there_is_little_to_tell():
    alone = HARZ.with_({"governance": "none", "horizon_months": 12})
    text = tell_story(alone, 1)
    assert "Nothing happened on which much hung." in text
    assert "worth its cost" not in text
