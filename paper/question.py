"""The experiments ``stagnation_…`` over parameter sets, and the tables that answer the user's question."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.intervals import mean
from coopsim.analysis.over_sets import among_best, effect, together
from coopsim.model.codes import APPROACHES
from paper.cases import OUTCOMES, Case, Progress, Sets, chunks, design_of, halves_of, simulated

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks

EXPERIMENTS: Final = ("stagnation_forms", "stagnation_hindrances", "stagnation_alliances", "stagnation_pairs")
#: Outcomes whose effects are reported beside the headline.
REPORTED: Final = ("effective", "stagnated", "added_value", "worst_off", "cost")
NO_FORM: Final = "none"  #: the governance model of isolated municipalities
WITHOUT: Final = "without_"  #: policies with all approaches but one
AS_IT_IS: Final = "as_it_is"  #: hindrances as the scenario has them


def run(name: str, sets: Sets, pool: Executor, runs: int | None = None, progress: Progress | None = None) -> Blocks:
    """Simulate an experiment of the package over parameter sets; ``runs`` per point instead of the file's."""
    from coopsim.experiment import load_experiment

    experiment = load_experiment(name)
    points = experiment.points
    cases = [Case(points.scenario(row)) for row in points.rows]
    tables = simulated(chunks(cases), sets, runs or experiment.runs, experiment.seed, pool, progress)
    return design_of(_context(experiment), tables)


def _context(experiment: Any) -> pd.DataFrame:
    """A row per point; single hindrances become the columns ``hindrance`` and ``level``."""
    import pandas as pd

    points = experiment.points
    table = pd.DataFrame(list(points.rows), columns=[factor.key for factor in points.factors])
    single = [name for name in table if str(name).startswith("hindrances.")]
    if single:
        moved = table[single].notna()
        table["hindrance"] = [
            str(row.idxmax()).removeprefix("hindrances.") if row.any() else AS_IT_IS for _, row in moved.iterrows()
        ]
        table["level"] = table[single].max(axis=1)
        table = table.drop(columns=single)
    return table


def levels(design: Blocks) -> pd.DataFrame:
    """A row per point: mean of each outcome over sets, with an interval for the headline and for stagnation."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for outcome in OUTCOMES:
        values = halves_of(design, outcome).mean(axis=2)
        columns[outcome] = values.mean(axis=1)
        if outcome in ("effective", "stagnated"):
            found = [mean(row) for row in values]
            limits = np.clip([(x.low, x.high) for x in found], 0.0, 1.0)
            columns[f"{outcome}_low"], columns[f"{outcome}_high"] = limits[:, 0], limits[:, 1]
    return pd.concat([design.points, pd.DataFrame(columns)], axis=1)


def policy_effects(
    design: Blocks, within: Sequence[str], over: Sequence[str] = (), outcomes: Sequence[str] = REPORTED
) -> pd.DataFrame:
    """What each approach changes, alone and (where simulated) as the last of all nine; isolated towns left out.

    A row per combination of levels of ``within``, approach (and "all"), ``place`` ("alone", "last") and outcome;
    differences are averaged over the levels of ``over`` within each set first.  Columns as ``effects.Effect`` and, for
    the headline, ``among_best`` (share of sets in which it is among the three best of the nine).  The intervals of an
    outcome and a ``place`` hold together at 95 %.
    """
    import pandas as pd

    formed = design.keep((design.points["governance"] != NO_FORM).to_numpy())
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        values = halves_of(formed, outcome)
        found: dict[str, list[tuple[dict[str, Any], Any]]] = {"alone": [], "last": []}
        for at, inside in _groups(formed.points, within):
            for place, name, d in _differences(formed.points[inside], values[inside], over):
                found[place].append(({**at, "approach": name, "place": place, "outcome": outcome}, d))
        for contrasts in found.values():
            level = together(len(contrasts))
            rows += [{**at, **effect(d, level)._asdict()} for at, d in contrasts]
            if outcome == "effective":
                _add_places(rows[-len(contrasts) :] if contrasts else [], [d for _, d in contrasts], within)
    return pd.DataFrame(rows)


def _differences(points: pd.DataFrame, values: Any, over: Sequence[str]) -> list[tuple[str, str, Any]]:
    """(place, approach, differences (K, 2)) of one group of points, averaged over the factors ``over``."""
    by_policy = {
        str(name): values[(points["policy"] == name).to_numpy()].mean(axis=0) for name in points["policy"].unique()
    }
    found = []
    for name in (*APPROACHES, ALL_APPROACHES):
        if name in by_policy:
            found.append(("alone", name, by_policy[name] - by_policy[NO_APPROACH]))
        if WITHOUT + name in by_policy:
            found.append(("last", name, by_policy[ALL_APPROACHES] - by_policy[WITHOUT + name]))
    return found


def _add_places(rows: list[dict[str, Any]], differences: list[Any], within: Sequence[str]) -> None:
    """Add ``among_best`` to the rows of single approaches, group by group."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for k, row in enumerate(rows):
        if row["approach"] in APPROACHES:
            groups.setdefault(tuple(row[name] for name in within), []).append(k)
    for places in groups.values():
        for k, share in zip(places, among_best(np.array([differences[k] for k in places])), strict=True):
            rows[k]["among_best"] = float(share)


def form_effects(design: Blocks, reference: str, within: Sequence[str], policy: str = NO_APPROACH) -> pd.DataFrame:
    """What each other governance model changes against ``reference``, all else equal; columns as in ``Effect``."""
    import pandas as pd

    chosen = design.keep((design.points["policy"] == policy).to_numpy())
    contrasts = []
    for outcome in ("effective", "stagnated", "added_value", "worst_off", "cost"):
        values = halves_of(chosen, outcome)
        for at, inside in _groups(chosen.points, within):
            forms = chosen.points["governance"][inside].tolist()
            base = values[inside][forms.index(reference)]
            for name, row in zip(forms, values[inside], strict=True):
                if name not in (reference, NO_FORM):
                    contrasts.append(({**at, "governance": name, "outcome": outcome}, row - base))
    level = together(len(contrasts) // 5)
    return pd.DataFrame([{**at, **effect(d, level)._asdict()} for at, d in contrasts])


def hindrance_effects(design: Blocks) -> pd.DataFrame:
    """What raising a hindrance from its lowest to its highest level changes, on average over the forms.

    A row per hindrance and ``approach``: "none" is the change of the headline outcome without approaches, the others
    the change of that approach's effect (an interaction).  Columns ``hindrance``, ``approach`` and as in ``Effect``.
    """
    import pandas as pd

    formed = design.keep((design.points["governance"] != NO_FORM).to_numpy())
    values = halves_of(formed, "effective")
    names = [name for name in formed.points["hindrance"].unique() if name != AS_IT_IS]
    contrasts = []
    for name in names:
        ends = []
        for level in (0.0, 1.0):
            inside = ((formed.points["hindrance"] == name) & (formed.points["level"] == level)).to_numpy()
            here = formed.points["policy"][inside].to_numpy()
            ends.append({policy: values[inside][here == policy].mean(axis=0) for policy in dict.fromkeys(here)})
        low, high = ends
        change = {policy: high[policy] - low[policy] for policy in low}
        for policy, d in change.items():
            d = d if policy == NO_APPROACH else d - change[NO_APPROACH]
            contrasts.append(({"hindrance": name, "approach": policy}, d))
    level = together(len(contrasts))
    return pd.DataFrame([{**at, **effect(d, level)._asdict()} for at, d in contrasts])


def safe_forms(design: Blocks, tolerance: float = 0.02) -> pd.DataFrame:
    """Regret of each governance model over all worlds of a design, without approaches; see ``analysis.robustness``."""
    from coopsim.analysis.robustness import robustness

    formed = (design.points["policy"] == NO_APPROACH) & (design.points["governance"] != NO_FORM)
    chosen = design.keep(formed.to_numpy())
    worlds = [name for name in ("scenario", "hindrance", "level") if name in chosen.points]
    slim = chosen.points[["governance"]].assign(world=_numbered(chosen.points, worlds))
    return robustness(replace(chosen, points=slim), "effective", ["governance"], tolerance=tolerance)


def pair_effects(design: Blocks) -> pd.DataFrame:
    """Main effects and interactions of the nine approaches, averaged over the combinations of all others."""
    from coopsim.analysis.factorial import effects

    names = [f"approaches.{name}" for name in APPROACHES]
    found = effects(over_sets(design), "effective", names, simultaneous=True)
    for column in ("factor", "with"):
        found[column] = found[column].str.removeprefix("approaches.")
    return found.drop(columns="runs")


def over_sets(design: Blocks) -> Blocks:
    """The same points with a block per set instead of one per half of its runs."""
    table = design.table.assign(run=design.table["run"] // 2).groupby(["point", "run"], as_index=False).mean()
    rows = np.arange(len(table)).reshape(len(design.points), -1)
    return replace(design, numbers=design.numbers[::2], table=table, rows=rows)


def _groups(points: pd.DataFrame, within: Sequence[str]) -> list[tuple[dict[str, Any], Any]]:
    """Levels of ``within`` in the order in which they come, and which points have them."""
    if not within:
        return [({}, np.ones(len(points), bool))]
    which = _numbered(points, within)
    found = []
    for group in range(which.max() + 1):
        inside = which == group
        found.append((points.loc[inside, list(within)].iloc[0].to_dict(), inside))
    return found


def _numbered(points: pd.DataFrame, names: Sequence[str]) -> Any:
    """Number of the combination of levels of each point; a missing level is a level."""
    return points.groupby(list(names), sort=False, dropna=False).ngroup().to_numpy()
