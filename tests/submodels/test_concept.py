"""The joint development concept: begun, worked on, adopted, out of date."""

import pytest
from hypothesis import given
from strategies import shares

from coopsim.model.codes import DRAFT, DRAFTED, FAILED
from coopsim.submodels import concept, delivery


@given(shares, shares)
def test_clarity_rises_and_stays_a_share(clarity, effect):
    after = concept.clearer(clarity, effect)
    assert clarity - 1e-12 <= after <= 1.0 + 1e-12
    assert concept.clearer(clarity, 0.0) == clarity


@pytest.fixture
def body(bench):
    """A founded cooperation body in which nothing else needs effort."""
    bench.found()
    bench.s.project.status[:] = FAILED
    bench.p.concept_work, bench.p.contract_effort, bench.p.concept_months, bench.p.clarity_gain = 4.0, 0.5, 120.0, 0.5
    bench.w.scenario.task_size = 0.5
    return bench


def begun(bench, month=1):
    bench.do(concept.begin_concept, month, bench.p, bench.w, bench.s)
    return bench.s.alliance.concept_work


def test_more_members_more_work(body):
    assert begun(body) == pytest.approx(4.0 * 3 * 0.5)


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
    body.p.contract_effort = 0.0
    body.s.alliance.effort = body.s.alliance.effort_members = 4.0
    begun(body)
    body.step(delivery.deliver_projects, 20)
    assert body.s.alliance.month_concept == -1


@pytest.mark.parametrize("adopted, clarity", [(-1, 0.6), (5, 0.8)])
def test_a_draft_that_has_its_place_in_it_is_clearer(body, adopted, clarity):
    project = body.s.project[0]
    body.s.alliance.month_concept = adopted
    project.status, project.clarity = DRAFT, 0.2
    body.do(delivery.work_done, 10, 0, body.p, body.w, body.s)
    assert project.status == DRAFTED and project.clarity == pytest.approx(clarity)
