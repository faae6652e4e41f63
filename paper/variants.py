"""The main findings under a changed model: which approaches help, which form is better, how much goes well."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coopsim import Scenario, load_scenario
from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH, governance_by_approach
from coopsim.analysis.intervals import shown, together
from coopsim.analysis.over_sets import effect, rank_agreement
from coopsim.calibration.space import priors
from coopsim.model.codes import APPROACHES
from coopsim.run.progress import Progress
from coopsim.texts import LANGUAGES
from paper.cases import HEADLINE, Case, Sets, simulated
from paper.cases import OUTCOMES as KEPT
from paper.question import NO_FORM

if TYPE_CHECKING:
    import pandas as pd

BASE: Final = "base"  #: name of the model as it is
OUTCOMES: Final = (HEADLINE, "stagnated")


@dataclass(frozen=True)
class Variant:
    """A changed model: parameters that replace those of every set, submodels that do nothing, a form for all cases."""

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    off: Sequence[str] = ()
    governance: str | None = None
    title: Mapping[str, str] = field(default_factory=dict)


def ablations() -> list[Variant]:
    """The variants of ``ablations.toml``."""
    rows = tomllib.loads((Path(__file__).parent / "ablations.toml").read_text(encoding="utf-8"))
    return [Variant(name, title={lang: row.pop(lang) for lang in LANGUAGES}, **row) for name, row in rows.items()]


def fragile_variants() -> list[Variant]:
    """Each free parameter of the calibration at the lower and at the upper end of its prior."""
    return [
        Variant(f"{prior.symbol}:{end}", {prior.symbol: value})
        for prior in priors().values()
        for end, value in (("low", prior.low), ("high", prior.high))
    ]


def findings_cases(scenario: Scenario) -> dict[tuple[str, str], Scenario]:
    """The cases behind the main findings: the own form with no, each and all approaches; other forms with none."""
    forms = [name for name in scenario.governance_models if name != NO_FORM]
    own = governance_by_approach(scenario, [scenario.governance])
    return own | governance_by_approach(scenario, forms, [NO_APPROACH])


def changed(scenario: Scenario, variant: Variant) -> Case:
    """A scenario under a variant."""
    overrides: dict[str, Any] = {f"parameters.{name}": value for name, value in variant.parameters.items()}
    if variant.governance is not None:
        overrides["governance"] = variant.governance
    return Case(scenario.with_(overrides) if overrides else scenario, variant.off)


def run(
    variants: Sequence[Variant],
    sets: Sets,
    pool: Executor,
    runs: int,
    seed: int = 1,
    scenario: str = "harz",
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The main findings of the model as it is and under each variant.

    Returns ``levels`` (a row per variant: outcomes of the scenario without approaches, and how well the two halves of
    the runs agree on the orders of approaches and forms) and ``effects`` (a row per variant, finding and outcome).  A
    finding is the effect of an approach or of all (``kind`` "approach"), or of another form against the
    scenario's own one ("form").  Beside the columns of ``Effect`` there is ``base`` (effect in the model as it is),
    ``change`` with limits (paired, at 99 %: what the variant adds to it), ``shown`` (1, −1, or 0 for no effect shown)
    and ``base_shown``.  The intervals of a variant and outcome hold together at 95 %.
    """
    import pandas as pd

    base = load_scenario(scenario)
    cases = findings_cases(base)
    labels, size = list(cases), len(cases)
    own = labels.index((base.governance, NO_APPROACH))
    every = [Variant(BASE), *variants]
    whole = [changed(case, variant) for variant in every for case in cases.values()]
    values = simulated(whole, sets, runs, seed, pool, progress, at_once=size)
    level = together(size - 1)
    rows = []
    for outcome in OUTCOMES:
        by_variant = values[KEPT.index(outcome)].reshape(len(every), size, len(sets), 2)
        differences = by_variant - by_variant[:, own : own + 1]
        normal = [effect(d, level) for d in differences[0]]
        for variant, found in zip(every, differences, strict=True):
            for k, (form, name) in enumerate(labels):
                if k == own:
                    continue
                here, moved = effect(found[k], level), effect(found[k] - differences[0][k], 0.99)
                kind, what = ("approach", name) if form == base.governance else ("form", form)
                rows.append(
                    {"variant": variant.name, "kind": kind, "name": what, "outcome": outcome, **here._asdict()}
                    | {"shown": shown(here.low, here.high), "base": normal[k].value}
                    | {"base_shown": shown(normal[k].low, normal[k].high)}
                    | {"change": moved.value, "change_low": moved.low, "change_high": moved.high}
                )
    kept = {name: found.mean(axis=(1, 2))[own::size] for name, found in zip(KEPT, values, strict=True)}
    table = pd.DataFrame({"variant": [v.name for v in every], **kept})
    return table.assign(**_half_orders(values[KEPT.index(HEADLINE)], labels)), pd.DataFrame(rows)


def _half_orders(values: Any, cases: Sequence[tuple[str, str]]) -> dict[str, list[float]]:
    """How well the two halves of the runs agree on the orders of approaches and of forms, in each variant."""
    by_variant = values.reshape(-1, len(cases), *values.shape[1:]).mean(axis=2)
    orders = {
        "half_order_approaches": [k for k, (_, name) in enumerate(cases) if name in APPROACHES],
        "half_order_forms": [k for k, (_, name) in enumerate(cases) if name == NO_APPROACH],
    }
    return {key: [rank_agreement(*found[places].T) for found in by_variant] for key, places in orders.items()}


def vanished(effects: pd.DataFrame) -> pd.DataFrame:
    """Findings that disappear or turn round under a variant: shown before, now not, or the other way.

    The change itself has to be shown too, so that noise around a small effect is not taken for fragility.
    """
    moved = (effects["change_low"] > 0) | (effects["change_high"] < 0)
    lost = (effects["base_shown"] != 0) & (effects["shown"] != effects["base_shown"]) & moved
    away = effects["change"] * effects["base"] < 0
    return effects[lost & away & (effects["variant"] != BASE)]


def summary(effects: pd.DataFrame) -> pd.DataFrame:
    """A row per variant: orders of approaches and forms against those of the model as it is (headline outcome).

    Columns ``helps``, ``harms`` (number of approaches), ``all`` (effect of all at once), ``best`` (approach),
    ``best_form`` ("" where the own form is not beaten), ``approach_order``, ``form_order`` (Kendall's tau-b against the
    model as it is), ``lost`` (approaches whose effect disappears or turns round).
    """
    import pandas as pd

    headline = effects[effects["outcome"] == HEADLINE]
    gone = vanished(headline)
    rows = []
    for name, table in headline.groupby("variant", sort=False):
        single = table[(table["kind"] == "approach") & table["name"].isin(APPROACHES)]
        forms = table[table["kind"] == "form"]
        whole = table[table["name"] == ALL_APPROACHES].iloc[0]
        top, form = single.loc[single["value"].idxmax()], forms.loc[forms["value"].idxmax()]
        lost = gone[(gone["variant"] == name) & (gone["kind"] == "approach") & gone["name"].isin(APPROACHES)]
        rows.append(
            {"variant": name, "helps": int((single["shown"] > 0).sum()), "harms": int((single["shown"] < 0).sum())}
            | {"all": whole["value"], "all_low": whole["low"], "all_high": whole["high"]}
            | {"best": top["name"] if top["value"] > 0 else "", "best_form": form["name"] if form["value"] > 0 else ""}
            | {"approach_order": rank_agreement(single["value"], single["base"])}
            | {"form_order": rank_agreement([*forms["value"], 0.0], [*forms["base"], 0.0])}
            | {"lost": " ".join(lost["name"])}
        )
    return pd.DataFrame(rows)
