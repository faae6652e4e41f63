"""Runs that have been simulated, kept by scenario: later ones add to the earlier ones, and nothing is run twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from coopsim.model import codes
from coopsim.scenario.schema import Scenario
from coopsim.workshop.fair_queue import FairQueue, Ticket
from coopsim.workshop.limits import SEED, block_runs

SCENARIOS_KEPT = 100


class Recent(OrderedDict[Any, Any]):
    """What was used last, by key, and no more of it than so much."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def use(self, key: Any, make: Callable[[], Any]) -> Any:
        """What is kept under a key, made where nothing is."""
        self[key] = found = self.pop(key) if key in self else make()
        while len(self) > self._most:
            self.popitem(last=False)
        return found


class Block(NamedTuple):
    """Some runs of one scenario: of their results only what the page shows, so that many can be kept."""

    rows: Any  #: (R,) records of ``outcomes.RUN``
    town_values: Any  #: (R, n) added value of each municipality, EUR per inhabitant
    phase: Any  #: (R, T) phase by run and month


class Runs(NamedTuple):
    """The first runs of a scenario, as the figures need them; plain arrays, as tables would cost time and memory."""

    scenario: Scenario
    rows: Any  #: (R,) records of ``outcomes.RUN``; record r is run r, a month that did not come is −1
    town_values: Any  #: (R, n) added value of each municipality in the order of ids, EUR per inhabitant
    phases: Any  #: (T, phases) runs in each phase by month


def simulate_block(scenario: Scenario, first_run: int, runs: int) -> Block:
    """Simulate some runs on one thread."""
    from coopsim.run.ensemble import simulate  # asks for the commit when loaded

    ensemble = simulate(scenario, runs=runs, seed=SEED, first_run=first_run, series=True, threads=1)
    phase = ensemble.arrays.series["phase"].astype(np.uint8)
    return Block(ensemble.arrays.runs, ensemble.arrays.towns["added_value"].copy(), phase)


def join(scenario: Scenario, blocks: list[Block]) -> Runs:
    """Blocks from run 0 on, without a gap, as one."""
    rows = np.concatenate([block.rows for block in blocks]).view(np.recarray)
    town_values = np.concatenate([block.town_values for block in blocks])
    phase = np.concatenate([block.phase for block in blocks])
    months, kinds = phase.shape[1], len(codes.PHASES)
    cells = np.arange(months) * kinds + phase
    counts = np.bincount(cells.ravel(), minlength=months * kinds).reshape(months, kinds)
    return Runs(scenario, rows, town_values, counts)


@dataclass
class _Kept:
    scenario: Scenario
    blocks: dict[int, Block] = field(default_factory=dict)
    waiting: dict[int, tuple[Ticket, int]] = field(default_factory=dict)  # ticket and how many wait for it


class RunStore:
    """The runs of many scenarios; used from the thread of the event loop only."""

    def __init__(self, queue: FairQueue, simulate: Callable[[Scenario, int, int], Block] = simulate_block) -> None:
        self._queue = queue
        self._simulate = simulate
        self._kept = Recent(SCENARIOS_KEPT)

    async def first_runs(self, scenario: Scenario, runs: int, client: str, rank: int) -> Runs:
        """The runs 0 … runs − 1; what is not there yet is simulated on behalf of ``client``.

        Cancelling drops the work that nobody else waits for.
        """
        kept: _Kept = self._kept.use(scenario.fingerprint, lambda: _Kept(scenario))
        size = block_runs(scenario)
        places = range(-(-runs // size))
        await asyncio.gather(*(self._block(kept, place, size, client, rank) for place in places))
        return await asyncio.to_thread(join, scenario, [kept.blocks[place] for place in places])

    async def _block(self, kept: _Kept, place: int, size: int, client: str, rank: int) -> None:
        if place in kept.blocks:
            return
        if place in kept.waiting:
            ticket, count = kept.waiting[place]
            self._queue.promote(ticket, client, rank)
        else:
            scenario = kept.scenario
            ticket, count = self._queue.submit(client, rank, lambda: self._simulate(scenario, place * size, size)), 0
        kept.waiting[place] = ticket, count + 1
        try:
            kept.blocks[place] = await asyncio.shield(asyncio.wrap_future(ticket.future))
        finally:
            left = kept.waiting[place][1] - 1 if place in kept.waiting else 0
            if left > 0:
                kept.waiting[place] = ticket, left
            else:
                kept.waiting.pop(place, None)
                if not ticket.future.done():
                    self._queue.cancel(ticket)
