"""Comparison of scenarios on common random numbers: the same runs of the same seed in each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim import codes

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

Progress = Callable[[int, int], None]
#: What a scenario is called in a comparison: a name, or governance model and set of approaches.
Label = str | tuple[str, str]

NO_APPROACH = "none"  #: set of approaches without any
ALL_APPROACHES = "all"  #: set of all nine


def label_text(label: Label) -> str:
    """A label as one word: ``"cooperation_body/all"`` for a pair."""
    return label if isinstance(label, str) else "/".join(label)


def governance_by_approach(
    scenario: Scenario, governance: Sequence[str] | None = None, approaches: Sequence[str] | None = None
) -> dict[tuple[str, str], Scenario]:
    """The standard comparison: each governance model with no approach, each approach alone at strength 1, all nine.

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
        """Run table of one scenario, sorted by run."""
        return self._tables[label_text(label)]

    def horizon(self, label: Label) -> int:
        """Months of a run of one scenario."""
        return self.scenarios[label].horizon_months

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        groups = self.runs.groupby("label", sort=False, observed=True)
        return {str(name): table.sort_values("run", ignore_index=True) for name, table in groups}

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per scenario with the outcomes of ``analysis.summary`` and the paired difference to the baseline."""
        import pandas as pd

        from coopsim.analysis.summary import contrast, summary

        base, months = self.of(self.baseline), self.horizon(self.baseline)
        rows = []
        for label in self.scenarios:
            table, horizon = self.of(label), self.horizon(label)
            rows.append({**_names(label), **summary(table, horizon), **contrast(table, base, horizon, months)})
        return pd.DataFrame(rows)

    def table(self, lang: str = "en") -> pd.DataFrame:
        """The summary as a reader wants it: headings, percentages and intervals in the language ``en`` or ``de``."""
        from coopsim.report.tables import readable

        return readable(self.summary, lang, self.scenarios)

    def effects(self) -> pd.DataFrame:
        """Paired contrasts of each set of approaches with no approach, within each governance model.

        Raises ValueError when the labels are not pairs, or a governance model lacks the row without approaches.
        """
        import pandas as pd

        from coopsim.analysis.summary import contrast

        if not self.paired_labels:
            raise ValueError("Effects of approaches need labels (governance model, set of approaches).")
        rows = []
        for label in self.scenarios:
            base = (label[0], NO_APPROACH)
            if label == base:
                continue
            if base not in self.scenarios:
                raise ValueError(f"The scenario {label_text(base)!r} is missing, with which to compare.")
            numbers = contrast(self.of(label), self.of(base), self.horizon(label), self.horizon(base))
            rows.append({**_names(label), **numbers})
        return pd.DataFrame(rows)

    def save(self, folder: str | Path, lang: str = "en", csv: str = "en") -> Path:
        """Write tables, figures and manifest to a folder, whole or not at all; see ``report.results``."""
        from coopsim.report.results import save

        return save(self, Path(folder), lang, csv)


def compare(
    scenarios: Mapping[Label, Scenario],
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

    Raises ValueError when there is no scenario or run, KeyError for a baseline that is no label.
    """
    import pandas as pd

    from coopsim.analysis.multistate import phase_shares
    from coopsim.ensemble import simulate
    from coopsim.parameter_sets import fingerprint, simulate_over

    run = simulate if parameter_sets is None else partial(simulate_over, sets=parameter_sets)
    if not scenarios or runs < 1:
        raise ValueError("A comparison needs at least one scenario and one run.")
    base = next(iter(scenarios)) if baseline is None else baseline
    if base not in scenarios:
        raise KeyError(f"The baseline {base!r} is none of the labels.")
    tables, shares, first = [], [], None
    for number, (label, scenario) in enumerate(scenarios.items()):
        step = None if progress is None else _part(progress, number * runs, len(scenarios) * runs)
        ensemble = run(scenario, runs=runs, seed=seed, series=True, threads=threads, progress=step)
        tables.append(_with_names(ensemble.runs, label))
        shares.append(_with_names(phase_shares(ensemble.arrays.series["phase"]), label))
        first = first or ensemble.manifest
    assert first is not None
    if parameter_sets is not None:
        first |= {"parameters": {"sets": len(parameter_sets), "fingerprint": fingerprint(parameter_sets)}}
    return Comparison(
        scenarios=dict(scenarios),
        baseline=base,
        seed=seed,
        runs=_stacked(pd.concat(tables, ignore_index=True), scenarios),
        phases=_stacked(pd.concat(shares, ignore_index=True), scenarios),
        manifest=_manifest(first, scenarios, base),
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


def _part(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(before + done, total)


def _manifest(first: dict[str, Any], scenarios: Mapping[Label, Scenario], baseline: Label) -> dict[str, Any]:
    """What is needed to repeat the comparison; ``id`` is a fingerprint of all the rest."""
    rows = {label_text(label): {"id": row.id, "fingerprint": row.fingerprint} for label, row in scenarios.items()}
    whole = {key: value for key, value in first.items() if key != "scenario"}
    whole |= {"scenarios": rows, "baseline": label_text(baseline)}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str)
    return {"id": hashlib.sha256(text.encode()).hexdigest()[:12]} | whole
