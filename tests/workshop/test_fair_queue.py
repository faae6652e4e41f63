"""The queue: what is urgent first, clients in turn, what is cancelled never runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from coopsim.scenario import load_scenario
from coopsim.workshop.fair_queue import TURN, FairQueue
from coopsim.workshop.limits import FIRST_RUNS, block_runs


class Halted:
    """A queue of one worker that is kept busy until ``go`` is set, and the order in which its tasks ran."""

    def __init__(self) -> None:
        self.queue = FairQueue(1)
        self.go = threading.Event()
        self.order: list[str] = []
        begun = threading.Event()

        def wait() -> None:
            begun.set()
            self.go.wait(10)

        self.first = self.queue.submit("host", 0, wait)
        assert begun.wait(10)

    def add(self, client: str, rank: int, name: str):  # type: ignore[no-untyped-def]
        return self.queue.submit(client, rank, lambda: self.order.append(name))


@pytest.fixture
def halted() -> Iterator[Halted]:
    found = Halted()
    yield found
    found.go.set()
    found.queue.close()


def test_clients_take_turns(halted: Halted) -> None:
    tickets = [halted.add("many", 1, f"many {k}") for k in range(TURN + 2)]
    tickets += [halted.add("few", 1, f"few {k}") for k in range(2)]
    tickets += [halted.add("more", 1, f"more {k}") for k in range(TURN + 1)]
    halted.go.set()
    for ticket in tickets:
        ticket.future.result(10)
    many, few, more = ([f"{name} {k}" for k in range(TURN + 2)] for name in ("many", "few", "more"))
    assert halted.order == [*many[:TURN], *few[:2], *more[:TURN], *many[TURN:], more[TURN]]


def test_a_small_question_ends_within_one_turn() -> None:
    first_answer = 2 * -(-FIRST_RUNS // block_runs(load_scenario("harz")))
    assert first_answer == TURN


def test_addresses_take_turns_under_however_many_names(halted: Halted) -> None:
    tickets = [halted.add(f"many/{k}", 1, f"many {k}") for k in range(3 * TURN)]
    tickets += [halted.add("few/0", 1, f"few {k}") for k in range(TURN)]
    halted.go.set()
    for ticket in tickets:
        ticket.future.result(10)
    assert halted.order[0] == "many 0" and halted.order[1 : TURN + 1] == [f"few {k}" for k in range(TURN)]


def test_only_the_work_of_others_is_ahead(halted: Halted) -> None:
    for rank in (0, 1, 2):
        for client in ("a/0", "a/1", "b/0"):
            halted.add(client, rank, "")
    assert halted.queue.waiting() == 9
    assert [halted.queue.ahead("a/0", rank) for rank in (-1, 0, 1, 2)] == [0, 2, 4, 6]
    assert halted.queue.ahead("c/0", 2) == 9


def test_the_urgent_goes_first(halted: Halted) -> None:
    late, urgent = halted.add("a", 5, "late"), halted.add("b", 0, "urgent")
    halted.go.set()
    late.future.result(10)
    assert urgent.future.done() and halted.order == ["urgent", "late"]


def test_a_promoted_task_overtakes(halted: Halted) -> None:
    halted.add("a", 2, "other")
    ticket = halted.add("a", 5, "promoted")
    halted.queue.promote(ticket, "b", 0)
    halted.queue.promote(ticket, "c", 9)  # never less urgent than before
    last = halted.add("a", 8, "last")
    halted.go.set()
    last.future.result(10)
    assert halted.order == ["promoted", "other", "last"]


def test_cancelled_tasks_never_run(halted: Halted) -> None:
    dropped, kept = halted.add("a", 1, "dropped"), halted.add("a", 1, "kept")
    assert halted.queue.waiting() == 2
    halted.queue.cancel(dropped)
    assert halted.queue.waiting() == 1 and dropped.future.cancelled()
    halted.go.set()
    kept.future.result(10)
    assert halted.order == ["kept"]


def test_errors_reach_who_asked(halted: Halted) -> None:
    ticket = halted.queue.submit("a", 0, lambda: 1 // 0)
    halted.go.set()
    with pytest.raises(ZeroDivisionError):
        ticket.future.result(10)
    assert halted.queue.submit("a", 0, lambda: 7).future.result(10) == 7


def test_closing_drops_what_waits(halted: Halted) -> None:
    waiting = halted.add("a", 1, "waiting")
    halted.queue.close()
    halted.go.set()
    halted.first.future.result(10)
    assert waiting.future.cancelled() and halted.order == []
    with pytest.raises(RuntimeError):
        halted.add("a", 0, "too late")
