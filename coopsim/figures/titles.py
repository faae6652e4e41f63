"""What governance models, approaches, factors and outcomes are called for readers, and in which unit they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from coopsim.analysis.measures import SHARES
from coopsim.analysis.places import STANDS
from coopsim.model import codes, outcomes
from coopsim.model.outcomes import outcome_title
from coopsim.model.parameters import PARAMETERS
from coopsim.scenario.catalogue import hindrances
from coopsim.scenario.schema import Scenario
from coopsim.texts import catalogue, filled, short_title, text
from coopsim.texts.numbers import in_words, number

#: Outcomes of which less is better; of all others more is.
LOWER_IS_BETTER: Final = frozenset(
    (
        *("stagnated", "not_effective", "never_started", "time_lost", "lost", "losing", "inert", "dissolved"),
        *(
            "months_stagnating",
            "months_asleep",
            "months_inert",
            "stagnates",
            "asleep",
            "asleep_end",
            "cost",
            "staff",
            "vetoes",
            "exits",
            "inequality",
            "month_talks",
            "month_start",
        ),
        *("month_contract", "month_implementation", "month_stabilised"),
    )
)


class Scale(NamedTuple):
    """How an outcome is shown: ``title``, ``unit`` of a level and of a ``change``, and what its numbers are times."""

    title: str
    unit: str
    change: str
    factor: float


def capital(words: str) -> str:
    """Words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def governance_title(name: str, lang: str, scenario: Scenario | None = None) -> str:
    """Short name of a governance model, or the title of the scenario's own one."""
    own = scenario.governance_models[name].title[lang] if scenario and name in scenario.governance_models else name
    return short_title(lang, "governance", name, own)


def approach_title(name: str, lang: str) -> str:
    """Short name of an approach or a set of approaches."""
    return filled(short_title(lang, "approach", name, name), approach_count=in_words(lang, codes.APPROACH_COUNT))


def hindrance_title(name: str, lang: str) -> str:
    """Name of a hindrance."""
    row = hindrances().get(name)
    return row.title[lang] if row else name


def factor_title(name: str, lang: str) -> str:
    """Name of a factor of a design: an approach, a hindrance, a parameter, with or without its table in front.

    A key that is none of these stays as it is.
    """
    table, _, rest = name.rpartition(".")
    bare = rest if table in ("", "approaches", "hindrances", "parameters") else name
    if table.startswith("approaches.") and rest == "strength":
        bare = table.partition(".")[2]
    if bare in (*codes.APPROACHES, "all", "none"):
        return approach_title(bare, lang)
    if bare in codes.HINDRANCES:
        return hindrance_title(bare, lang)
    if bare in PARAMETERS:
        title = PARAMETERS[bare].title
        return capital(title[lang] or title["en"])
    return short_title(lang, "column", bare, name)


def level_title(factor: str, level: object, lang: str, scenario: Scenario | None = None) -> str:
    """A level of a factor in words: the name of a governance model, or the level itself."""
    return governance_title(str(level), lang, scenario) if factor == "governance" else str(level)


def level_words(level: float, lang: str) -> str:
    """A level with as many decimals as it has, at most three."""
    digits = next(digits for digits in range(4) if digits == 3 or abs(level - round(level, digits)) < 1e-9)
    return number(lang, level, digits)


def choice_title(choice: Any, names: Sequence[str], lang: str, scenario: Scenario) -> str:
    """A choice in words: its governance model, or the levels of all the factors ``names`` that make it."""
    parts = []
    for name, level in zip(names, choice if isinstance(choice, tuple) else (choice,), strict=True):
        if isinstance(level, str):
            parts.append(level_title(name, level, lang, scenario))
        elif level:
            title = factor_title(name, lang)
            parts.append(title if level == 1 else f"{title} {number(lang, float(level), 2)}")
    return " + ".join(parts) or text(lang, "study.nothing_added")


def outcome_scale(outcome: str, lang: str) -> Scale:
    """Title and unit of an outcome; shares are shown in per cent and their changes in percentage points.

    Raises KeyError for an unknown outcome.
    """
    words = catalogue(lang)
    title = words.get(f"measure.{outcome}") or _stands_title(outcome, lang) or outcome_title(outcome, lang, "run")
    unit = "month" if outcome == "time_lost" else outcomes.RUN[outcome].unit if outcome in outcomes.RUN else "share"
    if outcome in SHARES or unit == "share":
        return Scale(title, text(lang, "unit.percent"), text(lang, "unit.points"), 100.0)
    return Scale(title, words[f"unit.{unit}"], words[f"unit.{unit}"], 1.0)


def _stands_title(outcome: str, lang: str) -> str | None:
    """What it is called that runs stand somewhere at the end, or after some years (``analysis.places``)."""
    if outcome not in STANDS:
        return None
    place, _, when = outcome.rpartition("_") if outcome[-1].isdigit() else (outcome.removesuffix("_end"), "", "")
    does = text(lang, f"stands.{place}")
    return (
        text(lang, "measure.stands_after", does=does, years=when) if when else text(lang, "measure.stands", does=does)
    )
