"""The three findings of a report, chosen from the numbers by fixed rules; no words.

1. ``leading``: which form of cooperation (or scenario) keeps the alliance in effective cooperation longest, and
   whether that can be told from the others.
2. ``changes``: what lowers and what raises stagnation against the present settings; ``level`` where there is nothing
   to compare with.
3. ``price``: what it costs, and whether the town that gains least gains at all.

The same runs choose and measure.  So every comparison that a rule makes has an interval that holds together with all
the others of that rule (Bonferroni): all pairs for the ranking, all alternatives for the changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH, Comparison, Label
from coopsim.analysis.incidence import median_month
from coopsim.analysis.intervals import LEVEL, Interval, estimate, mean
from coopsim.analysis.summary import within_one
from coopsim.report.rounding import written

NO_FORM = "none"  #: the governance model under which nobody cooperates; it takes part in no ranking


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
        stagnation: share of the best candidate's runs that stagnate.
    """

    case: str
    first: list[Label]
    levels: dict[Label, Interval]
    second: Label | None
    ahead: Interval | None
    stagnation: Interval


@dataclass(frozen=True)
class Change:
    """Paired differences of one alternative to the baseline, as shares, and whether they can be told from zero."""

    label: Label
    stagnation: Interval
    effective: Interval


@dataclass(frozen=True)
class Changes:
    """Alternatives against a baseline.

    Attributes:
        kind: what the alternatives are: "approach", "form", "scenario".
        base: share of the baseline's runs that stagnate.
        lowers, raises: alternatives that change stagnation for certain, the strongest first.
        order_clear: whether the first of ``lowers`` can be told from the second.
        more, less: alternatives that change the months in effective cooperation for certain, the strongest first.
        apart: every single alternative, in the order in which they were compared.
        reach: largest half-width of the intervals of stagnation: smaller differences may have been missed.
        together: all nine approaches at once, where simulated; it counts among the alternatives for the intervals.
    """

    kind: str
    baseline: Label
    base: Interval
    lowers: list[Change]
    raises: list[Change]
    order_clear: bool
    more: list[Change]
    less: list[Change]
    reach: float
    apart: list[Change]
    together: Change | None

    @property
    def rows(self) -> list[Change]:
        """Every alternative in the order in which they were compared."""
        return self.apart if self.together is None else [*self.apart, self.together]


@dataclass(frozen=True)
class Level:
    """What becomes of a single configuration: shares of runs, and the median month of the first stagnation or NaN."""

    label: Label
    stagnation: Interval
    never_started: Interval
    median: float


@dataclass(frozen=True)
class Price:
    """Money under one configuration.

    Attributes:
        cost: EUR per inhabitant and year.
        added: added value of the whole region, EUR per inhabitant over the horizon, discounted.
        worst: added value of the municipality that gains least, in the same unit.
        losing: share of runs in which that municipality would have been better off alone.
    """

    label: Label
    cost: Interval
    added: Interval
    worst: Interval
    losing: Interval


Finding = Leading | Changes | Level | Price


def findings(comparison: Comparison) -> list[Finding]:
    """The three findings of a comparison in order."""
    first = leading(comparison)
    best = first.first[0] if first.case == "clear" else comparison.baseline
    return [first, changes(comparison) or level(comparison), price(comparison, best)]


def above(found: Interval, factor: float = 100.0) -> bool:
    """Whether an interval lies above zero, also as it is written: times ``factor``, and rounded by its width."""
    return found.low > 0 and written(found, factor)[0].low > 0


def below(found: Interval, factor: float = 100.0) -> bool:
    """Whether an interval lies below zero, also as it is written."""
    return found.high < 0 and written(found, factor)[0].high < 0


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
    held = 1 - (1 - LEVEL) / max(1, comb(len(candidates), 2))
    ahead = {label: comparison.difference(best, label, "effective", held) for label in candidates[1:]}
    tied = [label for label in candidates[1:] if not above(ahead[label])]
    others = [label for label in candidates[1:] if label not in tied]
    case = "clear" if not tied else "shared" if others else "open"
    if len(candidates) == 1:
        case = "alone"
    elif not any(found.any() for found in values.values()):
        case = "never"
    second = others[0] if others else (candidates[-1] if tied else None)
    stagnation = _share(comparison, best, "stagnated")
    return Leading(case, [best, *tied], levels, second, ahead[second] if second else None, stagnation)


def changes(comparison: Comparison) -> Changes | None:
    """What the alternatives to the baseline change; None where there is no alternative."""
    kind, base, others, together = _alternatives(comparison)
    if not others:
        return None
    held = 1 - (1 - LEVEL) / (len(others) + (together is not None))
    found = [_change(comparison, label, base, held) for label in others]
    lowers = sorted((row for row in found if below(row.stagnation)), key=lambda row: row.stagnation.value)
    raises = sorted((row for row in found if above(row.stagnation)), key=lambda row: -row.stagnation.value)
    more = sorted((row for row in found if above(row.effective)), key=lambda row: -row.effective.value)
    less = sorted((row for row in found if below(row.effective)), key=lambda row: row.effective.value)
    return Changes(
        kind,
        base,
        _share(comparison, base, "stagnated"),
        lowers,
        raises,
        len(lowers) < 2 or _told_apart(comparison, [row.label for row in lowers]),
        more,
        less,
        max((row.stagnation.high - row.stagnation.low) / 2 for row in found),
        found,
        None if together is None else _change(comparison, together, base, held),
    )


def level(comparison: Comparison) -> Level:
    """What becomes of the baseline."""
    label = comparison.baseline
    runs = comparison.of(label)
    median = median_month(runs, comparison.horizon(label))
    stagnation, never = (_share(comparison, label, outcome) for outcome in ("stagnated", "never_started"))
    return Level(label, stagnation, never, median)


def price(comparison: Comparison, label: Label) -> Price:
    """Cost, added value and the town that gains least, under one configuration."""
    cost, added, worst = (comparison.values(label, outcome) for outcome in ("cost", "added_value", "worst_off"))
    return Price(label, mean(cost), mean(added), mean(worst), _share(comparison, label, "losing"))


def _alternatives(comparison: Comparison) -> tuple[str, Label, list[Label], Label | None]:
    """Kind, baseline, alternatives (approaches under the present form, else forms, or scenarios), all nine at once."""
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


def _change(comparison: Comparison, label: Label, base: Label, held: float) -> Change:
    stagnation, effective = (comparison.difference(label, base, name, held) for name in ("stagnated", "effective"))
    return Change(label, stagnation, effective)


def _told_apart(comparison: Comparison, labels: list[Label]) -> bool:
    """Whether the first of these has less stagnation than the second for certain, over all their pairs."""
    held = 1 - (1 - LEVEL) / len(list(combinations(labels, 2)))
    return below(comparison.difference(labels[0], labels[1], "stagnated", held))


def _share(comparison: Comparison, label: Label, outcome: str) -> Interval:
    """A share of runs with its interval."""
    return within_one(estimate(comparison.values(label, outcome)))
