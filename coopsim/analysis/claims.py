"""What a report says, as data: the claims that follow from the numbers by fixed rules; no words.

The same runs choose and measure.  So every comparison that a rule makes has an interval that holds together with all
the others of that rule (Bonferroni), and a thing is claimed only where that interval leaves out zero, also as it is
written (``analysis.digits``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import comb
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.digits import above, below
from coopsim.analysis.intervals import Interval, together

if TYPE_CHECKING:
    import pandas as pd


NO_FORM: Final = "none"  #: the governance model under which nobody cooperates; it takes part in no ranking


@dataclass(frozen=True)
class Effect:
    """What one alternative changes: shares of months lost to stagnation or sleep and in effective cooperation; value.

    ``added`` is the added value of the whole region, EUR per inhabitant, discounted.
    ``subject`` is the label of a configuration, a factor, or a factor and its level.
    """

    subject: Any
    lost: Interval
    effective: Interval | None = None
    added: Interval | None = None


@dataclass(frozen=True)
class Changes:
    """Alternatives against a start.

    Attributes:
        kind: what the alternatives are: "approach", "form", "scenario" of a comparison; "overall", the main effects of
            an experiment, or "single", one factor moved at a time.
        apart: every single alternative, in the order in which they were compared.
        base: share of months that the start loses to stagnation or sleep, or None where it was not simulated.
        baseline: label of the start in a comparison.
        order_clear: whether the strongest of ``lowers`` can be told from the second; None where that is not asked.
        together: all approaches at once, where simulated; it counts among the alternatives for the intervals.
    """

    kind: str
    apart: list[Effect]
    base: Interval | None = None
    baseline: Any = None
    order_clear: bool | None = None
    together: Effect | None = None

    @property
    def rows(self) -> list[Effect]:
        """Every alternative in the order in which they were compared."""
        return self.apart if self.together is None else [*self.apart, self.together]

    @property
    def lowers(self) -> list[Effect]:
        """Alternatives that lower the time lost for certain, the strongest first."""
        return self._certain("lost", below)

    @property
    def raises(self) -> list[Effect]:
        """Alternatives that raise the time lost for certain, the strongest first."""
        return self._certain("lost", above)

    @property
    def more(self) -> list[Effect]:
        """Alternatives that add months in effective cooperation for certain, the strongest first."""
        return self._certain("effective", above)

    @property
    def less(self) -> list[Effect]:
        """Alternatives that take months in effective cooperation away for certain, the strongest first."""
        return self._certain("effective", below)

    @property
    def gains(self) -> list[Effect]:
        """Alternatives that raise the added value for certain, the strongest first."""
        return self._certain("added", partial(above, factor=1.0))

    @property
    def losses(self) -> list[Effect]:
        """Alternatives that lower the added value for certain, the strongest first."""
        return self._certain("added", partial(below, factor=1.0))

    def _certain(self, outcome: str, test: Callable[[Interval], bool]) -> list[Effect]:
        found = [(row, getattr(row, outcome)) for row in self.apart]
        rows = [(row, change.value) for row, change in found if change is not None and test(change)]
        return [row for row, _ in sorted(rows, key=lambda pair: -abs(pair[1]))]

    def table(self) -> pd.DataFrame:
        """Rows as the forest plot takes them: ``outcome``, ``factor`` and the effect with its limits."""
        import pandas as pd

        made = []
        for row in self.rows:
            factor = row.subject[1] if self.baseline is not None else row.subject
            for outcome, found in (("effective", row.effective), ("lost", row.lost)):
                limits = {} if found is None else {"effect": found.value, "low": found.low, "high": found.high}
                made.append({"outcome": outcome, "factor": factor} | limits)
        return pd.DataFrame(made)

    @property
    def reach(self) -> float:
        """Largest half-width of the intervals of the time lost: smaller differences may have been missed."""
        return float(np.nanmax([0.0, *((row.lost.high - row.lost.low) / 2 for row in self.apart)]))


def ordered(found: Changes, difference: Callable[[Any, Any, float], Interval]) -> Changes:
    """The changes, and whether the strongest of those that lower the time lost can be told from the second.

    ``difference`` gives the paired difference of two subjects at a level; the level holds over all pairs of these.
    """
    lowers = [row.subject for row in found.lowers]
    clear = len(lowers) < 2 or below(difference(lowers[0], lowers[1], together(pairs(lowers))))
    return replace(found, order_clear=clear)


def pairs(things: Sequence[Any]) -> int:
    """Number of pairs of things."""
    return comb(len(things), 2)
