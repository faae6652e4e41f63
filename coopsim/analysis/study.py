"""An experiment opened to be analysed: its points × runs, and which factors are decided on and which are not.

Only the outcomes that its claims, tables and figures use are read, each column once; the run table is never copied.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.blocks import Blocks, blocks, is_number
from coopsim.analysis.claims import NO_FORM
from coopsim.analysis.factorial import effects
from coopsim.folders import expanded
from coopsim.texts import UserError

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.experiment.results import Results
    from coopsim.scenario.schema import Scenario

NEEDED: Final = ("months_stagnating", "months_asleep", "months_effective")
#: Read where they were kept: what the table, the Pareto front and the incidence curves need.
OPTIONAL: Final = (
    "cost",
    "added_value",
    "phase_end",
    "dissolved",
    "worst_off",
    "month_first_stagnation",
    "month_end",
    "merged",
)
INCIDENCE: Final = ("month_first_stagnation", "month_end", "dissolved")
RISK: Final = "lost"  #: share of months lost to stagnation or sleep
FORM: Final = "governance"
FEW: Final = 6  #: levels up to which a number is a setting to be looked at one by one, and no sample of a range


@dataclass(frozen=True)
class Study:
    """An experiment as its analysis sees it.

    Attributes:
        results: the run store.
        scenario: the base scenario, the first one of several.
        blocks: points × runs, without the points that lack runs.
        left_out: number of these.
        levers: factors that somebody decides on; uncertainties: all others.
    """

    results: Results
    scenario: Scenario
    blocks: Blocks
    left_out: int
    levers: list[str]
    uncertainties: list[str]

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the store."""
        return self.results.manifest

    @property
    def id(self) -> str:
        """A fingerprint of what was run, the same wherever and whenever it ran."""
        words = json.dumps(self.manifest["identity"], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    @property
    def kind(self) -> str:
        """Kind of the design (of the uncertainties, where levers have one of their own)."""
        return str(self.manifest["experiment"]["design"]["kind"])

    @property
    def runs(self) -> int:
        """Runs per point."""
        return len(self.blocks.numbers)

    @property
    def approaches(self) -> list[str]:
        """Levers that are numbers, such as the strength of an approach."""
        return [name for name in self.levers if is_number(self.blocks.points[name])]

    @property
    def varied(self) -> list[str]:
        """Factors with more than one level."""
        return [*self.levers, *self.uncertainties]

    @property
    def forms(self) -> list[str]:
        """Governance models that were varied, in the order of the experiment."""
        return levels_of(self.blocks.points, FORM) if FORM in self.levers else []

    @property
    def present(self) -> str:
        """The governance model of the base scenario, or where it was not simulated the first form of cooperation."""
        form = self.scenario.governance
        return form if not self.forms or form in self.cooperations else self.cooperations[0]

    @property
    def cooperations(self) -> list[str]:
        """The forms of cooperation among the governance models; that of the base scenario where none was varied."""
        return [name for name in self.forms if name != NO_FORM] or self.forms or [self.scenario.governance]

    @property
    def contexts(self) -> list[str]:
        """Uncertainties on a few levels that are numbers, such as hindrances."""
        table = self.blocks.points
        return [name for name in self.uncertainties if is_number(table[name]) and table[name].nunique() <= FEW]

    @property
    def cooperating(self) -> Blocks:
        """The points whose governance model is a form of cooperation; all where there is no other."""
        if not self.forms or self.forms == [NO_FORM]:
            return self.blocks
        return self.blocks.keep((self.blocks.points[FORM] != NO_FORM).to_numpy())

    def under(self, form: str) -> Blocks:
        """The points of a governance model; all where it was not varied."""
        return self.blocks.where(governance=form) if self.forms else self.blocks

    def extreme(self, found: Blocks, whole: bool) -> Any:
        """(P,) points of some blocks with all approaches at their highest level, or with none."""
        levels = found.points[self.approaches].to_numpy(float)
        return (levels == levels.max(axis=0)).all(axis=1) if whole else (levels == 0).all(axis=1)

    def portfolio(self, form: str) -> Blocks | None:
        """The combinations of approaches under a form, mean over all else; None where costs or points are missing."""
        inside = self.under(form)
        if not self.has("cost") or not self.approaches:
            return None
        try:
            return inside.averaged([name for name in inside.points if name not in self.approaches])
        except ValueError:
            return None

    def combined(self, told: Callable[[Blocks, list[str]], pd.DataFrame], form: str) -> pd.DataFrame | None:
        """A table of ``analysis.portfolio`` for a form; None where not all combinations of two levels are there."""
        found = self.portfolio(form)
        try:
            return None if found is None else told(found, self.approaches)
        except ValueError:
            return None

    def has(self, *outcomes: str) -> bool:
        """Whether the experiment kept these columns of the run table."""
        return all(name in self.blocks.table for name in outcomes)


def levels_of(points: pd.DataFrame, name: str) -> list[Any]:
    """Levels of a factor that occur, in the order of the experiment."""
    column = points[name]
    if hasattr(column, "cat"):
        return [level for level in column.cat.categories if (column == level).any()]
    return sorted(column.unique())


def is_experiment(folder: Path) -> bool:
    """Whether a folder is the run store of an experiment."""
    from coopsim.experiment.store import MANIFEST

    return (expanded(folder) / MANIFEST).is_file()


def open_study(folder: str | Path) -> Study:
    """The experiment of a run store; points of which runs are missing or failed are left out.

    Raises UserError when the store is empty, no point is whole, it lacks an outcome that every report needs, or the
    points have horizons of different lengths.
    """
    from coopsim.experiment import open_results

    results = open_results(folder)
    kept = results.dataset().schema.names
    lacking = [name for name in NEEDED if name not in kept]
    if lacking:
        raise UserError("study_lacks", folder=folder, columns=", ".join(lacking))
    scenarios = _scenarios(results)
    months = {scenario.horizon_months for scenario in scenarios.values()}
    if len(months) > 1 or "horizon_months" in results.factors:
        raise UserError("study_horizons", folder=folder)
    columns = ["point", "run", "status", *NEEDED, *(name for name in OPTIONAL if name in kept)]
    table = results.runs(columns, where={"status": "ok"})
    points = _points(results, next(iter(scenarios.values())))
    try:
        found = blocks(table, months.pop(), points=points, drop_incomplete=True)
    except ValueError as error:
        raise UserError("study_nothing", folder=folder) from error
    roles = {row["key"]: row["role"] for row in results.manifest["factors"]}
    varied = [name for name in results.factors if found.points[name].nunique() > 1]
    levers = [name for name in varied if roles[name] in ("lever", "policy")]
    return Study(
        results=results,
        scenario=next(iter(scenarios.values())),
        blocks=found,
        left_out=len(points) - len(found.points),
        levers=levers,
        uncertainties=[name for name in varied if name not in levers],
    )


def _scenarios(results: Results) -> dict[str, Scenario]:
    """The base scenarios by id, as they were run."""
    from coopsim.scenario import load_scenario

    names = results.manifest["identity"]["scenarios"]
    return {name: load_scenario(results.folder / f"{name}.toml") for name in names}


def _points(results: Results, scenario: Scenario) -> pd.DataFrame:
    """The points with words as categories in the order of their levels, and empty cells as the base has them."""
    import pandas as pd

    table = results.points.copy(deep=False)
    for row in results.manifest["factors"]:
        name = row["key"]
        column = table[name]
        if column.isna().any():
            column = column.fillna(base_level(scenario, name)) if base_level(scenario, name) is not None else column
        if not is_number(column):
            words = column.astype(object).where(column.notna(), "–").astype(str)
            order = list(dict.fromkeys([*(str(level) for level in row.get("levels", ())), *words]))
            column = pd.Categorical(words, [level for level in order if level in set(words)])
        table[name] = column
    return table


def base_level(scenario: Scenario, key: str) -> Any:
    """What the base scenario has at a dotted key: a number or a word, None for anything else."""
    from coopsim.model.parameters import PARAMETERS

    kind, _, name = key.partition(".")
    name = name.removesuffix(".strength")
    if kind == "approaches":
        return float(scenario.approaches[name].strength) if name in scenario.approaches else 0.0
    if kind == "hindrances":
        return scenario.hindrance(name)
    if kind == "parameters":
        return float(scenario.parameters.get(name, PARAMETERS[name].default)) if name in PARAMETERS else None
    value = getattr(scenario, kind, None) if not name else None
    return value if isinstance(value, str | int | float) else None


def main_effects(
    found: Blocks, outcome: str, names: list[str], *, by: list[str] | None = None, **options: Any
) -> pd.DataFrame | None:
    """Main effects of the approaches; None where the design cannot tell them apart."""
    return interactions(found, outcome, names, by=by or [], order=1, **options) if names else None


def interactions(found: Blocks, outcome: str, names: list[str], **options: Any) -> pd.DataFrame | None:
    """Main effects and interactions of the approaches; None where the design cannot tell them apart."""
    try:
        return effects(found, outcome, names, **options)
    except ValueError:
        return None


def without(found: Blocks, names: list[str]) -> dict[str, float] | None:
    """The levels of the one combination without any approach; None where it was not simulated."""
    none = (found.points[names] == 0).all(axis=1).sum() == 1
    return dict.fromkeys(names, 0.0) if none else None
