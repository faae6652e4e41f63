"""Work for a few threads, shared fairly: what is urgent first, and among the urgent each client in turn."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

TURN = 4  #: tasks: both sides of a first answer on three towns


@dataclass(eq=False)
class Ticket:
    """A place in the queue: ``future`` will hold the result; a lower ``rank`` is more urgent."""

    client: str
    rank: int
    task: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)


class FairQueue:
    """Runs tasks on ``workers`` threads.

    A task of the lowest rank runs first; among those, the clients take turns of ``TURN`` tasks, so that one who asks
    for much does not keep one waiting who asks for little, and small questions are answered one after the other
    instead of all at the end.
    """

    def __init__(self, workers: int) -> None:
        self._ranks: dict[int, OrderedDict[str, deque[Ticket]]] = {}
        self._turn: tuple[int, str] | None = None  # rank and client whose turn it is
        self._left = 0  # tasks of that turn
        self._condition = threading.Condition()
        self._open = True
        self._threads = [threading.Thread(target=self._work, name=f"coopsim-{i}", daemon=True) for i in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, client: str, rank: int, task: Callable[[], Any]) -> Ticket:
        """Queue a task; raises RuntimeError once the queue is closed."""
        ticket = Ticket(client, rank, task)
        with self._condition:
            if not self._open:
                raise RuntimeError("The queue is closed.")
            self._add(ticket)
            self._condition.notify()
        return ticket

    def promote(self, ticket: Ticket, client: str, rank: int) -> None:
        """Let a waiting task be as urgent as another client needs it; without effect once it runs."""
        with self._condition:
            if rank < ticket.rank and self._take_out(ticket):
                ticket.client, ticket.rank = client, rank
                self._add(ticket)

    def cancel(self, ticket: Ticket) -> None:
        """Take a task out of the queue; without effect once it runs."""
        with self._condition:
            self._take_out(ticket)
        ticket.future.cancel()

    def waiting(self) -> int:
        """Tasks that no thread has begun."""
        with self._condition:
            return sum(len(line) for lines in self._ranks.values() for line in lines.values())

    def close(self) -> None:
        """Drop what waits and let the threads end after what they do now."""
        with self._condition:
            self._open = False
            left = [ticket for lines in self._ranks.values() for line in lines.values() for ticket in line]
            self._ranks.clear()
            self._condition.notify_all()
        for ticket in left:
            ticket.future.cancel()

    def _add(self, ticket: Ticket) -> None:
        self._ranks.setdefault(ticket.rank, OrderedDict()).setdefault(ticket.client, deque()).append(ticket)

    def _take_out(self, ticket: Ticket) -> bool:
        line = self._ranks.get(ticket.rank, OrderedDict()).get(ticket.client)
        if line is None or ticket not in line:
            return False
        line.remove(ticket)
        self._tidy(ticket.rank, ticket.client)
        return True

    def _tidy(self, rank: int, client: str) -> None:
        lines = self._ranks[rank]
        if not lines[client]:
            del lines[client]
        if not lines:
            del self._ranks[rank]

    def _next(self) -> Ticket | None:
        with self._condition:
            while self._open and not self._ranks:
                self._condition.wait()
            if not self._open:
                return None
            rank = min(self._ranks)
            lines = self._ranks[rank]
            client = next(iter(lines))
            if self._turn != (rank, client):
                self._turn, self._left = (rank, client), TURN
            ticket = lines[client].popleft()
            self._left -= 1
            if self._left == 0:
                lines.move_to_end(client)
            if self._left == 0 or not lines[client]:
                self._turn = None
            self._tidy(rank, client)
            return ticket

    def _work(self) -> None:
        while (ticket := self._next()) is not None:
            if not ticket.future.set_running_or_notify_cancel():
                continue
            try:
                ticket.future.set_result(ticket.task())
            except BaseException as error:
                ticket.future.set_exception(error)
