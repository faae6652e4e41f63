"""Claims on a comparison in sentences: which sentence fits which case, and how numbers stand in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coopsim.analysis.claims import Changes, Effect
from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import Leading, Level, Price, claims
from coopsim.analysis.digits import above, below
from coopsim.analysis.intervals import Interval
from coopsim.analysis.labels import Label
from coopsim.figures.comparison import configuration_title
from coopsim.figures.titles import approach_title, capital
from coopsim.model.codes import APPROACH_COUNT
from coopsim.report.document.blocks import Highlight
from coopsim.report.phrases import SHOWN, few, form_words, item, listed, points_with, share_with
from coopsim.report.rounding import estimate, half_width
from coopsim.texts import text
from coopsim.texts.numbers import in_words, number

#: Approaches that act through the channels which were calibrated to experiments (patterns C2 and C3).
CALIBRATED = ("open_communication", "interactive_formats", "common_identity")


def highlights(comparison: Comparison, lang: str) -> list[Highlight]:
    """The three claims on a comparison in words."""
    words: dict[type, Callable[..., tuple[str, str]]] = {
        Leading: _leading,
        Changes: _changes,
        Level: _level,
        Price: _price,
    }
    return numbered([words[type(found)](found, comparison, lang) for found in claims(comparison)], lang)


def numbered(found: Sequence[tuple[str, str]], lang: str) -> list[Highlight]:
    """Headlines and sentences with their numbers."""
    return [Highlight(number(lang, place), *words) for place, words in enumerate(found, start=1)]


def form(label: Label, comparison: Comparison, lang: str, case: str = "") -> str:
    """A configuration within a sentence: its form (see ``form_words``), or its label."""
    if isinstance(label, str):
        return text(lang, f"document.form.scenario{case}", name=label)
    return form_words(label[0], comparison.scenarios[label], lang, case)


def name(label: Label, kind: str, comparison: Comparison, lang: str) -> str:
    """An alternative as a heading calls it."""
    if isinstance(label, str):
        return label
    return approach_title(label[1], lang) if kind == "approach" else configuration_title(comparison, label, lang)


def _leading(found: Leading, comparison: Comparison, lang: str) -> tuple[str, str]:
    best = found.first[0]
    names = [form(label, comparison, lang) for label in found.first]
    values: dict[str, str] = {
        "first": form(best, comparison, lang),
        "with_first": form(best, comparison, lang, "_with"),
        "With_first": capital(form(best, comparison, lang, "_with")),
        "title_first": configuration_title(comparison, best, lang),
        "names": capital(listed(names, lang)) if len(names) <= SHOWN + 1 else number(lang, len(names)),
        "level": share_with(found.levels[best], lang),
        "lost": share_with(found.lost, lang),
        "levels": "; ".join(
            item(configuration_title(comparison, label, lang), share_with(level, lang), lang)
            for label, level in found.levels.items()
            if label in found.first
        ),
    }
    if found.second is not None and found.ahead is not None:
        values["with_second"] = form(found.second, comparison, lang, "_with")
        values["second"] = form(found.second, comparison, lang)
        values["title_second"] = configuration_title(comparison, found.second, lang)
        values["ahead"] = points_with(found.ahead, lang, sign=False)
    key, many = f"document.leading.{found.case}", found.case == "shared" and len(names) > SHOWN + 1
    headline = text(lang, f"{key}_many_headline" if many else f"{key}_headline", **values)
    return headline, text(lang, f"{key}_text", **values)


def changes_words(
    found: Changes, called: Callable[[Any], str], lang: str, base: Sequence[str], names: Mapping[str, str]
) -> tuple[str, str]:
    """What lowers and what raises the time lost, effective months and added value: headline and sentences.

    ``called`` names a subject, ``base`` are the sentences on what all is compared with, ``names`` go into the texts.
    """

    def effects(rows: list[Effect], outcome: str) -> str:
        factor = 1.0 if outcome == "added" else 100.0
        items = [item(called(row.subject), getattr(row, outcome), lang, factor) for row in rows]
        # "and one more" says no less than naming it
        return few(items, lang, SHOWN if len(rows) > SHOWN + 1 and found.order_clear is not None else SHOWN + 1)

    def told(key: str, **values: str) -> str:
        return text(lang, f"document.changes.{key}", **values)

    lowers, raises = found.lowers, found.raises
    case = "lowers" if lowers else "raises" if raises else "nothing"
    case = "strongest" if lowers and found.order_clear else case
    shown = [called(row.subject) for row in (lowers[:1] if case == "strongest" else lowers[: SHOWN + 1])]
    headline = told(f"{found.kind}_{case}_headline", **{**names, "names": listed(shown, lang)})
    sentences = [*base]
    if lowers:
        sentences.append(told("lowers", effects=effects(lowers, "lost")))
    if found.order_clear is False:
        sentences.append(told("order_open"))
    if raises:
        sentences.append(told("raises", effects=effects(raises, "lost")))
    if not lowers and not raises:
        sentences.append(told("nothing", reach=half_width(found.reach, lang, factor=100.0)))
    elif not lowers and found.order_clear is not None:
        sentences.append(told("none_lowers"))
    if found.order_clear is not None:
        timed = [(key, rows) for key, rows in (("more", found.more), ("less", found.less)) if rows]
        sentences += [told(key, effects=effects(rows, "effective")) for key, rows in timed]
        sentences += [] if timed else [told(f"{found.kind}_unchanged", **names)]
    if any(row.added is not None for row in found.apart):
        worth = [(key, rows) for key, rows in (("gains", found.gains), ("losses", found.losses)) if rows]
        sentences += [told(key, effects=effects(rows, "added")) for key, rows in worth] or [told("same_value")]
    mixed = [row for row in lowers if row in (*found.less, *found.losses)]
    if mixed:
        sentences.append(told("mind", names=listed([called(row.subject) for row in mixed], lang)))
    helps = (*lowers, *found.more, *found.gains)
    put_in = [row.subject for row in found.apart if row in helps and _calibrated(found, row.subject)]
    if put_in:
        sentences.append(told("calibrated", names=listed([called(subject) for subject in put_in], lang)))
    if found.together is not None and found.together.effective is not None and found.together.added is not None:
        changes = {key: points_with(getattr(found.together, key), lang) for key in ("lost", "effective")}
        changes["added"] = estimate(found.together.added, lang, sign=True)
        sentences.append(told("together", approach_count=in_words(lang, APPROACH_COUNT), **changes))
    return headline, " ".join(sentences)


def _calibrated(found: Changes, subject: Any) -> bool:
    """Whether a subject is an approach whose effect was partly put in."""
    name = {"approach": lambda: subject[1], "overall": lambda: subject.rpartition(".")[2]}.get(found.kind)
    return name is not None and name() in CALIBRATED


def _changes(found: Changes, comparison: Comparison, lang: str) -> tuple[str, str]:
    values = {
        "base": share_with(found.base, lang) if found.base else "",
        "With_base": capital(form(found.baseline, comparison, lang, "_with")),
    }
    base = text(lang, f"document.changes.{found.kind}_base", **values)
    return changes_words(found, lambda label: name(label, found.kind, comparison, lang), lang, [base], {})


def _level(found: Level, comparison: Comparison, lang: str) -> tuple[str, str]:
    values = {
        "With_form": capital(form(found.label, comparison, lang, "_with")),
        "works": share_with(found.works, lang),
        "not_under_way": share_with(found.not_under_way, lang),
        "lost": share_with(found.lost, lang),
    }
    case = "few" if found.works.high < 0.5 else "most" if found.works.low > 0.5 else "half"
    return text(lang, f"document.level.{case}", **values), text(lang, "document.level.text", **values)


def _price(found: Price, comparison: Comparison, lang: str) -> tuple[str, str]:
    values = {
        "With_form": capital(form(found.label, comparison, lang, "_with")),
        "cost": estimate(found.cost, lang),
        "added": estimate(found.added, lang),
        "worst": estimate(found.worst, lang),
        "losing": share_with(found.losing, lang),
        "attained": share_with(found.attained, lang),
        "years": number(lang, comparison.horizon(found.label) / 12),
    }
    often = "none" if found.losing.value == 0 else "few" if found.losing.high < 0.5 else "half"
    headline = text(lang, f"document.price.{'most' if found.losing.low > 0.5 else often}_headline", **values)
    sentences = [
        text(lang, "document.price.cost", **values),
        text(lang, f"document.price.region_{_sign(found.added)}", **values),
        *([] if math.isnan(found.attained.value) else [text(lang, "document.price.attained", **values)]),
        text(lang, f"document.price.worst_{_sign(found.worst)}", **values),
        text(lang, "document.price.losing", **values),
    ]
    return headline, " ".join(sentences)


def _sign(found: Interval) -> str:
    """Whether an interval lies above zero ("gains"), below ("loses"), or holds it ("open"), or is none ("same")."""
    if math.isnan(found.low):
        return "same"
    return "gains" if above(found, 1.0) else "loses" if below(found, 1.0) else "open"
