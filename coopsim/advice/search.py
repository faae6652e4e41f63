"""The search: a many-objective evolutionary optimiser over packages, first with few runs, then with more.

NSGA-II (Deb et al. 2002) of Platypus in every stage, then single steps from the front as long as they
improve it.  Everything is fixed by the seed and by what the evaluations give, so that a search that was stopped takes
the same way again through the evaluations that were kept, at once, and goes on where it was.
"""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from coopsim.advice.evaluation import Code, Evaluations, objectives, undominated
from coopsim.advice.packages import Space
from coopsim.run.progress import Progress
from coopsim.texts.extras import needed

EXTRA: Final = "advice"
STEPS: Final = 2  #: rounds of single steps from the front
TRIES: Final = 20  #: steps in search of a package that was not there before
STEPPED: Final = 3  #: packages in such a round, in generations


@dataclass(frozen=True)
class Effort:
    """How long to search: generations with so many runs in every world, and packages in a generation."""

    population: int = 80
    stages: tuple[tuple[int, int], ...] = ((2, 16), (4, 12))

    def times(self, factor: float) -> Effort:
        """So many times the effort, half of it in generations and half in packages of a generation."""
        root = factor**0.5
        stages = tuple((each, max(1, round(root * count))) for each, count in self.stages)
        return Effort(max(8, round(root * self.population)), stages)

    @property
    def generations(self) -> int:
        """Of all stages."""
        return sum(count for _, count in self.stages)


def search(found: Evaluations, effort: Effort = Effort(), progress: Progress | None = None) -> Any:
    """(N, G) codes of the packages on the front, by the runs of the last stage.

    ``progress`` counts generations, and each round of single steps as one.
    """
    total, done = effort.generations + STEPS, 0
    rng = np.random.default_rng(found.seed)
    codes = found.space.first(effort.population, rng)

    def told() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    for stage, (each, generations) in enumerate(effort.stages):
        for population in _generations(found, codes, each, generations, effort.population, found.seed + stage):
            codes = population
            told()
    each = effort.stages[-1][0]
    for _ in range(STEPS):
        found.of(_steps(found.space, front_of(found, each), STEPPED * effort.population, rng), each)
        told()
    return front_of(found, each)


def front_of(found: Evaluations, each: int) -> Any:
    """(N, G) codes of all packages simulated with so many runs a world that keep the limits and are on the front.

    Those that exceed the limits least where none keeps them.
    """
    codes, rows = found.at(each)
    values, beyond = objectives(found.question, rows)
    excess = np.maximum(beyond, 0).sum(axis=1)
    return codes[undominated(values, np.flatnonzero(excess <= excess.min()))]


def _generations(found: Evaluations, codes: Any, each: int, count: int, population: int, seed: int) -> Iterator[Any]:
    """Populations (N, G) of codes, one after the other, beginning with ``codes``."""
    platypus: Any = needed("platypus", EXTRA)
    evaluator: Any = platypus.Evaluator
    open_genes = np.flatnonzero(found.space.most)  # the others have one level only
    kinds = [platypus.Integer(0, int(found.space.most[gene])) for gene in open_genes]

    def decoded(solutions: Sequence[Any]) -> Any:
        rows = np.zeros((len(solutions), len(found.space.most)), np.int64)
        for row, one in zip(rows, solutions, strict=True):
            row[open_genes] = [kind.decode(x) for kind, x in zip(kinds, one.variables, strict=True)]
        return found.space.plain(rows)

    def solution(code: Any) -> Any:
        one = platypus.Solution(problem)
        one.variables[:] = [kind.encode(int(x)) for kind, x in zip(kinds, code[open_genes], strict=True)]
        return one

    class AllAtOnce(evaluator):  # type: ignore[misc]
        """Simulates a generation at once; what was there before gives way to something close to it."""

        met: ClassVar[set[Code]] = set()

        def evaluate_all(self, jobs: Any, **_: Any) -> Any:
            solutions = [job.solution for job in jobs]
            codes = decoded(solutions)
            for place, code in enumerate(codes):
                codes[place] = _another(found.space, code, self.met)
                solutions[place].variables[:] = solution(codes[place]).variables[:]
                self.met.add(tuple(codes[place].tolist()))
            rows = found.of(codes, each)
            for one, values, beyond in zip(solutions, *objectives(found.question, rows), strict=True):
                one.objectives[:], one.constraints[:] = values.tolist(), np.maximum(beyond, 0).tolist()
                one.constraint_violation, one.feasible = float(np.maximum(beyond, 0).sum()), bool((beyond <= 0).all())
                one.evaluated = True
            return jobs

    shape = objectives(found.question, np.zeros((1, len(found.question.outcomes) + 1)))
    problem = platypus.Problem(len(kinds), shape[0].shape[1], shape[1].shape[1])
    problem.types[:], problem.constraints[:] = kinds, "<=0"
    first = platypus.InjectedPopulation([solution(code) for code in codes])
    way = platypus.NSGAII(problem, population, generator=first, evaluator=AllAtOnce())
    for generation in range(count):
        with _luck(f"{seed}, {generation}"):
            way.step()
        yield decoded(way.population)


def _another(space: Space, code: Any, met: Container[Code]) -> Any:
    """A code itself, or where it was met a step or some away one that was not (a few tries, else it stays)."""
    open_genes, other = np.flatnonzero(space.most).tolist(), code.copy()
    for _ in range(TRIES):
        if tuple(other.tolist()) not in met:
            return other
        gene = random.choice(open_genes)
        other[gene] = random.randint(0, int(space.most[gene]))
        other = space.plain(other)[0]
    return code


@contextmanager
def _luck(seed: str) -> Iterator[None]:
    """Random numbers of the standard library, which Platypus uses, fixed for a while and then as they were."""
    before = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(before)


def _steps(space: Space, front: Any, most: int, rng: np.random.Generator) -> Any:
    """(N, G) codes one step away from those of a front, in one gene; so many of them at most, drawn at random."""
    made = []
    for code in front:
        for gene, levels in enumerate(space.most + 1):
            for level in range(levels):
                other = code.copy()
                other[gene] = level
                made.append(other)
    codes = np.unique(space.plain(np.array(made)), axis=0)
    return codes if len(codes) <= most else codes[np.sort(rng.choice(len(codes), most, replace=False))]
