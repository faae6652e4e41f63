"""Aims and limits: what is wanted, and what must not be exceeded, each an outcome and a bound.

Every aim is something to be improved and a bound at which it is met; a limit is a bound only.  Both are about the mean
over the runs: of all worlds where packages are searched for, of one world where it is asked whether they hold there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.measures import DERIVED, SHARES, measure
from coopsim.model.outcomes import RUN
from coopsim.texts import UserError, nearest, short

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.run.ensemble import Ensemble

#: Names that people use, and the outcome each stands for.
ALIASES: Final = {"stagnation": "stagnates"}
AIMS: Final = ("stagnation<30", "effective>50")
LIMITS: Final = ("worst_off>=0", "cost<=2")
COST: Final = "cost"
_TERM: Final = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(<=|>=|<|>)\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*%?\s*")


def factor_of(outcome: str) -> float:
    """What an outcome is multiplied by to be shown: shares are shown in per cent."""
    derived = outcome in DERIVED and outcome != "time_lost"
    return 100.0 if outcome in SHARES or derived or (outcome in RUN and RUN[outcome].unit == "share") else 1.0


@dataclass(frozen=True)
class Bound:
    """An outcome (see ``analysis.measures``) that is to stay below or above a bound, in the unit of the outcome."""

    outcome: str
    below: bool
    bound: float

    @property
    def words(self) -> str:
        """As it is read: ``stagnates<30``."""
        return f"{self.outcome}{'<' if self.below else '>'}{factor_of(self.outcome) * self.bound:g}"

    def beyond(self, values: Any) -> Any:
        """By how much values exceed the bound, in its unit; met where this is not above 0."""
        return (values - self.bound) * (1.0 if self.below else -1.0)


@dataclass(frozen=True)
class Question:
    """What is asked for: aims in their order of weight, the first one first, and limits."""

    aims: tuple[Bound, ...]
    limits: tuple[Bound, ...] = ()

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Aims and limits."""
        return (*self.aims, *self.limits)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes that are measured, each once: those of the bounds, and cost."""
        return tuple(dict.fromkeys((*(one.outcome for one in self.bounds), COST)))

    @property
    def objectives(self) -> tuple[tuple[str, float], ...]:
        """Outcomes to be made small, each with the sign that makes it so: those of the aims, and cost."""
        found = {aim.outcome: 1.0 if aim.below else -1.0 for aim in self.aims}
        return tuple(({COST: 1.0} | found).items()) if COST in found else (*found.items(), (COST, 1.0))

    def measured(self, runs: pd.DataFrame, horizon: int) -> Any:
        """(R, O) the outcomes of every run."""
        return np.column_stack([measure(runs, outcome, horizon) for outcome in self.outcomes])

    def met(self, ensemble: Ensemble) -> Any:
        """(R,) whether all aims and limits are met in a run; what is yes or no must not happen, or must happen."""
        horizon, kept = ensemble.scenario.horizon_months, np.ones(len(ensemble.runs), bool)
        for bound in self.bounds:
            values = measure(ensemble.runs, bound.outcome, horizon)
            if bound.outcome in SHARES:
                kept &= values == (0.0 if bound.below else 1.0)
            else:
                kept &= bound.beyond(values) <= 0
        return kept

    def column(self, outcome: str) -> int:
        """Where an outcome stands among those measured."""
        return self.outcomes.index(outcome)


def question_of(aims: Sequence[str] | None = None, limits: Sequence[str] | None = None) -> Question:
    """Aims and limits from words such as ``"stagnation<30"``; shares in per cent.  None: ``AIMS`` and ``LIMITS``.

    Raises UserError for what cannot be read, an outcome that there is not, or no aim at all.
    """
    if aims is not None and not aims:
        raise UserError("advise_no_aim")
    return Question(
        _bounds("--aim", AIMS if aims is None else aims),
        _bounds("--limit", limits or LIMITS if limits is None else limits),
    )


def read_question(path: str | Path) -> Question:
    """Aims and limits from a TOML file: the lists ``aims`` and ``limits`` of words as for ``question_of``.

    Raises UserError, naming the file, for what cannot be read.
    """
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError("advise_file", file=path, reason=getattr(error, "strerror", None) or error) from error
    lists = [found.pop(name, None) for name in ("aims", "limits")]
    wrong = [
        one for one in lists if one is not None and not (isinstance(one, list) and all(isinstance(x, str) for x in one))
    ]
    if found or wrong:
        raise UserError("advise_file", file=path, reason='aims = ["…"], limits = ["…"]')
    return question_of(*lists)


def _bounds(option: str, words: Iterable[str]) -> tuple[Bound, ...]:
    known = [
        *DERIVED,
        *(name for name in RUN if not name.startswith(("month_", "phase_"))),
    ]  # not every run has a month
    found = []
    for one in words:
        read = _TERM.fullmatch(one)
        if read is None:
            raise UserError("advise_bound", option=option, found=short(one))
        outcome = ALIASES.get(read[1], read[1])
        if outcome not in known:
            near = nearest(read[1], [*ALIASES, *known])
            raise UserError("advise_outcome", option=option, found=short(read[1]), near=near)
        found.append(Bound(outcome, read[2].startswith("<"), float(read[3]) / factor_of(outcome)))
    return tuple(found)
