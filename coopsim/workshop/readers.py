"""Processes that read what visitors send: whatever a request holds, the server itself goes on answering others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from coopsim.texts import UserError
from coopsim.workshop import questions
from coopsim.workshop.limits import READ_SECONDS, READERS

T = TypeVar("T")


class Readers:
    """Some processes that are kept; each address has one of them at a time, so that no one can take them all."""

    def __init__(self, count: int = READERS, seconds: float = READ_SECONDS) -> None:
        self._count, self._seconds = count, seconds
        self._places = asyncio.Semaphore(count)
        self._limiter = CapacityLimiter(count)
        self._lines: dict[str, tuple[asyncio.Lock, int]] = {}  # lock, and how many wait for it or hold it

    async def start(self) -> None:
        """Start the processes and let them load what they need."""
        await asyncio.gather(*(self._prepared() for _ in range(self._count)))

    async def read(self, address: str, work: Callable[[bytes], T], body: bytes) -> T:
        """What a function of ``questions`` makes of a body, for a visitor at an address.

        Raises RefusedError for what cannot be used, UserError when it takes too long or the process ends; the process
        is then replaced.
        """
        async with self._line(address), self._places:
            try:
                with anyio.fail_after(self._seconds):
                    found: T = await to_process.run_sync(
                        questions.read, work, body, cancellable=True, limiter=self._limiter
                    )
                return found
            except TimeoutError:
                error = UserError("workshop_long")
            except BrokenWorkerProcess:
                error = UserError("workshop_stopped")
            await self._prepared()
            raise error

    async def _prepared(self) -> None:
        await to_process.run_sync(questions.prepare, limiter=self._limiter)

    @asynccontextmanager
    async def _line(self, address: str) -> AsyncIterator[None]:
        lock, count = self._lines.get(address, (asyncio.Lock(), 0))
        self._lines[address] = lock, count + 1
        try:
            async with lock:
                yield
        finally:
            count = self._lines[address][1] - 1
            if count:
                self._lines[address] = lock, count
            else:
                del self._lines[address]
