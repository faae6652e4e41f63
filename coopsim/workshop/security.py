"""What a security review asks of a page: headers, same origin, known hosts, small bodies that arrive in time."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coopsim.texts import UserError
from coopsim.workshop.limits import BODY_BYTES, BODY_SECONDS

#: Scripts, styles and data from this server only; nothing inline, no frames, no forms.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-cache",
}
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


class Guard:
    """Puts the headers on every answer and turns away strange hosts and requests from other pages.

    ``hosts`` are the names by which the page may be called, None for any: on loopback a foreign name means that some
    web site has pointed its own name at this machine.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)

    def _refusal(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if self._hosts is not None and _name(host) not in self._hosts:
            return "Unknown host."
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "" if method == "GET" and headers.get("sec-fetch-mode") == "navigate" else "Other origin."
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return "Other origin."
        if method == "POST" and headers.get("content-type", "").partition(";")[0] != "application/json":
            return "Not JSON."
        return ""


def _name(host: str) -> str:
    """A host without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


async def body(request: Request) -> bytes:
    """The body of a request; raises UserError when it is too large or too slow."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > BODY_BYTES:
        raise UserError("workshop_body", most=BODY_BYTES // 1024)
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > BODY_BYTES:
                    raise UserError("workshop_body", most=BODY_BYTES // 1024)
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        raise UserError("workshop_slow") from None
    return b"".join(parts)
