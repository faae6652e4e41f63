"""The supplement of a paper: methods, all tables and figures, convergence, what is needed to reproduce it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.analysis.comparison import NO_APPROACH, Comparison, Label
from coopsim.analysis.intervals import Interval
from coopsim.figures.titles import approach_title
from coopsim.report.document.blocks import Block, Bullets, Document, Facts, Paragraph, Section, Table
from coopsim.report.document.claims import claims_table, reliability_words
from coopsim.report.document.parts import (
    Numbering,
    fundings,
    hindrances_table,
    month_words,
    region,
    results_table,
    title_of,
    towns_table,
)
from coopsim.report.document.wording import highlights
from coopsim.report.document.workshop import limits
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.numbers import number

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

COURSE = ("effective", "stagnation", "never_started", "median_stagnation", "stagnating", "merged", "dissolved")
METHODS = ("effective", "stagnation", "pairs", "findings", "size")
MONEY = ("performance", "target_achievement", "cost", "worst_off", "d_effective", "d_stagnation")


def supplement_document(comparison: Comparison, lang: str = "en") -> Document:
    """The supplement on a comparison."""
    from coopsim.figures import comparison_pictures

    numbering = Numbering(lang)
    one = comparison.scenarios[comparison.baseline]
    values = _values(comparison, lang)
    pictures = comparison_pictures(comparison, lang, titled=False)
    version = comparison.manifest["versions"]["coopsim"]
    foot = {"version": version, "id": comparison.manifest["id"], "honest": text(lang, "honest.line")}
    return Document(
        lang=lang,
        kind="paper",
        title=_text(lang, "title", region=region(comparison, lang)),
        subtitle=_text(lang, "subtitle"),
        summary=_text(lang, "summary", **values),
        foot=text(lang, "document.foot", **foot),
        sections=[
            Section(
                _text(lang, "purpose"),
                [
                    Paragraph(_text(lang, "purpose_text")),
                    Paragraph(_text(lang, "purpose_odd", **values)),
                    Bullets(limits(lang)),
                ],
            ),
            Section(_text(lang, "design"), _design(comparison, lang, values)),
            Section(_text(lang, "scenario"), _scenario(one, lang, numbering)),
            Section(
                _text(lang, "methods"),
                [Bullets([_text(lang, f"method_{name}") for name in METHODS])],
            ),
            Section(_text(lang, "findings"), [*highlights(comparison, lang)]),
            Section(_text(lang, "convergence"), _convergence(comparison, lang, numbering)),
            Section(_text(lang, "tables"), _tables(comparison, lang, numbering)),
            Section(_text(lang, "figures"), [numbering.figure(picture) for picture in pictures]),
            Section(_text(lang, "reproduce"), _reproduce(comparison, lang, values)),
        ],
        manifest_id=comparison.manifest["id"],
    )


def _values(comparison: Comparison, lang: str) -> dict[str, str]:
    manifest, base = comparison.manifest, comparison.baseline
    numbers = comparison.of(base)["run"]
    name = title_of(base, comparison, lang)
    return {
        "version": str(manifest["versions"]["coopsim"]),
        "commit": str(manifest.get("commit") or _text(lang, "unknown_commit"))[:12],
        "rules": str(manifest.get("rules", ""))[:32],
        "id": manifest["id"],
        "count": number(lang, len(comparison.scenarios)),
        "runs": number(lang, len(numbers)),
        "months": number(lang, comparison.horizon(base)),
        "seed": str(comparison.seed),
        "first": str(numbers.min()),
        "last": str(numbers.max()),
        "base": name if isinstance(base, str) else f"{name}, {approach_title(base[1], lang)}",
    }


def _design(comparison: Comparison, lang: str, values: dict[str, str]) -> list[Block]:
    if comparison.paired_labels:
        firsts = {label[0]: label for label in reversed(comparison.scenarios)}
        forms = [title_of(firsts[model], comparison, lang) for model in comparison.governance]
        approaches = [approach_title(name, lang) for name in comparison.approaches]
        names = {"forms": "; ".join(forms), "approaches": "; ".join(approaches)}
        words = _text(lang, "design_pairs", **(values | names))
    else:
        words = _text(lang, "design_scenarios", **values)
    return [Paragraph(words), Paragraph(_text(lang, "design_random"))]


def _scenario(scenario: Scenario, lang: str, numbering: Numbering) -> list[Block]:
    changed = ", ".join(f"{symbol} = {number(lang, value, 3)}" for symbol, value in scenario.parameters.items())
    words = _text(
        lang,
        "scenario_text",
        title=scenario.title[lang],
        start=month_words(scenario.start, lang),
        months=number(lang, scenario.horizon_months),
        parameters=changed or _text(lang, "no_parameters"),
    )
    rows = fundings(scenario, lang)
    words += " " + (_text(lang, "fundings", rows="; ".join(rows)) if rows else _text(lang, "no_funding"))
    return [Paragraph(words), towns_table(scenario, lang, numbering), hindrances_table(scenario, lang, numbering)]


def _tables(comparison: Comparison, lang: str, numbering: Numbering) -> list[Block]:
    """Course, money, and effects of the approaches, each with every configuration."""
    rows = _rows(comparison, lang)
    found: list[Block] = [Paragraph(text(lang, "table.note_intervals"), small=True)]
    for columns, key in ((COURSE, "outcomes_caption"), (MONEY, "money_caption")):
        note = text(lang, "table.note_results") if columns is MONEY else ""
        caption = _text(lang, key)
        options: dict[str, Any] = {"note": note, "small": True, "heading": _heading(comparison, lang)}
        found.append(results_table(comparison, rows, columns, caption, lang, numbering, **options))
    if comparison.paired_labels and len(comparison.approaches) > 1:
        found.append(_effects(comparison, lang, numbering))
    return found


def _rows(comparison: Comparison, lang: str) -> list[tuple[str, Label | None]]:
    """All configurations, by governance model where labels are pairs."""
    if not comparison.paired_labels:
        return [(str(label), label) for label in comparison.scenarios]
    rows: list[tuple[str, Label | None]] = []
    for model in comparison.governance:
        labels = [label for label in comparison.scenarios if label[0] == model]
        rows.append((title_of(labels[0], comparison, lang), None))
        rows += [(approach_title(label[1], lang), label) for label in labels]
    return rows


def _heading(comparison: Comparison, lang: str) -> str:
    """What the first column names."""
    if not comparison.paired_labels:
        return text(lang, "column.label")
    return f"{text(lang, 'column.governance')}, {text(lang, 'column.approach')}"


def _effects(comparison: Comparison, lang: str, numbering: Numbering) -> Table:
    effects = comparison.effects().set_index("label")
    cells = []
    for title, label in _rows(comparison, lang):
        if label is None:
            cells.append([title])
        elif label[1] != NO_APPROACH:
            row = effects.loc["/".join(label)]
            cells.append([title, *(_difference(row, name, lang) for name in ("d_effective", "d_stagnation", "d_cost"))])
    headings = [_heading(comparison, lang)]
    headings += [_text(lang, name) for name in ("d_effective", "d_stagnation", "d_cost")]
    return numbering.table(_text(lang, "effects_caption"), headings, cells, small=True)


def _difference(row: object, name: str, lang: str) -> str:
    found = Interval(*(float(row[f"{name}{end}"]) for end in ("", "_low", "_high")))  # type: ignore[index]
    return estimate(found, lang, factor=1.0 if name == "d_cost" else 100.0, sign=True)


def _convergence(comparison: Comparison, lang: str, numbering: Numbering) -> list[Block]:
    if len(comparison.scenarios) < 2:
        return [Paragraph(_text(lang, "convergence_single"))]
    return [
        Paragraph(_text(lang, "convergence_text")),
        claims_table(comparison, lang, numbering),
        Paragraph(reliability_words(comparison, lang)),
    ]


def _reproduce(comparison: Comparison, lang: str, values: dict[str, str]) -> list[Block]:
    manifest = comparison.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    facts = [
        (_text(lang, "id"), manifest["id"]),
        (_text(lang, "versions"), versions),
        (_text(lang, "commit"), values["commit"]),
        (_text(lang, "rules"), values["rules"]),
        (_text(lang, "seed"), str(comparison.seed)),
        (_text(lang, "run_numbers"), _text(lang, "run_numbers_text", **values)),
    ]
    return [Paragraph(_text(lang, "reproduce_text")), Facts(facts)]


def _text(lang: str, key: str, **values: object) -> str:
    return text(lang, f"document.paper.{key}", **values)
