"""Who meets whom, what is promised there, how far promises are believed."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import shares

from coopsim.model.codes import INTERACTIVE_FORMATS, OPEN_COMMUNICATION
from coopsim.submodels import meetings


@pytest.mark.parametrize("per_year, months", [(0, 0), (1, 1), (4, 4), (6, 6), (12, 12), (52, 12)])
def test_meetings_a_year_at_even_intervals(per_year, months):
    held = [meetings.meets_this_month(month, per_year) for month in range(120)]
    assert sum(held) == 10 * months
    if 1 < per_year <= 12:
        dates = [month for month in range(120) if held[month]]
        gaps = [after - before for before, after in itertools.pairwise(dates)]
        assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(
    "equation, inputs, value",
    [
        ("contact_level", (0.0, 0.0, 0.0, 1.0), 0.0),
        ("contact_level", (1.0, 0.0, 0.0, 0.0), 1 - math.exp(-1)),
        ("contact_level", (0.5, 1.0, 0.25, 0.5), 1 - math.exp(-1.25)),
        ("untold", (0.8, 0.0), 0.8),
        ("untold", (0.8, 0.75), 0.2),
        ("untold", (0.8, 1.0), 0.0),
        ("promise_heard", (2.0, 0.5, 0.4, 0.5), 1 - math.exp(-0.2)),
        ("promise_heard", (0.0, 0.5, 1.0, 1.0), 0.0),  # nobody hears it
        ("promise_heard", (13.0, 0.0, 1.0, 1.0), 0.0),  # talk is switched off
        ("assurance_after", (0.0, 0.4, 0.1), 0.4),
        ("assurance_after", (0.5, 0.4, 0.1), 0.65),
        ("assurance_after", (0.5, 0.0, 0.1), 0.45),  # wears off
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(meetings, equation)(*inputs) == pytest.approx(value, abs=1e-12)


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10), shares, st.floats(0, 5))
def test_more_encounters_more_contact(formal, informal, working, near, extra):
    contact = meetings.contact_level(formal, informal, working, near)
    assert 0.0 <= contact <= 1.0
    assert meetings.contact_level(formal + extra, informal, working, near) >= contact
    assert meetings.contact_level(formal, informal, working, 1.0) >= contact - 1e-15


@given(st.integers(0, 20), st.floats(0, 2), shares, shares)
def test_more_listeners_and_a_franker_word_bind_more(listeners, strength, told, present):
    heard = meetings.promise_heard(listeners, strength, told, present)
    assert 0.0 <= heard <= meetings.promise_heard(listeners + 1, strength, told, present) <= 1.0
    assert heard <= meetings.promise_heard(listeners, strength, 1.0, 1.0) + 1e-15


@given(shares, shares, shares)
def test_assurance_stays_a_level(assurance, heard, fade):
    assert 0.0 <= meetings.assurance_after(assurance, heard, fade * (1.0 - heard)) <= 1.0


@pytest.fixture
def table(bench, lucky):
    """Everybody is a member and comes to every meeting."""
    lucky("meetings", 0.0)
    bench.found()
    p = bench.p
    p.formal_contact, p.informal_share, p.working_contact = 1.0, 0.0, 0.5
    p.reserve, p.promise_strength, p.written, p.assurance_fade = 0.75, 0.4, 0.25, 0.1
    bench.w.form[bench.s.alliance.form].meetings = 12.0
    return bench


class TestMeet:
    def test_by_hand(self, table):
        table.step(meetings.meet, 0)
        s = table.s
        assert s.alliance.meets == 1
        assert list(s.town.attending) == [1, 1, 1]
        assert s.contact[0, 1] == pytest.approx(1 - math.exp(-1))
        assert s.contact[0, 0] == 0.0
        assert s.town[0].assurance == pytest.approx(1 - math.exp(-0.4 * 0.25 * 2))  # two hear a quarter of it

    def test_who_stays_away_is_not_met(self, table, lucky):
        lucky("meetings", 0.9999)
        table.step(meetings.meet, 0)
        assert list(table.s.town.attending) == [0, 0, 0]
        assert (table.s.contact == 0.0).all()
        assert (table.s.town.assurance == 0.0).all()

    def test_a_meeting_that_fewer_than_two_come_to_is_not_held(self, table, lucky):
        lucky("meetings", 0.5)
        table.s.alliance.habit = 0.1  # what nobody needs falls asleep
        table.step(meetings.meet, 0)
        s = table.s
        assert (s.alliance.meets, s.town.attending.sum()) == (0, 0)
        assert s.contact[0, 1] == 0.0 and s.town[0].assurance == 0.0
        s.alliance.habit = 1.0
        table.step(meetings.meet, 1)
        assert s.alliance.meets == 1

    def test_casual_talk_is_a_habit_too(self, table):
        table.w.form[table.s.alliance.form].meetings = 0.0
        table.w.form[table.s.alliance.form].informal = 12.0
        table.p.informal_share, table.s.near[:] = 1.0, 1.0
        table.s.alliance.habit = 0.5
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 1] == pytest.approx(1 - math.exp(-0.5))

    def test_informal_talks_fade_with_distance(self, table):
        table.p.informal_share = 1.0
        table.w.form[table.s.alliance.form].informal = 12.0
        table.w.form[table.s.alliance.form].meetings = 0.0
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 1] > table.s.contact[0, 2] > 0.0
        assert table.s.contact[0, 1] == pytest.approx(1 - math.exp(-table.s.near[0, 1]))

    def test_formats_and_a_facilitator_bring_working_contact_whatever_the_meetings(self, table, lucky):
        lucky("meetings", 0.9999)
        table.s.lever[INTERACTIVE_FORMATS] = 1.0
        table.s.alliance.facilitation = 0.5
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 2] == pytest.approx(1 - math.exp(-0.75))

    def test_openness_makes_promises_frank(self, table):
        table.s.lever[OPEN_COMMUNICATION] = 1.0
        table.step(meetings.meet, 0)
        assert table.s.town[0].assurance == pytest.approx(1 - math.exp(-0.8))

    def test_without_reserve_there_is_nothing_to_open(self, table):
        table.p.reserve = 0.0
        table.step(meetings.meet, 0)
        before = table.s.town.assurance.copy()
        table.s.town.assurance[:] = 0.0
        table.s.lever[OPEN_COMMUNICATION] = 1.0
        table.step(meetings.meet, 0)
        assert (table.s.town.assurance == before).all()

    def test_in_writing_less_is_seen_and_promised(self, table):
        table.w.form[table.s.alliance.form].face_to_face = 0.0  # worth a quarter of a meeting
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 1] == pytest.approx(1 - math.exp(-0.25))
        assert table.s.town[0].assurance == pytest.approx(1 - math.exp(-0.05))

    def test_promises_wear_off_between_meetings(self, table):
        table.w.form[table.s.alliance.form].meetings = 6.0
        table.s.town.assurance[:] = 0.5
        table.step(meetings.meet, 0)
        assert table.s.town.assurance == pytest.approx([0.45] * 3)

    @pytest.mark.parametrize("per_year", [0.0, 1.0, 2.0, 4.0])
    def test_a_body_that_hardly_meets_decides_in_writing_twice_a_year(self, table, per_year):
        table.w.form[table.s.alliance.form].meetings = per_year
        decides = []
        for month in range(24):
            table.step(meetings.meet, month)
            decides.append(month if table.s.alliance.meets else None)
        assert [month for month in decides if month is not None] == (
            [2, 5, 8, 11, 14, 17, 20, 23] if per_year == 4.0 else [5, 11, 17, 23]
        )

    def test_without_talks_nobody_meets_and_promises_wear_off(self, table):
        table.s.alliance.talks = 0
        table.s.town.talks[:] = table.s.town.member[:] = 0
        table.s.town.assurance[:] = 0.5
        table.step(meetings.meet, 0)
        assert table.s.alliance.meets == 0
        assert (table.s.contact == 0.0).all()
        assert table.s.town[0].assurance == pytest.approx(0.45)
