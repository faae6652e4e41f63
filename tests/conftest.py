"""What several folders of tests share: markers, options, Hypothesis profiles, and a bench for single submodels.

Its place makes pytest find the modules that several folders share, such as ``fake_ensemble`` and ``strategies``.

``-m "not slow"`` leaves out the slow tests; ``HYPOTHESIS_PROFILE=thorough`` tries many random examples instead of a few fixed
ones; ``--renew-baseline`` writes the exact baseline anew (``test_baseline.py``).  With the environment variable ``CI`` a
test that is skipped fails, unless the machine forbids what it needs: nothing is left out there unseen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
os.environ.setdefault("OMP_NUM_THREADS", "1")  # tests run side by side, a process for each processor
settings.register_profile("everyday", max_examples=15, derandomize=True, deadline=None, suppress_health_check=_CHECKS)
settings.register_profile("thorough", max_examples=300, deadline=None, suppress_health_check=_CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-baseline", action="store_true", help="write tests/baseline.json anew")


def _counted(report: Any) -> Any:
    """A report in which what was left out on CI has failed."""
    if report.skipped and os.environ.get("CI") and "this machine forbids" not in str(report.longrepr):
        report.outcome, report.longrepr = "failed", f"Left out on CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _counted((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _counted((yield))


class Bench:
    """One run, initialised, on which a test sets the state by hand and applies single rules in plain Python.

    Attributes:
        w, p, s, key: world, parameters, state and key of the run, as rules see them; parameters can be set (`bench.p.noise = 0`).
    """

    def __init__(self, scenario: Any, seed: int = 1, run: int = 0, events: int = 2000) -> None:
        from coopsim.model.streams import interpreted, run_key
        from coopsim.run.runner import make_state
        from coopsim.scenario.inputs import build_world, parameter_record
        from coopsim.submodels.setup import initialise

        self.scenario = scenario
        self.w, self.p = build_world(scenario), parameter_record(scenario)
        self.s = make_state(scenario, self.w, events)
        with interpreted():
            self.key = run_key(seed, run)
            initialise(self.key, self.p, self.w, self.s)

    def do(self, rule: Callable[..., Any], *arguments: Any) -> Any:
        """Apply a rule as the interpreter of schedules would: divisions by zero raise."""
        from coopsim.model.streams import interpreted

        with interpreted():
            return rule(*arguments)

    def step(self, rule: Callable[..., Any], month: int) -> None:
        """Apply a submodel of the schedule."""
        self.do(rule, month, self.key, self.p, self.w, self.s)

    def run(self, first: int, last: int, schedule: Any = None) -> None:
        """Months first … last − 1 of a schedule."""
        from coopsim.run.runner import runner
        from coopsim.submodels.schedule import SCHEDULE

        runner(schedule or SCHEDULE, False).run_months(first, last, self.key, self.p, self.w, self.s)

    def form(self, name: str) -> int:
        """Row of a governance model."""
        return list(self.scenario.governance_models).index(name)

    def found(self, form: str = "cooperation_body", month: int = 0) -> None:
        """All members have founded this form: a working alliance, as founding would leave it."""
        from coopsim.submodels.contract import found
        from coopsim.submodels.partners import count_participants

        s, row = self.s, self.form(form)
        for i in range(len(s.town)):
            s.town[i].talks = s.town[i].member = int(self.w.town[i].role == 0)
        s.alliance.talks = s.alliance.groups = s.alliance.meets = 1
        s.alliance.rung = 1
        s.alliance.month_talks = s.alliance.month_letter = s.alliance.month_start = month
        s.alliance.sought = row
        self.do(count_participants, s)
        self.do(found, month, row, 1.0, self.w, s)

    def utilities(self, *values: float) -> None:
        """What the municipalities think of the proposal at hand."""
        self.s.vote.utility[: len(values)] = values

    def terms(self, i: int) -> list[float]:
        """The five terms of the decision of municipality ``i``."""
        return [float(self.s.vote[i][name]) for name in ("own", "relative", "trust", "burden", "attitude")]

    def happened(self, *kinds: str) -> list[str]:
        """Names of the events in the log, in order; only of these kinds if any are given."""
        from coopsim.model import codes

        names = [codes.EVENTS[int(row[1])] for row in self.s.events[: int(self.s.alliance.event_count)]]
        return [name for name in names if not kinds or name in kinds]

    def last_event(self, kind: str) -> Any:
        """The last event of a kind: month, kind, actor, object, six terms."""
        from coopsim.model import codes

        rows = self.s.events[: int(self.s.alliance.event_count)]
        return rows[rows[:, 1] == codes.EVENTS.index(kind)][-1]


@pytest.fixture
def document() -> dict[str, Any]:
    """The document of three towns, to be changed and built."""
    import strategies

    return strategies.three_towns()


@pytest.fixture
def bench() -> Bench:
    """A bench with three towns of which all is known; nobody talks yet."""
    import strategies

    return Bench(strategies.built(strategies.three_towns()))


@pytest.fixture
def bench_of() -> Callable[..., Bench]:
    """A bench with the scenario of a document, or with a scenario."""
    import strategies

    def make(scenario: Any, seed: int = 1, run: int = 0) -> Bench:
        return Bench(strategies.built(scenario) if isinstance(scenario, dict) else scenario, seed, run)

    return make


@pytest.fixture
def lucky(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, float], None]:
    """`lucky("membership", 0.0)`: all uniform draws of this submodel file are this number, all normal ones 0."""

    def fix(file: str, u: float) -> None:
        for name, value in (("uniform", u), ("normal", 0.0)):
            monkeypatch.setattr(f"coopsim.submodels.{file}.{name}", lambda *_, value=value: value, raising=False)

    return fix
