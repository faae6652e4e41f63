"""Why two settings come to different results: the difference split by the channels, or the settings, it is made of.

Parts are Shapley values (Shapley 1953; for models: Štrumbelj & Kononenko 2010).  In each run, channels are switched
from one setting to the other one after another, in an order that is drawn for that run, and once more in the opposite
order, all on the same luck; a part is the mean of what its switching changes.  Parts add up to the whole difference in
every run, no order is preferred, and what changes nothing gets nothing.  Intervals are those of means over runs; the
chance of the orders is part of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from coopsim.analysis.channels import Difference, differences
from coopsim.analysis.intervals import Interval, estimate
from coopsim.analysis.measures import measure
from coopsim.model.schedule import Schedule
from coopsim.run import arguments as doors
from coopsim.run.crossing import channels, simulate_crossed, simulate_switched
from coopsim.run.ensemble import Arrays, Ensemble
from coopsim.run.progress import Progress
from coopsim.submodels.schedule import SCHEDULE

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

By = Literal["channels", "settings"]
OUTCOMES: Final = ("works", "stagnates", "effective", "lost", "added_value", "cost")
_ORDERS: Final = 0x0DE25  # keeps the orders apart from all that a seed means elsewhere
_AT_ONCE: Final = 100  #: runs between two reports of progress


@dataclass(frozen=True)
class Why:
    """A difference and its parts.

    ``values`` holds for each outcome (R, 2): the runs of ``a`` and ``b``; ``parts`` for each outcome (R, m): what each
    of the ``players`` adds to the difference in each run.  ``differences`` says what differs, and where it acts.
    """

    a: Scenario
    b: Scenario
    by: By
    seed: int
    players: tuple[str, ...]
    differences: tuple[Difference, ...]
    values: dict[str, Any]
    parts: dict[str, Any]

    @property
    def runs(self) -> int:
        """How many runs each side has."""
        return len(next(iter(self.values.values())))

    @cached_property
    def totals(self) -> pd.DataFrame:
        """A row per outcome: ``outcome``, mean of ``a`` and of ``b``, ``difference``, ``low``, ``high``."""
        import pandas as pd

        rows = []
        for outcome, values in self.values.items():
            found = _interval(values[:, 1] - values[:, 0])
            means = {"a": float(values[:, 0].mean()), "b": float(values[:, 1].mean())}
            rows.append({"outcome": outcome, **means, "difference": found.value, "low": found.low, "high": found.high})
        return pd.DataFrame(rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row per outcome and part: ``outcome``, ``part``, ``settings`` acting there, ``effect``, ``low``, ``high``.

        The effects of an outcome add up to its difference.
        """
        import pandas as pd

        rows = []
        for outcome, parts in self.parts.items():
            for k, player in enumerate(self.players):
                found = _interval(parts[:, k])
                limits = {"effect": found.value, "low": found.low, "high": found.high}
                rows.append({"outcome": outcome, "part": player, "settings": ", ".join(self.acting(player)), **limits})
        return pd.DataFrame(rows, columns=["outcome", "part", "settings", "effect", "low", "high"])

    def together(self, outcome: str, parts: Sequence[str]) -> Interval:
        """What several parts of an outcome add up to."""
        chosen = [self.players.index(part) for part in parts]
        return _interval(self.parts[outcome][:, chosen].sum(axis=1))

    def acting(self, player: str) -> list[str]:
        """The differing settings that act in a channel, or the channels by which a setting acts."""
        if self.by == "channels":
            return [one.setting for one in self.differences if player in one.channels]
        return next(list(one.channels) for one in self.differences if one.setting == player)


def why(
    a: Scenario | str | PathLike[str],
    b: Scenario | str | PathLike[str],
    runs: int = 1000,
    seed: int = 1,
    *,
    outcomes: Sequence[str] = OUTCOMES,
    by: By = "channels",
    threads: int | None = None,
    progress: Progress | None = None,
    schedule: Schedule = SCHEDULE,
    compiled: bool = True,
) -> Why:
    """Split the difference of ``b`` to ``a`` in some outcomes (see ``measures``; those that every run has).

    ``by`` is "channels" (the steps of the schedule in which settings are read) or "settings" (what was set
    differently).  ``runs`` runs take 2 m times as many simulations for m parts.  ``progress(done, total)`` counts runs.

    Raises:
        ArgumentError: for numbers that cannot be, and for an outcome that some run does not have.
        UserError: where the two are about different towns, months or forms to choose from.
        KeyError: for an unknown outcome.
    """
    a, b = doors.scenario_of(a), doors.scenario_of(b)
    runs, seed = doors.runs_of(runs, least=2), doors.seed_of(seed)
    found = tuple(differences(a, b, schedule))
    names = channels(schedule)
    if by == "channels":
        players = tuple(name for name in names if any(name in one.channels for one in found))
        bits = np.array([1 << names.index(name) for name in players], np.int64)
    else:
        players = tuple(one.setting for one in found if one.channels)
        bits = 1 << np.arange(len(players), dtype=np.int64)
    orders = np.random.default_rng([_ORDERS, seed]).random((runs, len(players))).argsort(axis=1)
    coalitions = _coalitions(orders, bits)
    kept: dict[str, list[Any]] = {outcome: [] for outcome in outcomes}
    for start in range(0, runs, _AT_ONCE):
        part = coalitions[start : start + _AT_ONCE]
        numbers = np.arange(start, start + len(part)).repeat(part.shape[1])
        options: dict[str, Any] = {"runs": numbers, "threads": threads, "schedule": schedule, "compiled": compiled}
        if by == "channels":
            rows = simulate_crossed(a, b, part.ravel(), seed, **options)
        else:
            places = [one.places for one in found if one.channels]
            rows = simulate_switched(a, b, places, part.ravel(), seed, **options)
        for outcome, values in _measured(a, rows, outcomes).items():
            kept[outcome].append(values.reshape(part.shape))
        if progress is not None:
            progress(start + len(part), runs)
    values = {outcome: np.concatenate(tables) for outcome, tables in kept.items()}
    for outcome, table in values.items():
        if np.isnan(table).any():
            raise doors.ArgumentError("argument_outcome_missing", outcome=outcome)
    m = len(players)
    return Why(
        a, b, by, seed, players, found,
        values={outcome: table[:, [0, m]] for outcome, table in values.items()},
        parts={outcome: _shapley(table, orders) for outcome, table in values.items()},
    )  # fmt: skip


def _coalitions(orders: Any, bits: Any) -> Any:
    """(R, 2 m) masks: who follows the other setting after 0 … m of an order, and in 1 … m − 1 of the opposite one.

    The latter are complements of the former, in their order.  For m = 0 there is one, of nobody.
    """
    runs, m = orders.shape
    forward = np.zeros((runs, m + 1), np.int64)
    forward[:, 1:] = np.cumsum(bits[orders], axis=1)
    return np.concatenate([forward, bits.sum() - forward[:, 1:m]], axis=1)


def _shapley(values: Any, orders: Any) -> Any:
    """(R, m) parts from the values (R, 2 m) of the coalitions of each run."""
    runs, m = orders.shape
    parts = np.zeros((runs, m))
    if m:
        forward = values[:, : m + 1]
        backward = np.concatenate([values[:, [m]], values[:, m + 1 :], values[:, [0]]], axis=1)  # complements of 0 … m
        added = (np.diff(forward, axis=1) - np.diff(backward, axis=1)) / 2.0
        np.put_along_axis(parts, orders, added, axis=1)
    return parts


def _measured(scenario: Scenario, rows: Any, outcomes: Sequence[str]) -> dict[str, Any]:
    none = np.zeros(0).view(np.recarray)
    table = Ensemble(scenario, 0, 0, Arrays(rows[0], rows[1], none, none), "").runs
    return {outcome: measure(table, outcome, scenario.horizon_months) for outcome in outcomes}


def _interval(values: Any) -> Interval:
    return estimate(values) if np.ptp(values) > 0 else Interval(*3 * (float(values[0]),))
