"""Claims on an experiment in sentences: which sentence fits which case, and how numbers stand in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from coopsim.analysis.claims import NO_FORM, Changes
from coopsim.analysis.digits import above, below, certain
from coopsim.analysis.intervals import Interval, limits_of
from coopsim.analysis.study import Study
from coopsim.analysis.study_claims import Apart, Safest, StudyClaims, Together
from coopsim.analysis.study_worlds import Failure, Sensitivity, apart_from_sample
from coopsim.figures.titles import capital, choice_title, factor_title, governance_title, level_words
from coopsim.report.document.blocks import Highlight
from coopsim.report.phrases import SHOWN, few, form_words, item, listed, points_with, share_with, texts_of
from coopsim.report.rounding import estimate
from coopsim.report.wording import changes_words, numbered
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

_text = texts_of("study")

LUCK: Final = 0.05  #: a box is told of where the chance that a restriction adds nothing is at most this


def study_highlights(claims: StudyClaims, study: Study, lang: str) -> list[Highlight]:
    """The claims on an experiment in words, numbered; none where it has neither approaches nor worlds."""
    words: dict[str, Callable[..., tuple[str, str]]] = {
        "overall": _overall,
        "apart": _apart,
        "together": _together,
        "safest": _safest,
        "single": _single,
        "sensitivity": _matters,
        "failures": _fails,
    }
    found = ((say, getattr(claims, name)) for name, say in words.items())
    return numbered([say(claim, study, lang) for say, claim in found if claim not in (None, [])], lang)


def one_and_many(study: Study, lang: str) -> dict[str, str]:
    """What the levers are called: approaches, or levers where others than approaches are among them."""
    kind = "approach" if all(name.startswith("approaches.") for name in study.approaches) else "lever"
    return {key: _text(lang, f"{kind}_{key}") for key in ("one", "many", "no")}


def _overall(found: Changes, study: Study, lang: str) -> tuple[str, str]:
    names = one_and_many(study, lang)
    base = [text(lang, f"document.changes.overall_base{'_forms' if len(study.forms) > 1 else ''}", **names)]
    if found.base is not None:
        share = share_with(found.base, lang)
        base.append(text(lang, "document.changes.overall_without", base=share, **names))
    return changes_words(found, lambda name: factor_title(name, lang), lang, base, names)


def _single(found: Changes, study: Study, lang: str) -> tuple[str, str]:
    """What single changes against the base scenario lower or raise the time lost."""

    def called(moved: tuple[str, float]) -> str:
        name, level = factor_title(moved[0], lang), level_words(moved[1], lang)
        return text(lang, "document.changes.single_item", name=name, level=level)

    return changes_words(found, called, lang, [text(lang, "document.changes.single_base")], {})


def _apart(found: Apart, study: Study, lang: str) -> tuple[str, str]:
    names = one_and_many(study, lang)
    rows = found.cells.to_dict("records")
    by_form = len(study.forms) > 1
    if by_form:
        clear = any(certain(limits_of(row)) for row in rows)
        case = "reversed" if found.reversed else "oneway" if clear else "nothing"
        turned = listed([factor_title(name, lang) for name in found.reversed[: SHOWN + 1]], lang)
        headline = _text(lang, f"apart_{case}_headline_forms", names=turned, **names)
    else:
        headline = _text(lang, f"apart_{'changed' if len(found.contexts) else 'same'}_headline_contexts", **names)
    sentences = _by_form(rows, study, lang) if by_form else []
    if found.tried:
        sentences.append(_by_context(found, lang, names))
    return headline, " ".join(sentences)


def _by_form(rows: list[dict[str, Any]], study: Study, lang: str) -> list[str]:
    """For each approach that demonstrably changes the time lost, under how many forms, and how strongly at most."""
    forms = [form for form in study.forms if form != NO_FORM]
    sentences = []
    for key, test, sign in (("lowers", below, 1), ("raises", above, -1)):
        items = []
        for name in study.approaches:
            here = [row for row in rows if row["factor"] == name and test(limits_of(row))]
            if here:
                most = min(here, key=lambda row: sign * row["effect"])
                items.append((len(here), sign * most["effect"], name, most))
        items.sort(key=lambda row: (-row[0], row[1]))
        words = []
        for count, _, name, most in items:
            where = form_words(most["governance"], study.scenario, lang, "_with")
            values = {"count": number(lang, count), "value": points_with(limits_of(most), lang), "with_form": where}
            words.append(_text(lang, "apart_item", name=factor_title(name, lang), **values))
        if words:
            sentences.append(_text(lang, f"apart_{key}", items=few(words, lang), forms=number(lang, len(forms))))
    moved = {row["governance"] for row in rows if certain(limits_of(row))}
    silent = [governance_title(form, lang, study.scenario) for form in forms if form not in moved]
    if silent:
        sentences.append(_text(lang, "apart_silent", forms=listed(silent, lang)))
    return sentences


def _by_context(found: Apart, lang: str, names: dict[str, str]) -> str:
    if not len(found.contexts):
        return _text(lang, "context_none", count=number(lang, found.tried), **names)
    items = []
    for row in found.contexts.to_dict("records"):
        both = {"name": factor_title(row["factor"], lang), "context": factor_title(row["with"], lang)}
        items.append(_text(lang, "context_item", value=points_with(limits_of(row), lang), **both))
    return _text(lang, "context_some", items=few(items, lang))


def _together(found: Together, study: Study, lang: str) -> tuple[str, str]:
    names = one_and_many(study, lang)
    sentences = [_pairs(found, lang, names)]
    headline = _text(lang, "together_pairs_headline" if len(found.pairs) else "together_no_pairs_headline", **names)
    With_form = capital(form_words(study.present, study.scenario, lang, "_with"))
    if found.best is not None:
        gain = limits_of(found.best, "gain")
        case = "gain" if above(gain) else "no_gain"
        used = [name for name in study.approaches if found.best[name] > 0]
        base = _text(lang, f"against_{found.against}", **names)
        words = {"With_form": With_form, "base": base}
        headline = _text(lang, f"together_{case}_headline", count=number(lang, len(used)), **words, **names)
        words |= {
            "names": listed([factor_title(name, lang) for name in used], lang) or _text(lang, "nothing_added"),
            "risk": share_with(limits_of(found.best, "risk"), lang),
            "gain": points_with(Interval(-gain.value, -gain.high, -gain.low), lang),
            "cost": estimate(limits_of(found.best, "cost"), lang),
        }
        sentences.append(_text(lang, f"together_best_{case}", **words))
        rivals = int(found.best["rivals"])
        key = "none" if rivals == 0 else "one" if rivals == 1 else "many"
        sentences.append(_text(lang, f"together_rivals_{key}", count=number(lang, rivals), **names))
    if found.order is not None:
        sentences.append(_order(found, lang, names))
    return headline, " ".join(sentences)


def _pairs(found: Together, lang: str, names: dict[str, str]) -> str:
    if not found.tried:
        return _text(lang, "pairs_untold", **names)
    if not len(found.pairs):
        return _text(lang, "pairs_none", count=number(lang, found.tried), **names)
    items = [
        item(" × ".join(factor_title(row[key], lang) for key in ("factor", "with")), limits_of(row), lang)
        for row in found.pairs.to_dict("records")
    ]
    return _text(lang, "pairs_some", items=few(items, lang, SHOWN), count=number(lang, found.tried), **names)


def _order(found: Together, lang: str, names: dict[str, str]) -> str:
    assert found.order is not None
    steps = found.order.to_dict("records")[1:]
    if not found.useful:
        return _text(lang, "order_none", first=factor_title(steps[0]["factor"], lang),
                     change=points_with(limits_of(steps[0], "change"), lang), **names)  # fmt: skip
    useful = steps[: len(found.useful)]
    items = [item(factor_title(row["factor"], lang), limits_of(row, "change"), lang) for row in useful]
    done = "all" if len(found.useful) == len(steps) else "some"
    return _text(
        lang, f"order_{done}", items=few(items, lang, SHOWN + 2), count=number(lang, len(found.useful)), **names
    )


def _safest(found: Safest, study: Study, lang: str) -> tuple[str, str]:
    names = [choice_title(choice, found.choice, lang, study.scenario) for choice in found.first]
    count = len(found.levels)
    case = "clear" if len(names) == 1 else "open" if len(names) == count else "shared"
    shown = listed(names, lang) if len(names) <= SHOWN + 1 else _text(lang, "choices", count=number(lang, len(names)))
    items = []
    for choice in [*found.levels][: SHOWN + 1]:
        values = {"mean": estimate(found.levels[choice], lang, factor=100.0)}
        values |= {"worst": number(lang, 100 * found.worst[choice], 0)}
        items.append(
            _text(lang, "safest_item", name=choice_title(choice, found.choice, lang, study.scenario), **values)
        )
    words = {"items": "; ".join(items), "worlds": number(lang, len(found.regret.worlds)), "count": number(lang, count)}
    return _text(lang, f"safest_{case}_headline", names=capital(shown)), _text(lang, f"safest_{case}_text", **words)


def _matters(found: list[Sensitivity], study: Study, lang: str) -> tuple[str, str]:
    """Which uncertainties the outcome hangs on: the first of every table, if it can be told from the second."""
    bare = study.kind == "morris"
    shown = partial(estimate, lang=lang, factor=100.0)
    column, low, high = ("mu_star", "low", "high") if bare else ("total", "total_low", "total_high")
    first = {table["factor"].iloc[0] for _, table in found}
    clear = len(first) == 1 and all(
        len(table) < 2 or table[low].iloc[0] > table[high].iloc[1:].max() for _, table in found
    )
    items = []
    for choice, table in found:
        rows = [
            item(factor_title(row["factor"], lang), shown(limits_of(row, column, bare=bare)), lang)
            for row in table.head(SHOWN).to_dict("records")
        ]
        named = choice_title(choice, apart_from_sample(study), lang, study.scenario) + ": " if choice else ""
        items.append(named + ", ".join(rows))
    names = listed([factor_title(name, lang) for name in sorted(first)], lang)
    headline = _text(lang, f"matters_{'clear' if clear else 'open'}_headline", names=names)
    return headline, _text(lang, f"matters_{study.kind}_text", items="; ".join(items))


def _fails(found: list[Failure], study: Study, lang: str) -> tuple[str, str]:
    """Where choices fail: how often, and the conditions that no restriction of which is likely to be luck."""
    items, told = [], False
    for choice, failing, box in found:
        name = choice_title(choice, study.levers, lang, study.scenario) if choice else _text(lang, "all_points")
        values = {"name": name, "share": percent(lang, failing)}
        if failing in (0.0, 1.0) or box is None or float(box.limits["p_value"].max()) > LUCK:
            key = "never" if failing == 0 else "always" if failing == 1 else "unclear"
            items.append(_text(lang, f"fails_{key}", **values))
            continue
        told = True
        limits = listed([condition(row, lang) for row in box.limits.to_dict("records")], lang)
        values |= {"conditions": limits, "density": percent(lang, box.density), "coverage": percent(lang, box.coverage)}
        items.append(_text(lang, "fails_where", **values))
    return _text(lang, f"fails_{'told' if told else 'untold'}_headline"), " ".join(items)


def condition(row: dict[str, Any], lang: str) -> str:
    """A restriction of a box in words."""
    if row["levels"] is not None:
        return f"{factor_title(row['factor'], lang)}: {', '.join(row['levels'])}"
    ends = [level_words(row[end], lang) for end in ("low", "high")]
    return f"{factor_title(row['factor'], lang)} {ends[0]}–{ends[1]}"
