"""Connections that cannot be held for ever: heads that do not arrive, visitors that do not read, addresses with many.

uvicorn limits neither how long the head of a request may take nor how many connections one address opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from coopsim.workshop.limits import CONNECTIONS, CONNECTIONS_PER_ADDRESS, DRAIN_SECONDS, HEAD_SECONDS, IDLE_SECONDS


class Connection(H11Protocol):
    """A connection of uvicorn with patience that ends, and with a place that a newer one may take while it is idle."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._patience: asyncio.TimerHandle | None = None
        self.waiting_since = 0.0

    @property
    def address(self) -> str:
        """Address of the machine at the other end."""
        return self.client[0] if self.client else ""

    @property
    def is_answering(self) -> bool:
        """Whether the head of a request has arrived that is still to be answered."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def is_idle(self) -> bool:
        """Whether it waits for the other end: for a request, or for the rest of one."""
        return not self.is_answering or self.cycle.more_body

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, if need be in place of the one that has been idle longest; else end it."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)
        open_ones = cast("set[Connection]", self.connections)
        for crowd, most in (
            ([one for one in open_ones if one.address == self.address], CONNECTIONS_PER_ADDRESS),
            (open_ones, CONNECTIONS),
        ):
            if len(crowd) > most:
                _longest_idle(crowd, self).end()

    def handle_events(self) -> None:
        """A request that is being answered takes the time it takes."""
        super().handle_events()
        if self.is_answering and not self.flow.write_paused:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request, but not for ever."""
        self._wait(IDLE_SECONDS + HEAD_SECONDS)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The visitor does not read on."""
        super().pause_writing()
        self._wait(DRAIN_SECONDS)

    def resume_writing(self) -> None:
        """The visitor reads on."""
        super().resume_writing()
        if self.is_answering:
            self._stop_waiting()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; amid an answer nothing can be said any more."""
        if self.is_answering or self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.end()
        else:
            super().send_400_response(msg)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_waiting()
        super().connection_lost(exc)

    def end(self) -> None:
        """End it at once; what has not been sent is dropped."""
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self.waiting_since = self.loop.time()
        self._patience = self.loop.call_later(seconds, self.end)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def _longest_idle(crowd: Iterable[Connection], newest: Connection) -> Connection:
    """The connection that has to go: the one idle longest, the newest where all others are in use."""
    idle = [one for one in crowd if one.is_idle and one is not newest]
    return min(idle, key=lambda one: one.waiting_since, default=newest)
