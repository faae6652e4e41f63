"""What the scenarios of a comparison are set to, in full, and in what they differ."""

from __future__ import annotations

from coopsim.analysis.comparison import Comparison
from coopsim.figures.titles import approach_title, governance_title, hindrance_title
from coopsim.report.differences import differences, when
from coopsim.report.document.blocks import Block, Paragraph
from coopsim.report.parts import Numbering
from coopsim.report.phrases import listed, texts_of
from coopsim.scenario import catalogue, list_scenarios, load_scenario
from coopsim.scenario.rows import Impulse
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number, percent

_text = texts_of("document.workshop")

BESIDE = 3  #: scenarios beside the baseline in one table


def settings_blocks(comparison: Comparison, lang: str, numbering: Numbering) -> list[Block]:
    """Tables of the settings of every scenario beside those of the baseline, and their differences in words."""
    base = comparison.baseline
    first = (str(base), comparison.scenarios[base])
    others = [(str(label), scenario) for label, scenario in comparison.scenarios.items() if label != base]
    blocks: list[Block] = []
    for begin in range(0, max(1, len(others)), BESIDE):
        columns = [first, *others[begin : begin + BESIDE]]
        names = [label for label, _ in columns]
        rows = _rows([scenario for _, scenario in columns], lang)
        caption = _text(lang, "settings_caption", names=listed(names, lang))
        note = _text(lang, "settings_note")
        blocks.append(
            numbering.table(caption, [_text(lang, "setting"), *names], rows, note, names=len(columns) + 1, small=True)
        )
    same = (name for name in list_scenarios() if name.rsplit("/", 1)[-1] == first[1].id)
    shipped = next((load_scenario(name) for name in same), None)
    if shipped is not None:
        changes = "; ".join(_changes(shipped, first[1], lang))
        key = "settings_shipped" if changes else "settings_as_shipped"
        blocks.append(Paragraph(_text(lang, key, name=first[0], base=shipped.title[lang], changes=changes)))
    for label, scenario in others:
        changes = "; ".join(_changes(first[1], scenario, lang))
        key = "settings_differ" if changes else "settings_alike"
        blocks.append(Paragraph(_text(lang, key, a=first[0], b=label, changes=changes)))
    return blocks


def _rows(scenarios: list[Scenario], lang: str) -> list[list[str]]:
    """A row for each setting, with a cell for each scenario."""
    rows = [[_text(lang, "setting_form"), *(governance_title(one.governance, lang, one) for one in scenarios)]]
    rows.append([_text(lang, "setting_years"), *(_years(one, lang) for one in scenarios)])
    populations = [{town.name: town.population for town in one.municipalities} for one in scenarios]
    for name in dict.fromkeys(name for found in populations for name in found):
        if len({found.get(name) for found in populations}) > 1:
            cells = [
                _text(lang, "setting_inhabitants", count=number(lang, found[name])) if name in found else MISSING
                for found in populations
            ]
            rows.append([_text(lang, "setting_town", name=name), *cells])
    used = [name for name in catalogue.approaches() if any(one.approaches[name].strength > 0 for one in scenarios)]
    for name in used:
        title = _text(lang, "setting_approach", title=approach_title(name, lang))
        rows.append([title, *(_approach(one, name, lang) for one in scenarios)])
    if not used:
        rows.append([_text(lang, "setting_approaches"), *[_text(lang, "setting_none")] * len(scenarios)])
    for name in catalogue.hindrances():
        title = _text(lang, "setting_hindrance", title=hindrance_title(name, lang))
        rows.append([title, *(percent(lang, one.hindrance(name)) for one in scenarios)])
    impulses = ["; ".join(_impulse(one, row, lang) for row in one.impulses) for one in scenarios]
    rows.append([_text(lang, "setting_impulses"), *(words or _text(lang, "setting_none") for words in impulses)])
    if any(one.parameters for one in scenarios):
        values = ["; ".join(f"{name} = {value:g}" for name, value in one.parameters.items()) for one in scenarios]
        rows.append([_text(lang, "setting_parameters"), *(words or MISSING for words in values)])
    return rows


def _approach(scenario: Scenario, name: str, lang: str) -> str:
    use = scenario.approaches[name]
    if use.strength == 0:
        return MISSING
    return ", ".join(filter(None, (percent(lang, use.strength), when(scenario, use, lang))))


def _impulse(scenario: Scenario, row: Impulse, lang: str) -> str:
    """An impulse with its time, place, area and strength."""
    if row.rate_per_year is not None:
        moment = text(lang, "workshop.set.impulse_often", years=number(lang, 1 / row.rate_per_year, 1))
    else:
        months = scenario.month_of(row.month or 0)
        moment = text(lang, "workshop.set.impulse_at", year=number(lang, months / 12, 1 if months % 12 else 0))
    names = {town.id: town.name for town in scenario.municipalities}
    parts = [moment, names.get(row.municipality or "", ""), catalogue.areas()[row.area].title[lang] if row.area else ""]
    if row.strength < 1:
        parts.append(_text(lang, "setting_strength", level=percent(lang, row.strength)))
    return f"{text(lang, f'workshop.impulse.{row.kind}')} ({', '.join(filter(None, parts))})"


def _changes(a: Scenario, b: Scenario, lang: str) -> list[str]:
    """Everything in which ``b`` differs from ``a``; what has no words of its own is said to be there."""
    said = [change.text[lang] for change in differences(a, b)]
    if a.horizon_months != b.horizon_months:
        said.append(_text(lang, "differs_years", a=_years(a, lang), b=_years(b, lang)))
    before, after = ({town.id: town for town in one.municipalities} for one in (a, b))
    said += [_text(lang, "differs_new", name=town.name) for key, town in after.items() if key not in before]
    said += [_text(lang, "differs_gone", name=town.name) for key, town in before.items() if key not in after]
    for key, town in after.items():
        old = before.get(key, town)
        if old.population != town.population:
            counts = {"a": number(lang, old.population), "b": number(lang, town.population)}
            said.append(_text(lang, "differs_population", name=town.name, **counts))
        elif old != town:
            said.append(_text(lang, "differs_town", name=town.name))
    if _rest(a) != _rest(b):
        said.append(_text(lang, "differs_else"))
    return said


def _rest(scenario: Scenario) -> dict[str, object]:
    """What a scenario holds besides towns and that for which ``differences`` has words."""
    named = {"approaches", "hindrances", "impulses", "municipalities"}
    left = scenario.model_dump(mode="json", exclude=named)
    header = ("id", "title", "description", "sources", "governance", "horizon_months")
    return left | {"scenario": {key: value for key, value in left["scenario"].items() if key not in header}}


def _years(scenario: Scenario, lang: str) -> str:
    return number(lang, scenario.horizon_months / 12, 1 if scenario.horizon_months % 12 else 0)
