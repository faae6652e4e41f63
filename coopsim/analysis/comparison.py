"""Comparison of scenarios on common random numbers: the same runs of the same seed in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.analysis.batches import load
from coopsim.analysis.growing import Side, check_precision, grow, sharpen
from coopsim.analysis.intervals import LEVEL
from coopsim.analysis.labels import NO_APPROACH, Label, label_text
from coopsim.analysis.labels import governance_by_approach as governance_by_approach
from coopsim.analysis.precision import FIRST
from coopsim.run.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.intervals import Interval
    from coopsim.scenario.schema import Scenario


def alike(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios are simulated alike: they hold the same, whatever they are called."""
    names = {"scenario": {"id", "title", "description", "sources"}}
    return one.fingerprint == other.fingerprint or one.model_dump(exclude=names) == other.model_dump(exclude=names)


@dataclass(frozen=True)
class Comparison:
    """Results of a comparison.

    ``runs`` is the run table with ``label`` in front, ``phases`` the share of runs in each phase by label and month;
    where the labels are pairs, both also have the columns ``governance`` and ``approach``.
    """

    scenarios: dict[Label, Scenario]
    baseline: Label
    seed: int
    runs: pd.DataFrame
    phases: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def paired_labels(self) -> bool:
        """Whether the labels are pairs of governance model and set of approaches."""
        return all(isinstance(label, tuple) for label in self.scenarios)

    @property
    def governance(self) -> list[str]:
        """Governance models of paired labels, in order."""
        return list(dict.fromkeys(label[0] for label in self.scenarios))

    @property
    def approaches(self) -> list[str]:
        """Sets of approaches of paired labels, in order."""
        return list(dict.fromkeys(label[1] for label in self.scenarios))

    @property
    def run_counts(self) -> tuple[int, int]:
        """The least and the most runs of a scenario; the same unless they were added for a precision."""
        counts = self.runs["label"].value_counts()
        return int(counts.min()), int(counts.max())

    def of(self, label: Label) -> pd.DataFrame:
        """Run table of one scenario, sorted by run.  Raises ValueError where a run stands twice."""
        return self._tables[label_text(label)]

    def horizon(self, label: Label) -> int:
        """Months of a run of one scenario."""
        return self.scenarios[label].horizon_months

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        from coopsim.analysis.units import alone

        groups = self.runs.groupby("label", sort=False, observed=True)
        found = {str(name): table.sort_values("run", ignore_index=True) for name, table in groups}
        for table in found.values():
            alone(table)
        return found

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per scenario with the outcomes of ``analysis.summary`` and the paired difference to the baseline."""
        import pandas as pd

        from coopsim.analysis.summary import summary

        rows = []
        for label in self.scenarios:
            numbers = summary(self.of(label), self.horizon(label), self._unit(label))
            rows.append({**_names(label), **numbers, **self._contrast(label, self.baseline)})
        return pd.DataFrame(rows)

    def effects(self) -> pd.DataFrame:
        """Paired contrasts of each set of approaches with no approach, within each governance model.

        Raises ValueError when the labels are not pairs, or a governance model lacks the row without approaches.
        """
        import pandas as pd

        if not self.paired_labels:
            raise ValueError("Effects of approaches need labels (governance model, set of approaches).")
        rows = []
        for label in self.scenarios:
            base = (label[0], NO_APPROACH)
            if label == base:
                continue
            if base not in self.scenarios:
                raise ValueError(f"The scenario {label_text(base)!r} is missing, with which to compare.")
            rows.append({**_names(label), **self._contrast(label, base)})
        return pd.DataFrame(rows)

    def values(self, label: Label, outcome: str) -> Any:
        """An outcome (see ``analysis.measures``) of every run, or of every parameter set where there are several."""
        from coopsim.analysis.units import observations

        return observations(self.of(label), outcome, self.horizon(label), self._unit(label))

    def pairs(self, label: Label, base: Label, outcome: str) -> tuple[Any, Any]:
        """The ``values`` of two scenarios, of the runs (or parameter sets) that both have."""
        one, other = self.values(label, outcome), self.values(base, outcome)
        common = min(len(one), len(other))
        return one[:common], other[:common]

    def difference(self, label: Label, base: Label, outcome: str, level: float = LEVEL) -> Interval:
        """Paired difference of an outcome, with its interval; exactly 0 where both are simulated alike."""
        from coopsim.analysis.intervals import NOTHING, difference

        return NOTHING if self._alike(label, base) else difference(*self.pairs(label, base, outcome), level)

    def incidence(self, label: Label) -> pd.DataFrame:
        """Cumulative incidence of stagnation of one scenario; see ``analysis.incidence``."""
        from coopsim.analysis.incidence import cumulative_incidence

        return cumulative_incidence(self.of(label), self.horizon(label), unit=self._unit(label))

    def standings(self, label: Label) -> pd.DataFrame:
        """Where alliances of one scenario stand after 5, 10 and 20 years and at the end (``analysis.standings``)."""
        from coopsim.analysis.standings import standings

        return standings(self.of(label), self.horizon(label), self._unit(label))

    def flows(
        self, label: Label, baseline: Label | None = None, year: int | None = None, *, years: Sequence[int | None] = ()
    ) -> pd.DataFrame:
        """From where runs stand under the baseline to where they stand under a scenario (``analysis.standings``).

        At the end or after ``year``; with ``years``, such as (5, 10, 20, None), after each, by the column ``month``.
        """
        from coopsim.analysis.standings import flows, flows_at

        both, unit = self._both(label, self.baseline if baseline is None else baseline), self._unit(label)
        return flows_at(*both, years, self.horizon(label), unit) if years else flows(*both, year, unit)

    def turns(self, label: Label, baseline: Label | None = None) -> dict[str, Interval]:
        """How many runs work at the end only under one of two scenarios; see ``analysis.turns``."""
        from coopsim.analysis.turns import turns

        return turns(*self._both(label, self.baseline if baseline is None else baseline), None, self._unit(label))

    def founding(self, label: Label) -> pd.DataFrame:
        """Outcomes of all runs, and of those in which the form sought came into force; see ``analysis.founding``."""
        from coopsim.analysis.founding import by_founding

        return by_founding(self.of(label), self.horizon(label), self._unit(label))

    def _contrast(self, label: Label, base: Label) -> dict[str, float]:
        from coopsim.analysis.summary import contrast, no_contrast

        if self._alike(label, base):
            return no_contrast()
        return contrast(*self._both(label, base), self.horizon(label), self.horizon(base), self._unit(label))

    def _both(self, label: Label, base: Label) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The run tables of two scenarios, of the runs that both have."""
        one, other = self.of(label), self.of(base)
        common = min(len(one), len(other))
        return one[:common], other[:common]

    def _alike(self, label: Label, base: Label) -> bool:
        return label == base or alike(self.scenarios[label], self.scenarios[base])

    def _unit(self, label: Label) -> Any:
        """Number of the parameter set of each run; None where there are no several sets, and each run is its own."""
        from coopsim.run.parameter_sets import blocks

        sets = int(self.manifest.get("parameters", {}).get("sets", 1))
        if sets < 2:
            return None
        return [number for number, block in enumerate(blocks(len(self.of(label)), sets)) for _ in block]

    if not TYPE_CHECKING:  # type checkers are to miss what is no longer there

        def __getattr__(self, name: str) -> Any:
            """A former method of version 0.1, which warns."""
            from coopsim.former import method

            return method(self, name)


def compare(
    scenarios: Mapping[Label, Scenario | str | PathLike[str]],
    runs: int = 1000,
    seed: int = 1,
    *,
    baseline: Label | None = None,
    precision: float | None = None,
    parameter_sets: Sequence[Mapping[str, float]] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    keep: Mapping[Label, Path] | None = None,
) -> Comparison:
    """Simulate every scenario on the same runs of one seed.

    ``scenarios`` maps labels to scenarios; differences are taken to ``baseline``, the first label if not given.  With
    a ``precision``, a share (0.01 is one point), every scenario gets as many runs as its headlines, and their
    differences from what it is held against, need for intervals that reach no farther (``analysis.precision``);
    ``runs`` are then the most of one scenario.  With ``parameter_sets`` the runs are dealt to these
    (``parameter_sets.simulate_over``), in every scenario alike.  ``progress(done, total)`` counts runs over all
    scenarios; for a precision ``total`` grows with what is found to be lacking.  ``keep`` are files, one for each
    scenario, in which finished runs are kept: stopped, the same comparison, and no other, goes on from there.

    Raises ArgumentError (a ValueError) when there is no scenario or run, for a precision out of bounds or together with
    parameter sets, KeyError for a baseline that is no label.
    """
    import pandas as pd

    from coopsim.model import outcomes
    from coopsim.run import arguments as doors
    from coopsim.run.ensemble import simulate
    from coopsim.run.parameter_sets import fingerprint, simulate_over

    run = simulate if parameter_sets is None else partial(simulate_over, sets=parameter_sets)
    cases, runs = doors.scenarios_of(scenarios), doors.runs_of(runs, least=1)
    check_precision(precision, parameter_sets is not None)
    equal = runs if precision is None else min(runs, FIRST)
    doors.check_memory(2 * len(cases) * equal * outcomes.dtype(outcomes.RUN).itemsize)  # the tables, and all in one
    base = next(iter(cases)) if baseline is None else baseline
    if base not in cases:
        raise KeyError(f"The baseline {base!r} is none of the labels.")
    simulated = partial(run, seed=seed, series=True, threads=threads)
    sides = {label: Side(partial(simulated, scenario)) for label, scenario in cases.items()}
    for label, file in (keep or {}).items():
        sides[label] = Side(partial(simulated, cases[label]), file, load(file, cases[label].fingerprint, seed))
    grow(sides, dict.fromkeys(sides, equal), progress)
    missed = 0 if precision is None else sharpen(sides, cases, base, precision, runs, progress)
    first = sides[next(iter(cases))].manifest | {"runs": sides[base].count}
    if parameter_sets is not None:
        first |= {"parameters": {"sets": len(parameter_sets), "fingerprint": fingerprint(parameter_sets)}}
    if precision is not None:
        first |= {"precision": precision, "most_runs": runs, "precision_missed": missed}
    tables = [_with_names(side.table, label) for label, side in sides.items()]
    shares = [_with_names(side.shares, label) for label, side in sides.items()]
    return Comparison(
        scenarios=cases,
        baseline=base,
        seed=doors.seed_of(seed),
        runs=_stacked(pd.concat(tables, ignore_index=True), cases),
        phases=_stacked(pd.concat(shares, ignore_index=True), cases),
        manifest=_manifest(first, cases, base),
    )


def _names(label: Label) -> dict[str, str]:
    pair = {} if isinstance(label, str) else {"governance": label[0], "approach": label[1]}
    return {"label": label_text(label)} | pair


def _with_names(table: pd.DataFrame, label: Label) -> pd.DataFrame:
    named = table.copy(deep=False)
    for place, (name, value) in enumerate(_names(label).items()):
        named.insert(place, name, value)
    return named


def _stacked(table: pd.DataFrame, labels: Mapping[Label, Any]) -> pd.DataFrame:
    """Name columns as categoricals in the order of the labels, which keeps a long table small."""
    import pandas as pd

    for name in ("label", "governance", "approach"):
        if name in table:
            order = list(dict.fromkeys(_names(label)[name] for label in labels))
            table[name] = pd.Categorical(table[name], order)
    return table


def _manifest(first: dict[str, Any], scenarios: Mapping[Label, Scenario], baseline: Label) -> dict[str, Any]:
    """What is needed to repeat the comparison; ``id`` is a fingerprint of all the rest."""
    from coopsim.run.provenance import digest_of

    rows = {label_text(label): {"id": row.id, "fingerprint": row.fingerprint} for label, row in scenarios.items()}
    whole = {key: value for key, value in first.items() if key != "scenario"}
    whole |= {"scenarios": rows, "baseline": label_text(baseline)}
    return {"id": digest_of(whole)} | whole
