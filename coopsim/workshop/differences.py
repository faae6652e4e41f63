"""In which settings B differs from A, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coopsim.scenario import catalogue
from coopsim.texts import LANGUAGES, short_title, text
from coopsim.texts.numbers import number, percent

if TYPE_CHECKING:
    from coopsim.scenario.schema import ApproachSetting, Scenario

Bilingual = dict[str, str]


class Difference(NamedTuple):
    """One setting that differs: what it is, and how a sentence on it begins where it is the only one."""

    text: Bilingual
    subject: Bilingual | None


def form_title(scenario: Scenario, lang: str, name: str | None = None) -> str:
    """Short name of a governance model of a scenario; of the one that is sought if none is named."""
    name = name or scenario.governance
    return short_title(lang, "governance", name, scenario.governance_models[name].title[lang])


def approach_title(name: str, lang: str) -> str:
    """Short name of an approach."""
    return short_title(lang, "approach", name, catalogue.approaches()[name].title[lang])


def differences(a: Scenario, b: Scenario) -> list[Difference]:
    """Every setting in which B differs from A, in the order of the page."""
    found = []
    if a.governance != b.governance:
        ends = {lang: {"a": form_title(a, lang), "b": form_title(b, lang)} for lang in LANGUAGES}
        found.append(Difference(_both("workshop.differs.form", ends), _both("workshop.say.with_form", ends)))
    for name in catalogue.approaches():
        found += _approach(name, a.approaches[name], b.approaches[name])
    for name, row in catalogue.hindrances().items():
        before, after = a.hindrances[name], b.hindrances[name]
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


def _approach(name: str, a: ApproachSetting, b: ApproachSetting) -> list[Difference]:
    used = (a.strength > 0, b.strength > 0)
    if a == b or used == (False, False):
        return []
    key = {(False, True): "added", (True, False): "dropped", (True, True): "changed"}[used]
    if used == (True, True) and a.strength == b.strength:
        key = "moved"
    values = {
        lang: {"title": approach_title(name, lang), "a": percent(lang, a.strength), "b": percent(lang, b.strength)}
        for lang in LANGUAGES
    }
    subject = {"added": "with", "dropped": "without"}.get(key)
    return [
        Difference(
            _both(f"workshop.differs.{key}", values), _both(f"workshop.say.{subject}", values) if subject else None
        )
    ]


def _both(key: str, values: dict[str, dict[str, Any]]) -> Bilingual:
    return {lang: text(lang, key, **values[lang]) for lang in LANGUAGES}
