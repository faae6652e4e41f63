"""How far long work is, on standard error: something that moves on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coopsim.cli.standard_streams import console, tell
from coopsim.texts import text
from coopsim.texts.numbers import number, percent
from coopsim.texts.quantities import duration

if TYPE_CHECKING:
    from coopsim.run.progress import Progress

EVERY = 5.0  #: seconds between two plain lines


#: Texts that say how far it is: before there is a speed, while it goes on, and when all is done.
Keys = tuple[str, str, str]
SIMULATION: Final[Keys] = ("progress.line_first", "progress.line", "progress.line_first")
EXPERIMENT: Final[Keys] = ("experiment.progress_first", "experiment.progress", "experiment.progress")


class Pace:
    """Progress in words; the speed is that since the first call, or since a new part of the work began at less."""

    def __init__(self, lang: str, keys: Keys, clock: Callable[[], float] = time.monotonic) -> None:
        self._lang, self._keys, self._clock = lang, keys, clock
        self._first: tuple[float, int] | None = None
        self._last = 0

    def words(self, done: int, total: int) -> str:
        """How far it is, how fast it goes, and how long it will still take."""
        now = self._clock()
        if self._first is None or done < self._last:
            self._first = (now, done)
        self._last = done
        began, before = self._first
        values = {
            "done": number(self._lang, done),
            "total": number(self._lang, total),
            "percent": percent(self._lang, done / total),
        }
        first, going_on, all_done = self._keys
        if done == before or now <= began:
            return text(self._lang, first, **values)
        speed = (done - before) / (now - began)
        values |= {"speed": number(self._lang, speed), "left": duration(self._lang, (total - done) / speed)}
        return text(self._lang, going_on if done < total else all_done, **values)


@contextmanager
def simulation_progress(lang: str) -> Iterator[Progress]:
    """Progress of a simulation, with a bar on a terminal."""
    shown = console()
    if not shown.is_interactive:
        yield _lines(Pace(lang, SIMULATION))
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=shown, transient=True) as bar:
        task = bar.add_task(text(lang, "progress.simulating"), total=None)

        def shown_on_bar(done: int, total: int) -> None:
            if done < bar.tasks[task].completed:  # a new part of the work has begun
                bar.reset(task)
            bar.update(task, completed=done, total=total)

        yield shown_on_bar


@contextmanager
def experiment_progress(lang: str) -> Iterator[Progress]:
    """Progress of an experiment, which goes on over hours: on a terminal one line that changes."""
    pace = Pace(lang, EXPERIMENT)
    shown = console()
    if not shown.is_interactive:
        yield _lines(pace)
        return
    with shown.status(text(lang, "experiment.starting")) as status:
        yield lambda done, total: status.update(pace.words(done, total))


def _lines(pace: Pace) -> Progress:
    last = float("-inf")

    def line(done: int, total: int) -> None:
        nonlocal last
        words, now = pace.words(done, total), time.monotonic()
        if now - last >= EVERY or done >= total:
            last = now
            tell(words)

    return line
