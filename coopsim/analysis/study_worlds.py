"""Uncertain worlds: which uncertainties matter, and where a choice fails; a choice at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.analysis.blocks import is_number
from coopsim.analysis.claims import Changes, Effect
from coopsim.analysis.discovery import Box, discover
from coopsim.analysis.intervals import Interval, together
from coopsim.analysis.sensitivity import morris, one_at_a_time, sobol
from coopsim.analysis.study import RISK, Study
from coopsim.texts import UserError

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks

MOST: Final = 8  #: choices that are looked at one by one
LEAST_WORLDS: Final = 40  #: fewer points are too few for a box
FAILURE: Final = 0.5  #: a point fails where fewer than this share of its alliances work at the end


class Sensitivity(NamedTuple):
    """Elementary effects or Sobol indices for one combination of the factors with which the sample is crossed."""

    choice: Any
    table: pd.DataFrame


class Failure(NamedTuple):
    """A choice, the share of its worlds in which it fails, and the box of conditions in which it mostly does."""

    choice: Any
    share: float
    box: Box | None


def choices(study: Study, names: Sequence[str]) -> Iterator[tuple[Any, Blocks]]:
    """Every combination of some factors with its points; nothing where there are too many combinations."""
    combos = study.blocks.points[list(names)].drop_duplicates()
    if not names:
        yield (), study.blocks
    elif len(combos) <= MOST:
        for row in combos.itertuples(index=False, name=None):
            yield row, study.blocks.select(dict(zip(names, row, strict=True)))


def apart_from_sample(study: Study) -> list[str]:
    """Factors with which a sampled design is crossed."""
    return [name for name in study.blocks.points if name not in study.manifest["sampled"] and name in study.varied]


def sensitivity(study: Study) -> list[Sensitivity]:
    """Elementary effects or Sobol indices of the time lost, a table per combination of the other factors; else none."""
    import pandas as pd

    if study.kind not in ("morris", "sobol") or study.left_out:
        return []
    names = list(study.manifest["sampled"])
    cube = dict.fromkeys(names, (0.0, 1.0))
    unit = study.results.salib()[1]
    made = []
    for choice, found in choices(study, apart_from_sample(study)):
        outcome = found.values(RISK).mean(axis=1)
        if np.ptp(outcome) == 0 or len(outcome) != len(unit):
            continue
        if study.kind == "morris":
            grid = int(study.manifest["experiment"]["design"].get("grid", 4))
            table = morris(pd.DataFrame(unit, columns=names), outcome, cube, grid)
        else:
            second = bool(study.manifest["experiment"]["design"].get("second_order", False))
            table = sobol(outcome, cube, second_order=second)
        made.append(Sensitivity(choice, table))
    return made


def single(study: Study) -> Changes | None:
    """What single changes against the base scenario lower or raise; None for other designs than one at a time."""
    table = single_changes(study)
    if table is None:
        return None
    rows = table.to_dict("records")
    limits = (Interval(row["change"], row["low"], row["high"]) for row in rows)
    return Changes("single", [Effect((row["factor"], row["level"]), x) for row, x in zip(rows, limits, strict=True)])


def single_changes(study: Study) -> pd.DataFrame | None:
    """What moving one factor alone changes in the time lost; None for other designs than one at a time.

    The intervals of all rows hold together (Bonferroni).
    """
    table = study.blocks.points
    if study.kind != "one_at_a_time" or len(table) < 2:
        return None
    base = table.iloc[0].to_dict()  # the first point is the base scenario
    numbers = [name for name in table if is_number(table[name])]
    same = (table.drop(columns=numbers) == table.drop(columns=numbers).iloc[0]).all(axis=1).to_numpy()
    found = study.blocks.keep(same)
    found = found.keep(~found.points.duplicated().to_numpy())
    levels = {name: base[name] for name in numbers}
    changed = one_at_a_time(found, RISK, levels, level=together(2 * len(numbers)))
    return changed if len(changed) else None


def failures(study: Study) -> list[Failure]:
    """Where each choice fails.

    A world fails where fewer than half of the alliances work at the end.  Only numbers that were sampled or words count
    as conditions.  Empty with too few worlds or without the extra
    ``analysis``.
    """
    names = study.uncertainties
    made = []
    for choice, found in choices(study, study.levers):
        if not names or not study.has("phase_end") or len(found.points) < LEAST_WORLDS:
            continue
        failed = found.values("works").mean(axis=1) < FAILURE
        try:
            made.append(Failure(choice, float(failed.mean()), discover(found.points[names], failed)))
        except UserError:
            return []
    return made
