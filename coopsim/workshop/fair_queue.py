"""Work for a few threads, shared fairly: what is urgent first, and among the urgent each client in turn."""

from __future__ import annotations

import threading
from collections import OrderedDict
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


#: Of one rank: tasks in order, by address and client.
Lines = OrderedDict[str, OrderedDict[str, OrderedDict[Ticket, None]]]


def _address(client: str) -> str:
    return client.partition("/")[0]


class FairQueue:
    """Runs tasks on ``workers`` threads.

    A task of the lowest rank runs first; among those, the addresses take turns of ``turn`` tasks, and behind one
    address its clients, so that one who asks for much, under however many names, does not keep one waiting who asks
    for little, and small questions are answered one after the other instead of all at the end.  A client is called by
    its address, or ``address/name``.
    """

    def __init__(self, workers: int, turn: int = TURN) -> None:
        self._ranks: dict[int, Lines] = {}
        self._turn: tuple[int, str] | None = None  # rank and client whose turn it is
        self._tasks_of_turn = turn
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
            return len(self._all())

    def ahead(self, client: str, rank: int) -> int:
        """Tasks of others that no thread has begun and that may come before those of a client at a rank."""
        with self._condition:
            lines = (line for place, found in self._ranks.items() if place <= rank for line in found.values())
            return sum(len(line) for clients in lines for name, line in clients.items() if name != client)

    def close(self) -> None:
        """Drop what waits and let the threads end after what they do now."""
        with self._condition:
            self._open = False
            left = self._all()
            self._ranks.clear()
            self._condition.notify_all()
        for ticket in left:
            ticket.future.cancel()

    def _all(self) -> list[Ticket]:
        lines = (line for rank in self._ranks.values() for clients in rank.values() for line in clients.values())
        return [ticket for line in lines for ticket in line]

    def _add(self, ticket: Ticket) -> None:
        clients = self._ranks.setdefault(ticket.rank, OrderedDict()).setdefault(_address(ticket.client), OrderedDict())
        clients.setdefault(ticket.client, OrderedDict())[ticket] = None

    def _take_out(self, ticket: Ticket) -> bool:
        try:
            del self._ranks[ticket.rank][_address(ticket.client)][ticket.client][ticket]
        except KeyError:
            return False
        self._tidy(ticket)
        return True

    def _tidy(self, ticket: Ticket) -> None:
        """Drop the lines of a ticket that was taken out, where they are empty now."""
        address, addresses = _address(ticket.client), self._ranks[ticket.rank]
        if not addresses[address][ticket.client]:
            del addresses[address][ticket.client]
        if not addresses[address]:
            del addresses[address]
        if not addresses:
            del self._ranks[ticket.rank]

    def _next(self) -> Ticket | None:
        with self._condition:
            while self._open and not self._ranks:
                self._condition.wait()
            if not self._open:
                return None
            rank = min(self._ranks)
            address, clients = next(iter(self._ranks[rank].items()))
            client, line = next(iter(clients.items()))
            if self._turn != (rank, client):
                self._turn, self._left = (rank, client), self._tasks_of_turn
            ticket, _ = line.popitem(last=False)
            self._left -= 1
            if self._left == 0 or not line:
                self._turn = None
                clients.move_to_end(client)
                self._ranks[rank].move_to_end(address)
            self._tidy(ticket)
            return ticket

    def _work(self) -> None:
        while (ticket := self._next()) is not None:
            if not ticket.future.set_running_or_notify_cancel():
                continue
            try:
                ticket.future.set_result(ticket.task())
            except BaseException as error:
                ticket.future.set_exception(error)
