"""Progress of a running experiment: runs done, share, runs per second, time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coopsim.cli.standard_streams import console, tell
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

if TYPE_CHECKING:
    from coopsim.experiment.running import Progress


class Pace:
    """Progress in words; the speed is that since the first call, whatever was done before."""

    def __init__(self, lang: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._lang, self._clock = lang, clock
        self._first: tuple[float, int] | None = None

    def words(self, done: int, total: int) -> str:
        """How far it is, how fast it goes, and how long it will still take."""
        now = self._clock()
        if self._first is None:
            self._first = (now, done)
        began, before = self._first
        values = {
            "done": number(self._lang, done),
            "total": number(self._lang, total),
            "percent": percent(self._lang, done / total),
        }
        if done == before or now <= began:
            return text(self._lang, "experiment.progress_first", **values)
        speed = (done - before) / (now - began)
        values |= {"speed": number(self._lang, speed), "left": span(self._lang, (total - done) / speed)}
        return text(self._lang, "experiment.progress", **values)


def span(lang: str, seconds: float) -> str:
    """A time span in words: "42 s", "3 min 5 s", "7 h 12 min", "3 d 4 h"."""
    from coopsim.run.progress import duration

    minutes = round(seconds / 60)
    if minutes < 60:
        return duration(lang, seconds)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return text(lang, "experiment.hours", hours=hours, minutes=minutes)
    return text(lang, "experiment.days", days=hours // 24, hours=hours % 24)


@contextmanager
def watched(lang: str, every: float = 5.0) -> Iterator[Progress]:
    """Progress on standard error: one line that changes on a terminal, else a line every ``every`` seconds."""
    pace = Pace(lang)
    shown = console()
    if shown.is_interactive:
        with shown.status(text(lang, "experiment.starting")) as status:
            yield lambda done, total: status.update(pace.words(done, total))
        return
    last = float("-inf")

    def line(done: int, total: int) -> None:
        nonlocal last
        words, now = pace.words(done, total), time.monotonic()
        if now - last >= every or done == total:
            last = now
            tell(words)

    yield line
