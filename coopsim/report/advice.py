"""Advice as a document: what to do and when, what it gives up, what to watch for, and what would decide it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coopsim.advice.advise import Advice
from coopsim.advice.aims import Bound, factor_of
from coopsim.advice.front import HELD, letter
from coopsim.advice.packages import Package
from coopsim.advice.signs import LEAD, WINDOW
from coopsim.analysis.intervals import limits_of
from coopsim.figures.advice import advice_front, sign_rates
from coopsim.figures.titles import approach_title, capital, governance_title, outcome_scale
from coopsim.model.outcomes import outcome_title
from coopsim.report.differences import when
from coopsim.report.document.blocks import Block, Bullets, Document, Paragraph, Table
from coopsim.report.parts import Numbering, assembled
from coopsim.report.phrases import share_with, texts_of
from coopsim.report.rounding import estimate
from coopsim.run.provenance import digest_of
from coopsim.texts.numbers import between, number, percent

_text = texts_of("advice")

SIGNS: Final = 6  #: on the yearly check list
QUESTIONS: Final = 8  #: that a region is asked


def advice_document(advice: Advice, lang: str = "en") -> Document:
    """The whole answer."""
    numbering = Numbering(lang)
    about = advice.manifest
    values = {"version": about["versions"]["coopsim"], "id": digest_of(about)}
    region = advice.scenario.title[lang]
    head = (_text(lang, "title"), region, asked_text(advice, lang))
    blocks: dict[str, list[Block]] = {
        "answer": [Paragraph(line) for line in answer_lines(advice, lang)],
        "schedule": [schedule_bullets(advice, lang)],
        "front": [
            front_block(advice, lang, numbering),
            numbering.figure(advice_front(advice.table, advice.question.aims[0].outcome, lang=lang, note=f"{region}.")),
        ],
        "given_up": [steps_block(advice, lang, numbering), others_block(advice, lang, numbering)],
        "watch": watch_blocks(advice, lang, numbering),
        "decide": decide_blocks(advice, lang, numbering),
        "made": [
            Paragraph(_text(lang, f"made_{name}", **_sizes(advice, lang))) for name in ("worlds", "luck", "limits")
        ],
    }
    return assembled("advice", lang, head, values, blocks)


def asked_text(advice: Advice, lang: str) -> str:
    """Aims and limits in a sentence."""
    parts = {
        name: "; ".join(bound_text(one, lang) for one in found)
        for name, found in (("aims", advice.question.aims), ("limits", advice.question.limits))
    }
    return _text(lang, "asked" if advice.question.limits else "asked_no_limits", **parts)


def bound_text(bound: Bound, lang: str) -> str:
    """An aim or a limit in words."""
    scale, digits = outcome_scale(bound.outcome, lang), 0 if factor_of(bound.outcome) * bound.bound % 1 == 0 else 2
    value = number(lang, factor_of(bound.outcome) * bound.bound, digits)
    return _text(lang, "below" if bound.below else "above", title=scale.title, value=value, unit=scale.unit)


def answer_lines(advice: Advice, lang: str) -> list[str]:
    """What is recommended and why, in a few sentences."""
    rows = advice.table.set_index("package")
    lines = []
    if advice.cheapest is None:
        lines.append(_text(lang, "none_holds", share=percent(lang, HELD)))
    for key, name in (("cheapest", advice.cheapest), ("robust", advice.robust)):
        if name is None:
            continue
        row = rows.loc[name]
        values = {"holds": share_with(limits_of(row, "holds"), lang), "cost": estimate(limits_of(row, "cost"), lang)}
        form = governance_title(str(row["governance"]), lang, advice.scenario)
        lines.append(_text(lang, key, package=name, form=form, share=percent(lang, HELD), **values))
    place = advice.front.recommended
    each = [
        _text(lang, "bound_holds", bound=bound_text(bound, lang), share=percent(lang, float(held)))
        for bound, held in zip(advice.question.bounds, advice.front.likely[place].mean(axis=0), strict=True)
    ]
    return [*lines, _text(lang, "one_by_one", package=letter(place), each="; ".join(each))]


def schedule_bullets(advice: Advice, lang: str) -> Bullets:
    """When to begin what, under the recommended package."""
    return Bullets(package_lines(advice.recommended, advice, lang))


def package_lines(package: Package, advice: Advice, lang: str) -> list[str]:
    """The form, then each approach with its strength and time."""
    lines = [_text(lang, "seek", form=governance_title(package.governance, lang, advice.scenario))]
    scenario = package.on(advice.scenario)
    for name, use in sorted(package.uses.items(), key=lambda item: (item[1].start, item[0])):
        moment = when(scenario, scenario.approaches[name], lang) or _text(lang, "always")
        values = {"title": approach_title(name, lang), "strength": percent(lang, use.strength), "when": moment}
        lines.append(_text(lang, "use", **values))
    return lines if package.uses else [*lines, _text(lang, "no_approach")]


def front_block(advice: Advice, lang: str, numbering: Numbering) -> Table:
    """The front: a row for each package."""
    outcomes = advice.question.outcomes
    headings = [_text(lang, name) for name in ("package", "form", "holds")] + [
        capital(f"{outcome_scale(name, lang).title} ({outcome_scale(name, lang).unit})") for name in outcomes
    ]
    rows = []
    for row in advice.table.to_dict("records"):
        cells = [row["package"], governance_title(row["governance"], lang, advice.scenario)]
        share, low, high = (float(np.clip(x, 0, 1)) for x in limits_of(row, "holds"))
        cells.append(f"{percent(lang, share)} {between(lang, low, high)}")
        cells += [estimate(limits_of(row, name), lang, factor=outcome_scale(name, lang).factor) for name in outcomes]
        scale = outcome_scale(advice.question.aims[0].outcome, lang)
        rows.append([*cells, number(lang, scale.factor * row["regret"], 1)])
    caption, note = _text(lang, "front_caption"), _text(lang, "front_note", share=percent(lang, HELD))
    return numbering.table(caption, [*headings, _text(lang, "regret")], rows, note, names=2, small=True)


def steps_block(advice: Advice, lang: str, numbering: Numbering) -> Table:
    """What each step to the next more costly package changes."""
    outcomes = advice.question.outcomes
    headings = [
        _text(lang, "step"),
        *(f"{capital(outcome_scale(x, lang).title)} ({outcome_scale(x, lang).change})" for x in outcomes),
    ]
    rows = [
        [_text(lang, "step_row", package=row["package"], before=row["instead_of"])]
        + [estimate(limits_of(row, x), lang, factor=outcome_scale(x, lang).factor, sign=True) for x in outcomes]
        for row in advice.steps.to_dict("records")
    ]
    return numbering.table(_text(lang, "steps_caption"), headings, rows, _text(lang, "steps_note"), small=True)


def others_block(advice: Advice, lang: str, numbering: Numbering) -> Table:
    """All packages of the front: what each is made of."""
    rows = [
        [letter(k), "; ".join(line.removesuffix(".") for line in package_lines(one, advice, lang))]
        for k, one in enumerate(advice.front.packages)
    ]
    headings = [_text(lang, "package"), _text(lang, "made_of")]
    return numbering.table(_text(lang, "others_caption"), headings, rows, "", names=2, small=True)


def watch_blocks(advice: Advice, lang: str, numbering: Numbering) -> list[Block]:
    """The yearly check list, with hit and false-alarm rates."""
    if not len(advice.signs):
        return [Paragraph(_text(lang, "no_signs"))]
    top = advice.signs.head(SIGNS)
    names = [sign_text(row, lang) for row in top.to_dict("records")]
    rows = [
        [sign_text(row, lang), *(estimate(limits_of(row, name), lang, factor=100.0) for name in ("hits", "false"))]
        for row in top.to_dict("records")
    ]
    values = {"lead": LEAD, "window": WINDOW, "before": number(lang, top["before"].iloc[0])}
    values |= {"without": number(lang, top["without"].iloc[0])}
    headings = [_text(lang, name) for name in ("sign", "hits", "false")]
    table = numbering.table(_text(lang, "signs_caption"), headings, rows, _text(lang, "signs_note", **values))
    return [table, numbering.figure(sign_rates(top, names, lang=lang, note=f"{advice.scenario.title[lang]}."))]


def sign_text(row: dict[Any, Any], lang: str) -> str:
    """A sign in words: a figure, what is looked at, and the threshold."""
    title = outcome_title(row["figure"], lang, "series")
    key = f"sign_{row['kind']}_{'below' if row['below'] else 'above'}"
    value = number(lang, row["threshold"], 2, sign=row["kind"] == "change")
    return _text(lang, key, title=title, value=value)


def decide_blocks(advice: Advice, lang: str, numbering: Numbering) -> list[Block]:
    """What knowing would be worth, and the questions in the order of it."""
    from coopsim.report.questionnaire import question_text

    rows = []
    for row in advice.information.head(QUESTIONS).to_dict("records"):
        choices = " / ".join(row["choices"])
        worth = estimate(limits_of(row, "worth"), lang, factor=100.0)
        rows.append([question_text(row, advice.scenario, lang), worth, percent(lang, row["moved"]), choices])
    if not rows:
        return [Paragraph(_text(lang, "nothing_unknown"))]
    headings = [_text(lang, name) for name in ("question", "worth", "moved", "choices")]
    clear = bool((advice.information["worth_low"] > 0).any())
    notes = [Paragraph(_text(lang, "decide_clear" if clear else "decide_nothing"))]
    return [*notes, numbering.table(_text(lang, "decide_caption"), headings, rows, _text(lang, "decide_note"))]


def _sizes(advice: Advice, lang: str) -> dict[str, str]:
    worlds, each = advice.front.values.shape[1:3]
    return {"worlds": number(lang, worlds), "runs": number(lang, worlds * each)}
