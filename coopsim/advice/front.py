"""The front, measured anew: what was found with few runs is chosen from with more, and told from others again.

The best of many packages looks better than it is, because luck helped to choose it.  So the packages that the search
leaves are simulated on fresh seeds with more runs; of these some are chosen for the front, and what is said of them
comes from a third seed with more runs still.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.advice.aims import COST, Question
from coopsim.advice.evaluation import by_world, held, holding, objectives, undominated
from coopsim.advice.packages import Package, Space
from coopsim.advice.worlds import Worlds
from coopsim.analysis.blocks import blocks
from coopsim.analysis.intervals import columns_of, difference, mean
from coopsim.analysis.measures import measure
from coopsim.analysis.robustness import robustness
from coopsim.run.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.run.ensemble import Ensemble

HELD: Final = 0.9  #: share of the worlds in which a package is to hold
CANDIDATES, CHOSEN = 48, 12  #: packages that are simulated anew, and members of the front that are told of
AT_ONCE: Final = 4  #: packages between two reports of progress
CHOOSING, MEASURING = 12, 48  #: runs in every world, to choose and to measure
#: Beside the aims, of every package: the headlines of the README, and who loses.
HEADLINES: Final = ("effective", "lost", "stagnates", "target_achievement", "added_value", "worst_off", COST)


class Measured(NamedTuple):
    """Packages with what they come to.

    Attributes:
        packages: by cost; none of them costs as little and does as well as another one.
        values: (P, K, R, O) outcomes ``names`` of every run in every world.
        names: (O,) the outcomes of the question, then those of ``HEADLINES`` that are none of them.
        likely: (P, K, B) how likely it is that each aim, then each limit, holds in a world.
        cheapest: place of the cheapest one that holds in ``HELD`` of the worlds; None where none does.
        robust: place of the one that holds in most worlds.
    """

    packages: list[Package]
    values: Any
    names: tuple[str, ...]
    likely: Any
    cheapest: int | None
    robust: int

    @property
    def recommended(self) -> int:
        """Place of the cheapest package that holds in ``HELD`` of the worlds, or else of the most robust one."""
        return self.robust if self.cheapest is None else self.cheapest


def spread(values: Any, most: int) -> list[int]:
    """At most so many of the rows of ``values`` (N, M), far from each other: first the best in each column.

    Columns are scaled to the same range; each next one is the farthest from those taken (Gonzalez 1985).
    """
    if len(values) <= most:
        return list(range(len(values)))
    scaled = (values - values.min(axis=0)) / np.maximum(np.ptp(values, axis=0), 1e-12)
    taken = list(dict.fromkeys(int(place) for place in scaled.argmin(axis=0)))[:most]
    apart = np.linalg.norm(scaled[:, None] - scaled[taken], axis=2).min(axis=1)
    while len(taken) < most:
        taken.append(int(apart.argmax()))
        apart = np.minimum(apart, np.linalg.norm(scaled - scaled[taken[-1]], axis=1))
    return taken


def measured(
    worlds: Worlds, question: Question, space: Space, codes: Any, rows: Any, seed: int, progress: Progress | None = None
) -> Measured:
    """The front of the packages ``codes`` (N, G), whose ``rows`` are those of the search (``Evaluations.of``).

    The two seeds after ``seed`` are used.  ``progress`` counts packages simulated, of about all.
    """
    found, _ = objectives(question, rows)
    candidates = [space.package(tuple(codes[place])) for place in spread(found, CANDIDATES)]
    total, done = len(candidates) + CHOSEN * MEASURING // CHOOSING, 0

    def values_of(packages: Sequence[Package], each: int, seed: int, names: tuple[str, ...] | None) -> list[Any]:
        nonlocal done
        made = []
        for begin in range(0, len(packages), AT_ONCE):
            part = packages[begin : begin + AT_ONCE]
            made += worlds.all(part, each, seed, lambda one: _values(question, one, len(worlds), names))
            done += len(part) * each // CHOOSING
            if progress is not None:
                progress(min(done, total), total)
        return made

    again = values_of(candidates, CHOOSING, seed + 1, None)
    means = np.array([np.append(one.mean(axis=(0, 1)), held(question, one)) for one in again])
    wanted, beyond = objectives(question, means)
    excess = np.maximum(beyond, 0).sum(axis=1)
    plain = sorted(np.flatnonzero(excess <= excess.min()).tolist(), key=lambda place: len(candidates[place].uses))
    front = undominated(wanted, {tuple(means[place]): place for place in reversed(plain)}.values())
    cost, share = means[:, question.column(COST)], means[:, -1]
    enough = [place for place in front if share[place] >= HELD]
    cheapest = min(enough, key=lambda place: (cost[place], -share[place])) if enough else None
    robust = max(front, key=lambda place: (share[place], -cost[place]))
    named = [place for place in (cheapest, robust) if place is not None]
    taken = [front[place] for place in spread(wanted[front], CHOSEN)]
    chosen = list(dict.fromkeys([*named, *taken]))[:CHOSEN]
    names = tuple(dict.fromkeys((*question.outcomes, *HEADLINES)))
    values = np.array(values_of([candidates[place] for place in chosen], MEASURING, seed + 2, names))
    order = np.argsort(values[..., question.column(COST)].mean(axis=(1, 2)), kind="stable")
    chosen, values = [chosen[place] for place in order], values[order]
    likely = np.array([holding(question, one) for one in values])
    place_of = {place: number for number, place in enumerate(chosen)}
    return Measured(
        [candidates[place] for place in chosen],
        values,
        names,
        likely,
        None if cheapest is None else place_of[cheapest],
        place_of[robust],
    )


def _values(question: Question, ensemble: Ensemble, worlds: int, names: tuple[str, ...] | None) -> Any:
    """(K, R, O) the outcomes of a question, or those named, float32."""
    if names is None:
        return by_world(question, ensemble, worlds).astype(np.float32)
    horizon = ensemble.scenario.horizon_months
    found = np.column_stack([measure(ensemble.runs, name, horizon) for name in names])
    return found.reshape(worlds, -1, len(names)).astype(np.float32)


def front_table(found: Measured, question: Question) -> pd.DataFrame:
    """A row for each package: every outcome with limits over the worlds, in how many it holds, and its regret.

    Columns ``package`` (A, B …), ``governance``, ``approaches`` (their number), each outcome and ``holds`` with
    ``_low`` and ``_high``, and ``regret``: by how much, in nine of ten worlds at most, another package of the front
    does better in the first aim (``analysis.robustness``).
    """
    import pandas as pd

    regret = _regrets(found, question)
    rows = []
    for place, package in enumerate(found.packages):
        row: dict[str, Any] = {"package": letter(place), "governance": package.governance}
        row["approaches"] = len(package.uses)
        for column, name in enumerate(found.names):
            row |= columns_of(name, mean(found.values[place, :, :, column].mean(axis=1)))
        row |= columns_of("holds", mean(found.likely[place].prod(axis=1)))
        rows.append(row | {"regret": regret[place]})
    return pd.DataFrame(rows)


def given_up(found: Measured, question: Question) -> pd.DataFrame:
    """What each step along the front, to the next more costly package, buys and gives up.

    Columns ``package``, ``instead_of``, and the change of each outcome of the question with ``_low`` and ``_high``,
    paired world by world.
    """
    import pandas as pd

    rows = []
    for place in range(1, len(found.packages)):
        row: dict[str, Any] = {"package": letter(place), "instead_of": letter(place - 1)}
        for name in question.outcomes:
            now, before = (found.values[at, :, :, question.column(name)].mean(axis=1) for at in (place, place - 1))
            row |= columns_of(name, difference(now, before))
        rows.append(row)
    return pd.DataFrame(rows)


def schedule_table(packages: Sequence[Package]) -> pd.DataFrame:
    """When to begin what: a row for each approach in use of each package, with the fields of ``packages.Use``."""
    import pandas as pd

    rows = [
        {"package": letter(place), "approach": name} | use._asdict()
        for place, package in enumerate(packages)
        for name, use in sorted(package.uses.items(), key=lambda item: item[1].start)
    ]
    table = pd.DataFrame(rows, columns=["package", "approach", "strength", "start", "end", "trigger"])
    return table.astype({"end": "Int64", "trigger": "Float64"})


def letter(place: int) -> str:
    """What a package of the front is called: A, B …"""
    return chr(ord("A") + place)


def _regrets(found: Measured, question: Question) -> list[float]:
    """Regret in the first aim that is not exceeded in nine of ten worlds, of each package."""
    import pandas as pd

    aim = question.aims[0]
    if len(found.packages) < 2:
        return [0.0] * len(found.packages)
    values = found.values[:, :, :, question.column(aim.outcome)]
    package, world, run = (place.ravel() for place in np.indices(values.shape))
    table = pd.DataFrame({"package": package, "world": world, "run": run, "cost": values.ravel().astype(np.float64)})
    table_of = robustness(
        blocks(table, 1, factors=["package", "world"]), "cost", ["package"], larger_is_better=not aim.below
    )
    return [float(x) for x in table_of.set_index("choice")["high_regret"].sort_index()]
