"""Shock experiments: every variable of the state takes effect when it is set, or says that it cannot be set."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from test_contract import lively

import coopsim
from coopsim.model.codes import CONDITIONAL, OTHER
from coopsim.model.state import State
from coopsim.run.monthly import MonthlyRun
from coopsim.run.setting import DERIVED, SETTABLE, USED_UP, bounds_to_set, change, kind
from coopsim.run.variables import MATRICES, TABLES, VARIABLES, array_of, bounds

RECORDS = [name for name in VARIABLES if kind(name) == "record"]


@pytest.fixture(scope="module")
def months():
    """One lively run under two forms, at several months; at the later ones all but the candidate are members."""
    found = []
    for form in ("cooperation_body", "zweckverband"):
        calm = {"parameters.merger_rate": 0.0, "parameters.exit_patience": 60.0}
        calm |= {
            "parameters.incumbent_approval": 4.0,
            "parameters.judgement_rate": 0.01,
            "parameters.stated_error": 2.0,
        }
        calm |= {"approaches.open_communication": 0.0, "approaches.needs_and_strengths": 0.0}
        run = MonthlyRun(lively(form, 120).with_(calm), 1, 0, log=False)
        for month in range(37):
            if month in (0, 12, 24, 36):
                found.append(copy.deepcopy(run))
            run.step()
    return found


@pytest.fixture(scope="module")
def poorer():
    """A run after three years where money is short and losses are made up for: the lively one builds all it can."""
    scenario = coopsim.load_scenario("harz").with_({"governance": "working_community"})
    return ahead(MonthlyRun(scenario, 1, 1, log=False), 36)


def other_values(name: str, values: np.ndarray) -> np.ndarray:
    """Values within the bounds, far from those there are."""
    if name == "office.type":
        return np.where(values == 1, 0, 1)
    if name == "town.fiscal":  # no money for what is being built
        return values * 0.0 - 100.0
    if name == "favour":  # EUR a year: as much as a town can owe
        return values + 1e6
    if name == "town.guilt":  # a little tips no vote here
        return values + 3.0
    low, high = bounds(name)
    if math.isfinite(low) and math.isfinite(high):
        return np.where(values > (low + high) / 2, low, high)
    return values * 0.4 + 0.3


def ahead(run: MonthlyRun, steps: int) -> MonthlyRun:
    for _ in range(steps):
        run.step()
    return run


def elsewhere(run: MonthlyRun, name: str, like: MonthlyRun) -> bytes:
    """All of the state but one variable, which is made the same in both."""
    kept = copy.deepcopy(run)
    table, _, field = name.partition(".")
    array = getattr(kept.state, table)
    array[field if field else ...] = array_of(like.state, name)
    return kept.state.memory.tobytes()


class TestEveryVariable:
    def test_has_one_kind(self):
        assert set(SETTABLE) <= set(VARIABLES) and set(DERIVED) <= set(VARIABLES)
        assert not set(SETTABLE) & set(DERIVED) and set(USED_UP) <= set(SETTABLE)
        assert len(RECORDS) + len(SETTABLE) + len(DERIVED) == len(VARIABLES)

    def test_is_one_of_the_state(self):
        fields = State._fields[: State._fields.index("memory")]
        assert set(fields) == set(TABLES) | set(MATRICES)

    @pytest.mark.parametrize("name", SETTABLE)
    def test_that_can_be_set_stays_and_takes_effect(self, months, poorer, name):
        stayed, acted = [], []
        for start in (*months, poorer):
            base, changed = copy.deepcopy(start), copy.deepcopy(start)
            if name == "office.steady":  # nothing that conditional cooperators have
                change(base, "office.type", OTHER), change(changed, "office.type", OTHER)
            new = other_values(name, np.array(array_of(base.state, name)))
            try:
                change(changed, name, new)
            except ValueError as refusal:
                assert name == "town.target" and "no effect" in str(refusal)
                continue
            assert not np.array_equal(array_of(changed.state, name), array_of(base.state, name))
            ahead(base, 1), ahead(changed, 1)
            stayed.append(not np.array_equal(array_of(changed.state, name), array_of(base.state, name)))
            for more in (23, 60):  # some act at the next election, or the next time a project is negotiated
                ahead(base, more), ahead(changed, more)
                acted.append(elsewhere(changed, name, base) != elsewhere(base, name, base))
                if any(acted):
                    break
        assert all(stayed) or name in USED_UP
        assert any(acted)

    @pytest.mark.parametrize("name", SETTABLE)
    def test_that_can_be_set_is_held_to_its_bounds(self, months, name):
        run = copy.deepcopy(months[3])
        before = run.state.memory.copy()
        low, high = bounds_to_set(name)
        wrong = [
            math.nan,
            math.inf,
            "much",
            *([low - 0.001] if math.isfinite(low) else []),
            *([high + 0.001] if math.isfinite(high) else []),
        ]
        for value in wrong:
            with pytest.raises(ValueError, match=name):
                change(run, name, value)
        assert np.array_equal(run.state.memory, before)

    @pytest.mark.parametrize("name", [*DERIVED, *RECORDS])
    def test_that_cannot_be_set_says_so(self, months, name):
        run = months[3]
        before = run.state.memory.copy()
        with pytest.raises(AttributeError, match=f"{name} (is made anew every month|records what has happened)"):
            change(run, name, 1.0)
        assert np.array_equal(run.state.memory, before)

    @pytest.mark.parametrize("name", DERIVED)
    def test_that_is_derived_would_be_lost(self, months, name):
        """What is written past all checks is gone a month later: it really is made anew."""
        table, _, field = name.partition(".")
        for start in (run for run in months if run.month >= 24):
            base, forced = copy.deepcopy(start), copy.deepcopy(start)
            old = np.array(array_of(base.state, name), float)
            array = getattr(forced.state, table)
            array[field if field else ...] = (
                np.where(old > 0.5, old - 0.4, old + 0.4) if old.dtype.kind == "f" else 1 - old
            )
            pushed = np.abs(np.array(array_of(forced.state, name), float) - old)
            left = np.abs(
                np.array(array_of(ahead(forced, 1).state, name), float) - array_of(ahead(base, 1).state, name)
            )
            if name == "trust":
                np.fill_diagonal(left, 0.0)
            if table == "town":
                left, pushed = (row[base.state.town["member"] == 1] for row in (left, pushed))
            assert (left <= 0.2 * pushed + 1e-12).all()


@pytest.fixture
def model():
    return coopsim.CooperationModel(coopsim.load_scenario("harz"), rng=1)


class TestThroughTheModel:
    def test_a_shock_of_trust_at_month_60_is_seen_in_the_course(self, model):
        for _ in range(60):
            model.step()
        one, other = model.agents[0], model.agents[1]
        shocked = copy.deepcopy(model)
        shocked.agents[0].set_trust_in(shocked.agents[1], 0.1)
        shocked.set_trust(shocked.agents[1], shocked.agents[0], 0.1)
        assert shocked.agents[0].trust_in(shocked.agents[1]) == pytest.approx(0.1)
        assert shocked.agents[0].trust < one.trust and shocked.agents[2].trust == model.agents[2].trust
        for month in range(12):
            model.step(), shocked.step()
            assert shocked.agents[0].trust_in(shocked.agents[1]) < one.trust_in(other) - 0.05, month

    @pytest.mark.parametrize("month", [0, 12, 60])
    def test_trust_of_a_town_is_an_aggregate(self, model, month):
        for _ in range(month):
            model.step()
        for agent in model.agents:
            with pytest.raises(
                AttributeError, match=r"town\.trust is made anew every month.*set_trust\(one, other, value\)"
            ):
                agent.trust = 0.0
        for array in (
            model.state.trust,
            model.state.personal,
            model.state.memory,
            model.state.events,
            model.world.distance,
        ):
            with pytest.raises(ValueError, match="read-only"):
                array[:] = 0
        for record in (
            model.state.town[0],
            model.state.alliance,
            model.agents[0].record,
            model.agents[0].mayor.record,
            model.world.scenario,
        ):
            with pytest.raises(ValueError, match="read-only"):
                record[record.dtype.names[0]] = 1

    def test_attributes_set_what_can_be_set(self, model):
        town = model.agents[1]
        town.recognition, town.mayor.attitude, model.alliance.studies = 0.25, -0.5, 2.0
        model.set("need", 0.75, town, 3)
        assert model.state.town[1].recognition == 0.25 and model.state.office[1].attitude == -0.5
        assert model.state.alliance.studies == 2.0 and model.state.need[1, 3] == 0.75 != model.state.need[0, 3]
        for holder, name in ((town, "member"), (town.mayor, "ordinal"), (model.alliance, "rung")):
            with pytest.raises(AttributeError, match="records what has happened"):
                setattr(holder, name, 1)
        with pytest.raises(AttributeError, match=r"No variable.*Did you mean 'office\.attitude'"):
            town.mayor.atitude = 0.0
        with pytest.raises(AttributeError, match="cannot be changed"):
            model.scenario = coopsim.load_scenario("harz")

    def test_what_would_have_no_effect_is_refused(self, model):
        one = model.agents[0]
        for name, value, where in (("personal", 0.5, (one, one)), ("town.target", 0.5, (one,))):
            with pytest.raises(ValueError, match=r"two different|no effect"):
                model.set(name, value, *where)
        model.set("office.type", CONDITIONAL, one)
        with pytest.raises(ValueError, match=r"office\.steady would have no effect .* conditional"):
            one.mayor.steady = 0.5
        with pytest.raises(ValueError, match="Only mayors"):
            model.set("office.type", OTHER, len(model.agents))
        for where in ((7,), (one, one, one)):
            with pytest.raises(IndexError):
                model.set("need", 0.5, *where)
        with pytest.raises(ValueError, match="shape"):
            model.set("town.recognition", [0.1, 0.2])
        with pytest.raises(ValueError, match="one number"):
            model.set("alliance.studies", [0.1, 0.2])
        model.run()
        with pytest.raises(ValueError, match="The run is over"):
            one.recognition = 0.5

    def test_setting_to_what_it_is_changes_no_bit(self, months):
        """But for trust that a vote at the end of a month has cost: it counts from the next month on."""
        for start in months:
            base, same = copy.deepcopy(start), copy.deepcopy(start)
            for name in SETTABLE:
                if name not in ("town.target", "office.slope", "office.steady", "personal", "institutional"):
                    change(same, name, np.array(array_of(same.state, name)))
            assert ahead(base, 6).state.memory.tobytes() == ahead(same, 6).state.memory.tobytes()
