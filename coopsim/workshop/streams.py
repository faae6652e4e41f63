"""Answers that come in parts: who gets one, when it is dropped, and a sign of life while the work takes time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from coopsim.texts import UserError
from coopsim.workshop.limits import STREAMS, STREAMS_PER_ADDRESS

HEARTBEAT_SECONDS = 1.0


class Streams:
    """The answers under way: a newer question of the same kind by the same client ends the older answer."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], asyncio.Event] = {}
        self._by_address: Counter[str] = Counter()

    def check(self, address: str) -> None:
        """Raise UserError when this machine, or all together, wait for too many answers."""
        if self._by_address.get(address, 0) >= STREAMS_PER_ADDRESS or self._by_address.total() >= STREAMS:
            raise UserError("workshop_busy")

    @contextmanager
    def opened(self, address: str, client: str, kind: str) -> Iterator[asyncio.Event]:
        """An event that is set when the answer is no longer wanted."""
        key = (client, kind)
        if key in self._open:
            self._open[key].set()
        dropped = self._open[key] = asyncio.Event()
        self._by_address[address] += 1
        try:
            yield dropped
        finally:
            self._by_address[address] -= 1
            if self._by_address[address] <= 0:
                del self._by_address[address]
            if self._open.get(key) is dropped:
                del self._open[key]


class DroppedError(Exception):
    """The answer is no longer wanted."""


async def watched(
    work: Coroutine[Any, Any, Any], dropped: asyncio.Event, every: float = HEARTBEAT_SECONDS
) -> AsyncIterator[tuple[bool, Any]]:
    """``(False, None)`` every few seconds until the work is done, then ``(True, result)``.

    Raises DroppedError, with the work cancelled, as soon as ``dropped`` is set.
    """
    task = asyncio.ensure_future(work)
    stop = asyncio.ensure_future(dropped.wait())
    try:
        while True:
            await asyncio.wait({task, stop}, timeout=every, return_when=asyncio.FIRST_COMPLETED)
            if stop.done():
                raise DroppedError
            if task.done():
                yield True, task.result()
                return
            yield False, None
    finally:
        for one in (task, stop):
            if not one.done():
                one.cancel()
