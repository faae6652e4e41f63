"""What the page asks, from the bytes of a request to scenarios or a ready answer; done outside the server's process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from pydantic import Field, ValidationError

from coopsim.scenario.contents import scenario_from_text
from coopsim.scenario.errors import ScenarioError
from coopsim.scenario.schema import Scenario
from coopsim.texts import Lang, UserError
from coopsim.workshop import downloads, page_data
from coopsim.workshop.limits import FILE_LETTERS, check_size
from coopsim.workshop.messages import dumped
from coopsim.workshop.one_run import Kind
from coopsim.workshop.refusals import RefusedError, refusal
from coopsim.workshop.screening import check_texts, parsed
from coopsim.workshop.settings import Body, Region, Setup, SideName, region_scenario, scenarios

T = TypeVar("T")


class RunQuestion(Body):
    """Which run to show: one by its number, or the ``skip``-th example of a kind."""

    setup: Setup
    side: SideName
    run: int | None = Field(default=None, strict=True, ge=0, le=100_000)
    kind: Kind = "typical"
    skip: int = Field(default=0, strict=True, ge=0, le=1000)


class LeverQuestion(Body):
    """Which setting the levers are tried on."""

    setup: Setup
    side: SideName = "a"


class FileQuestion(Body):
    """The text of a scenario file."""

    text: str = Field(max_length=FILE_LETTERS)


class ResultsQuestion(Body):
    """Settings, and the language of tables and figures."""

    setup: Setup
    lang: Lang


class ReportQuestion(ResultsQuestion):
    """In which form the report is wanted."""

    form: Literal["pdf", "html"]


def read(work: Callable[[bytes], T], body: bytes) -> T:
    """What ``work`` makes of the body of a request; raises RefusedError with the words for whoever sent it."""
    try:
        return work(body)
    except (ScenarioError, UserError, ValidationError) as error:
        raise RefusedError(refusal(error)) from None
    except (RecursionError, MemoryError):
        raise RefusedError(refusal(UserError("workshop_long"))) from None


def prepare() -> None:
    """Load what reading needs."""
    page_data.region_data(region_scenario(Region(name="harz")))


def region(body: bytes) -> bytes:
    """Towns, governance models and settings of a region, as JSON."""
    return dumped(page_data.region_data(region_scenario(Region.model_validate(parsed(body)))))


def file(body: bytes) -> bytes:
    """The same of a scenario file, and the file as a document."""
    question = FileQuestion.model_validate(parsed(body, FILE_LETTERS))
    scenario = scenario_from_text(question.text)
    document = scenario.to_document()
    check_texts(document)
    check_size(scenario)
    return dumped({"document": document, **page_data.region_data(scenario)})


def sides(body: bytes) -> tuple[Scenario, Scenario]:
    """The scenarios of A and B."""
    return _fingerprinted(*scenarios(Setup.model_validate(parsed(body))))


def levers(body: bytes) -> Scenario:
    """The scenario that levers are tried on."""
    question = LeverQuestion.model_validate(parsed(body))
    return _fingerprinted(*scenarios(question.setup))[question.side == "b"]


def run(body: bytes) -> tuple[Scenario, RunQuestion]:
    """The scenario of a run, and which run it is."""
    question = RunQuestion.model_validate(parsed(body))
    return _fingerprinted(*scenarios(question.setup))[question.side == "b"], question


def save(body: bytes) -> bytes:
    """Scenario files of both sides and the lines in Python, as JSON."""
    setup = Setup.model_validate(parsed(body))
    return dumped({"files": downloads.files(setup), "python": downloads.python_lines(setup)})


def results(body: bytes) -> tuple[Setup, str]:
    """Settings that have been checked, and the language."""
    question = ResultsQuestion.model_validate(parsed(body))
    scenarios(question.setup)
    return question.setup, question.lang


def report(body: bytes) -> tuple[Setup, str, str]:
    """Settings that have been checked, the language and the form of the report."""
    question = ReportQuestion.model_validate(parsed(body))
    scenarios(question.setup)
    return question.setup, question.lang, question.form


def _fingerprinted(a: Scenario, b: Scenario) -> tuple[Scenario, Scenario]:
    """Both with their fingerprints worked out, which they keep."""
    assert a.fingerprint and b.fingerprint
    return a, b
