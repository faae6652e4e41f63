"""Progress of a long simulation: a bar with ETA on a terminal, plain lines now and then anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coopsim.cli.standard_streams import console, tell
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

Progress = Callable[[int, int], None]


def duration(lang: str, seconds: float) -> str:
    """A time span in words: "42 s", "3 min 5 s"."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return text(lang, "progress.seconds", seconds=rest)
    return text(lang, "progress.minutes", minutes=minutes, seconds=rest)


class PlainProgress:
    """Writes a line every ``every`` seconds; the speed counts from the first call, when the rules are compiled."""

    def __init__(
        self,
        lang: str,
        write: Callable[[str], None],
        every: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lang, self._write, self._every, self._clock = lang, write, every, clock
        self._first: tuple[float, int] | None = None
        self._last = float("-inf")

    def __call__(self, done: int, total: int) -> None:
        """Called with the number of finished runs and of all runs."""
        now = self._clock()
        if self._first is None:
            self._first = (now, done)
        if now - self._last < self._every and done < total:
            return
        self._last = now
        began, before = self._first
        words = {
            "done": number(self._lang, done),
            "total": number(self._lang, total),
            "percent": percent(self._lang, done / total),
        }
        if done > before and done < total and now > began:
            left = duration(self._lang, (now - began) / (done - before) * (total - done))
            self._write(text(self._lang, "progress.line", left=left, **words))
        else:
            self._write(text(self._lang, "progress.line_first", **words))


@contextmanager
def shown_progress(lang: str) -> Iterator[Progress]:
    """Progress on standard error."""
    shown = console()
    if not shown.is_interactive:
        yield PlainProgress(lang, tell)
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
        yield lambda done, total: bar.update(task, completed=done, total=total)
