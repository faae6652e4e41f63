"""What can be chosen: a form, and each approach at some strength, from when until when, and below which activity.

A package is coded as whole numbers, which is what the optimiser varies: the form first, then for each approach its
strength, beginning, span and trigger, each as a place among the levels that are open to choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model.codes import APPROACHES
from coopsim.scenario.schema import Scenario
from coopsim.texts import UserError, nearest

STRENGTHS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)  #: the first is "not at all"
STARTS: Final = (0, 12, 24, 36, 60, 96)  #: first month
SPANS: Final = (None, 24, 60, 120)  #: months that it lasts; for good
TRIGGERS: Final = (None, 0.5, 0.3)  #: used only while activity is below it (0.5: work just keeps up)
GENES: Final = 4  #: of an approach: strength, beginning, span, trigger


class Use(NamedTuple):
    """How an approach is used: strength (0, 1], first month, first month without it, activity below which."""

    strength: float
    start: int
    end: int | None
    trigger: float | None


@dataclass(frozen=True)
class Package:
    """A form and the approaches in use, by id."""

    governance: str
    uses: Mapping[str, Use] = field(default_factory=dict)

    def overrides(self) -> dict[str, Any]:
        """What ``Scenario.with_`` takes: the form and all approaches, set outright."""
        settings = {name: {k: v for k, v in use._asdict().items() if v is not None} for name, use in self.uses.items()}
        return {"governance": self.governance, "approaches": settings}

    def on(self, scenario: Scenario) -> Scenario:
        """The scenario with this package in place of its own form and approaches."""
        return scenario.with_(self.overrides())


@dataclass(frozen=True)
class Space:
    """All packages that are open to choice.

    Attributes:
        forms: governance models, by id.
        approaches: those that may be used.
        strengths, starts, spans, triggers: levels, in the units of ``Use``; the first strength is 0.
    """

    forms: tuple[str, ...]
    approaches: tuple[str, ...] = APPROACHES
    strengths: tuple[float, ...] = STRENGTHS
    starts: tuple[int, ...] = STARTS
    spans: tuple[int | None, ...] = SPANS
    triggers: tuple[float | None, ...] = TRIGGERS

    @property
    def most(self) -> Any:
        """(G,) largest whole number of each gene; the smallest is 0."""
        one = [len(levels) - 1 for levels in (self.strengths, self.starts, self.spans, self.triggers)]
        return np.array([len(self.forms) - 1, *one * len(self.approaches)], np.int64)

    @property
    def size(self) -> float:
        """How many different packages there are."""
        others = len(self.starts) * len(self.spans) * len(self.triggers)
        return float(len(self.forms) * (1 + (len(self.strengths) - 1) * others) ** len(self.approaches))

    def plain(self, codes: Any) -> Any:
        """(N, G) codes in which approaches that are not used have no beginning, span or trigger: one code a package."""
        made = np.array(codes, np.int64, ndmin=2)
        rows = made[:, 1:].reshape(len(made), len(self.approaches), GENES)
        rows[rows[:, :, 0] == 0] = 0
        return made

    def package(self, code: Sequence[int]) -> Package:
        """The package of a code (G,)."""
        uses = {}
        for place, name in enumerate(self.approaches):
            strength, start, span, trigger = code[1 + GENES * place : 1 + GENES * (place + 1)]
            if strength:
                begin, months = self.starts[start], self.spans[span]
                end = None if months is None else begin + months
                uses[name] = Use(self.strengths[strength], begin, end, self.triggers[trigger])
        return Package(self.forms[code[0]], uses)

    def first(self, size: int, rng: np.random.Generator) -> Any:
        """(N, G) codes to begin with: with every form nothing, all, each approach alone; then some with few approaches.

        At least ``size`` of them; what stands first is there whatever the size.
        """
        count, full = len(self.approaches), len(self.strengths) - 1
        plans = np.vstack([np.zeros((1, count)), np.ones((1, count)), np.eye(count)]).astype(np.int64)
        fixed: Any = np.zeros((len(plans), len(self.forms), 1 + GENES * count), np.int64)
        fixed[:, :, 0] = np.arange(len(self.forms))
        fixed[:, :, 1::GENES] = full * plans[:, None]
        fixed = fixed.reshape(-1, fixed.shape[2])
        drawn = rng.integers(0, self.most + 1, (max(0, size - len(fixed)), len(self.most)))
        used = rng.random((len(drawn), count)) < rng.random((len(drawn), 1))
        drawn[:, 1::GENES] *= used
        return self.plain(np.vstack([fixed, drawn]))


def space_of(scenario: Scenario, forms: Sequence[str] | None = None, approaches: Sequence[str] | None = None) -> Space:
    """All packages for a scenario: its forms (None: all that members can choose) and approaches (None: all).

    What would begin, or end, after the run is left out.  Raises UserError for a form or approach that there is not.
    """
    known = list(scenario.governance_models)
    open_to_choice = [
        row.id for row in scenario.governance_models.values() if row.founding_rule != "imposed" and row.id != "none"
    ]
    for option, chosen, names in (("--governance", forms, known), ("--approach", approaches, list(APPROACHES))):
        for name in chosen or ():
            if name not in names:
                raise UserError("unknown", option=option, found=name, known=", ".join(names), near=nearest(name, names))
    within = [month for month in STARTS if month < scenario.horizon_months]
    spans = [months for months in SPANS if months is None or months < scenario.horizon_months]
    of_forms, of_approaches = (tuple(dict.fromkeys(x)) for x in (forms or open_to_choice, approaches or APPROACHES))
    return Space(of_forms, of_approaches, starts=tuple(within), spans=tuple(spans))
