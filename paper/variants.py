"""The main findings under a changed model: which approaches help, which form is better, how much goes well."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coopsim import Scenario, load_scenario
from coopsim.analysis.intervals import shown, together
from coopsim.analysis.labels import NO_APPROACH
from coopsim.analysis.over_sets import effect
from coopsim.run.progress import Progress
from coopsim.texts import LANGUAGES
from paper.cases import Design, Sets, simulated
from paper.question import REGION, forms, policies

if TYPE_CHECKING:
    import pandas as pd

BASE: Final = "base"  #: name of the model as it is
OUTCOMES: Final = ("effective", "time_lost", "attained")


@dataclass(frozen=True)
class Variant:
    """A changed model: parameters that replace those of every set; what it says of inputs and of approaches."""

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    title: Mapping[str, str] = field(default_factory=dict)
    approaches: Sequence[str] = ()  #: those whose channel is taken away
    inputs: bool = False  #: an effect that calibration put in is taken away


def ablations() -> dict[str, Variant]:
    """The variants of ``ablations.toml`` by name."""
    rows = tomllib.loads((Path(__file__).parent / "ablations.toml").read_text(encoding="utf-8"))
    return {name: Variant(name, title={lang: row.pop(lang) for lang in LANGUAGES}, **row) for name, row in rows.items()}


def findings_cases(scenario: Scenario, package: Sequence[str]) -> dict[tuple[str, str], Scenario]:
    """The own form with no, each, all approaches and a package; the other forms with none."""
    own = {(scenario.governance, name): setting for name, setting in policies(package).items()}
    other: dict[tuple[str, str], dict[str, float]] = {
        (form, NO_APPROACH): {} for form in forms(scenario) if form != scenario.governance
    }
    return {key: scenario.with_({"governance": key[0], "approaches": x}) for key, x in (own | other).items()}


def run(
    variants: Sequence[Variant],
    package: Sequence[str],
    sets: Sets,
    pool: Executor,
    runs: int,
    scenario: str = REGION,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """The main findings of the model as it is and under each variant: a row per variant, finding and outcome.

    A finding is what a policy changes (``kind`` "approach"), what another form changes against the scenario's own one
    ("form"), or a form's own value ("level").  ``value`` has limits that hold together at 95 % within a variant and
    outcome, ``base`` is that of the model as it is, ``base_shown`` whether it is shown, ``change`` what the variant
    adds, with paired limits at 99 %.
    """
    import pandas as pd

    base = load_scenario(scenario)
    cases = findings_cases(base, package)
    labels, every = list(cases), [Variant(BASE), *variants]
    whole = [
        case.with_({f"parameters.{name}": value for name, value in one.parameters.items()})
        for one in every
        for case in cases.values()
    ]
    design = Design(pd.DataFrame(), simulated(whole, sets, runs, 1, pool, progress))
    own, level, rows = labels.index((base.governance, NO_APPROACH)), together(len(labels) - 1), []
    for outcome in OUTCOMES:
        values = design.of(outcome).reshape(len(every), len(labels), len(sets), 2)
        differences = values - values[:, own : own + 1]
        for v, variant in enumerate(every):
            for k, (form, name) in enumerate(labels):
                what = {"variant": variant.name, "outcome": outcome}
                if name == NO_APPROACH:
                    means = {"value": values[v, k].mean(), "base": values[0, k].mean()}
                    rows.append(what | {"kind": "level", "name": form} | means)
                if k == own:
                    continue
                here, normal = (effect(differences[at, k], level) for at in (v, 0))
                moved = effect(differences[v, k] - differences[0, k], 0.99)
                kind = {"kind": "form", "name": form} if form != base.governance else {"kind": "approach", "name": name}
                rows.append(
                    what | kind | {"value": here.value, "low": here.low, "high": here.high, "base": normal.value}
                    | {"base_shown": shown(normal.low, normal.high)}
                    | {"change": moved.value, "change_low": moved.low, "change_high": moved.high}
                )  # fmt: skip
    return pd.DataFrame(rows)


def vanished(effects: pd.DataFrame) -> pd.DataFrame:
    """Findings that disappear or turn round under a variant: shown before, now not, or the other way.

    The change itself has to be shown too, so that noise around a small effect is not taken for fragility.
    """
    sign = (effects["low"] > 0) * 1 - (effects["high"] < 0) * 1
    moved = (effects["change_low"] > 0) | (effects["change_high"] < 0)
    lost = (effects["base_shown"].fillna(0) != 0) & (sign != effects["base_shown"]) & moved
    return effects[lost & (effects["change"] * effects["base"] < 0)]
