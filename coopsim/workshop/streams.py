"""Answers that come in parts: who gets one, when it is dropped, and a sign of life while the work takes time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

from coopsim.texts import UserError
from coopsim.workshop.limits import DRAWINGS_PER_ADDRESS, STREAMS, STREAMS_PER_ADDRESS

HEARTBEAT_SECONDS = 1.0
Task = Literal["answers", "drawings"]
PER_ADDRESS: Final[dict[Task, int]] = {"answers": STREAMS_PER_ADDRESS, "drawings": DRAWINGS_PER_ADDRESS}


class Streams:
    """What is under way: how much by each address, and which answers a newer question of the same client ends."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], asyncio.Event] = {}
        self._by_address: Counter[tuple[Task, str]] = Counter()

    def check(self, address: str, what: Task = "answers") -> None:
        """Raise UserError when this machine, or all together, wait for too much."""
        here = self._by_address[what, address]
        everywhere = sum(count for (task, _), count in self._by_address.items() if task == what)
        if here >= PER_ADDRESS[what] or everywhere >= STREAMS:
            raise UserError("workshop_busy")

    @contextmanager
    def counted(self, address: str, what: Task = "answers") -> Iterator[None]:
        """Count one more for this machine."""
        self._by_address[what, address] += 1
        try:
            yield
        finally:
            self._by_address[what, address] -= 1
            self._by_address += Counter()  # keeps only what is above 0

    @contextmanager
    def opened(self, client: str, kind: str) -> Iterator[asyncio.Event]:
        """An event that is set when the answer is no longer wanted."""
        key = (client, kind)
        if key in self._open:
            self._open[key].set()
        dropped = self._open[key] = asyncio.Event()
        try:
            yield dropped
        finally:
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
