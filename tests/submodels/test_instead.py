"""What if: decisions made otherwise, in the rules and through both doors."""

import numpy as np
import pytest

import coopsim
from coopsim.model import codes
from coopsim.run.monthly import MonthlyRun
from coopsim.submodels import instead

MONTHS, SEED, RUN = 60, 7, 0


@pytest.fixture(scope="module")
def harz():
    return coopsim.load_scenario("harz").with_({"horizon_months": MONTHS})


def outcome(scenario, **rows):
    """Bits of the run with one decision made otherwise, and its state month by month."""
    return coopsim.simulate(otherwise(scenario, **rows), runs=1, seed=SEED, series=True)


def otherwise(scenario, **row):
    return scenario.with_({"instead": [row]})


def events(scenario):
    run = MonthlyRun(scenario, SEED, RUN)
    for _ in range(scenario.horizon_months):
        run.step()
    return [(int(row[0]), codes.EVENTS[int(row[1])], int(row[2]), int(row[3])) for row in run.event_log]


@pytest.mark.parametrize(
    "utility, given, tolerance, value",
    [
        (-0.5, 1, 0.2, 0.1),  # a small yes
        (0.0, 1, 0.2, 0.1),
        (0.05, 1, 0.2, 0.05),  # its own yes stays as it is
        (0.5, -1, 0.2, -0.3),  # objects also under consensus
        (-0.05, -1, 0.2, -0.05),
        (0.5, 0, 0.2, 0.5),
    ],
)
def test_by_hand(utility, given, tolerance, value):
    assert instead.word_kept(utility, given, tolerance) == pytest.approx(value, rel=1e-12)


def test_a_scenario_without_what_if_has_no_rows_and_its_old_name(harz):
    run = MonthlyRun(harz, SEED, RUN)
    assert run.world.instead.shape == (0,) and "instead" not in harz.to_document()
    assert otherwise(harz, month=3, municipality="halberstadt", decision="agrees").fingerprint != harz.fingerprint


def test_the_last_word_counts_and_each_is_for_its_month(harz):
    rows = [{"month": 9, "municipality": "quedlinburg", "decision": word} for word in ("agrees", "refuses")]
    w = MonthlyRun(harz.with_({"instead": rows}), SEED, RUN).world
    assert instead.told(9, codes.AGREES, codes.REFUSES, 1, w) == -1
    assert instead.told(8, codes.AGREES, codes.REFUSES, 1, w) == instead.told(9, codes.AGREES, codes.REFUSES, 0, w) == 0
    assert instead.told(9, codes.OPENS, codes.GIVEN_UP, 1, w) == 0


def test_counties_come_after_municipalities(harz):
    w = MonthlyRun(otherwise(harz, month=9, county="harz", decision="voted_out"), SEED, RUN).world
    assert (w.instead[0].subject, w.instead[0].decision) == (3, codes.VOTED_OUT)


class TestVotes:
    def test_a_yes_lets_the_proposal_pass(self, harz):
        before = events(harz)
        after = events(otherwise(harz, month=20, municipality="wernigerode", decision="agrees"))
        assert (20, "blocked", 2, 26) in before
        assert any(event[:2] == (20, "agreed") and event[3] == 26 for event in after)
        assert [e for e in before if e[0] < 20] == [e for e in after if e[0] < 20]

    def test_a_no_stops_the_letter_and_the_contract(self, harz):
        refused = events(otherwise(harz, month=23, municipality="halberstadt", decision="refuses"))
        assert any(event[:3] == (23, "contract_refused", 0) for event in refused)
        for town in ("halberstadt", "quedlinburg"):  # two sign a letter, the third stays out
            refused = events(otherwise(harz, month=11, municipality=town, decision="refuses"))
            assert any(event[:2] == (11, "stays_out") for event in refused)

    def test_what_is_said_anyway_changes_nothing(self, harz):
        plain = coopsim.simulate(harz, runs=1, seed=SEED, series=True)
        for month in (11, 23):
            again = outcome(harz, month=month, municipality="quedlinburg", decision="agrees")
            assert all(a.tobytes() == b.tobytes() for a, b in zip(plain.arrays, again.arrays, strict=True))


class TestElections:
    def test_an_incumbent_stays_or_goes_as_told(self, harz):
        before = events(harz)
        assert (7, "election_kept", 1, -1) in before
        assert any(event[:3] == (8, "mayor_retires", 2) for event in before)
        gone = events(otherwise(harz, month=7, municipality="quedlinburg", decision="voted_out"))
        assert any(event[:3] == (7, "election_lost", 1) for event in gone)
        kept = events(otherwise(harz, month=8, municipality="wernigerode", decision="reelected"))
        assert (8, "election_kept", 2, -1) in kept

    @pytest.mark.parametrize(
        "month, town, decision", [(7, "quedlinburg", "reelected"), (8, "wernigerode", "voted_out")]
    )
    def test_what_happened_anyway_changes_nothing(self, harz, month, town, decision):
        plain = coopsim.simulate(harz, runs=1, seed=SEED, series=True)
        again = outcome(harz, month=month, municipality=town, decision=decision)
        assert all(a.tobytes() == b.tobytes() for a, b in zip(plain.arrays, again.arrays, strict=True))


class TestProjects:
    def test_one_opens_or_is_given_up_in_the_month_and_at_once(self, harz):
        before = events(harz)
        agreed = next(event for event in before if event[1] == "agreed")
        month, k = agreed[0] + 1, agreed[3]
        opened = events(otherwise(harz, month=month, opportunity=k, decision="opens"))
        assert any(event[:2] == (month, "delivered") and event[3] == k for event in opened)
        ended = events(otherwise(harz, month=month, opportunity=k, decision="given_up"))
        assert (month, "failed", -1, k) in ended and (month, "failed", -1, k) not in before

    def test_an_opening_that_comes_anyway_changes_nothing(self, harz):
        month, _, _, k = next(event for event in events(harz) if event[1] == "delivered")
        plain = coopsim.simulate(harz, runs=1, seed=SEED, series=True)
        again = outcome(harz, month=month, opportunity=k, decision="opens")
        assert all(a.tobytes() == b.tobytes() for a, b in zip(plain.arrays, again.arrays, strict=True))


def test_both_doors_and_both_modes_do_the_same(harz):
    rows = [
        {"month": 20, "municipality": "wernigerode", "decision": "agrees"},
        {"month": 8, "municipality": "wernigerode", "decision": "reelected"},
        {"month": 40, "opportunity": 26, "decision": "given_up"},
    ]
    changed = harz.with_({"instead": rows})
    fast, plain = (coopsim.simulate(changed, runs=1, seed=SEED, series=True, compiled=mode) for mode in (True, False))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(fast.arrays, plain.arrays, strict=True))
    row = coopsim.CooperationModel(changed, rng=SEED, run=RUN).run().outcome()
    assert all(np.asarray(row[name]).tobytes() == fast.arrays.runs[name][0].tobytes() for name in row)


@pytest.mark.parametrize(
    "row, key",
    [
        ({"month": MONTHS, "municipality": "halberstadt", "decision": "agrees"}, "instead.1.month"),
        ({"month": "2001-01", "municipality": "halberstadt", "decision": "agrees"}, "instead.1.month"),
        ({"month": 3, "municipality": "nowhere", "decision": "agrees"}, "instead.1.municipality"),
        ({"month": 3, "county": "nowhere", "decision": "voted_out"}, "instead.1.county"),
        ({"month": 3, "county": "harz", "decision": "agrees"}, "instead.1"),
        ({"month": 3, "municipality": "halberstadt", "decision": "opens"}, "instead.1"),
        ({"month": 3, "municipality": "halberstadt", "opportunity": 3, "decision": "opens"}, "instead.1"),
        ({"month": 3, "decision": "agrees"}, "instead.1"),
        ({"month": 3, "opportunity": 40, "decision": "opens"}, "instead.1.opportunity"),
        ({"month": 3, "municipality": "halberstadt", "decision": "dances"}, "instead.1.decision"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(harz, row, key):
    with pytest.raises(coopsim.ScenarioError) as refused:
        otherwise(harz, **row)
    assert [problem.key.replace("[", ".").replace("]", "") for problem in refused.value.problems] == [key]


def test_a_file_holds_it(harz, tmp_path):
    changed = otherwise(harz, month=20, municipality="wernigerode", decision="agrees")
    changed.to_toml(tmp_path / "what_if.toml")
    assert coopsim.load_scenario(tmp_path / "what_if.toml") == changed
