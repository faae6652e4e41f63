"""Work in a process of its own: it may need libraries and memory that the server can do without."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from coopsim.run.spreading import processes
from coopsim.texts import UserError

T = TypeVar("T")


def in_own_process(make: Callable[..., T], *question: Any) -> T:
    """What a function of a module returns, or raises, in a process that ends with it.

    Raises UserError when the process is ended from outside.
    """
    with processes(1) as process:
        try:
            return process.submit(make, *question).result()
        except BrokenProcessPool:
            raise UserError("workshop_stopped") from None
