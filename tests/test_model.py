"""The Mesa model: a thin shell over the same state and rules."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
import warnings

import mesa
import numpy as np
import pytest
import strategies
from mesa.batchrunner import batch_run

import coopsim
from coopsim.model import codes, outcomes
from coopsim.model.variables import TOWN
from coopsim.run import monthly
from coopsim.submodels.schedule import SCHEDULE


@pytest.fixture
def scenario():
    """Three towns that soon talk, decide and build, and neither merge nor give up."""
    calm = {"merger_rate": 0.0, "exit_patience": 60.0, "talk_prize": 0.0, "talk_attitude": 0.0}
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
        _, after = run(lambda model: model.agents.do(lambda agent: setattr(agent, "recognition", 0.0)))
        assert before["month_talks"] == 0 < after["month_talks"]
        changed = coopsim.CooperationModel(scenario, rng=3, compiled=False)
        agent = changed.agents[2]
        agent.satisfaction = 0.125
        assert changed.state.town[2].satisfaction == 0.125 and changed.state.town[1].satisfaction != 0.125
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
        model = coopsim.CooperationModel(scenario, rng=1, schedule=schedule, compiled=False)
        model.step()
        model.step()
        assert seen == [(month, name) for month in (0, 1) for name in SCHEDULE.names]

    def test_compiled_steps_are_the_same(self, scenario):
        plain, fast = (coopsim.CooperationModel(scenario, rng=3, compiled=compiled).run() for compiled in (False, True))
        assert plain.state.memory.tobytes() == fast.state.memory.tobytes()
        assert np.array_equal(plain.event_log, fast.event_log)

    @pytest.mark.parametrize("numbers", [{"rng": -1}, {"run": -1}, {"rng": -5, "run": -5}])
    def test_negative_numbers_are_refused(self, scenario, numbers):
        with pytest.raises(ValueError, match=r"must be a whole number from 0 to"):
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


class TestCopies:
    """Same past, several futures."""

    @staticmethod
    def everything(model):
        collected = model.datacollector
        return (
            model.month, model.steps, model.running, model.seed_number, model.run_number, model.scenario,
            model.state.memory.tobytes(), model.event_log.tobytes(), repr(model.outcome()),
            collected.get_model_vars_dataframe().to_csv(), collected.get_agent_vars_dataframe().to_csv(),
        )  # fmt: skip

    @pytest.mark.parametrize("compiled", [False, True])
    @pytest.mark.parametrize("month", [0, 23, 60])
    def test_a_copy_goes_on_as_the_model_would(self, scenario, compiled, month, monkeypatch):
        monkeypatch.setattr(monthly, "_FREE_ROWS", 5)  # so that the log grows before and after
        model = coopsim.CooperationModel(scenario, rng=3, run=1, compiled=compiled)
        for _ in range(month):
            model.step()
        copies = [
            copy.deepcopy(model),
            pickle.loads(pickle.dumps(model)),
            pickle.loads(pickle.dumps(copy.deepcopy(model))),
        ]
        now = self.everything(model)
        for other in copies:
            assert self.everything(other) == now
            assert other.agents[0].model is other and other.agents[0].mayor.attitude == model.agents[0].mayor.attitude
        for other in copies[1:]:
            other.run()
        assert self.everything(model) == self.everything(copies[0]) == now
        model.run(), copies[0].run()
        assert (
            self.everything(model)
            == self.everything(copies[0])
            == self.everything(copies[1])
            == self.everything(copies[2])
        )
        whole = coopsim.CooperationModel(scenario, rng=3, run=1, compiled=compiled).run()
        assert self.everything(whole) == self.everything(model)

    def test_futures_are_independent_of_each_other(self, scenario):
        model = coopsim.CooperationModel(scenario, rng=3, compiled=False)
        for _ in range(12):
            model.step()
        one, other = copy.deepcopy(model), copy.deepcopy(model)
        one.agents[0].satisfaction = -1.0
        assert one.agents[0].satisfaction == -1.0 < other.agents[0].satisfaction == model.agents[0].satisfaction
        shallow = copy.copy(one)
        shallow.step()
        assert (shallow.month, one.month) == (13, 12)
        one.note = other.agents[1].note = "kept"
        assert copy.copy(one).note == pickle.loads(pickle.dumps(other)).agents[1].note == "kept"
        assert one.run().state.memory.tobytes() != other.run().state.memory.tobytes()

    def test_it_goes_on_in_another_process(self, scenario, tmp_path):
        model = coopsim.CooperationModel(scenario, rng=3, compiled=False)
        for _ in range(12):
            model.step()
        (tmp_path / "model").write_bytes(pickle.dumps(model))
        code = "import pickle, sys; m = pickle.load(open(sys.argv[1], 'rb')).run(); sys.stdout.buffer.write(m.state.memory.tobytes())"
        there = subprocess.run([sys.executable, "-c", code, tmp_path / "model"], capture_output=True, check=True)
        assert there.stdout == model.run().state.memory.tobytes()


class TestMesa:
    """What versions 3.3 to 3.5 of Mesa do differently."""

    def test_the_scenario_is_the_one_that_was_given(self, scenario):
        model = coopsim.CooperationModel(scenario, rng=1, compiled=False)
        assert model.scenario is scenario
        assert copy.deepcopy(model).scenario == scenario

    def test_without_a_seed_one_is_drawn_and_kept(self, scenario):
        one, other = (coopsim.CooperationModel(scenario, rng=None, compiled=False) for _ in range(2))
        assert one.seed_number != other.seed_number
        assert (
            coopsim.CooperationModel(scenario, one.seed_number, compiled=False).run().state.memory.tobytes()
            == one.run().state.memory.tobytes()
        )

    @pytest.mark.parametrize("name", ["rng", "run"])
    @pytest.mark.parametrize("value", [1.0, "1", True, [1], np.random.default_rng(1)])
    def test_what_is_no_whole_number_is_no_seed(self, scenario, name, value):
        with pytest.raises(TypeError, match=f"^{name} must be a whole number from 0 to"):
            coopsim.CooperationModel(scenario, **{name: value})

    def test_whole_numbers_of_numpy_and_great_ones_are_taken(self, scenario):
        model = coopsim.CooperationModel(scenario, np.int32(3), np.uint8(2), compiled=False)
        assert (model.seed_number, model.run_number) == (3, 2)
        assert coopsim.CooperationModel(scenario, 2**64 - 1, compiled=False).seed_number == 2**64 - 1
        with pytest.raises(ValueError, match="from 0 to"):
            coopsim.CooperationModel(scenario, 2**64)

    def test_seed_is_another_name_for_rng(self, scenario):
        assert coopsim.CooperationModel(scenario, seed=7, compiled=False).seed_number == 7
        with pytest.raises(ValueError, match="two names"):
            coopsim.CooperationModel(scenario, 7, seed=7)

    @staticmethod
    def batch(scenario, parameters, **options):
        rows = batch_run(
            coopsim.CooperationModel,
            {"scenario": [scenario], "compiled": [False]} | parameters,
            display_progress=False,
            **options,
        )
        one_of_each = {row["RunId"]: (row["seed"], row["effort"]) for row in rows}
        return list(one_of_each.values())

    @pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")
    def test_replicates_differ_and_can_be_repeated(self, scenario):
        found = self.batch(scenario, {}, iterations=3)
        assert len(set(found)) == len({seed for seed, _ in found}) == 3
        for seed, effort in found:
            assert coopsim.CooperationModel(scenario, seed, compiled=False).run().state.alliance.effort == effort

    @pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")
    def test_equal_ones_say_why(self, scenario):
        if "rng" in inspect.signature(batch_run).parameters:  # Mesa 3.4 and later give each iteration a seed of its own
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                assert len(set(self.batch(scenario, {}, rng=[1, 2]))) == 2
            return
        with pytest.warns(UserWarning, match="This iteration of batch_run repeats the one before: same rng"):
            assert len(set(self.batch(scenario, {"rng": [1]}, iterations=2))) == 1

    def test_runs_can_be_named(self, scenario):
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            assert len(set(self.batch(scenario, {"run": range(3)}))) == 3


class TestWorld:
    def test_it_is_what_the_rules_read(self, model):
        assert model.world.town.population.tolist() == [20_000.0, 30_000.0, 40_000.0]
        assert model.world.scenario.horizon == 60 and model.world.distance.shape == (3, 3)
