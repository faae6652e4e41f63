"""The joint development concept: begun, worked on, adopted, out of date."""

import pytest
from hypothesis import given
from strategies import shares

from coopsim.model.codes import DELIVERED, DRAFTED, FAILED, IDEA, UNKNOWN
from coopsim.submodels import agenda, concept, delivery


@given(shares, shares)
def test_clarity_rises_and_stays_a_share(clarity, effect):
    after = concept.clarity_with_concept(clarity, effect)
    assert clarity - 1e-12 <= after <= 1.0 + 1e-12
    assert concept.clarity_with_concept(clarity, 0.0) == clarity


@pytest.fixture
def body(bench):
    """A founded cooperation body in which nothing else needs effort."""
    bench.found()
    bench.s.project.status[:] = FAILED
    bench.p.concept_work, bench.p.contract_partner, bench.p.concept_effort, bench.p.concept_months = (
        10.0,
        0.2,
        0.5,
        120.0,
    )
    bench.p.concept_clarity = 0.5
    return bench


def begun(bench, month=1):
    bench.do(concept.begin_concept, month, bench.p, bench.w, bench.s)
    return bench.s.alliance.concept_work


def test_more_members_more_work(body):
    assert begun(body) == pytest.approx(10.0 * 1.2)


def test_only_where_the_form_asks_for_one(body):
    body.w.form[body.s.alliance.form].development_concept = 0
    assert begun(body) == 0.0


def test_none_is_begun_while_one_is_written_or_in_force(body):
    body.s.alliance.concept_work = 3.0
    assert begun(body) == 3.0
    body.s.alliance.concept_work, body.s.alliance.month_concept = 0.0, 10
    assert begun(body, 129) == 0.0
    assert begun(body, 130) > 0.0  # out of date


def test_it_takes_its_part_of_the_effort_and_is_adopted_when_done(body):
    alliance = body.s.alliance
    alliance.effort, alliance.effort_members, alliance.concept_work = 4.0, 4.0, 3.0
    body.step(delivery.deliver_projects, 20)
    assert alliance.concept_work == pytest.approx(1.0)
    assert alliance.month_concept == -1 and alliance.effort_used == 0.0 and alliance.busy == pytest.approx(0.5)
    body.step(delivery.deliver_projects, 21)
    assert alliance.concept_work == 0.0 and alliance.month_concept == 21
    assert body.happened() == ["development_concept"]


def test_without_effort_for_it_there_is_never_one(body):
    body.p.concept_effort = 0.0
    body.s.alliance.effort = body.s.alliance.effort_members = 4.0
    begun(body)
    body.step(delivery.deliver_projects, 20)
    assert body.s.alliance.month_concept == -1


def test_adoption_places_ideas_and_drafts_alone(body):
    project = body.s.project
    project.status[:4] = [IDEA, DRAFTED, DELIVERED, UNKNOWN]
    project.clarity[:4] = 0.2
    body.do(concept.adopt_concept, 5, body.p, body.s)
    assert list(project.clarity[:4]) == pytest.approx([0.6, 0.6, 0.2, 0.2])


@pytest.mark.parametrize("adopted, clarity", [(-1, 0.2), (5, 0.6)])
def test_what_is_found_later_has_its_place_too(body, monkeypatch, adopted, clarity):
    monkeypatch.setattr(agenda, "uniform", lambda *_: 0.0)
    s = body.s
    s.alliance.month_concept = adopted
    s.project[0].status, s.project[0].appears, s.project[0].clarity = UNKNOWN, 0, 0.2
    s.area[s.project[0].area].group = 1
    body.step(agenda.find_ideas, 10)
    assert s.project[0].status == IDEA and s.project[0].clarity == pytest.approx(clarity)
