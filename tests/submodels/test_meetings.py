"""Who meets whom, how clearly they see each other, what talk assures."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import attitudes, shares

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
        ("attendance", (0.5, 0.5, 0.0, 0.6, 0.2, 0.4, 0.1, 0.05, 0.98), 0.7),  # 0.6 + 0.2 · 0.5
        ("attendance", (0.0, 1.0, 2.0, 0.6, 0.2, 0.4, 0.1, 0.05, 0.98), 0.6),  # + 0.4 · 0.5 − 0.1 · 2
        ("attendance", (0.0, 0.5, -3.0, 0.6, 0.2, 0.4, 0.1, 0.05, 0.98), 0.6),  # no crisis, no bonus
        ("attendance", (1.0, 1.0, 0.0, 1.0, 0.5, 1.0, 0.5, 0.05, 0.98), 0.98),
        ("attendance", (-1.0, 0.0, 3.0, 0.0, 0.5, 1.0, 0.5, 0.05, 0.98), 0.05),
        ("contact_level", (0.0, 0.0, 0.0, 1.0), 0.0),
        ("contact_level", (1.0, 0.0, 0.0, 0.0), 1 - math.exp(-1)),
        ("contact_level", (0.5, 1.0, 0.25, 0.5), 1 - math.exp(-1.25)),
        ("clarity_after", (0.5, 1.0, 0.2, 0.1), 0.6),
        ("clarity_after", (0.5, 0.0, 0.2, 0.1), 0.45),
        ("clarity_after", (0.5, 0.5, 0.2, 0.1), 0.525),
        ("observation_noise", (0.4, 0.0, 0.0, 0.0), 0.4),
        ("observation_noise", (0.4, 0.5, 0.5, 0.5), 0.05),
        ("observation_noise", (0.4, 1.0, 0.0, 0.0), 0.0),
        ("assurance_after", (0.0, 0.5, 0.5, 0.2, 0.1), 0.2),
        ("assurance_after", (0.5, 0.5, 0.5, 0.2, 0.1), 0.55),
        ("assurance_after", (0.5, 0.0, 0.0, 0.2, 0.1), 0.45),
    ],
)
def test_by_hand(equation, inputs, value):
    assert getattr(meetings, equation)(*inputs) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("per_year", [0.0, 1.0, 4.0, 12.0])
def test_a_body_that_never_meets_decides_in_writing_twice_a_year(per_year):
    decides = [meetings.decides_this_month(month, per_year, 6) for month in range(24)]
    if per_year == 0.0:
        assert [month for month in range(24) if decides[month]] == [5, 11, 17, 23]
        assert [month for month in range(24) if meetings.decides_this_month(month, 0.0, 9)] == [8, 17]
    else:
        assert decides == [meetings.meets_this_month(month, per_year) for month in range(24)]


@given(st.tuples(attitudes, shares, st.floats(-3, 3), shares, st.floats(0, 0.5), shares, st.floats(0, 0.5)))
def test_nobody_always_or_never_comes(inputs):
    assert 0.05 <= meetings.attendance(*inputs, 0.05, 0.98) <= 0.98


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10), shares, st.floats(0, 5))
def test_more_encounters_more_contact(formal, informal, working, near, extra):
    contact = meetings.contact_level(formal, informal, working, near)
    assert 0.0 <= contact <= 1.0
    assert meetings.contact_level(formal + extra, informal, working, near) >= contact
    assert meetings.contact_level(formal, informal, working, 1.0) >= contact - 1e-15


@given(shares, shares, shares, shares)
def test_clarity_stays_a_level(clarity, contact, learning, forgetting):
    assert 0.0 <= meetings.clarity_after(clarity, contact, learning, forgetting) <= 1.0


@given(shares, shares, shares, shares)
def test_noise_never_grows_by_seeing_better(noise, clarity, monitoring, openness):
    assert 0.0 <= meetings.observation_noise(noise, clarity, monitoring, openness) <= noise


@pytest.fixture
def table(bench, lucky):
    """Everybody is a member and comes to every meeting."""
    lucky("meetings", 0.0)
    bench.found()
    p = bench.p
    p.formal_contact, p.informal_contact, p.formats_contact, p.facilitation_contact = 1.0, 0.0, 0.5, 0.25
    p.clarity_learning, p.clarity_forgetting, p.openness_learning = 0.2, 0.1, 1.0
    p.assurance_formal, p.assurance_informal, p.assurance_rate, p.assurance_fade = 0.5, 0.0, 0.4, 0.1
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
        assert s.clarity[0, 1] == pytest.approx(0.2 * (1 - math.exp(-1)))
        assert s.town[0].assurance == pytest.approx(0.4 * 0.5)

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
        table.p.informal_contact, table.s.meeting_near[:] = 1.0, 1.0
        table.s.alliance.habit = 0.5
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 1] == pytest.approx(1 - math.exp(-0.5))

    def test_informal_talks_fade_with_distance(self, table):
        table.p.formal_contact, table.p.informal_contact = 0.0, 1.0
        table.w.form[table.s.alliance.form].informal = 12.0
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 1] > table.s.contact[0, 2] > 0.0
        assert table.s.contact[0, 1] == pytest.approx(1 - math.exp(-table.s.meeting_near[0, 1]))

    def test_formats_and_a_facilitator_bring_working_contact_whatever_the_meetings(self, table, lucky):
        lucky("meetings", 0.9999)
        table.s.lever[INTERACTIVE_FORMATS] = 1.0
        table.s.alliance.facilitation = 1.0
        table.step(meetings.meet, 0)
        assert table.s.contact[0, 2] == pytest.approx(1 - math.exp(-0.75))

    def test_openness_teaches_faster(self, table):
        table.s.lever[OPEN_COMMUNICATION] = 1.0
        table.step(meetings.meet, 0)
        assert table.s.clarity[0, 1] == pytest.approx(0.4 * (1 - math.exp(-1)))

    def test_without_talks_nobody_meets_and_clarity_is_forgotten(self, table):
        table.s.alliance.talks = 0
        table.s.town.talks[:] = table.s.town.member[:] = 0
        table.s.clarity[:] = 0.5
        experience = table.s.town.experience.copy()
        table.step(meetings.meet, 0)
        assert table.s.alliance.meets == 0
        assert (table.s.contact == 0.0).all()
        assert table.s.clarity[0, 1] == pytest.approx(0.45)
        assert (table.s.town.experience == experience).all()

    def test_members_gain_experience(self, table):
        table.p.experience_learning = 0.05
        table.step(meetings.meet, 0)
        assert table.s.town[0].experience == pytest.approx(0.5 + 0.05 * 0.5)
