"""In which settings one scenario differs from another, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coopsim.figures.titles import approach_title, governance_title
from coopsim.scenario import catalogue
from coopsim.texts import LANGUAGES, text
from coopsim.texts.numbers import number, percent

if TYPE_CHECKING:
    from coopsim.scenario.rows import ApproachSetting
    from coopsim.scenario.schema import Scenario

Bilingual = dict[str, str]


class Difference(NamedTuple):
    """One setting that differs: what it is, and how a sentence on it begins where it is the only one."""

    text: Bilingual
    subject: Bilingual | None


def differences(a: Scenario, b: Scenario) -> list[Difference]:
    """Every setting in which B differs from A, in the order of the page."""
    found = []
    if a.governance != b.governance:
        ends = {
            lang: {side: governance_title(one.governance, lang, one) for side, one in (("a", a), ("b", b))}
            for lang in LANGUAGES
        }
        found.append(Difference(_both("workshop.differs.form", ends), _both("workshop.say.with_form", ends)))
    for name in catalogue.approaches():
        found += _approach(name, a, b)
    for name, row in catalogue.hindrances().items():
        before, after = a.hindrance(name), b.hindrance(name)
        if before != after:
            values = {
                lang: {"title": row.title[lang], "a": percent(lang, before), "b": percent(lang, after)}
                for lang in LANGUAGES
            }
            found.append(Difference(_both("workshop.differs.hindrance", values), None))
    if a.impulses != b.impulses:
        counts = {lang: {"a": number(lang, len(a.impulses)), "b": number(lang, len(b.impulses))} for lang in LANGUAGES}
        found.append(Difference(_both("workshop.differs.impulses", counts), None))
    return found


def _approach(name: str, in_a: Scenario, in_b: Scenario) -> list[Difference]:
    a, b = in_a.approaches[name], in_b.approaches[name]
    used = (a.strength > 0, b.strength > 0)
    if a == b or used == (False, False):
        return []
    key = {(False, True): "added", (True, False): "dropped", (True, True): "changed"}[used]
    times = {lang: (when(in_a, a, lang), when(in_b, b, lang)) for lang in LANGUAGES}
    values = {}
    for lang in LANGUAGES:
        ends = [percent(lang, use.strength) for use in (a, b)]
        if used == (True, True) and a.strength == b.strength:
            key, ends = "moved", [words or text(lang, "workshop.differs.always") for words in times[lang]]
        else:
            ends = [", ".join(filter(None, both)) for both in zip(ends, times[lang], strict=True)]
        values[lang] = {"title": approach_title(name, lang), "a": ends[0], "b": ends[1]}
    subject = {"added": "with", "dropped": "without"}.get(key)
    return [
        Difference(
            _both(f"workshop.differs.{key}", values), _both(f"workshop.say.{subject}", values) if subject else None
        )
    ]


def when(scenario: Scenario, use: ApproachSetting, lang: str) -> str:
    """From when until when, and below which activity, an approach is used; empty for all the time."""
    parts = []
    for key, moment in (("from", use.start or None), ("until", use.end)):
        if moment is not None:
            month = scenario.month_of(moment)
            parts.append(text(lang, f"workshop.differs.{key}", year=number(lang, month / 12, 1 if month % 12 else 0)))
    if use.trigger is not None:
        parts.append(text(lang, "workshop.differs.below", level=percent(lang, use.trigger)))
    return ", ".join(parts)


def _both(key: str, values: dict[str, dict[str, Any]]) -> Bilingual:
    return {lang: text(lang, key, **values[lang]) for lang in LANGUAGES}
