"""Work in a process of its own: it may need libraries and memory that the server can do without."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")


def elsewhere(make: Callable[..., T], *question: Any) -> T:
    """What a function of a module returns, or raises, in a process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(make, *question).result()
