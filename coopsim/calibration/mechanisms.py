"""Probe experiments: what should move when one mechanism is varied, by what channel, and what did move.

They are unit tests of behaviour.  Each is a file of ``experiments/mechanisms``: two sides of a scenario that differ in
one thing, run on the same luck, and outcomes to watch with what theory expects.  Nothing is typed into the model to
make them true.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import Field, ValidationError

from coopsim.analysis.effect_size import cohens_d
from coopsim.analysis.intervals import UNKNOWN, Interval, difference, shown
from coopsim.analysis.measures import DERIVED, SHARES, measure
from coopsim.experiment.reading import ExperimentError
from coopsim.model import outcomes
from coopsim.run.ensemble import Ensemble, simulate
from coopsim.scenario import Scenario, load_scenario
from coopsim.scenario.lines import node_of
from coopsim.scenario.reading import parsed
from coopsim.scenario.translating import translated
from coopsim.scenario.types import Id, LocalText, Name, Row, Share
from coopsim.scenario.validation import problems
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

Statistic = Literal["mean", "d", "share"]
Theory = Literal["up", "down", "either"]
#: Outcomes that are measured in each municipality; what one run says of them is their mean.
OF_TOWNS: Final = tuple(name for name in outcomes.TOWN_RUN if name not in outcomes.RUN)
Outcome = Literal[(*outcomes.RUN, *DERIVED, *OF_TOWNS)]  # type: ignore[valid-type]


class Watch(Row):
    """An outcome, how the two sides are compared, and what theory expects of side b against side a."""

    outcome: Outcome = Field(description="column of the run table or of the municipality table, or a figure from them")
    statistic: Statistic = Field(default="mean", description="paired difference of means or shares, or Cohen's d")
    theory: Theory = Field(description="up, down, or either where theory allows both signs")


class Probe(Row):
    """The file of a probe."""

    mechanism: Name = Field(description="which mechanism is looked at")
    title: LocalText = Field(description="what is varied, one line")
    channel: LocalText = Field(description="what should move, and by what channel, one line")
    scenario: Name = Field(default="harz", description="shipped name of a scenario")
    years: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(default=20, description="length of a run")
    governance: Id | None = Field(default=None, description="form that is sought on both sides")
    approaches: dict[Id, Share] = Field(default={}, description="approaches on both sides")
    a: dict[str, Any] = Field(default={}, description="values of one side, by dotted key of a scenario")
    b: dict[str, Any] = Field(description="values of the other side")
    watch: tuple[Watch, ...] = Field(min_length=1, description="what is watched")

    def side(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario of one side.  Raises ScenarioError for a value that it cannot have."""
        both = {f"approaches.{name}": strength for name, strength in self.approaches.items()}
        form = {} if self.governance is None else {"governance": self.governance}
        common = form | {"horizon_months": 12 * self.years} | both
        return load_scenario(self.scenario).with_(common).with_(dict(_flat(values)))


@dataclass(frozen=True)
class Moved:
    """What moved in one outcome of a probe: the means of both sides and the difference of b to a."""

    probe: Probe
    watch: Watch
    a: float
    b: float
    effect: Interval

    @property
    def verdict(self) -> str:
        """ "as_expected" or "against" where the interval leaves out zero, "open" where not, "both" without a sign."""
        sign = shown(self.effect.low, self.effect.high)
        if self.watch.theory == "either":
            return "open" if sign == 0 else "both"
        return "open" if sign == 0 else "as_expected" if (sign > 0) == (self.watch.theory == "up") else "against"


def _flat(values: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Values by dotted key, whether the file wrote dots or tables."""
    found: list[tuple[str, Any]] = []
    for key, value in values.items():
        name = f"{above}.{key}" if above else key
        found += _flat(value, name) if isinstance(value, Mapping) else [(name, value)]
    return found


def shipped_probes() -> list[Path]:
    """The files of the probes that come with the package, in order."""
    package = Path(__file__).resolve().parents[1]
    shelves = (package / "experiments" / "mechanisms", package.parent / "experiments" / "mechanisms")
    return sorted(next((folder for folder in shelves if folder.is_dir()), shelves[0]).glob("*.toml"))


def load_probe(file: str | PathLike[str]) -> Probe:
    """The probe of a file.  Raises ExperimentError with every fault found."""
    root = node_of(*parsed(Path(file)))
    try:
        return Probe.model_validate(root.plain())
    except ValidationError as error:
        faults = [translated(detail, Probe) for detail in error.errors(include_url=False)]
        raise ExperimentError(problems(faults, root)) from None


def run_probes(
    probes: Sequence[Probe], runs: int = 400, seed: int = 1, progress: Callable[[int, int], None] | None = None
) -> list[Moved]:
    """What moves between the two sides of each probe, on the same luck; ``progress(done, total)`` counts probes."""
    found: list[Moved] = []
    for done, probe in enumerate(probes, start=1):
        a, b = (simulate(probe.side(values), runs=runs, seed=seed) for values in (probe.a, probe.b))
        found += [_moved(probe, watch, a, b) for watch in probe.watch]
        if progress is not None:
            progress(done, len(probes))
    return found


def _values(side: Ensemble, watch: Watch) -> Any:
    """(R,) an outcome of every run, or (R, n) of every municipality."""
    if watch.outcome in OF_TOWNS:
        return side.arrays.towns[watch.outcome].astype(np.float64)
    return measure(side.runs, watch.outcome, side.scenario.horizon_months)


def _moved(probe: Probe, watch: Watch, a: Ensemble, b: Ensemble) -> Moved:
    one, other = (_values(side, watch) for side in (a, b))
    if watch.statistic == "d":
        return Moved(probe, watch, _mean(one), _mean(other), cohens_d(other, one))
    one, other = (values if values.ndim == 1 else _of_runs(values) for values in (one, other))
    known = ~(np.isnan(one) | np.isnan(other))
    effect = difference(other[known], one[known]) if known.any() else UNKNOWN
    return Moved(probe, watch, _mean(one), _mean(other), effect)


def _of_runs(values: Any) -> Any:
    """(R,) mean over the municipalities of each run that have a value, NaN where none has."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)


def _mean(values: Any) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def rows(moved: Sequence[Moved], lang: str = "en") -> tuple[list[str], list[list[str]]]:
    """Headings and cells: mechanism, what is varied, outcome, theory, both sides, what moved, verdict, channel."""

    def written(x: float, row: Moved, effect: bool = False) -> str:
        share = row.watch.outcome in SHARES and not (effect and row.watch.statistic == "d")
        return percent(lang, x, 1) if share else number(lang, x, 2)

    cells = []
    for row in moved:
        table = "town_run" if row.watch.outcome in OF_TOWNS else None
        known = row.watch.outcome in outcomes.RUN or row.watch.outcome in OF_TOWNS
        name = outcomes.outcome_title(row.watch.outcome, lang, table) if known else row.watch.outcome
        value, low, high = (written(x, row, effect=True) for x in row.effect)
        said = "d = " if row.watch.statistic == "d" else ""
        cells.append([
            row.probe.mechanism, getattr(row.probe.title, lang), name, text(lang, f"mechanisms.{row.watch.theory}"),
            f"{written(row.a, row)} → {written(row.b, row)}",
            f"{said}{value} {text(lang, 'number.between', low=low, high=high)}",
            text(lang, f"mechanisms.{row.verdict}"), getattr(row.probe.channel, lang),
        ])  # fmt: skip
    names = ("mechanism", "varied", "outcome", "theory", "sides", "moved", "verdict", "channel")
    return [text(lang, f"mechanisms.{name}") for name in names], cells


#: Columns of the table as plain numbers; the effect is in units of the outcome, or Cohen's d.
COLUMNS: Final = (
    "mechanism", "varied", "channel", "outcome", "statistic", "theory", "a", "b", "effect", "low", "high", "verdict",
)  # fmt: skip


def csv_table(moved: Sequence[Moved]) -> str:
    """All probes as comma-separated values with words in English, for the page on mechanisms and for other programs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in moved:
        words = (row.probe.mechanism, row.probe.title.en, row.probe.channel.en)
        numbers = (f"{x:.6g}" for x in (row.a, row.b, *row.effect))
        writer.writerow([*words, row.watch.outcome, row.watch.statistic, row.watch.theory, *numbers, row.verdict])
    return out.getvalue()
