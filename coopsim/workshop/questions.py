"""What the page asks, from the bytes of a request, which are looked at first; done outside the server's process."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, TypeVar

from pydantic import Field, ValidationError

from coopsim.scenario.contents import scenario_from_text
from coopsim.scenario.errors import ScenarioError
from coopsim.scenario.schema import Scenario
from coopsim.texts import Lang, UserError
from coopsim.workshop import downloads, page_data
from coopsim.workshop.limits import FILE_LETTERS, MOST_DEPTH, MOST_LETTERS, MOST_VALUES, UNFIT, check_size
from coopsim.workshop.messages import RefusedError, dumped, refusal
from coopsim.workshop.one_run import Kind
from coopsim.workshop.settings import Body, Region, Setup, SideName, region_scenario, scenarios

_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|$)', re.DOTALL)  # the closing one may be missing
_UNFIT: Final = re.compile(f"[{UNFIT}]")


def parsed(body: bytes, longest: int = MOST_LETTERS) -> Any:
    """What the JSON of a request holds; ``longest`` is the most letters of a text in it.

    Raises UserError for what is no JSON, too deep, too much, or holds letters that no text needs.
    """
    _check_marks(body)
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UserError("workshop_json") from None
    check_texts(content, longest)
    return content


def check_texts(content: Any, longest: int = MOST_LETTERS) -> None:
    """Refuse texts and keys that are too long or hold letters that no text needs; raises UserError."""
    for words in _texts(content):
        if len(words) > longest:
            raise UserError("workshop_text", found=len(words), most=longest, text=_legible(words))
        unfit = _UNFIT.search(words)
        if unfit is not None:
            raise UserError("workshop_letter", letter=f"U+{ord(unfit[0]):04X}", text=_legible(words))


def _check_marks(body: bytes) -> None:
    """Count brackets and commas outside texts, in one pass and before anything is built from them."""
    marks = _TEXT.sub(b"", body)
    depth = deepest = 0
    for mark in re.finditer(rb"[\[\]{}]", marks):
        depth += 1 if mark[0] in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > MOST_DEPTH:
            raise UserError("workshop_depth", most=MOST_DEPTH)
    values = marks.count(b",") + 1
    if values > MOST_VALUES:
        raise UserError("workshop_values", found=values, most=MOST_VALUES)


def _texts(content: Any) -> Iterator[str]:
    left = [content]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)


def _legible(words: str) -> str:
    """The beginning of a text, with a mark for each letter that cannot be shown."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", words[:40]) + ("…" if len(words) > 40 else "")


T = TypeVar("T")


class LeverQuestion(Body):
    """Which setting the levers are tried on."""

    setup: Setup
    side: SideName = "a"


class RunQuestion(LeverQuestion):
    """Which run to show: one by its number, or the ``skip``-th example of a kind."""

    side: SideName
    run: int | None = Field(default=None, strict=True, ge=0, le=100_000)
    kind: Kind = "typical"
    skip: int = Field(default=0, strict=True, ge=0, le=1000)


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


def levers(body: bytes) -> tuple[Scenario]:
    """The scenario that levers are tried on."""
    question = LeverQuestion.model_validate(parsed(body))
    return (_fingerprinted(*scenarios(question.setup))[question.side == "b"],)


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
