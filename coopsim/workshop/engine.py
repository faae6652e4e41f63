"""The answers of the page: a comparison that grows, a ranking of levers, one run; all from one store of runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, TypeVar

from coopsim.report.differences import differences
from coopsim.run.monthly import MonthlyRun
from coopsim.run.runner import runner
from coopsim.run.spreading import processes, processors
from coopsim.scenario import load_scenario
from coopsim.scenario.schema import Scenario
from coopsim.texts import UserError
from coopsim.workshop.contrast import Lever, contrast, effects, figures, levers, pulled
from coopsim.workshop.fair_queue import FairQueue
from coopsim.workshop.limits import FIRST_RUNS, LEVER_STAGES, SEED, STAGES, is_large
from coopsim.workshop.messages import dumped
from coopsim.workshop.one_run import Kind, chosen_run, run_frames
from coopsim.workshop.runs import Recent, Runs, RunStore, join, simulate_block
from coopsim.workshop.sentences import sentences
from coopsim.workshop.streams import watched

T = TypeVar("T")

#: Ranks of simulations in the queue: first answers, those on large regions, refinements stage by stage, rankings.
FIRST, FIRST_LARGE, REFINE, LEVERS = 0, 1, 2, 10
ANSWERS_KEPT = 80
SIDES_KEPT = 64  #: figures of single sides: one side mostly stays when the other one changes


class Engine:
    """Simulates for all clients; used from the thread of one event loop."""

    def __init__(self, workers: int | None = None) -> None:
        self.queue = FairQueue(workers or processors())  #: simulations, in blocks of some hundredths of a second
        self.store = RunStore(self.queue)
        # What takes another time has a thread of its own, so that nothing short waits for something long.
        self._figures = FairQueue(1)  # from runs that are there
        self._stories = FairQueue(1, turn=1)  # single runs, half a second each
        self._drawing = FairQueue(1, turn=1)  # files with figures, seconds each, in another process
        self._sides, self._answers = Recent(SIDES_KEPT), Recent(ANSWERS_KEPT)
        self._warm: asyncio.Task[None] | None = None
        self._warm_single: asyncio.Task[None] | None = None
        self._began = time.monotonic()

    def start(self) -> None:
        """Load or compile the rules, in the background."""
        self._began = time.monotonic()
        self._warm = asyncio.ensure_future(done_by(self.queue, "", self._warm_up))
        self._warm_single = asyncio.ensure_future(self._then_single())

    @property
    def ready(self) -> bool:
        """Whether the rules are loaded."""
        return self._warm is not None and self._warm.done()

    def close(self) -> None:
        """Drop all work that waits."""
        for queue in (self.queue, self._figures, self._stories, self._drawing):
            queue.close()
        for task in (self._warm, self._warm_single):
            if task is not None:
                task.cancel()

    def _warm_up(self) -> None:
        """Load or compile the rules for ensembles, and what works out the figures."""
        if runner().is_to_be_compiled:  # the compiler would keep hundreds of megabytes
            in_own_process(compile_all)
        scenario = load_scenario("harz")
        runs = join(scenario, [simulate_block(scenario, 0, 5)])
        self._compared(runs, runs)

    async def _then_single(self) -> None:
        await self.rules_loaded()
        await done_by(self._stories, "", warm_up_single)

    async def drawn(self, client: str, make: Callable[..., T], *question: Any) -> T:
        """What a function makes in some seconds in another process; one at a time, in its turn.

        Raises UserError when that process is ended from outside.
        """
        await self.rules_loaded()
        return await done_by(self._drawing, client, partial(in_own_process, make, *question))

    async def rules_loaded(self) -> None:
        """Wait until the rules are loaded; raises what went wrong."""
        if self._warm is not None:
            await asyncio.shield(self._warm)

    async def compare(self, a: Scenario, b: Scenario, client: str, dropped: asyncio.Event) -> AsyncIterator[bytes]:
        """Answers on more and more runs, as JSON; signs of life while they take time.  Raises DroppedError."""
        async for message in self._prepared(dropped):
            yield message
        for place, runs in enumerate(STAGES):
            rank = REFINE + place if place else FIRST_LARGE if is_large(a) else FIRST
            async for done, answer in watched(self._answer(a, b, runs, client, rank), dropped):
                yield answer if done else self._waiting(client, rank)
        yield dumped({"kind": "done"})

    async def _answer(self, a: Scenario, b: Scenario, runs: int, client: str, rank: int) -> bytes:
        key = (a.fingerprint, b.fingerprint, runs)
        answer: bytes | None = self._answers.get(key)
        if answer is None:
            sides = await asyncio.gather(*(self.store.first_runs(side, runs, client, rank) for side in (a, b)))
            answer = await done_by(self._figures, client, partial(self._compared, *sides))
        self._answers.use(key, lambda: answer)
        return answer

    def _compared(self, a: Runs, b: Runs) -> bytes:
        """What the page shows of A and B, as plain numbers and texts in both languages."""
        changes = differences(a.scenario, b.scenario)
        shown = (
            self._sides.use((side.scenario.fingerprint, len(side.rows)), partial(figures, side)) for side in (a, b)
        )
        words = {"sentences": sentences(a, b, changes), "differences": [change.text for change in changes]}
        return dumped({"kind": "answer", **contrast(a, b, *shown), **words})

    async def levers(self, a: Scenario, client: str, dropped: asyncio.Event) -> AsyncIterator[bytes]:
        """What each lever would change, as it is found, first on few runs, then on more, as JSON.

        Raises DroppedError.
        """
        async for message in self._prepared(dropped):
            yield message
        every = await done_by(self._figures, client, lambda: [(lever, pulled(a, lever)) for lever in levers(a)])
        yield dumped({"kind": "levers", "count": len(every), "stages": list(LEVER_STAGES)})
        found: asyncio.Queue[bytes] = asyncio.Queue()

        async def pull_all(runs: int, rank: int) -> None:
            before = await self.store.first_runs(a, runs, client, rank)

            async def pull(lever: Lever, scenario: Scenario) -> None:
                after = await self.store.first_runs(scenario, runs, client, rank)
                effect = await done_by(self._figures, client, partial(effects, lever, before, after))
                found.put_nowait(dumped({"kind": "lever", **effect}))

            async with asyncio.TaskGroup() as group:
                for lever, scenario in every:
                    group.create_task(pull(lever, scenario))

        for place, runs in enumerate(LEVER_STAGES):
            async for _ in watched(pull_all(runs, LEVERS + place), dropped, every=0.2):
                while not found.empty():
                    yield found.get_nowait()
        yield dumped({"kind": "done"})

    async def single(self, scenario: Scenario, run: int | None, kind: Kind, skip: int, client: str) -> bytes | None:
        """One run as JSON, by number or as an example of a kind among the first runs; None where there is none."""
        await self.rules_loaded()
        if self._warm_single is not None:
            await asyncio.shield(self._warm_single)
        if run is None:
            runs = await self.store.first_runs(
                scenario, FIRST_RUNS, client, FIRST_LARGE if is_large(scenario) else FIRST
            )
            run = chosen_run(kind, skip, runs)
        if run is None:
            return None
        number = run
        return await done_by(self._stories, client, lambda: dumped(run_frames(scenario, number)))

    async def _prepared(self, dropped: asyncio.Event) -> AsyncIterator[bytes]:
        yield dumped({"kind": "accepted", "ready": self.ready})
        work: Coroutine[Any, Any, None] = self.rules_loaded()
        async for done, _ in watched(work, dropped):
            if not done:
                yield dumped({"kind": "preparing", "seconds": round(time.monotonic() - self._began)})

    def _waiting(self, client: str, rank: int) -> bytes:
        return dumped({"kind": "waiting", "ahead": self.queue.ahead(client, rank)})


async def done_by(queue: FairQueue, client: str, task: Callable[[], T]) -> T:
    """The result of a task that a queue runs in its turn."""
    ticket = queue.submit(client, FIRST, task)
    try:
        result: T = await asyncio.wrap_future(ticket.future)
    except asyncio.CancelledError:
        queue.cancel(ticket)
        raise
    return result


def in_own_process(make: Callable[..., T], *question: Any) -> T:
    """What a function of a module returns, or raises, in a process that ends with it, and its memory too.

    Raises UserError when the process is ended from outside.
    """
    with processes(1) as process:
        try:
            return process.submit(make, *question).result()
        except BrokenProcessPool:
            raise UserError("workshop_stopped") from None


def warm_up_single() -> None:
    """Load or compile the rules for single runs."""
    MonthlyRun(load_scenario("harz"), SEED, 0).step()


def compile_all() -> None:
    """Compile the rules and keep them for later starts."""
    simulate_block(load_scenario("harz"), 0, 1)
    warm_up_single()
