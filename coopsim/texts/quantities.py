"""Spans of time and sizes of files in words."""

from __future__ import annotations

from coopsim.texts import text
from coopsim.texts.numbers import number

_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def duration(lang: str, seconds: float) -> str:
    """A span of time: "42 s", "3 min 5 s", "7 h 12 min", "3 d 4 h"."""
    minutes = round(seconds / 60)
    if minutes < 60:
        minutes, rest = divmod(round(seconds), 60)
        key = "progress.minutes" if minutes else "progress.seconds"
        return text(lang, key, minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return text(lang, "experiment.hours", hours=hours, minutes=minutes)
    return text(lang, "experiment.days", days=hours // 24, hours=hours % 24)


def size_text(lang: str, size: float) -> str:
    """A number of bytes: "3.2 GB"."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{number(lang, size / unit, 0 if size >= 10 * unit else 1)} {name}"
    return f"{number(lang, size)} B"
