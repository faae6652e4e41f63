"""The store: runs add up, nothing is simulated twice, what nobody waits for is dropped."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import Any

import numpy as np
import pytest

import coopsim
from coopsim.analysis.multistate import phase_shares
from coopsim.workshop.fair_queue import FairQueue
from coopsim.workshop.limits import SEED, block_runs
from coopsim.workshop.runs import Block, RunStore, join, simulate_block


@pytest.fixture(scope="module")
def harz() -> Any:
    return coopsim.load_scenario("harz").with_({"horizon_months": 60})


def test_blocks_join_to_the_runs_of_an_ensemble(harz: Any) -> None:
    runs = join(harz, [simulate_block(harz, first, 10) for first in (0, 10)])
    whole = coopsim.simulate(harz, runs=20, seed=SEED, series=True)
    assert all(
        np.array_equal(runs.rows[name], whole.arrays.runs[name], equal_nan=True) for name in runs.rows.dtype.names
    )
    assert np.array_equal(runs.town_values, whole.arrays.towns["added_value"])
    shares = phase_shares(whole.arrays.series["phase"])["share"].to_numpy().reshape(60, -1)
    assert np.array_equal(runs.phases / 20, shares)


def test_large_regions_come_in_small_blocks(harz: Any) -> None:
    sizes = [block_runs(coopsim.load_scenario(name)) for name in ("harz", "harz_region")]
    sizes.append(block_runs(coopsim.load_scenario("harz_region").with_({"horizon_months": 600})))
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[1] > sizes[2] - 1
    assert all(100 % size == 0 for size in sizes)


class Counting:
    """Stands for the simulation: counts what is asked for and can be held up."""

    def __init__(self, harz: Any) -> None:
        self.asked: Counter[int] = Counter()
        self.go = threading.Event()
        self.block = simulate_block(harz, 0, 5)

    def __call__(self, scenario: Any, first: int, runs: int) -> Block:
        self.go.wait(10)
        self.asked[first] += 1
        return self.block


def store_of(counting: Counting) -> tuple[RunStore, FairQueue]:
    queue = FairQueue(1)
    return RunStore(queue, counting), queue


def test_later_runs_add_to_earlier_ones(harz: Any) -> None:
    counting = Counting(harz)
    counting.go.set()
    store, queue = store_of(counting)

    async def work() -> None:
        await store.first_runs(harz, 100, "a", 0)
        await store.first_runs(harz, 250, "b", 1)

    asyncio.run(work())
    queue.close()
    assert set(counting.asked.values()) == {1} and max(counting.asked) + block_runs(harz) == 250


def test_two_who_ask_the_same_share_the_work(harz: Any) -> None:
    counting = Counting(harz)
    store, queue = store_of(counting)

    async def work() -> None:
        asked = [asyncio.ensure_future(store.first_runs(harz, 100, client, 0)) for client in ("a", "b")]
        await asyncio.sleep(0)
        asked[0].cancel()  # the other one still gets everything
        counting.go.set()
        assert len((await asked[1]).rows) == 5 * (100 // block_runs(harz))
        assert isinstance((await asyncio.gather(asked[0], return_exceptions=True))[0], asyncio.CancelledError)

    asyncio.run(work())
    queue.close()
    assert set(counting.asked.values()) == {1}


def test_what_nobody_waits_for_is_dropped(harz: Any) -> None:
    counting = Counting(harz)
    store, queue = store_of(counting)

    async def work() -> int:
        asked = asyncio.ensure_future(store.first_runs(harz, 1000, "a", 0))
        await asyncio.sleep(0.01)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        return queue.waiting()

    waiting = asyncio.run(work())
    counting.go.set()
    queue.close()
    assert waiting == 0 and sum(counting.asked.values()) <= 1
