"""Comparison of scenarios on common random numbers: the same runs of the same seed in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from os import PathLike
from typing import TYPE_CHECKING, Any

from coopsim.analysis.intervals import LEVEL
from coopsim.model import codes
from coopsim.run.progress import Progress, share_of_progress

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.intervals import Interval
    from coopsim.scenario.schema import Scenario

#: What a scenario is called in a comparison: a name, or governance model and set of approaches.
Label = str | tuple[str, str]

NO_APPROACH = "none"  #: set of approaches without any
ALL_APPROACHES = "all"  #: set of all approaches


def label_text(label: Label) -> str:
    """A label as one word: ``"cooperation_body/all"`` for a pair."""
    return label if isinstance(label, str) else "/".join(label)


def governance_by_approach(
    scenario: Scenario, governance: Sequence[str] | None = None, approaches: Sequence[str] | None = None
) -> dict[tuple[str, str], Scenario]:
    """The standard comparison: each governance model with no approach, each approach alone at strength 1, all at once.

    ``governance`` and ``approaches`` keep some of them (``"all"`` counts as an approach); no approach is always
    there.  The approaches are set outright, all else stays as in the scenario.

    Raises ScenarioError for an unknown governance model, KeyError for an unknown approach.
    """
    sets = {name: {name: 1.0} for name in codes.APPROACHES} | {ALL_APPROACHES: dict.fromkeys(codes.APPROACHES, 1.0)}
    chosen = list(dict.fromkeys(sets if approaches is None else approaches))
    models = list(dict.fromkeys(scenario.governance_models if governance is None else governance))
    strengths: dict[str, dict[str, float]] = {NO_APPROACH: {}}
    strengths |= {name: sets[name] for name in chosen if name != NO_APPROACH}
    return {
        (model, name): scenario.with_({"governance": model, "approaches": strength})
        for model in models
        for name, strength in strengths.items()
    }


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

    def difference(self, label: Label, base: Label, outcome: str, level: float = LEVEL) -> Interval:
        """Paired difference of an outcome, with its interval; exactly 0 where both are simulated alike."""
        from coopsim.analysis.intervals import NOTHING, difference

        if self._alike(label, base):
            return NOTHING
        return difference(self.values(label, outcome), self.values(base, outcome), level)

    def incidence(self, label: Label) -> pd.DataFrame:
        """Cumulative incidence of stagnation of one scenario; see ``analysis.incidence``."""
        from coopsim.analysis.incidence import cumulative_incidence

        return cumulative_incidence(self.of(label), self.horizon(label), unit=self._unit(label))

    def standings(self, label: Label) -> pd.DataFrame:
        """Where alliances of one scenario stand after 5, 10 and 20 years and at the end (``analysis.standings``)."""
        from coopsim.analysis.standings import standings

        return standings(self.of(label), self.horizon(label), self._unit(label))

    def flows(self, label: Label, baseline: Label | None = None, year: int | None = None) -> pd.DataFrame:
        """From where runs stand under the baseline to where they stand under a scenario (``analysis.standings``)."""
        from coopsim.analysis.standings import flows

        base = self.baseline if baseline is None else baseline
        return flows(self.of(label), self.of(base), year, self._unit(label))

    def turns(self, label: Label, baseline: Label | None = None) -> dict[str, Interval]:
        """How many runs work at the end only under one of two scenarios; see ``analysis.turns``."""
        from coopsim.analysis.turns import turns

        base = self.baseline if baseline is None else baseline
        return turns(self.of(label), self.of(base), None, self._unit(label))

    def founding(self, label: Label) -> pd.DataFrame:
        """Outcomes of all runs, and of those in which the form sought came into force; see ``analysis.founding``."""
        from coopsim.analysis.founding import by_founding

        return by_founding(self.of(label), self.horizon(label), self._unit(label))

    def _contrast(self, label: Label, base: Label) -> dict[str, float]:
        from coopsim.analysis.summary import contrast, no_contrast

        if self._alike(label, base):
            return no_contrast()
        return contrast(self.of(label), self.of(base), self.horizon(label), self.horizon(base), self._unit(label))

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
    parameter_sets: Sequence[Mapping[str, float]] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate every scenario on the same runs of one seed.

    ``scenarios`` maps labels to scenarios; differences are taken to ``baseline``, the first label if not given.  With
    ``parameter_sets`` the runs are dealt to these (``parameter_sets.simulate_over``), in every scenario alike.
    ``progress(done, total)`` counts runs over all scenarios.

    Raises ArgumentError (a ValueError) when there is no scenario or run, KeyError for a baseline that is no label.
    """
    import pandas as pd

    from coopsim.analysis.multistate import phase_shares
    from coopsim.model import outcomes
    from coopsim.run import arguments as doors
    from coopsim.run.ensemble import simulate
    from coopsim.run.parameter_sets import fingerprint, simulate_over

    run = simulate if parameter_sets is None else partial(simulate_over, sets=parameter_sets)
    cases, runs = doors.scenarios_of(scenarios), doors.runs_of(runs, least=1)
    doors.check_memory(2 * len(cases) * runs * outcomes.dtype(outcomes.RUN).itemsize)  # the tables, and all in one
    base = next(iter(cases)) if baseline is None else baseline
    if base not in cases:
        raise KeyError(f"The baseline {base!r} is none of the labels.")
    tables, shares, first = [], [], None
    for number, (label, scenario) in enumerate(cases.items()):
        step = None if progress is None else share_of_progress(progress, number * runs, len(cases) * runs)
        ensemble = run(scenario, runs=runs, seed=seed, series=True, threads=threads, progress=step)
        tables.append(_with_names(ensemble.runs, label))
        shares.append(_with_names(phase_shares(ensemble.arrays.series["phase"]), label))
        first = first or ensemble.manifest
    assert first is not None
    if parameter_sets is not None:
        first |= {"parameters": {"sets": len(parameter_sets), "fingerprint": fingerprint(parameter_sets)}}
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
