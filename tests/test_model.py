"""The Mesa model: a thin shell over the same state and rules."""

from __future__ import annotations

import mesa
import numpy as np
import pytest
import strategies

import coopsim
from coopsim import codes, monthly, outcomes
from coopsim.schedule import SCHEDULE
from coopsim.state import TOWN


@pytest.fixture
def scenario():
    """Three towns that soon talk, decide and build, and neither merge nor give up."""
    calm = {"merger_rate": 0.0, "dissolution_patience": 120.0, "talk_prize": 0.0, "talk_attitude": 0.0}
    return strategies.built(strategies.three_towns() | {"parameters": strategies.LIVELY | calm})


@pytest.fixture
def model(scenario):
    return coopsim.CooperationModel(scenario, rng=3, compiled=False)


class TestAgents:
    def test_a_mesa_model_of_municipalities(self, model):
        assert isinstance(model, mesa.Model)
        assert [type(agent) for agent in model.agents] == [coopsim.Municipality] * 3
        assert isinstance(model.agents[0], mesa.Agent)
        assert [agent.town_id for agent in model.agents] == ["amt", "burg", "celle"]
        assert [agent.name for agent in model.agents] == ["Amt", "Burg", "Celle"]
        assert model.agents.select(lambda agent: agent.population > 25_000).get("town_id") == ["burg", "celle"]
        assert model.agents.agg("population", sum) == 90_000.0

    def test_what_the_model_is_about(self, model):
        agent = model.agents[0]
        assert agent.trust == model.state.town[0].trust
        assert agent.competition == model.state.town[0].competition
        assert agent.voter_pressure == 0.4
        assert agent.phase == "none"
        assert agent.mayor.attitude == 0.4
        assert agent.trust_in(model.agents[1]) == 0.5

    def test_every_variable_of_the_table_is_an_attribute_that_explains_itself(self, model):
        for name, (_, unit, meaning) in TOWN.items():
            if name == "phase":
                continue
            assert getattr(model.agents[1], name) == model.state.town[1][name], name
            assert getattr(coopsim.Municipality, name).__doc__ == f"{meaning} ({unit})"

    def test_writes_reach_the_state_and_the_rules(self, scenario):
        def run(change):
            model = coopsim.CooperationModel(scenario, rng=3, compiled=False)
            change(model)
            return model, model.run().outcome()

        _, before = run(lambda model: None)
        changed, after = run(lambda model: model.agents.do(lambda agent: setattr(agent, "recognition", 0.0)))
        assert before["month_talks"] == 0 < after["month_talks"]
        agent = changed.agents[2]
        agent.commitment = 0.125
        assert changed.state.town[2].commitment == 0.125 and changed.state.town[1].commitment != 0.125
        with pytest.raises(AttributeError):
            agent.phase = "start"

    def test_agents_follow_the_state_also_when_the_log_grows(self, model, monkeypatch):
        monkeypatch.setattr(monthly, "_FREE_ROWS", 1)
        agent = model.agents[0]
        model.run()
        assert agent.contribution == model.state.town[0].contribution
        assert agent.phase == codes.PHASES[model.state.town[0].phase]


class TestSteps:
    def test_one_month_a_step_and_none_beyond_the_horizon(self, model):
        assert model.month == 0 and model.running
        model.step()
        assert model.month == 1
        model.run()
        assert model.month == 60 and not model.running
        memory, rows = model.state.memory.copy(), len(model.datacollector.get_model_vars_dataframe())
        for _ in range(3):
            model.step()
        assert model.month == 60 and not model.running
        assert (model.state.memory == memory).all()
        assert len(model.datacollector.get_model_vars_dataframe()) == rows == 60

    def test_a_step_walks_the_schedule(self, scenario):
        seen = []

        def witness(name, step):
            def watched(month, key, p, w, s):
                seen.append((month, name))
                step(month, key, p, w, s)

            return watched

        schedule = SCHEDULE.replace(**{name: witness(name, step) for name, step in SCHEDULE})
        model = coopsim.CooperationModel(scenario, schedule=schedule, compiled=False)
        model.step()
        model.step()
        assert seen == [(month, name) for month in (0, 1) for name in SCHEDULE.names]

    def test_compiled_steps_are_the_same(self, scenario):
        plain, fast = (coopsim.CooperationModel(scenario, rng=3, compiled=compiled).run() for compiled in (False, True))
        assert plain.state.memory.tobytes() == fast.state.memory.tobytes()
        assert np.array_equal(plain.event_log, fast.event_log)

    @pytest.mark.parametrize("numbers", [{"rng": -1}, {"run": -1}, {"rng": -5, "run": -5}])
    def test_negative_numbers_are_refused(self, scenario, numbers):
        with pytest.raises(ValueError, match=r"rng \(the seed\) and run must not be negative"):
            coopsim.CooperationModel(scenario, **numbers)
        with pytest.raises(ValueError, match="must be a whole number from 0"):
            coopsim.simulate(scenario, runs=1, seed=-1)


class TestCollected:
    def test_one_row_a_month_and_one_per_municipality(self, model):
        model.run()
        months = model.datacollector.get_model_vars_dataframe()
        assert list(months["month"]) == list(range(1, 61))
        assert set(months["phase"]) <= set(codes.PHASES)
        assert {
            "activity",
            "members",
            "services",
            "rung",
            "form",
            "running_cost",
            "staff",
            "effort",
            "agreed",
            "vetoes",
        } <= set(months)
        assert months["agreed"].is_monotonic_increasing and months["agreed"].iloc[-1] == model.state.alliance.agreed > 0
        towns = model.datacollector.get_agent_vars_dataframe()
        assert len(towns) == 180
        assert set(towns.columns) == set(outcomes.TOWN_SERIES) - {"member"}
        last = towns.xs(model.agents[1].unique_id, level="AgentID").iloc[-1]
        assert last["contribution"] == model.agents[1].contribution and last["phase"] == model.agents[1].phase

    def test_the_outcome_can_be_asked_for_at_any_time(self, model):
        for _ in range(30):
            model.step()
        memory = model.state.memory.copy()
        outcome = model.outcome()
        assert (model.state.memory == memory).all()
        assert set(outcome) == set(outcomes.RUN)
        assert sum(outcome[f"months_{name}"] for name in codes.PHASES[:7]) == 30
        assert model.outcome() == pytest.approx(outcome, nan_ok=True)


class TestLog:
    def test_events_are_a_table_with_reasons(self, model):
        model.run()
        assert len(model.event_log) == model.state.alliance.event_count > 20
        assert (np.diff(model.event_log[:, 0]) >= 0).all()
        assert len(model.events) == len(model.event_log)

    @pytest.mark.parametrize("rows", [1, 2, 5, 37])
    def test_a_log_that_is_too_small_is_made_larger_and_says_the_same(self, scenario, monkeypatch, rows):
        usual = coopsim.CooperationModel(scenario, rng=3, compiled=False).run()
        monkeypatch.setattr(monthly, "_FREE_ROWS", rows)
        small = coopsim.CooperationModel(scenario, rng=3, compiled=False)
        assert len(small.state.events) == rows
        small.run()
        assert len(usual.event_log) > 37
        assert np.array_equal(small.event_log, usual.event_log)
        assert small.state.memory.tobytes() == usual.state.memory.tobytes()

    def test_without_a_log_there_are_no_events(self, scenario):
        model = coopsim.CooperationModel(scenario, rng=3, compiled=False, log=False).run()
        assert model.state.events.shape[0] == 0 and model.state.alliance.event_count > 20
        assert len(model.event_log) == 0
