"""The web application: a page, its data, and answers in parts.  No session is kept; settings come with each request."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from coopsim.scenario.schema import Scenario
from coopsim.texts import LANGUAGES, UserError, text
from coopsim.workshop import downloads, page_data, questions
from coopsim.workshop.engine import Engine
from coopsim.workshop.messages import RefusedError, dumped, refusal
from coopsim.workshop.readers import Readers
from coopsim.workshop.security import LOOPBACK, Guard, body
from coopsim.workshop.streams import DroppedError, Streams, Task

HERE: Final = Path(__file__).parent
T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    lang: str = "en",
    hosts: frozenset[str] = LOOPBACK,
    opened: dict[str, Any] | None = None,
    workers: int | None = None,
) -> Starlette:
    """The application.

    ``lang`` is the language the page opens in, ``hosts`` the names it may be called by, ``opened`` the region it opens
    with, ``workers`` the number of threads that simulate.
    """
    engine, readers = Engine(workers), Readers()
    templates = Jinja2Templates(directory=HERE / "templates")
    templates.env.globals["t"] = text

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        engine.start()
        readers.start()
        yield
        readers.close()
        engine.close()

    async def page(request: Request) -> Response:
        asked = request.query_params.get("lang", lang)
        chosen = asked if asked in LANGUAGES else lang
        return templates.TemplateResponse(request, "page.html", {"lang": chosen})

    routes = [
        Route("/", page),
        Route("/api/start", _start),
        Route("/api/region", _answering(questions.region), methods=["POST"]),
        Route("/api/open", _answering(questions.file), methods=["POST"]),
        Route("/api/compare", _streaming(questions.sides, Engine.compare), methods=["POST"]),
        Route("/api/levers", _streaming(questions.levers, Engine.levers), methods=["POST"]),
        Route("/api/run", _run, methods=["POST"]),
        Route("/api/save", _answering(questions.save), methods=["POST"]),
        Route("/api/results", _making("results", "application/zip"), methods=["POST"]),
        # a file to keep, never a page of this server
        Route("/api/report", _making("report", "application/octet-stream"), methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    handlers: dict[Any, Any] = dict.fromkeys((UserError, RefusedError), _refused)
    guard = Middleware(Guard, hosts=hosts)
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers, middleware=[guard])
    app.state.engine, app.state.readers, app.state.streams = engine, readers, Streams()
    app.state.opened = opened or {"name": "harz"}
    return app


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, RefusedError):
        return _json(dumped(error.args[0]), 422)
    later = isinstance(error, UserError) and error.key in ("workshop_busy", "workshop_stopped")
    return _json(dumped(refusal(error)), 503 if later else 422)


def _json(content: bytes, status: int = 200) -> Response:
    return Response(content, status, media_type="application/json")


async def _read(request: Request, work: Callable[[bytes], T]) -> T:
    """What a function of ``questions`` makes of the body of a request.

    Raises RefusedError, and UserError for a body that is too large or slow.
    """
    readers: Readers = request.app.state.readers
    return await readers.read(_client(request)[0], work, await body(request))


async def _start(request: Request) -> Response:
    return _json(dumped({**page_data.start_data(), "opened": request.app.state.opened}))


def _answering(work: Callable[[bytes], bytes]) -> Endpoint:
    """What needs no runs: a function of ``questions`` makes the whole answer."""

    async def answered(request: Request) -> Response:
        with _asked(request):
            return _json(await _read(request, work))

    return answered


async def _run(request: Request) -> Response:
    engine: Engine = request.app.state.engine
    with _asked(request):
        side, question = await _read(request, questions.run)
        client = _client(request)[1]
        found = await engine.single(side, question.run, question.kind, question.skip, client)
    if found is None:
        raise UserError("workshop_no_example")
    return _json(found)


def _making(what: str, kind: str) -> Endpoint:
    """A file that takes seconds to make, in its turn, and one at a time; ``what`` reads the question and makes it."""

    async def made(request: Request) -> Response:
        engine: Engine = request.app.state.engine
        with _asked(request, "drawings"):
            question = await _read(request, getattr(questions, what))
            file = await engine.drawn(_client(request)[1], getattr(downloads, what), *question)
        return Response(file, media_type=kind)

    return made


def _client(request: Request) -> tuple[str, str]:
    """Address of the machine, and what tells its open pages apart: a word that the page has drawn for itself."""
    address = request.client.host if request.client else ""
    word = request.headers.get("x-page", "")
    return address, f"{address}/{word if re.fullmatch(r'[A-Za-z0-9-]{8,40}', word) else ''}"


def _asked(request: Request, what: Task = "answers") -> AbstractContextManager[None]:
    """Counts a request while it is worked on; raises UserError when there are too many."""
    streams: Streams = request.app.state.streams
    address = _client(request)[0]
    streams.check(address, what)
    return streams.counted(address, what)


def _streaming(reading: Callable[[bytes], Any], answers: Callable[..., AsyncIterator[bytes]]) -> Endpoint:
    """An answer of the engine in parts, one JSON object a line; a newer one of its kind ends it."""

    async def lines(request: Request, scenarios: Iterable[Scenario]) -> AsyncIterator[bytes]:
        address, client = _client(request)
        streams: Streams = request.app.state.streams
        with streams.counted(address), streams.opened(client, answers.__name__) as dropped:
            try:
                async for message in answers(request.app.state.engine, *scenarios, client, dropped):
                    yield message + b"\n"
            except DroppedError:
                yield dumped({"kind": "dropped"}) + b"\n"
            except Exception:
                logging.getLogger(__name__).exception("An answer failed.")
                yield dumped({"kind": "failed"}) + b"\n"

    async def streamed(request: Request) -> Response:
        with _asked(request):
            scenarios = await _read(request, reading)
        return StreamingResponse(lines(request, scenarios), media_type="application/x-ndjson")

    return streamed
