"""Processes that read what visitors send: whatever a request holds, the server itself goes on answering others."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from coopsim.texts import UserError
from coopsim.workshop import questions
from coopsim.workshop.fair_queue import FairQueue
from coopsim.workshop.limits import READ_SECONDS, READERS

T = TypeVar("T")


class Readers:
    """Some processes that are kept; each address has one of them at a time, so that no one can take them all."""

    def __init__(self, count: int = READERS, seconds: float = READ_SECONDS) -> None:
        self._count, self._seconds = count, seconds
        self._queue = FairQueue(count, turn=1)  # each of its threads has a process
        self._mine = threading.local()
        self._all: set[_Reader] = set()
        self._lines: dict[str, tuple[asyncio.Lock, int]] = {}  # lock, and how many wait for it or hold it

    def start(self) -> None:
        """Start the processes and let them load what they need."""
        for _ in range(self._count):
            self._queue.submit("", 0, self._reader)

    def close(self) -> None:
        """End the processes."""
        self._queue.close()
        for reader in list(self._all):
            reader.end()

    async def read(self, address: str, work: Callable[[bytes], T], body: bytes) -> T:
        """What a function of ``questions`` makes of a body, for a visitor at an address.

        Raises RefusedError for what cannot be used, UserError when it takes too long or the process ends; the process
        is then replaced.
        """
        async with self._line(address):
            ticket = self._queue.submit(address, 0, partial(self._read, work, body))
            found: T = await asyncio.wrap_future(ticket.future)
            return found

    def _read(self, work: Callable[[bytes], Any], body: bytes) -> Any:
        try:
            good, found = self._reader().read(work, body, self._seconds)
        except TimeoutError:
            raise UserError("workshop_long") from None
        except (EOFError, OSError):
            raise UserError("workshop_stopped") from None
        finally:
            self._reader()
        if not good:
            raise found
        return found

    def _reader(self) -> _Reader:
        """The process of this thread; a new one where the old one has ended."""
        reader: _Reader | None = getattr(self._mine, "reader", None)
        if reader is None or not reader.is_alive:
            if reader is not None:
                self._all.discard(reader)
            reader = self._mine.reader = _Reader()
            self._all.add(reader)
        return reader

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


class _Reader:
    """A process that reads one request after the other."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._line, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        other.close()
        self._line.recv()  # it is ready

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return not self._line.closed and self._process.is_alive()

    def read(self, work: Callable[[bytes], Any], body: bytes, seconds: float) -> tuple[bool, Any]:
        """Whether it could be read, and what it holds or what was wrong.

        Raises TimeoutError when it takes longer, EOFError or OSError when the process ends; it is gone then.
        """
        try:
            self._line.send((work, body))
            if not self._line.poll(seconds):
                raise TimeoutError
            found: tuple[bool, Any] = self._line.recv()
            return found
        except (TimeoutError, EOFError, OSError):
            self.end()
            raise

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()
        self._line.close()


def _serve(line: Connection) -> None:
    """Read what comes in until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its processes
    questions.prepare()
    line.send(None)
    while True:
        try:
            work, body = line.recv()
        except EOFError:
            return
        try:
            answer = True, questions.read(work, body)
        except Exception as error:
            answer = False, error
        line.send(answer)
