"""The answers of an experiment in sentences: which sentence fits which case, and how numbers stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.intervals import Interval
from coopsim.figures.titles import factor_title, governance_title
from coopsim.report.document.blocks import Highlight
from coopsim.report.document.findings import above, below
from coopsim.report.document.wording import CALIBRATED, SHOWN, capital, listed, points_with, share_with
from coopsim.report.rounding import estimate, half_width
from coopsim.report.study.answers import Answers, Apart, Effect, Overall, Safest, Together, limits_of
from coopsim.report.study.study import NO_FORM, Study
from coopsim.report.study.worlds import apart_from_sample
from coopsim.texts import catalogue, text
from coopsim.texts.numbers import number, percent

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.discovery import Box

LUCK: Final = 0.05  #: a box is told of where the chance that a restriction adds nothing is at most this


def study_highlights(answers: Answers, study: Study, lang: str) -> list[Highlight]:
    """The findings of an experiment in words, numbered; none where it has neither approaches nor worlds."""
    found: list[tuple[str, str]] = []
    found += [_overall(answers.overall, study, lang)] if answers.overall is not None else []
    found += [_apart(answers.apart, study, lang)] if answers.apart is not None else []
    found += [_together(answers.together, study, lang)] if answers.together is not None else []
    found += [_safest(answers.safest, study, lang)] if answers.safest is not None else []
    found += [_single(answers.single, study, lang)] if answers.single is not None else []
    found += [_matters(answers.sensitivity, study, lang)] if answers.sensitivity else []
    found += [_fails(answers.failures, study, lang)] if answers.failures else []
    return [Highlight(number(lang, place), *words) for place, words in enumerate(found, start=1)]


def one_and_many(study: Study, lang: str) -> dict[str, str]:
    """What the levers are called: approaches, or levers where others than approaches are among them."""
    kind = "approach" if all(name.startswith("approaches.") for name in study.approaches) else "lever"
    return {key: _text(lang, f"{kind}_{key}") for key in ("one", "many", "no")}


def form_with(study: Study, form: str, lang: str) -> str:
    """A form of cooperation within a sentence, with its preposition."""
    known = catalogue(lang).get(f"document.form.{form}_with")
    return known or text(lang, "document.form.own_with", name=governance_title(form, lang, study.scenario))


def choice_title(study: Study, choice: Any, names: Sequence[str], lang: str) -> str:
    """A choice in words: its governance model, or the levels of all factors that make it."""
    levels = choice if isinstance(choice, tuple) else (choice,)
    parts = []
    for name, level in zip(names, levels, strict=True):
        if name == "governance":
            parts.append(governance_title(str(level), lang, study.scenario))
        elif isinstance(level, str):
            parts.append(level)
        elif level:
            full = level == 1
            title = factor_title(name, lang)
            parts.append(title if full else f"{title} {number(lang, float(level), 2)}")
    return " + ".join(parts) or _text(lang, "nothing_added")


def level_words(level: float, lang: str) -> str:
    """A level with as many decimals as it has, at most three."""
    digits = next(digits for digits in range(4) if digits == 3 or abs(level - round(level, digits)) < 1e-9)
    return number(lang, level, digits)


def _overall(found: Overall, study: Study, lang: str) -> tuple[str, str]:
    case = "lowers" if found.lowers else "raises" if found.raises else "nothing"
    if case == "lowers" and found.order_clear:
        case = "strongest"
    shown = found.lowers[:1] if case == "strongest" else found.lowers[: SHOWN + 1]
    names = one_and_many(study, lang)
    headline = _text(lang, f"overall_{case}_headline", names=listed(_names(shown, lang), lang), **names)
    sentences = [_text(lang, "overall_base_forms" if len(study.forms) > 1 else "overall_base", **names)]
    if found.base is not None:
        sentences.append(_text(lang, "overall_without", base=share_with(found.base, lang), **names))
    for rows, key, outcome in (
        (found.lowers, "lowers", "stagnation"),
        (found.raises, "raises", "stagnation"),
        (found.more, "more", "effective"),
        (found.less, "less", "effective"),
    ):
        if rows:
            effects = _effects(rows, outcome, lang)
            sentences.append(text(lang, f"document.changes.{key}", effects=effects))
        if key == "lowers" and rows and not found.order_clear:
            sentences.append(text(lang, "document.changes.order_open"))
        if key == "raises" and not found.lowers and not found.raises:
            reach = half_width(found.reach, lang, factor=100.0)
            sentences.append(text(lang, "document.changes.nothing", reach=reach))
        elif key == "raises" and not found.lowers:
            sentences.append(text(lang, "document.changes.none_lowers"))
    if not found.more and not found.less:
        sentences.append(_text(lang, "overall_unchanged", **names))
    put_in = [row for row in found.rows if row.factor.rpartition(".")[2] in CALIBRATED]
    put_in = [row for row in put_in if row in (*found.lowers, *found.more)]
    if put_in:
        sentences.append(text(lang, "document.changes.calibrated", names=listed(_names(put_in, lang), lang)))
    return headline, " ".join(sentences)


def _apart(found: Apart, study: Study, lang: str) -> tuple[str, str]:
    names = one_and_many(study, lang)
    rows = found.cells.to_dict("records")
    clear = [row for row in rows if above(limits_of(row)) or below(limits_of(row))]
    where = "forms" if len(study.forms) > 1 else "contexts"
    if where == "forms":
        case = "reversed" if found.reversed else "oneway" if clear else "nothing"
        turned = listed([factor_title(name, lang) for name in found.reversed[: SHOWN + 1]], lang)
        headline = _text(lang, f"apart_{case}_headline_forms", names=turned, **names)
    else:
        headline = _text(lang, f"apart_{'changed' if len(found.contexts) else 'same'}_headline_contexts", **names)
    sentences = _by_form(rows, study, lang) if where == "forms" else []
    if found.tried:
        sentences.append(_by_context(found, lang, names))
    return headline, " ".join(sentences)


def _by_form(rows: list[dict[str, Any]], study: Study, lang: str) -> list[str]:
    """For each approach that demonstrably changes stagnation, under how many forms, and how strongly at most."""
    forms = [form for form in study.forms if form != NO_FORM]
    sentences = []
    for key, test, sign in (("lowers", below, 1), ("raises", above, -1)):
        items = []
        for name in study.approaches:
            here = [row for row in rows if row["factor"] == name and test(limits_of(row))]
            if here:
                most = min(here, key=lambda row: sign * row["effect"])
                items.append((len(here), sign * most["effect"], name, most))
        items.sort(key=lambda item: (-item[0], item[1]))
        words = [
            _text(
                lang,
                "apart_item",
                name=factor_title(name, lang),
                count=number(lang, count),
                value=points_with(limits_of(most), lang),
                with_form=form_with(study, most["governance"], lang),
            )
            for count, _, name, most in items[: SHOWN + 1]
        ]
        rest = len(items) - len(words)
        words += [text(lang, "document.others", count=number(lang, rest))] if rest else []
        if words:
            sentences.append(_text(lang, f"apart_{key}", items="; ".join(words), forms=number(lang, len(forms))))
    moved = {row["governance"] for row in rows if above(limits_of(row)) or below(limits_of(row))}
    silent = [governance_title(form, lang, study.scenario) for form in forms if form not in moved]
    if silent:
        sentences.append(_text(lang, "apart_silent", forms=listed(silent, lang)))
    return sentences


def _by_context(found: Apart, lang: str, names: dict[str, str]) -> str:
    if not len(found.contexts):
        return _text(lang, "context_none", count=number(lang, found.tried), **names)
    items = [
        _text(
            lang,
            "context_item",
            name=factor_title(row["factor"], lang),
            context=factor_title(row["with"], lang),
            value=points_with(limits_of(row), lang),
        )
        for row in found.contexts.to_dict("records")[: SHOWN + 1]
    ]
    rest = len(found.contexts) - len(items)
    items += [text(lang, "document.others", count=number(lang, rest))] if rest else []
    return _text(lang, "context_some", items="; ".join(items))


def _together(found: Together, study: Study, lang: str) -> tuple[str, str]:
    names = one_and_many(study, lang)
    sentences = [_pairs(found, lang, names)]
    headline = _text(lang, "together_pairs_headline" if len(found.pairs) else "together_no_pairs_headline", **names)
    With_form = capital(form_with(study, study.present, lang))
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
            "gain": points_with(_turned(gain), lang),
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
        text(
            lang,
            "document.item",
            name=" × ".join(factor_title(row[key], lang) for key in ("factor", "with")),
            value=points_with(limits_of(row), lang),
        )
        for row in found.pairs.to_dict("records")[:SHOWN]
    ]
    rest = len(found.pairs) - len(items)
    items += [text(lang, "document.others", count=number(lang, rest))] if rest else []
    return _text(lang, "pairs_some", items="; ".join(items), count=number(lang, found.tried), **names)


def _order(found: Together, lang: str, names: dict[str, str]) -> str:
    assert found.order is not None
    steps = found.order.to_dict("records")[1:]
    if not found.useful:
        return _text(lang, "order_none", first=factor_title(steps[0]["factor"], lang),
                     change=points_with(limits_of(steps[0], "change"), lang), **names)  # fmt: skip
    items = [_item(row["factor"], limits_of(row, "change"), lang) for row in steps[: len(found.useful)][: SHOWN + 2]]
    rest = len(found.useful) - len(items)
    items += [text(lang, "document.others", count=number(lang, rest))] if rest > 0 else []
    done = "all" if len(found.useful) == len(steps) else "some"
    return _text(lang, f"order_{done}", items="; ".join(items), count=number(lang, len(found.useful)), **names)


def _safest(found: Safest, study: Study, lang: str) -> tuple[str, str]:
    names = [choice_title(study, choice, found.choice, lang) for choice in found.first]
    count = len(found.levels)
    case = "clear" if len(names) == 1 else "open" if len(names) == count else "shared"
    shown = listed(names, lang) if len(names) <= SHOWN + 1 else _text(lang, "choices", count=number(lang, len(names)))
    items = [
        _text(
            lang,
            "safest_item",
            name=choice_title(study, choice, found.choice, lang),
            mean=estimate(found.levels[choice], lang, factor=100.0),
            worst=number(lang, 100 * found.worst[choice], 0),
        )
        for choice in [*found.levels][: SHOWN + 1]
    ]
    words = {"items": "; ".join(items), "worlds": number(lang, len(found.regret.worlds)), "count": number(lang, count)}
    return _text(lang, f"safest_{case}_headline", names=capital(shown)), _text(lang, f"safest_{case}_text", **words)


def _single(found: pd.DataFrame, study: Study, lang: str) -> tuple[str, str]:
    """What single changes against the base scenario lower or raise stagnation."""
    rows = [(row, Interval(row["change"], row["low"], row["high"])) for row in found.to_dict("records")]
    lowers = sorted((row for row in rows if below(row[1])), key=lambda row: row[1].value)
    raises = sorted((row for row in rows if above(row[1])), key=lambda row: -row[1].value)
    case = "lowers" if lowers else "raises" if raises else "nothing"
    sentences = [_text(lang, "single_base")]
    for moved, key in ((lowers, "lowers"), (raises, "raises")):
        if moved:
            items = [
                text(lang, "document.item", name=_moved(row, lang), value=points_with(change, lang))
                for row, change in moved[: SHOWN + 1]
            ]
            rest = len(moved) - len(items)
            items += [text(lang, "document.others", count=number(lang, rest))] if rest else []
            sentences.append(text(lang, f"document.changes.{key}", effects="; ".join(items)))
    if not lowers and not raises:
        reach = max((change.high - change.low) / 2 for _, change in rows)
        sentences.append(text(lang, "document.changes.nothing", reach=half_width(reach, lang, factor=100.0)))
    names = listed([_moved(row, lang) for row, _ in lowers[: SHOWN + 1]], lang)
    return _text(lang, f"single_{case}_headline", names=names), " ".join(sentences)


def _moved(row: dict[str, Any], lang: str) -> str:
    return _text(lang, "single_item", name=factor_title(row["factor"], lang), level=level_words(row["level"], lang))


def _matters(found: list[tuple[Any, pd.DataFrame]], study: Study, lang: str) -> tuple[str, str]:
    """Which uncertainties the outcome hangs on: the first of every table, if it can be told from the second."""
    column, ends = ("mu_star", ("low", "high")) if study.kind == "morris" else ("total", ("total_low", "total_high"))
    first = {table["factor"].iloc[0] for _, table in found}
    clear = len(first) == 1 and all(
        len(table) < 2 or table[ends[0]].iloc[0] > table[ends[1]].iloc[1:].max() for _, table in found
    )
    items = []
    for choice, table in found:
        rows = [
            text(
                lang,
                "document.item",
                name=factor_title(row["factor"], lang),
                value=estimate(Interval(row[column], row[ends[0]], row[ends[1]]), lang, factor=100.0),
            )
            for row in table.head(SHOWN).to_dict("records")
        ]
        named = choice_title(study, choice, apart_from_sample(study), lang) + ": " if choice else ""
        items.append(named + ", ".join(rows))
    names = listed([factor_title(name, lang) for name in sorted(first)], lang)
    headline = _text(lang, f"matters_{'clear' if clear else 'open'}_headline", names=names)
    return headline, _text(lang, f"matters_{study.kind}_text", items="; ".join(items))


def _fails(found: list[tuple[Any, float, Box | None]], study: Study, lang: str) -> tuple[str, str]:
    """Where choices fail: how often, and the conditions that no restriction of which is likely to be luck."""
    items, told = [], False
    for choice, failing, box in found:
        name = choice_title(study, choice, study.levers, lang) if choice else _text(lang, "all_points")
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


def _names(rows: Sequence[Effect], lang: str) -> list[str]:
    return [factor_title(row.factor, lang) for row in rows]


def _item(factor: str, found: Interval, lang: str) -> str:
    return text(lang, "document.item", name=factor_title(factor, lang), value=points_with(found, lang))


def _effects(rows: list[Effect], outcome: str, lang: str) -> str:
    shown = len(rows) if len(rows) <= SHOWN + 1 else SHOWN
    items = [_item(row.factor, getattr(row, outcome), lang) for row in rows[:shown]]
    rest = len(rows) - shown
    return "; ".join(items + ([text(lang, "document.others", count=number(lang, rest))] if rest > 0 else []))


def _turned(found: Interval) -> Interval:
    return Interval(-found.value, -found.high, -found.low)


def _text(lang: str, key: str, **values: object) -> str:
    return text(lang, f"study.{key}", **values)
