"""The three claims on a comparison, chosen from its numbers by fixed rules; no words.

1. ``leading``: which form of cooperation (or scenario) keeps the alliance in effective cooperation longest, and
   whether that can be told from the others.
2. ``changes``: what lowers and what raises the time lost to stagnation or sleep against the present settings, with
   effective months and added value beside it; ``level`` where there is nothing to compare with.
3. ``price``: what it brings and costs, and whether the town that gains least gains at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coopsim.analysis.claims import NO_FORM, Changes, Effect, ordered, pairs
from coopsim.analysis.comparison import Comparison
from coopsim.analysis.convergence import paired_convergence
from coopsim.analysis.digits import above
from coopsim.analysis.intervals import Interval, estimate, mean, together
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, Label, held_against
from coopsim.analysis.measures import measure
from coopsim.analysis.summary import attained, within_one

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES: Final = ("lost", "effective", "added_value")  #: in which alternatives are compared


@dataclass(frozen=True)
class Leading:
    """Ranking by the share of months in effective cooperation.

    Attributes:
        case: "alone" (one candidate), "never" (nobody ever works), "clear" (first alone), "shared" (several first),
            "open" (no candidate can be told from the first).
        first: candidates that cannot be told from the best, best first.
        levels: share of months in effective cooperation of each candidate, 95 % intervals.
        second: the best of the candidates that are behind for certain (in "open": the last one), and ``ahead``, by how
            much the best is ahead of it.
        lost: share of months that the best candidate loses to stagnation or sleep.
    """

    case: str
    first: list[Label]
    levels: dict[Label, Interval]
    second: Label | None
    ahead: Interval | None
    lost: Interval


@dataclass(frozen=True)
class Level:
    """What becomes of a single configuration.

    Attributes:
        works, not_under_way: shares of runs that work, or are not under way, in the last month.
        lost: share of months lost to stagnation or sleep.
    """

    label: Label
    works: Interval
    not_under_way: Interval
    lost: Interval


@dataclass(frozen=True)
class Price:
    """Money under one configuration.

    Attributes:
        cost: EUR per inhabitant and year.
        added: added value of the whole region, EUR per inhabitant over the horizon, discounted.
        worst: added value of the municipality that gains least, in the same unit.
        losing: share of runs in which that municipality would have been better off alone.
        attained: mean benefit (before the cost) over what the founders could attain, a share.
    """

    label: Label
    cost: Interval
    added: Interval
    worst: Interval
    losing: Interval
    attained: Interval


Claim = Leading | Changes | Level | Price


def claims(comparison: Comparison) -> list[Claim]:
    """The three claims on a comparison in order."""
    first = leading(comparison)
    best = first.first[0] if first.case == "clear" else comparison.baseline
    return [first, changes(comparison) or level(comparison), price(comparison, best)]


def leading(comparison: Comparison) -> Leading:
    """Rank the forms of cooperation without an approach, or the scenarios where labels are no pairs."""
    candidates = list(comparison.scenarios)
    if comparison.paired_labels:
        plain = [label for label in candidates if label[1] == NO_APPROACH]
        candidates = [label for label in plain if label[0] != NO_FORM] or plain or candidates
    values = {label: comparison.values(label, "effective") for label in candidates}
    candidates.sort(key=lambda label: -values[label].mean())
    levels = {label: within_one(mean(values[label])) for label in candidates}
    best = candidates[0]
    held = together(pairs(candidates))
    ahead = {label: comparison.difference(best, label, "effective", held) for label in candidates[1:]}
    tied = [label for label in candidates[1:] if not above(ahead[label])]
    others = [label for label in candidates[1:] if label not in tied]
    case = "clear" if not tied else "shared" if others else "open"
    if len(candidates) == 1:
        case = "alone"
    elif not any(found.any() for found in values.values()):
        case = "never"
    second = others[0] if others else (candidates[-1] if tied else None)
    lost = _share(comparison, best, "lost")
    return Leading(case, [best, *tied], levels, second, ahead[second] if second else None, lost)


def changes(comparison: Comparison) -> Changes | None:
    """What the alternatives to the baseline change; None where there is no alternative."""
    kind, base, others, whole = alternatives(comparison)
    if not others:
        return None
    held = together(len(others) + (whole is not None))
    found = Changes(
        kind,
        [_effect(comparison, label, base, held) for label in others],
        _share(comparison, base, "lost"),
        base,
        together=None if whole is None else _effect(comparison, whole, base, held),
    )
    return ordered(found, lambda one, other, held: comparison.difference(one, other, "lost", held))


def shown_alternatives(comparison: Comparison) -> tuple[Label, list[Label]] | None:
    """The start, and the alternatives worth a picture: that with most effective months, all approaches at once.

    None where there is no alternative.
    """
    _, base, others, whole = alternatives(comparison)
    if not others:
        return None
    best = max(others, key=lambda label: float(comparison.values(label, "effective").mean()))
    return base, [best] if whole is None else [best, whole]


def level(comparison: Comparison) -> Level:
    """What becomes of the baseline."""
    label = comparison.baseline
    works, not_under_way, lost = (_share(comparison, label, name) for name in ("works", "not_under_way", "lost"))
    return Level(label, works, not_under_way, lost)


def price(comparison: Comparison, label: Label) -> Price:
    """Cost, added value and the town that gains least, under one configuration."""
    cost, added, worst = (comparison.values(label, outcome) for outcome in ("cost", "added_value", "worst_off"))
    reached = attained(*(comparison.values(label, outcome) for outcome in ("benefit", "attainable")))
    losing = _share(comparison, label, "losing")
    return Price(label, mean(cost), mean(added), mean(worst), losing, reached)


def alternatives(comparison: Comparison) -> tuple[str, Label, list[Label], Label | None]:
    """Kind, baseline, alternatives (approaches under the present form, else forms, or scenarios), all at once."""
    base = comparison.baseline
    if not comparison.paired_labels:
        return "scenario", base, [label for label in comparison.scenarios if label != base], None
    start = (base[0], NO_APPROACH)
    single = [label for label in comparison.scenarios if label[0] == base[0] and label[1] != NO_APPROACH]
    whole = (base[0], ALL_APPROACHES)
    if start in comparison.scenarios and single:
        apart = [label for label in single if label != whole] or single
        return "approach", start, apart, whole if whole in single and apart != single else None
    forms = [label for label in comparison.scenarios if label[1] == base[1] and label[0] not in (base[0], NO_FORM)]
    return "form", base, forms, None


def _effect(comparison: Comparison, label: Label, base: Label, held: float) -> Effect:
    return Effect(label, *(comparison.difference(label, base, name, held) for name in OUTCOMES))


def _share(comparison: Comparison, label: Label, outcome: str) -> Interval:
    """A share of runs or months with its interval."""
    return within_one(estimate(comparison.values(label, outcome)))


def claimed(comparison: Comparison) -> list[tuple[str, Label, Label]]:
    """What the claims compare: outcome (one of ``OUTCOMES``), configuration, and with which one."""
    first, *others = leading(comparison).levels
    rows = [("effective", first, other) for other in others]
    found = changes(comparison)
    if found is not None:
        rows += [("lost", row.subject, found.baseline) for row in (*found.lowers, *found.raises)]
        rows += [("effective", row.subject, found.baseline) for row in (*found.more, *found.less)]
        rows += [("added_value", row.subject, found.baseline) for row in (*found.gains, *found.losses)]
    return list(dict.fromkeys(rows))


def convergence(comparison: Comparison, rows: list[tuple[str, Label, Label]] | None = None) -> pd.DataFrame:
    """Whether the runs are enough: ``outcome``, ``label``, ``base`` and ``paired_convergence`` of each of some rows.

    Without ``rows``: every configuration against no approach, or against the baseline, in shares of months.
    """
    import pandas as pd

    if rows is None:
        rows = [(outcome, label, start_of(comparison, label)) for label in comparison.scenarios
                for outcome in ("effective", "lost")]  # fmt: skip
        rows = [row for row in rows if row[1] != row[2]]
    made = [
        {"outcome": outcome, "label": label, "base": base} | paired_convergence(*comparison.pairs(label, base, outcome))
        for outcome, label, base in rows
    ]
    return pd.DataFrame(made)


def best_on_halves(comparison: Comparison) -> list[Label]:
    """Which candidate leads on the even runs, and which on the odd ones; nothing where there is only one."""
    candidates = list(leading(comparison).levels)
    if len(candidates) < 2:
        return []
    values = {label: measure(comparison.of(label), "effective", comparison.horizon(label)) for label in candidates}
    return [max(candidates, key=lambda label: float(values[label][half::2].mean())) for half in (0, 1)]


def start_of(comparison: Comparison, label: Label) -> Label:
    """What a configuration is held against: its governance model without approaches, or the baseline."""
    return held_against(label, comparison.baseline, comparison.scenarios)
