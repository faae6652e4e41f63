"""Findings in sentences: which sentence fits which case, and how numbers stand in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from coopsim.analysis.comparison import Comparison, Label
from coopsim.analysis.intervals import Interval
from coopsim.figures.titles import approach_title, governance_title
from coopsim.report.document.blocks import Highlight
from coopsim.report.document.findings import Change, Changes, Finding, Leading, Level, Price, above, below, findings
from coopsim.report.document.parts import title_of
from coopsim.report.rounding import estimate, half_width
from coopsim.texts import catalogue, text
from coopsim.texts.numbers import number, percent_sign

SHOWN = 2  #: alternatives named one by one, or one more; the rest is counted
#: Approaches that act through the channels which were calibrated to experiments (patterns C2 and C3).
CALIBRATED = ("open_communication", "interactive_formats", "common_identity")


def highlights(comparison: Comparison, lang: str) -> list[Highlight]:
    """The three findings of a comparison in words."""
    words: dict[type, Callable[..., tuple[str, str]]] = {
        Leading: _leading,
        Changes: _changes,
        Level: _level,
        Price: _price,
    }
    found: list[Finding] = findings(comparison)
    numbers = range(1, len(found) + 1)
    return [
        Highlight(number(lang, place), *words[type(row)](row, comparison, lang))
        for place, row in zip(numbers, found, strict=True)
    ]


def form(label: Label, comparison: Comparison, lang: str, case: str = "") -> str:
    """A configuration within a sentence: a form with its article (``case`` "with": its preposition), or a label."""
    if isinstance(label, str):
        return text(lang, f"document.form.scenario{_case(case)}", name=label)
    known = catalogue(lang).get(f"document.form.{label[0]}{_case(case)}")
    title = governance_title(label[0], lang, comparison.scenarios[label])
    return known or text(lang, f"document.form.own{_case(case)}", name=title)


def name(label: Label, kind: str, comparison: Comparison, lang: str) -> str:
    """An alternative as a heading calls it."""
    if isinstance(label, str):
        return label
    return approach_title(label[1], lang) if kind == "approach" else title_of(label, comparison, lang)


def share_with(found: Interval, lang: str) -> str:
    """A share with its interval: "70.7% [68.5–72.9]"."""
    value, _, interval = estimate(found, lang, factor=100.0).partition(" ")
    return text(lang, "table.estimate", value=value + percent_sign(lang), interval=interval)


def points_with(found: Interval, lang: str, *, sign: bool = True) -> str:
    """A difference in percentage points with its interval: "−7.0 [−12.2 to −1.7]"."""
    words = estimate(found, lang, factor=100.0, sign=True)
    return words if sign else words.removeprefix("+")


def listed(words: Sequence[str], lang: str) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(words) < 2:
        return "".join(words)
    return text(lang, "document.and", before=", ".join(words[:-1]), last=words[-1])


def _case(case: str) -> str:
    return f"_{case}" if case else ""


def _leading(found: Leading, comparison: Comparison, lang: str) -> tuple[str, str]:
    best = found.first[0]
    names = [form(label, comparison, lang) for label in found.first]
    values: dict[str, str] = {
        "first": form(best, comparison, lang),
        "with_first": form(best, comparison, lang, "with"),
        "With_first": capital(form(best, comparison, lang, "with")),
        "title_first": title_of(best, comparison, lang),
        "names": capital(listed(names, lang)) if len(names) <= SHOWN + 1 else number(lang, len(names)),
        "level": share_with(found.levels[best], lang),
        "stagnation": share_with(found.stagnation, lang),
        "levels": "; ".join(
            text(lang, "document.item", name=title_of(label, comparison, lang), value=share_with(level, lang))
            for label, level in found.levels.items()
            if label in found.first
        ),
    }
    if found.second is not None and found.ahead is not None:
        values["with_second"] = form(found.second, comparison, lang, "with")
        values["second"] = form(found.second, comparison, lang)
        values["title_second"] = title_of(found.second, comparison, lang)
        values["ahead"] = points_with(found.ahead, lang, sign=False)
    key = f"document.leading.{found.case}"
    if found.case == "shared" and len(names) > SHOWN + 1:
        return text(lang, f"{key}_many_headline", **values), text(lang, f"{key}_text", **values)
    return text(lang, f"{key}_headline", **values), text(lang, f"{key}_text", **values)


def _changes(found: Changes, comparison: Comparison, lang: str) -> tuple[str, str]:
    def called(rows: list[Change]) -> str:
        return listed([name(row.label, found.kind, comparison, lang) for row in rows[: SHOWN + 1]], lang)

    case = "lowers" if found.lowers else "raises" if found.raises else "nothing"
    kind = f"document.changes.{found.kind}"
    values = {"lowers": called(found.lowers), "raises": called(found.raises)}
    if case == "lowers":
        case = "strongest" if found.order_clear else "lowers"
        values["lowers"] = called(found.lowers[:1]) if found.order_clear else values["lowers"]
    headline = text(lang, f"{kind}_{case}_headline", **values)
    base = share_with(found.base, lang)
    start = capital(form(found.baseline, comparison, lang, "with"))
    sentences = [text(lang, f"{kind}_base", base=base, With_base=start)]
    for rows, key in ((found.lowers, "lowers"), (found.raises, "raises")):
        if rows:
            effects = _effects(rows, found.kind, comparison, lang, "stagnation")
            sentences.append(text(lang, f"document.changes.{key}", effects=effects))
        if key == "lowers" and not found.order_clear:
            sentences.append(text(lang, "document.changes.order_open"))
    if not found.lowers and not found.raises:
        sentences.append(text(lang, "document.changes.nothing", reach=half_width(found.reach, lang, factor=100.0)))
    elif not found.lowers:
        sentences.append(text(lang, "document.changes.none_lowers"))
    for rows, key in ((found.more, "more"), (found.less, "less")):
        if rows:
            effects = _effects(rows, found.kind, comparison, lang, "effective")
            sentences.append(text(lang, f"document.changes.{key}", effects=effects))
    if not found.more and not found.less:
        sentences.append(text(lang, f"{kind}_unchanged"))
    put_in = [row for row in found.apart if row in (*found.lowers, *found.more) and row.label[1] in CALIBRATED]
    if found.kind == "approach" and put_in:
        names = listed([name(row.label, found.kind, comparison, lang) for row in put_in], lang)
        sentences.append(text(lang, "document.changes.calibrated", names=names))
    if found.together is not None:
        stagnation, effective = (points_with(x, lang) for x in (found.together.stagnation, found.together.effective))
        sentences.append(text(lang, "document.changes.together", stagnation=stagnation, effective=effective))
    return headline, " ".join(sentences)


def _effects(rows: list[Change], kind: str, comparison: Comparison, lang: str, outcome: str) -> str:
    shown = len(rows) if len(rows) <= SHOWN + 1 else SHOWN  # "and one more" says no less than naming it
    items = [
        text(
            lang,
            "document.item",
            name=name(row.label, kind, comparison, lang),
            value=points_with(row.stagnation if outcome == "stagnation" else row.effective, lang),
        )
        for row in rows[:shown]
    ]
    rest = len(rows) - shown
    return "; ".join(items + ([text(lang, "document.others", count=number(lang, rest))] if rest > 0 else []))


def _level(found: Level, comparison: Comparison, lang: str) -> tuple[str, str]:
    values = {
        "With_form": capital(form(found.label, comparison, lang, "with")),
        "stagnation": share_with(found.stagnation, lang),
        "never": share_with(found.never_started, lang),
    }
    reached = found.median == found.median
    case = "rare" if found.stagnation.high < 0.5 else "common" if found.stagnation.low > 0.5 else "half"
    if reached:
        years = number(lang, (found.median + 1) / 12, 1)
        sentence = text(lang, "document.level.median", years=years)
    else:
        sentence = text(lang, "document.level.no_median")
    return text(lang, f"document.level.{case}", **values), text(lang, "document.level.text", **values) + " " + sentence


def _price(found: Price, comparison: Comparison, lang: str) -> tuple[str, str]:
    values = {
        "With_form": capital(form(found.label, comparison, lang, "with")),
        "cost": estimate(found.cost, lang),
        "added": estimate(found.added, lang),
        "worst": estimate(found.worst, lang),
        "losing": share_with(found.losing, lang),
        "years": number(lang, comparison.horizon(found.label) / 12),
    }
    often = "none" if found.losing.value == 0 else "few" if found.losing.high < 0.5 else "half"
    headline = text(lang, f"document.price.{'most' if found.losing.low > 0.5 else often}_headline", **values)
    sentences = [
        text(lang, "document.price.cost", **values),
        text(lang, f"document.price.region_{_sign(found.added)}", **values),
        text(lang, f"document.price.worst_{_sign(found.worst)}", **values),
        text(lang, "document.price.losing", **values),
    ]
    return headline, " ".join(sentences)


def _sign(found: Interval) -> str:
    """Whether an interval lies above zero ("gains"), below ("loses"), or holds it ("open"), or is none ("same")."""
    if math.isnan(found.low):
        return "same"
    return "gains" if above(found, 1.0) else "loses" if below(found, 1.0) else "open"


def capital(words: str) -> str:
    """The words as they begin a sentence."""
    return words[:1].upper() + words[1:]
