"""In which settings one scenario differs from another, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from coopsim.figures.titles import approach_title, governance_title
from coopsim.scenario import catalogue
from coopsim.scenario.rows import ApproachSetting
from coopsim.scenario.schema import Scenario
from coopsim.texts import LANGUAGES, text
from coopsim.texts.numbers import number, percent

Bilingual = dict[str, str]


class Difference(NamedTuple):
    """One setting that differs: what it is, and how a sentence on it begins where it is the only one."""

    text: Bilingual
    subject: Bilingual | None


def differences(a: Scenario, b: Scenario) -> list[Difference]:
    """Every setting in which B differs from A, in the order of the page."""
    rows = zip(*(_told(a, b, lang) for lang in LANGUAGES), strict=True)
    found = [[dict(zip(LANGUAGES, words, strict=True)) for words in zip(*row, strict=True)] for row in rows]
    return [Difference(said, subject if all(subject.values()) else None) for said, subject in found]


def _told(a: Scenario, b: Scenario, lang: str) -> Iterator[tuple[str, str]]:
    """What differs and how a sentence on it begins, "" where it cannot, in one language."""
    if a.governance != b.governance:
        ends = {side: governance_title(one.governance, lang, one) for side, one in (("a", a), ("b", b))}
        yield text(lang, "workshop.differs.form", **ends), text(lang, "workshop.say.with_form", **ends)
    for name in catalogue.approaches():
        yield from _approach(name, a, b, lang)
    for name, row in catalogue.hindrances().items():
        before, after = a.hindrance(name), b.hindrance(name)
        if before != after:
            ends = {"a": percent(lang, before), "b": percent(lang, after)}
            yield text(lang, "workshop.differs.hindrance", title=row.title[lang], **ends), ""
    if a.impulses != b.impulses:
        ends = {"a": number(lang, len(a.impulses)), "b": number(lang, len(b.impulses))}
        yield text(lang, "workshop.differs.impulses", **ends), ""


def _approach(name: str, in_a: Scenario, in_b: Scenario, lang: str) -> Iterator[tuple[str, str]]:
    a, b = in_a.approaches[name], in_b.approaches[name]
    used = (a.strength > 0, b.strength > 0)
    if a == b or not any(used):
        return
    key = {(False, True): "added", (True, False): "dropped", (True, True): "changed"}[used]
    times = (when(in_a, a, lang), when(in_b, b, lang))
    ends = [", ".join(filter(None, (percent(lang, use.strength), at))) for use, at in zip((a, b), times, strict=True)]
    if key == "changed" and a.strength == b.strength:
        key, ends = "moved", [words or text(lang, "workshop.differs.always") for words in times]
    values = {"title": approach_title(name, lang), "a": ends[0], "b": ends[1]}
    subject = {"added": "with", "dropped": "without"}.get(key)
    begun = text(lang, f"workshop.say.{subject}", **values) if subject else ""
    yield text(lang, f"workshop.differs.{key}", **values), begun


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
