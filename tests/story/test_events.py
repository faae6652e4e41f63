"""Events in words: each kind, and what the log implies as it is read."""

import numpy as np
import pytest
from story_logs import log

from coopsim.model import codes, outcomes
from coopsim.run.monthly import MonthlyRun
from coopsim.scenario import load_scenario
from coopsim.story import events_table, tell_story

HARZ = load_scenario("harz")
FORMS = list(HARZ.governance_models)
BODY = FORMS.index("cooperation_body")


@pytest.fixture(scope="module")
def state():
    return MonthlyRun(HARZ, 1, 0, compiled=False).state


def sentences(state, *rows, lang="en", scenario=HARZ):
    return list(events_table(log(*rows), scenario, state, lang)["text"])


def one_of_each():
    """A row of every kind of event, with plausible actors and terms."""
    for kind in codes.EVENTS:
        if kind in (
            "contract_proposed",
            "contract_signed",
            "contract_refused",
            "form_changed",
            "land_refuses",
            "mandate",
        ):
            yield (1, kind, 0, BODY, -0.5, 0.1, 0.2, -0.1, 0.1, 0.0)
        elif kind == "agreed":
            yield (1, kind, 0, 0, 3.0, 2.0, 0.5, 0.0, 0.0)
        elif kind in ("blocked", "laid_aside"):
            yield (1, kind, 0, 0, 0.4, -0.7, 0.1, -0.3, 0.0, 1.0)
        elif kind == "phase":
            yield (1, kind, -1, codes.FINDING, 0.0, 0.1, 0.2)
        else:
            yield (1, kind, 0, 1, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3)


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("row", list(one_of_each()), ids=codes.EVENTS)
def test_every_kind_becomes_a_sentence(state, row, lang):
    talks = [(0, "talks_begin"), *((0, "joins_talks", i, -1, 0.4, 0.1, 9.0) for i in range(3))]
    text = sentences(state, *talks, row, lang=lang)[-1]
    assert text[0].isupper()
    assert text.endswith((".", ")"))
    assert "{" not in text


def test_every_kind_is_tried():
    assert [row[1] for row in one_of_each()] == list(codes.EVENTS)


def test_a_council_that_rejects(state):
    (text,) = sentences(state, (5, "blocked", 1, 0, 0.4, -0.7, 0.1, -0.3, 0.0, 1.0))
    assert text.startswith("The council of Quedlinburg rejects the ")
    assert "own gain +0.40, relative to the others −0.70, expected return +0.10, voters −0.30" in text


def test_what_is_laid_aside_and_comes_back(state):
    aside, back = sentences(
        state, (5, "laid_aside", 1, 0, 0.4, -0.9, 0.1, -0.3, 0.0, 0.0), (14, "reopened", 2, 0, *[0.0] * 6)
    )
    assert "is laid aside: Quedlinburg would not agree, because the gains would be unevenly spread" in aside
    assert "is taken up again in another shape, in Wernigerode" in back


def test_what_winners_pay_and_owe_is_told(state):
    (deal,) = sentences(state, (5, "agreed", 1, 0, 3.0, 2.0, 0.5, 2500.0, 1200.0))
    assert "2,500 EUR a year in payments, favours worth 1,200 EUR a year stay owed" in deal
    (plain,) = sentences(state, (5, "agreed", 1, 0, 3.0, 2.0, 0.5, 0.0, 0.0))
    assert "owed" not in plain


def test_the_rule_in_force_decides_how_a_no_is_told(state):
    no = (9, "blocked", 1, 0, -0.9, -0.7, 0.1, -0.3, 0.0, 0.0)
    assert "with an objection" in sentences(state, (1, "contract_signed", -1, BODY), no)[-1]
    assert "no majority" in sentences(state, (1, "mandate", -1, FORMS.index("mandated_association")), no)[-1]
    assert (
        "All would have had to agree"
        in sentences(state, (1, "contract_signed", -1, FORMS.index("working_community")), no)[-1]
    )
    assert (
        "Halberstadt decides against"
        in sentences(state, (1, "contract_signed", -1, FORMS.index("lead_municipality")), no)[-1]
    )


def test_refusals_are_counted(state):
    talks = [(0, "talks_begin"), *((0, "joins_talks", i, -1, 0.4, 0.1, 9.0) for i in range(3))]
    terms = (2, -1, -0.1, -0.1, 0.0, 0.0, 0.0)
    refusal = ("letter_refused", *terms)
    told = sentences(
        state, *talks, (3, *refusal), (6, *refusal), (9, *refusal), (9, "stays_out", *terms), (12, "letter_of_intent")
    )
    assert told[-5].startswith("Wernigerode does not sign")
    assert told[-4].startswith("Again Wernigerode does not sign")
    assert told[-2].startswith("Wernigerode does not sign and stays out")
    assert "Wernigerode" not in told[-1]


def test_a_letter_refused_by_chance_is_not_given_reasons(state):
    (text,) = sentences(state, (3, "letter_refused", 0, -1, 0.4, -0.1, 0.0, 0.0, 0.3))
    assert "the mood of the day tipped it (hope less cost +0.40" in text
    (text,) = sentences(state, (3, "letter_refused", 0, -1, -0.4, -0.1, 0.0, 0.0, 0.3))
    assert "because the hoped-for benefit does not outweigh the cost" in text


def test_the_county_head_can_stop_a_contract(state):
    talks = [(0, "talks_begin"), *((0, "joins_talks", i, -1, 0.4, 0.1, 9.0) for i in range(3))]
    no = ("contract_refused", 0, BODY, -0.5, 0.0, 0.0, 0.0, 0.0, 2.0)
    assert "duplicate structure" in sentences(state, *talks, (9, *no))[-1]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ([], "true cost"),
        ([(9, "petition_refused", 0, 0, 0.3)], "for good"),
        ([(9, "building", 0, 0), (9, "delivered", 0, 0)], "closes again"),
    ],
)
def test_why_a_project_failed(state, before, words):
    agreed = (2, "agreed", 0, 0, 3.0, 2.0, 0.5)
    assert words in sentences(state, agreed, *before, (20, "failed", -1, 0))[-1]
    assert "never finished" in sentences(state, agreed, (200, "failed", -1, 0))[-1]


def test_designation_refused(state):
    told = sentences(state, (1, "designation_refused", -1, -1, 0.1))
    assert "does not take the alliance into its state plan (chance 10\u00a0%)" in told[0]


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_project_has_a_name_of_its_own(lang):
    from coopsim.run.monthly import MonthlyRun
    from coopsim.story.names import Names
    from coopsim.story.words import Words

    many = HARZ.with_({"catalogue.opportunities": 120})
    state = MonthlyRun(many, 1, 0).state
    names = [Names(many, state, Words(lang)).project(k) for k in range(120)]
    assert len(set(names)) == 120
    follows = [row.follows for row in state.project]
    assert all(
        (("new round 20" in name) or ("Neuauflage 20" in name)) == (j >= 0)
        for name, j in zip(names, follows, strict=True)
    )
    assert any("Quedlinburg" in name for name in names) and not any("no." in name or "Nr." in name for name in names)


def test_offices_of_mayors_and_county_heads(state):
    told = sentences(
        state,
        (7, "election_lost", 0, codes.FREE_RIDER, -0.2, 0.9, -0.4),
        (7, "mayor_retires", 3, codes.CONDITIONAL, 0.0, 0.9, 0.7),
        lang="de",
    )
    assert told[0].startswith("Das Stadtoberhaupt von Halberstadt wird abgewählt (Zustimmung −0,20")
    assert "lehnt die Kooperation ab (Haltung −0,40) und lässt gern die anderen arbeiten" in told[0]
    assert "Landkreis Harz" in told[1]


def test_who_merges_is_read_from_the_phases(state):
    told = sentences(
        state,
        (9, "merger", 0, 2, 63000.0, 1.0),
        (9, "phase", 1, codes.MERGED, 3.0, 0.2),
    )
    assert (
        told[0]
        == "Halberstadt and Quedlinburg merge under the name of Halberstadt (63,000 inhabitants); the others go on."
    )


def test_an_own_governance_model_and_function_have_names():
    form = HARZ.governance_models["zweckverband"].model_dump() | {"id": "pact", "title": {"en": "Pact", "de": "Pakt"}}
    function = HARZ.functions[0].model_dump() | {"id": "zoo", "title": {"en": "Zoo", "de": "Zoo"}, "weight": 100.0}
    own = HARZ.model_copy(
        update={
            "own_governance_models": (type(HARZ.governance_model)(**form),),
            "own_functions": (type(HARZ.functions[0])(**function),),
        }
    )
    own = type(HARZ).model_validate(own.model_dump(by_alias=True))
    state = MonthlyRun(own, 1, 0, compiled=False).state
    row_of_zoo = sorted(function.id for function in own.functions).index("zoo")
    k = next(k for k in range(len(state.project)) if state.project[k].function == row_of_zoo)
    signed = (0, "contract_signed", -1, list(own.governance_models).index("pact"))
    told = sentences(state, signed, (3, "agreed", 0, k, 3.0, 2.0, 0.5), lang="de", scenario=own)
    assert told[0].endswith("Form der Kooperation: Pakt.")
    assert told[1].startswith("Das gemeinsame Gremium beschließt die ")
    assert "(Zoo)" in told[1]


def outcome(**values):
    row = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)[0]
    row.month_end = row.month_start = -1
    for name, value in values.items():
        row[name] = value
    return row, np.zeros(3, outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)


def story(*rows, lang="en", scenario=HARZ, **values):
    return tell_story(scenario, 1, 0, lang, log(*rows), outcome(**values), whole=True)


def test_nothing_is_told_after_the_end():
    text = story((5, "dissolution"), (9, "council_elected"), month_end=5, phase_end=codes.DISSOLVED, month_start=2)
    assert "alliance is dissolved" in text
    assert "elected anew" not in text
    assert "The alliance ended in January 2022: Dissolution." in text


def test_ideas_wait_for_something_to_be_told_beside():
    text = story((1, "idea", -1, 0), (2, "idea", -1, 1), (7, "council_elected"))
    assert "September 2021" not in text
    assert "March 2022       In the meantime new ideas have come up:" in text


def test_only_the_last_quiet_step_of_a_project_is_told():
    steps = [(1, "idea", -1, 0), (2, "draft", -1, 0, 0.3)]
    text = " ".join(story(*steps, (7, "council_elected")).split())
    assert "new idea" not in text
    assert "Drafting" in text
    assert "Drafting" not in story(*steps, (7, "agreed", 0, 0, 3.0, 2.0, 0.5))


def test_what_follows_from_a_refusal_stands_behind_it():
    refused = [(9, "petition_refused", 0, k, 0.3) for k in (0, 1)]
    log = story(refused[0], (9, "failed", -1, 0), refused[1]).partition("Month by month")[2]
    text = " ".join(log.split())
    assert text.index("setback") < text.index("for good") < text.rindex("setback")


def test_several_of_a_kind_in_one_sentence():
    text = story((4, "working_group", -1, 0, 1.2), (4, "working_group", -1, 2, 0.9))
    assert "Working groups are set up for Education (1.20) and Health and social services" in text.replace(
        "\n" + " " * 17, " "
    )


def test_offers_of_talks_in_vain_are_summed_up():
    rows = [
        (0, "talks_begin"),
        *((0, "joins_talks", i, -1, 0.4, 0.1, 9.0) for i in range(2)),
        (3, "phase", -1, codes.NONE, 1.0),
    ]
    for month in range(10, 20):
        rows += [(month, "talks_begin"), (month, "joins_talks", 1, -1, 0.4, 0.1, 9.0)]
    text = story(*rows, (30, "council_elected"))
    assert text.count("they break off at once") == 1
    assert "9 further offers of talks" in text


def test_stagnation_has_two_causes_and_inertia_an_end(state):
    slow, lost, again = sentences(
        state,
        (40, "phase", -1, codes.STAGNATING, 3.0, 0.2, 30.0),
        (90, "phase", -1, codes.STAGNATING, 3.0, 5.0, 30.0),
        (99, "phase", -1, codes.START, float(codes.INERT), 0.0, 30.0),
    )
    assert "value of 0.2 EUR per inhabitant and year, too little for the 30.0 EUR" in slow
    assert "a good part of what was in operation is lost" in lost
    assert again == "Something moves again."


def test_headings_follow_the_phases():
    text = story(
        (0, "talks_begin"),
        (0, "phase", -1, codes.FINDING, 0.0),
        (9, "phase", -1, codes.START, 1.0, 0.1, 0.1),
        (40, "phase", -1, codes.STAGNATING, 3.0, 0.2, 30.0),
        (60, "phase", -1, codes.IMPLEMENTATION, 5.0, 0.3, 0.4),
        lang="de",
    )
    places = [
        text.index(f"\n{title}\n---")
        for title in ("Findungsphase", "Start- und Euphoriephase", "Stagnationsphase", "Neuer Schwung")
    ]
    assert places == sorted(places)
    assert "Nutzen von 0,2 EUR je Einwohner:in und Jahr zustande, zu wenig angesichts der 30,0 EUR" in " ".join(
        text.split()
    )
