"""The experiments ``stagnation_…`` over parameter sets, and the tables that answer the user's question."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim import load_experiment
from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.intervals import mean
from coopsim.analysis.over_sets import among_best, effects
from coopsim.model.codes import APPROACHES
from coopsim.run.progress import Progress
from paper.cases import HEADLINE, OUTCOMES, Case, Design, Sets, numbered, simulated

if TYPE_CHECKING:
    import pandas as pd

EXPERIMENTS: Final = ("stagnation_forms", "stagnation_hindrances", "stagnation_alliances", "stagnation_pairs")
#: Outcomes whose effects are reported beside the headline.
REPORTED: Final = (HEADLINE, "stagnated", "added_value", "worst_off", "cost")
NO_FORM: Final = "none"  #: the governance model of isolated municipalities
EVERY: Final = (*APPROACHES, ALL_APPROACHES)  #: each approach alone, and all at once
WITHOUT: Final = "without_"  #: policies with all approaches but one
AS_IT_IS: Final = "as_it_is"  #: hindrances as the scenario has them


def run(name: str, sets: Sets, pool: Executor, runs: int | None = None, progress: Progress | None = None) -> Design:
    """Simulate an experiment of the package over parameter sets; ``runs`` per point instead of the file's."""
    experiment = load_experiment(name)
    cases = [Case(experiment.points.scenario(row)) for row in experiment.points.rows]
    values = simulated(cases, sets, runs or experiment.runs, experiment.seed, pool, progress)
    return Design(points_of(experiment), values)


def points_of(experiment: Any) -> pd.DataFrame:
    """A row per point; single hindrances become the columns ``hindrance`` and ``level``."""
    import pandas as pd

    points = experiment.points
    table = pd.DataFrame(list(points.rows), columns=[factor.key for factor in points.factors])
    single = table.filter(regex=r"^hindrances\.")
    if single.empty:
        return table
    moved = single.notna()
    names = moved.idxmax(axis=1).str.removeprefix("hindrances.").where(moved.any(axis=1), AS_IT_IS)
    return table.drop(columns=list(single)).assign(hindrance=names, level=single.max(axis=1))


def levels(design: Design) -> pd.DataFrame:
    """A row per point: mean of each outcome over sets, with an interval for the headline and for stagnation."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for outcome in OUTCOMES:
        values = design.of(outcome).mean(axis=2)
        columns[outcome] = values.mean(axis=1)
        if outcome in (HEADLINE, "stagnated"):
            limits = np.clip([mean(row)[1:] for row in values], 0.0, 1.0)
            columns[f"{outcome}_low"], columns[f"{outcome}_high"] = limits.T
    return pd.concat([design.points, pd.DataFrame(columns)], axis=1)


def formed(design: Design) -> Design:
    """Without isolated municipalities."""
    return design.where(design.points["governance"] != NO_FORM)


def by_policy(design: Design, outcome: str) -> dict[str, Any]:
    """(K, 2) an outcome under each policy, on average over all else."""
    policy = design.points["policy"]
    return {str(name): design.of(outcome)[policy == name].mean(axis=0) for name in policy.unique()}


def policy_effects(design: Design, within: Sequence[str], outcomes: Sequence[str] = REPORTED) -> pd.DataFrame:
    """What each approach changes, alone and (where simulated) as the last of all; isolated towns left out.

    A row per combination of levels of ``within``, approach (and "all"), ``place`` ("alone", "last") and outcome;
    differences are averaged over all else within each set first.  Columns as ``over_sets.EffectOverSets`` and, for the
    headline, ``among_best`` (share of sets in which it is among the three best).  The intervals of an
    outcome and a ``place`` hold together at 95 %.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        contrasts: dict[str, list[Any]] = {"alone": [], "last": []}
        places: dict[str, list[dict[str, float]]] = {"alone": [], "last": []}
        for at, part in formed(design).groups(within):
            for place, found in _differences(by_policy(part, outcome)).items():
                labels = {**at, "place": place, "outcome": outcome}
                contrasts[place] += [({**at, "approach": name, **labels}, d) for name, d in found.items()]
                single = [name for name in found if name in APPROACHES and outcome == HEADLINE]
                best = among_best([found[name] for name in single]) if single else ()
                shares = {name: {"among_best": float(share)} for name, share in zip(single, best, strict=True)}
                places[place] += [shares.get(name, {}) for name in found]
        for place, rated in contrasts.items():
            rows += [row | share for row, share in zip(effects(rated), places[place], strict=True)]
    return pd.DataFrame(rows)


def _differences(level: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By place and approach, what it changes (K, 2)."""
    return {
        "alone": {name: level[name] - level[NO_APPROACH] for name in EVERY if name in level},
        "last": {name: level[ALL_APPROACHES] - level[WITHOUT + name] for name in EVERY if WITHOUT + name in level},
    }


def form_effects(design: Design, reference: str, within: Sequence[str]) -> pd.DataFrame:
    """What each other governance model changes against ``reference`` without approaches; columns as in ``Effect``."""
    import pandas as pd

    chosen = formed(design.where(design.points["policy"] == NO_APPROACH))
    rows: list[dict[str, Any]] = []
    for outcome in REPORTED:
        contrasts = []
        for at, part in chosen.groups(within):
            found = dict(zip(part.points["governance"], part.of(outcome), strict=True))
            base = found.pop(reference)
            contrasts += [({**at, "governance": name, "outcome": outcome}, d - base) for name, d in found.items()]
        rows += effects(contrasts)
    return pd.DataFrame(rows)


def hindrance_effects(design: Design) -> pd.DataFrame:
    """What raising a hindrance from its lowest to its highest level changes, on average over the forms.

    A row per hindrance and ``approach``: "none" is the change of the headline outcome without approaches, the others
    the change of that approach's effect (an interaction).  Columns ``hindrance``, ``approach`` and as in ``Effect``.
    """
    import pandas as pd

    moved = formed(design.where(design.points["hindrance"] != AS_IT_IS))
    contrasts = []
    for at, part in moved.groups(["hindrance"]):
        low, high = (by_policy(part.where(part.points["level"] == level), HEADLINE) for level in (0.0, 1.0))
        change = {policy: high[policy] - low[policy] for policy in low}
        own = change[NO_APPROACH]
        contrasts += [({**at, "approach": name}, d if name == NO_APPROACH else d - own) for name, d in change.items()]
    return pd.DataFrame(effects(contrasts))


def safe_forms(design: Design, tolerance: float = 0.02) -> pd.DataFrame:
    """Regret of each governance model over all worlds of a design, without approaches; see ``analysis.robustness``."""
    from coopsim.analysis.robustness import robustness

    chosen = formed(design.where(design.points["policy"] == NO_APPROACH))
    worlds = [name for name in ("scenario", "hindrance", "level") if name in chosen.points]
    slim = Design(chosen.points[["governance"]].assign(world=numbered(chosen.points, worlds)), chosen.values)
    blocks = slim.blocks(slim.of(HEADLINE).reshape(len(slim.points), -1))
    return robustness(blocks, HEADLINE, ["governance"], tolerance=tolerance)


def pair_effects(design: Design) -> pd.DataFrame:
    """Main effects and interactions of the approaches, averaged over the combinations of all others."""
    from coopsim.analysis.factorial import effects as factorial_effects

    names = [f"approaches.{name}" for name in APPROACHES]
    found = factorial_effects(design.blocks(design.of(HEADLINE).mean(axis=2)), HEADLINE, names, simultaneous=True)
    for column in ("factor", "with"):
        found[column] = found[column].str.removeprefix("approaches.")
    return found.drop(columns="runs")
