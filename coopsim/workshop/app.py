"""The web application: a page, its data, and answers in parts.  No session is kept; settings come with each request."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from coopsim.scenario.contents import scenario_from_text
from coopsim.scenario.errors import ScenarioError
from coopsim.texts import LANGUAGES, UserError, text
from coopsim.workshop import downloads, material
from coopsim.workshop.elsewhere import elsewhere
from coopsim.workshop.engine import REFINE, Engine
from coopsim.workshop.limits import check_size
from coopsim.workshop.messages import dumped
from coopsim.workshop.refusals import refusal
from coopsim.workshop.security import LOOPBACK, Guard, body
from coopsim.workshop.settings import Region, Setup, SideName, region_scenario, scenarios
from coopsim.workshop.single import Kind
from coopsim.workshop.streams import DroppedError, Streams

HERE: Final = Path(__file__).parent
B = TypeVar("B", bound=BaseModel)


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunQuestion(_Question):
    """Which run to show: one by its number, or the ``skip``-th example of a kind."""

    setup: Setup
    side: SideName
    run: int | None = Field(default=None, strict=True, ge=0, le=100_000)
    kind: Kind = "typical"
    skip: int = Field(default=0, strict=True, ge=0, le=1000)


class LeverQuestion(_Question):
    """Which setting the levers are tried on."""

    setup: Setup
    side: SideName = "a"


class FileQuestion(_Question):
    """The text of a scenario file."""

    text: str = Field(max_length=200_000)


class ResultsQuestion(_Question):
    """Settings, and the language of tables and figures."""

    setup: Setup
    lang: Literal["en", "de"]


class ReportQuestion(ResultsQuestion):
    """In which form the report is wanted."""

    form: Literal["pdf", "html"]


def create_app(
    lang: str = "en",
    hosts: frozenset[str] | None = LOOPBACK,
    opened: dict[str, Any] | None = None,
    workers: int | None = None,
) -> Starlette:
    """The application.

    ``lang`` is the language the page opens in, ``hosts`` the names it may be called by (None: any), ``opened`` the
    region it opens with, ``workers`` the number of threads that simulate.
    """
    engine = Engine(workers)
    templates = Jinja2Templates(directory=HERE / "templates")
    templates.env.globals["t"] = text

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        engine.start()
        yield
        engine.close()

    async def page(request: Request) -> Response:
        asked = request.query_params.get("lang", lang)
        chosen = asked if asked in LANGUAGES else lang
        return templates.TemplateResponse(request, "page.html", {"lang": chosen})

    routes = [
        Route("/", page),
        Route("/api/start", _start),
        Route("/api/region", _region, methods=["POST"]),
        Route("/api/open", _open, methods=["POST"]),
        Route("/api/compare", _compare, methods=["POST"]),
        Route("/api/levers", _levers, methods=["POST"]),
        Route("/api/run", _run, methods=["POST"]),
        Route("/api/save", _save, methods=["POST"]),
        Route("/api/results", _results, methods=["POST"]),
        Route("/api/report", _report, methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    handlers: dict[Any, Any] = dict.fromkeys((ScenarioError, UserError, ValidationError), _refused)
    guard = Middleware(Guard, hosts=hosts)
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers, middleware=[guard])
    app.state.engine, app.state.streams = engine, Streams()
    app.state.opened = opened or {"name": "harz"}
    return app


async def _refused(request: Request, error: Exception) -> Response:
    busy = isinstance(error, UserError) and error.key == "workshop_busy"
    return _json(refusal(error), 503 if busy else 422)


def _json(content: Any, status: int = 200) -> Response:
    return Response(dumped(content), status, media_type="application/json")


async def _question(request: Request, kind: type[B]) -> B:
    """The body of a request as a question; raises UserError or ValidationError for anything else."""
    try:
        content = json.loads(await body(request))
    except (ValueError, RecursionError):
        raise UserError("workshop_json") from None
    return kind.model_validate(content)


async def _start(request: Request) -> Response:
    return _json({**material.start_data(), "opened": request.app.state.opened})


async def _region(request: Request) -> Response:
    return _json(material.region_data(region_scenario(await _question(request, Region))))


async def _open(request: Request) -> Response:
    scenario = scenario_from_text((await _question(request, FileQuestion)).text)
    check_size(scenario)
    return _json({"document": scenario.to_document(), **material.region_data(scenario)})


async def _compare(request: Request) -> Response:
    a, b = scenarios(await _question(request, Setup))
    engine: Engine = request.app.state.engine
    return _stream(request, "compare", lambda client, dropped: engine.compare(a, b, client, dropped))


async def _levers(request: Request) -> Response:
    question = await _question(request, LeverQuestion)
    side = scenarios(question.setup)[question.side == "b"]
    engine: Engine = request.app.state.engine
    return _stream(request, "levers", lambda client, dropped: engine.levers(side, client, dropped))


async def _run(request: Request) -> Response:
    question = await _question(request, RunQuestion)
    side = scenarios(question.setup)[question.side == "b"]
    engine: Engine = request.app.state.engine
    client = _client(request)[1]
    found = await engine.single(side, question.run, question.kind, question.skip, client)
    if found is None:
        raise UserError("workshop_no_example")
    return _json(found)


async def _save(request: Request) -> Response:
    setup = await _question(request, Setup)
    return _json({"files": downloads.files(setup), "python": downloads.python_lines(setup)})


async def _results(request: Request) -> Response:
    question = await _question(request, ResultsQuestion)
    made = await _made(request, downloads.results, question.setup, question.lang)
    return Response(made, media_type="application/zip")


async def _report(request: Request) -> Response:
    question = await _question(request, ReportQuestion)
    made = await _made(request, downloads.report, question.setup, question.lang, question.form)
    return Response(made, media_type="application/octet-stream")  # a file to keep, never a page of this server


async def _made(request: Request, make: Callable[..., bytes], setup: Setup, *more: str) -> bytes:
    """A file that takes seconds to make, in its turn, and one at a time."""
    scenarios(setup)
    engine: Engine = request.app.state.engine
    await engine.rules_loaded()
    async with engine.drawing:
        return await engine.work(_client(request)[1], REFINE, partial(elsewhere, make, setup, *more))


def _client(request: Request) -> tuple[str, str]:
    """Address of the machine, and what tells its open pages apart: a word that the page has drawn for itself."""
    address = request.client.host if request.client else ""
    word = request.headers.get("x-page", "")
    return address, f"{address}/{word if re.fullmatch(r'[A-Za-z0-9-]{8,40}', word) else ''}"


def _stream(request: Request, kind: str, answers: Callable[[str, Any], AsyncIterator[bytes]]) -> Response:
    """An answer in parts, one JSON object a line; raises UserError when too many are under way."""
    address, client = _client(request)
    streams: Streams = request.app.state.streams
    streams.check(address)

    async def lines() -> AsyncIterator[bytes]:
        with streams.opened(address, client, kind) as dropped:
            try:
                async for message in answers(client, dropped):
                    yield message + b"\n"
            except DroppedError:
                yield dumped({"kind": "dropped"}) + b"\n"
            except Exception:
                logging.getLogger(__name__).exception("An answer failed.")
                yield dumped({"kind": "failed"}) + b"\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")
