"""The whole answer to a comparison: figure data, sentences, and what the settings differ in."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from coopsim.report.differences import differences
from coopsim.workshop.contrast import contrast, figures
from coopsim.workshop.runs import Runs
from coopsim.workshop.sentences import sentences


class Sides:
    """The figures of single sides that were worked out last: one side mostly stays when the other one changes."""

    def __init__(self, kept: int = 64) -> None:
        self._kept = kept
        self._lock = threading.Lock()  # answers are worked out on several threads
        self._figures: OrderedDict[tuple[str, int], dict[str, Any]] = OrderedDict()

    def of(self, runs: Runs) -> dict[str, Any]:
        """The figures of a side."""
        key = (runs.scenario.fingerprint, len(runs.rows))
        with self._lock:
            found = self._figures.pop(key, None)
        found = found or figures(runs)
        with self._lock:
            self._figures[key] = found
            while len(self._figures) > self._kept:
                self._figures.popitem(last=False)
        return found


def comparison(a: Runs, b: Runs, sides: Sides) -> dict[str, Any]:
    """What the page shows of A and B, as plain numbers and texts in both languages."""
    changes = differences(a.scenario, b.scenario)
    return {
        "kind": "answer",
        **contrast(a, b, sides.of(a), sides.of(b)),
        "sentences": sentences(a, b, changes),
        "differences": [change.text for change in changes],
    }
