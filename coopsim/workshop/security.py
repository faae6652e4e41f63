"""What a security review asks of a page: headers, same origin, known hosts, small bodies, failures in plain words."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coopsim.texts import LANGUAGES, UserError
from coopsim.workshop.limits import BODY_BYTES, BODY_SECONDS
from coopsim.workshop.messages import dumped, refusal

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
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def machine_names(host: str) -> frozenset[str]:
    """The names of this machine when it serves the network on ``host``: as given, its own names, those of loopback."""
    own = socket.gethostname()
    names = {host, own, f"{own.partition('.')[0]}.local", socket.getfqdn()}
    return LOOPBACK | {_name(name) for name in names if name and not _is_any(name)}


def _is_any(host: str) -> bool:
    """Whether a host stands for every address of the machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


class Guard:
    """Puts the headers on every answer, turns away strange hosts and requests from other pages, and says what failed.

    ``hosts`` are the names by which the page may be called, besides the address of this machine that a visitor has
    reached: any other name means that some web site has pointed its own name at this machine.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refusal(scope, Headers(scope=scope))
        try:
            status = 400 if refused == "workshop_two_lengths" else 403
            await (_said(refused, status, scope) if refused else self._app)(scope, receive, with_headers)
        except Exception:
            logging.getLogger(__name__).exception("A request failed.")
            if not begun:
                await _said("workshop_failed", 500, scope)(scope, receive, with_headers)

    def _refusal(self, scope: Scope, headers: Headers) -> str:
        """Key of the message with which a request is turned away; empty if it is not."""
        host, method = headers.get("host", ""), scope["method"]
        reached = (scope.get("server") or ("",))[0]
        if _name(host) not in self._hosts and _name(host) != _name(reached):
            return "workshop_strange_host"
        if "content-length" in headers and "transfer-encoding" in headers:
            return "workshop_two_lengths"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            navigates = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
            return "" if navigates else "workshop_other_origin"
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return "workshop_other_origin"
        if method == "POST" and headers.get("content-type", "").partition(";")[0] != "application/json":
            return "workshop_json"
        return ""


def _said(key: str, status: int, scope: Scope) -> Response:
    """A message in both languages: as the page reads it, or as a person does who has opened an address."""
    error = UserError(key)
    if scope["path"].startswith("/api/"):
        return Response(dumped(refusal(error)), status, media_type="application/json")
    return PlainTextResponse("\n".join(error.text(lang) for lang in LANGUAGES), status)


def _name(host: str) -> str:
    """A host without its port and brackets, as names and addresses are compared."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    name = host if host.count(":") > 1 else host.partition(":")[0]  # an address of version 6, as sockets give it
    return name.lower().removesuffix(".")


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
