"""The user's question over parameter sets: which approaches, from when, under which form, for which alliance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim import Scenario, load_experiment, load_scenario
from coopsim.analysis.intervals import UNKNOWN, columns_of, mean, together
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.over_sets import effect
from coopsim.analysis.summary import within_one
from coopsim.calibration.space import priors
from coopsim.model.codes import APPROACHES
from coopsim.run.progress import Progress
from coopsim.scenario.catalogue import approaches as catalogue
from paper.cases import HEADLINES, OUTCOMES, VALUE, Design, Sets, simulated

if TYPE_CHECKING:
    import pandas as pd

REGION: Final = "harz"  #: scenario of all that is not about other alliances
REFERENCE: Final = "cooperation_body"  #: the form that it seeks
NO_FORM: Final = "none"  #: the governance model of isolated municipalities
BEST: Final = "best"  #: the best package of a form
EVERY: Final = (*APPROACHES, ALL_APPROACHES)
STARTS: Final = (36, 84)  #: months in which an approach begins later than from the beginning
ORDERS: Final = {"deck": ("trust", "added_value", "win_win"), "reverse": ("win_win", "added_value", "trust")}
SEARCH: Final = "stagnation_pairs"  #: experiment in which packages are looked for
SETS, RUNS, SEED = 16, 256, 2  #: of the search: its luck is not that with which packages are measured

Policies = dict[str, dict[str, Any]]


def forms(scenario: Scenario) -> list[str]:
    """The governance models of a scenario without isolated municipalities."""
    return [name for name in scenario.governance_models if name != NO_FORM]


def policies(package: Iterable[str] = ()) -> Policies:
    """Settings of the approaches by name: none, each alone, all, and, where there is one, a package."""
    single = {name: {name: 1.0} for name in APPROACHES}
    known: Policies = {NO_APPROACH: {}} | single | {ALL_APPROACHES: dict.fromkeys(APPROACHES, 1.0)}
    return known | ({BEST: dict.fromkeys(package, 1.0)} if package else {})


def later() -> Policies:
    """Each approach alone with a later start, and all of them in the order of the challenges and in reverse."""
    alone = {f"{name}@{start}": {name: {"strength": 1.0, "start": start}} for name in APPROACHES for start in STARTS}
    begins = {order: dict(zip(steps, (0, *STARTS), strict=True)) for order, steps in ORDERS.items()}
    kinds = {name: row.challenge for name, row in catalogue().items()}
    return alone | {
        order: {name: {"strength": 1.0, "start": start[kinds[name]]} for name in APPROACHES}
        for order, start in begins.items()
    }


def packages(sets: Sets, pool: Executor, runs: int | None, progress: Progress | None) -> pd.DataFrame:
    """The package of each form with most effective months, by main effects and pairs of a fractional factorial.

    Columns ``governance``, ``approaches``, ``predicted`` (share of months).
    """
    import pandas as pd

    base, design = load_scenario(REGION), load_experiment(SEARCH).points
    columns = [[factor.key for factor in design.factors].index(f"approaches.{name}") for name in APPROACHES]
    levels = np.array(design.rows, float)[:, columns]
    every = np.array([[number >> k & 1 for k in range(len(APPROACHES))] for number in range(2 ** len(APPROACHES))])
    points = [(form, row) for form in forms(base) for row in levels]
    cases = [base.with_({"governance": f, "approaches": dict(zip(APPROACHES, x, strict=True))}) for f, x in points]
    few = sets[:: max(1, len(sets) // SETS)]
    found = Design(pd.DataFrame(), simulated(cases, few, min(RUNS, runs or RUNS), SEED, pool, progress))
    effective = found.of("effective").mean(axis=(1, 2)).reshape(-1, len(levels))
    rows = []
    for form, values in zip(forms(base), effective, strict=True):
        weights = np.linalg.lstsq(_pairs(levels), values, rcond=None)[0]
        predicted = _pairs(every) @ weights
        best = int(predicted[1:].argmax()) + 1
        names = " ".join(name for name, chosen in zip(APPROACHES, every[best], strict=True) if chosen)
        rows.append({"governance": form, "approaches": names, "predicted": predicted[best]})
    return pd.DataFrame(rows)


def _pairs(levels: Any) -> Any:
    """Columns of a model with main effects and pairs."""
    centred = levels - 0.5
    pairs = [centred[:, a] * centred[:, b] for a, b in combinations(range(levels.shape[1]), 2)]
    return np.column_stack([np.ones(len(levels)), centred, *pairs])


def run(
    chosen: pd.DataFrame,
    alliances: Sequence[Scenario],
    sets: Sets,
    pool: Executor,
    runs: int,
    progress: Progress | None = None,
    *,
    late: bool = True,
) -> Design:
    """Simulate all points: the region under every form, and other alliances; labels scenario, governance, policy.

    Without ``late`` no approach begins later.
    """
    import pandas as pd

    package = {row["governance"]: row["approaches"].split() for _, row in chosen.iterrows()}
    base, begun_late = load_scenario(REGION), later() if late else {}
    points: list[tuple[Scenario, str, str, dict[str, Any]]] = [(base, NO_FORM, NO_APPROACH, {})]
    points += [(base, f, n, x) for f in forms(base) for n, x in (policies(package[f]) | begun_late).items()]
    for other in alliances:
        for form in forms(other) if other.id != REGION else ():
            kept = policies() if form == other.governance else {NO_APPROACH: {}, ALL_APPROACHES: policies()["all"]}
            points += [(other, form, name, setting) for name, setting in kept.items()]
    table = pd.DataFrame([(s.id, *labels) for s, *labels, _ in points], columns=["scenario", "governance", "policy"])
    cases = [scenario.with_({"governance": form, "approaches": x}) for scenario, form, _, x in points]
    return Design(table, simulated(cases, sets, runs, 1, pool, progress))


def levels(design: Design) -> pd.DataFrame:
    """Mean over sets of each outcome with its interval, without beginnings; of other alliances two headlines only."""
    import pandas as pd

    rows, late = [], later()
    points = list(enumerate(design.points.to_dict("records")))
    for outcome in OUTCOMES:
        means = design.of(outcome).mean(axis=2)
        for k, point in points:
            if point["policy"] in late or (point["scenario"] != REGION and outcome not in ("effective", "time_lost")):
                continue
            values = means[k]
            held = UNKNOWN if np.isnan(values).any() else mean(values)
            held = held if outcome in (*VALUE, "time_lost", "time_lost_founded") else within_one(held)
            rows.append(point | {"outcome": outcome} | columns_of("value", held, bare=True))
    return pd.DataFrame(rows)


Pair = tuple[dict[str, str], list[int], list[int]]  #: labels of a contrast, its points, and those it is held against


def contrasts(design: Design, context: str, pairs: Sequence[Pair], outcomes: Sequence[str] = HEADLINES) -> pd.DataFrame:
    """A row per pair and outcome, columns as ``over_sets.EffectOverSets``.

    Points of a side are averaged first.  The intervals of all rows hold together at 95 %, those of other outcomes than
    the headlines each with as many.
    """
    import pandas as pd

    level, rows = together(len(pairs) * len(HEADLINES)), []
    for outcome in outcomes:
        values = design.of(outcome)
        for labels, here, there in pairs:
            found = effect(values[here].mean(axis=0) - values[there].mean(axis=0), level)
            rows.append({"context": context, **labels, "outcome": outcome, **found._asdict()})
    return pd.DataFrame(rows)


def against_none(design: Design, names: Iterable[str], **labels: Any) -> list[Pair]:
    """What each policy changes against none, at the points with these labels and on average over them."""
    told = {name: level for name, level in labels.items() if isinstance(level, str)}
    none = design.rows(policy=NO_APPROACH, **labels)
    return [(told | {"policy": name}, design.rows(policy=name, **labels), none) for name in names]


def effects(design: Design, alliances: Sequence[Scenario]) -> pd.DataFrame:
    """All contrasts that the page tells, by ``context``."""
    import pandas as pd

    base = load_scenario(REGION)
    known = forms(base)
    region: dict[str, Any] = {"scenario": base.id, "governance": known}
    own = [pair for form in known for pair in against_none(design, (*EVERY, BEST), scenario=base.id, governance=form)]
    late = against_none(design, later(), **region)
    for here, there in (("deck", "reverse"), ("deck", ALL_APPROACHES), ("reverse", ALL_APPROACHES)):
        labels = {"scenario": base.id, "policy": here, "against": there}
        late.append((labels, design.rows(policy=here, **region), design.rows(policy=there, **region)))
    plain = {form: design.rows(scenario=base.id, governance=form, policy=NO_APPROACH) for form in known}
    apart: list[Pair] = [
        ({"scenario": base.id, "governance": here, "against": there}, plain[here], plain[there])
        for here, there in combinations(known, 2)
    ]
    sought = [pair for s in alliances for pair in against_none(design, EVERY, scenario=s.id, governance=s.governance)]
    parts = [
        contrasts(design, "form", own, (*HEADLINES, *VALUE)),
        contrasts(design, "mean", against_none(design, (*EVERY, BEST), **region), (*HEADLINES, *VALUE)),
        contrasts(design, "start", late),
        contrasts(design, "between", apart),
        contrasts(design, "alliance", sought),
    ]
    return pd.concat(parts, ignore_index=True).fillna({"against": "", "governance": "", "policy": ""})


def main_pairs(design: Design) -> list[Pair]:
    """What each policy changes on average over the forms, and each form without approaches against the reference."""
    base = load_scenario(REGION)
    none = {f: design.rows(scenario=base.id, governance=f, policy=NO_APPROACH) for f in forms(base)}
    own = against_none(design, (*EVERY, BEST), scenario=base.id, governance=forms(base))
    return own + [({"governance": f}, rows, none[REFERENCE]) for f, rows in none.items() if f != REFERENCE]


def over_priors(first: Design, second: Design) -> pd.DataFrame:
    """The ``main_pairs`` over the sample, and over that of the second prior in the columns that end so."""
    labels = ["context", "policy", "governance", "outcome"]
    over = (
        contrasts(one, "prior", main_pairs(one)).fillna({"policy": "", "governance": ""}).drop(columns="scenario")
        for one in (first, second)
    )
    return next(over).merge(next(over), on=labels, suffixes=("", "_second"), validate="one_to_one")


def decisive(design: Design, sets: Sets) -> pd.DataFrame:
    """How each free parameter moves what policies (on average over forms) and forms change.

    A row per finding, outcome and parameter: mean in the ``lower`` and the ``upper`` third of the sets by this
    parameter, ``change`` with limits (Welch) that hold together at 95 % over the parameters.
    """
    import pandas as pd
    from scipy import stats

    moved = [name for name in priors() if name in sets[0] and len({one[name] for one in sets}) > 2]
    order = {name: np.argsort([one[name] for one in sets], kind="stable") for name in moved}
    third, level, rows = max(2, len(sets) // 3), together(len(moved)), []
    pairs = main_pairs(design)
    for outcome in HEADLINES:
        values = design.of(outcome).mean(axis=2)
        for labels, here, there in pairs:
            own = values[here].mean(axis=0) - values[there].mean(axis=0)
            for name, places in order.items():
                lower, upper = own[places[:third]], own[places[-third:]]
                test = stats.ttest_ind(upper, lower, equal_var=False)
                low, high = test.confidence_interval(level)
                ends = {"lower": lower.mean(), "upper": upper.mean(), "change": upper.mean() - lower.mean()}
                rows.append({**labels, "outcome": outcome, "parameter": name, **ends, "low": low, "high": high})
    return pd.DataFrame(rows).fillna({"policy": "", "governance": "", "scenario": ""})
