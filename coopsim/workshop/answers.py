"""The whole answer to a comparison: figure data, sentences, and what the settings differ in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.workshop.contrast import contrast
from coopsim.workshop.differences import differences
from coopsim.workshop.sentences import sentences

if TYPE_CHECKING:
    from coopsim.workshop.runs import Runs


def comparison(a: Runs, b: Runs) -> dict[str, Any]:
    """What the page shows of A and B, as plain numbers and texts in both languages."""
    changes = differences(a.scenario, b.scenario)
    return {
        "kind": "answer",
        **contrast(a, b),
        "sentences": sentences(a, b, changes),
        "differences": [change.text for change in changes],
    }
