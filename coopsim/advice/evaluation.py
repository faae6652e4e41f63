"""What a package comes to: means over all worlds, and the share of the worlds in which it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from coopsim.advice.aims import Question
from coopsim.advice.packages import Space
from coopsim.advice.worlds import Worlds
from coopsim.analysis.over_sets import own
from coopsim.folders.files import write_whole
from coopsim.run.ensemble import Ensemble

Code = tuple[int, ...]
AT_ONCE: Final = 16  #: packages between two reports of progress


def by_world(question: Question, ensemble: Ensemble, worlds: int) -> Any:
    """(K, R/K, O) the outcomes of a question in every run of every world."""
    found = question.measured(ensemble.runs, ensemble.scenario.horizon_months)
    return found.reshape(worlds, -1, found.shape[1])


def holding(question: Question, values: Any) -> Any:
    """(K, B) how likely it is that each bound (aims, then limits) holds in each world, from ``values`` (K, R, O).

    A world's own mean is known from its few runs with an error.  How far the worlds really differ is told by the two
    halves of their runs (``analysis.over_sets.own``), so that luck is not taken for a world in which a package fails.
    Needs two runs a world.
    """
    from scipy.special import ndtr

    halves = np.stack([values[:, half::2].mean(axis=1) for half in (0, 1)], axis=2)  # K, O, 2
    likely = []
    for bound in question.bounds:
        known = own(halves[:, question.column(bound.outcome)])
        beyond = bound.beyond(known.centre)
        likely.append(ndtr(-beyond / known.error) if known.error > 0 else (beyond <= 0).astype(np.float64))
    return np.column_stack(likely)


def held(question: Question, values: Any) -> float:
    """Share of the worlds in which all bounds hold; errors of several outcomes are taken to be independent."""
    return float(holding(question, values).prod(axis=1).mean())


class Evaluations:
    """The packages that have been simulated, by code and number of runs in a world; each only once.

    A row is the mean of every outcome of the question, then the share of the worlds in which the package holds.  Kept
    in a file after every step, so that a search that was stopped finds them there and goes on.
    """

    def __init__(self, worlds: Worlds, question: Question, space: Space, seed: int, file: Path | None = None) -> None:
        self.worlds, self.question, self.space, self.seed = worlds, question, space, seed
        self._file = file
        self._known: dict[tuple[int, Code], Any] = {}
        self._asked: set[tuple[int, Code]] = set()
        if file is not None and file.exists():
            table = np.load(file)
            genes = len(space.most)
            self._known = {(int(row[0]), tuple(map(int, row[1 : 1 + genes]))): row[1 + genes :] for row in table}

    def __len__(self) -> int:
        return len(self._known)

    def of(self, codes: Any, each: int) -> Any:
        """(N, O + 1) rows of packages with ``each`` runs in every world."""
        wanted: list[Code] = [tuple(map(int, code)) for code in codes]
        new = [code for code in dict.fromkeys(wanted) if (each, code) not in self._known]
        for begin in range(0, len(new), AT_ONCE):
            part = new[begin : begin + AT_ONCE]
            made = self.worlds.all([self.space.package(code) for code in part], each, self.seed, self._row)
            self._known.update(((each, code), row) for code, row in zip(part, made, strict=True))
        self._asked.update((each, code) for code in wanted)
        if new and self._file is not None:
            self._save()
        return np.array([self._known[each, code] for code in wanted])

    def at(self, each: int) -> tuple[Any, Any]:
        """(N, G) codes and (N, O + 1) rows of all packages asked for with ``each`` runs in every world, by code."""
        codes = sorted(code for size, code in self._asked if size == each)
        return np.array(codes, np.int64), np.array([self._known[each, code] for code in codes])

    def _row(self, ensemble: Ensemble) -> Any:
        values = by_world(self.question, ensemble, len(self.worlds))
        return np.append(values.mean(axis=(0, 1)), held(self.question, values))

    def _save(self) -> None:
        import io

        buffer = io.BytesIO()
        np.save(buffer, np.array([np.concatenate([[each], code, row]) for (each, code), row in self._known.items()]))
        assert self._file is not None
        write_whole(self._file, buffer.getvalue())


def objectives(question: Question, rows: Any) -> tuple[Any, Any]:
    """What is to be made small (N, M), and by how much limits are exceeded (N, L), of rows of ``Evaluations``.

    The objectives are the outcomes of the aims, cost, and the share of the worlds in which the package fails, to three
    decimals: nobody chooses by less, and luck would make almost every package better than the others in something.
    """
    wanted = [sign * rows[:, question.column(outcome)] for outcome, sign in question.objectives]
    limits = [bound.beyond(rows[:, question.column(bound.outcome)]) for bound in question.limits]
    return np.column_stack([*wanted, np.round(1 - rows[:, -1], 3)]), np.column_stack([*limits, np.zeros(len(rows))])


def undominated(values: Any, chosen: Sequence[int] | Iterable[int]) -> list[int]:
    """Those of some rows of ``values`` (N, M) for which no other of them is as good in all and better in one."""
    left = sorted(chosen, key=lambda place: tuple(values[place]))
    kept: list[int] = []
    for place in left:  # in this order nothing is dominated by what comes later
        found = values[kept]
        if not len(kept) or not ((found <= values[place]).all(axis=1) & (found < values[place]).any(axis=1)).any():
            kept.append(place)
    return kept
