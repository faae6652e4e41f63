"""Calibration patterns C1–C20: what the default parameters must reproduce, simulated and reported honestly.

Each pattern is one function that simulates what it needs and returns its figures with their intervals; a miss stays
visible.  Targets and their sources stand in ``patterns.toml``; the functions, by what they look at, in
``contribution_patterns``, ``course_patterns`` and ``result_patterns``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np

from coopsim.analysis.intervals import Interval
from coopsim.calibration import contribution_patterns as contributions
from coopsim.calibration import course_patterns as courses
from coopsim.calibration import result_patterns as results
from coopsim.calibration.pattern_runs import Figures, forget
from coopsim.scenario import Scenario, load_scenario
from coopsim.texts import text
from coopsim.texts.numbers import number, percent


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure of a pattern: what was simulated, and whether it lies in the target."""

    pattern: str  #: C1 … C20
    figure: str  #: id of the figure; its words stand in ``patterns.toml``
    low: float  #: target, lower limit (−inf if none)
    high: float  #: target, upper limit (inf if none)
    simulated: Interval
    percent: bool  #: whether it is a share to be shown in per cent
    or_zero: bool = False  #: whether an interval that includes 0 meets the target too

    @property
    def met(self) -> bool:
        """Whether the simulated value lies in the target."""
        value, low, high = self.simulated
        return bool(self.low <= value <= self.high or (self.or_zero and low <= 0.0 <= high))

    @property
    def reported(self) -> bool:
        """Whether the figure has no target."""
        return bool(np.isinf(self.low) and np.isinf(self.high))


PATTERNS: Final[dict[str, Callable[[Scenario, int, int], Figures]]] = {
    "C1": contributions.contributions_fall,
    "C2": contributions.meetings_raise,
    "C3": contributions.identity_raises,
    "C4": results.savings,
    "C5": results.scale_economies,
    "C6": courses.years_to_contract,
    "C7": courses.dissolutions,
    "C8": courses.mayors_change,
    "C9": courses.plateaus,
    "C10": courses.mergers,
    "C11": results.money_moves,
    "C12": courses.subsidy_starts,
    "C13": contributions.spoken_beats_written,
    "C14": contributions.honesty_raises,
    "C15": contributions.talk_among_strangers,
    "C16": contributions.new_beginning,
    "C17": contributions.rules_need_eyes,
    "C18": contributions.delegates_follow,
    "C19": results.peak_at_mid_life,
    "C20": courses.fast_lane,
}


def texts() -> dict[str, Any]:
    """The patterns by id: words in each language, source, and their figures with words, range, unit and scale."""
    return tomllib.loads(files("coopsim.calibration").joinpath("patterns.toml").read_text(encoding="utf-8"))


def simulate_patterns(
    scenario: Scenario | None = None,
    runs: int = 1000,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    only: Collection[str] = PATTERNS.keys(),
) -> list[Verdict]:
    """Simulate the patterns, or some of them, on a scenario (the default: ``harz``) and its parameters.

    ``progress(done, total)`` counts patterns.
    """
    base, words = load_scenario("harz") if scenario is None else scenario, texts()
    found: list[Verdict] = []
    for k, name in enumerate(only):
        for figure, simulated in PATTERNS[name](base, runs, seed).items():
            row = words[name][figure]
            low, high = row["range"]
            ways = (row.get("percent", False), row.get("or_zero", False))
            found.append(Verdict(name, figure, low, high, simulated, *ways))
        if progress is not None:
            progress(k + 1, len(only))
    forget()
    return found


def _target(verdict: Verdict, lang: str) -> str:
    """The target of a figure in words."""
    if verdict.reported:
        return text(lang, "patterns.reported")
    if np.isinf(verdict.low):
        return text(lang, "patterns.falls")
    if np.isinf(verdict.high):
        low = _value(verdict.low, verdict, lang)
        return text(lang, "patterns.rises") if verdict.low < 1e-6 else text(lang, "patterns.least", low=low)
    low, high = (_value(edge, verdict, lang) for edge in (verdict.low, verdict.high))
    between = text(lang, "number.between", low=low, high=high)
    return text(lang, "patterns.or_zero", between=between) if verdict.or_zero else between


def _value(x: float, verdict: Verdict, lang: str) -> str:
    return percent(lang, x, 1) if verdict.percent else number(lang, x, 2)


def rows(verdicts: list[Verdict], lang: str = "en") -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the report, in a language: pattern, figure, target, simulated, verdict, source."""
    words = texts()
    cells = []
    for verdict in verdicts:
        word = words[verdict.pattern]
        value, low, high = (_value(x, verdict, lang) for x in verdict.simulated)
        between = text(lang, "number.between", low=low, high=high)
        said = "–" if verdict.reported else text(lang, "patterns.met" if verdict.met else "patterns.missed")
        cells.append(
            [verdict.pattern, f"{word[lang]}: {word[verdict.figure][lang]}", _target(verdict, lang),
             f"{value} {between}", said, word["source"]]
        )  # fmt: skip
    names = ("pattern", "figure", "target", "simulated", "verdict")
    return [text(lang, f"patterns.{name}") for name in names] + [text(lang, "list.source")], cells
