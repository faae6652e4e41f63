"""The supplement of a paper: methods, all tables and figures, convergence, what is needed to reproduce it."""

from __future__ import annotations

from typing import Any

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import best_on_halves, claimed, convergence
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, Label
from coopsim.figures import comparison_pictures
from coopsim.figures.comparison import configuration_title
from coopsim.figures.titles import approach_title
from coopsim.report import parts
from coopsim.report.convergence import convergence_blocks, convergence_table
from coopsim.report.document.blocks import Block, Bullets, Document, Paragraph
from coopsim.report.phrases import texts_of
from coopsim.report.standing_tables import flows_blocks, founding_table, standings_table
from coopsim.report.tables import CHANGED, STANDING, TIME, VALUE, precision_notes
from coopsim.report.wording import highlights
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.texts.numbers import number

_text = texts_of("document.paper")

METHODS = ("effective", "stagnation", "pairs", "findings", "size")


def supplement_document(comparison: Comparison, lang: str = "en") -> Document:
    """The supplement on a comparison."""
    numbering = parts.Numbering(lang)
    values = parts.comparison_values(comparison, lang)
    numbers = _text(lang, "run_numbers_text", **values)
    blocks: dict[str, list[Block]] = {
        "purpose": parts.purpose(lang, values),
        "design": _design(comparison, lang, values),
        "scenario": _scenario(comparison.scenarios[comparison.baseline], lang, numbering),
        "methods": [Bullets([_text(lang, f"method_{name}") for name in METHODS])],
        "findings": [*highlights(comparison, lang)],
        "convergence": _convergence(comparison, lang, numbering),
        "standings": [standings_table(comparison, _standing(comparison), lang, numbering)],
        "flows": flows_blocks(comparison, lang, numbering, matrices=True),
        "tables": _tables(comparison, lang, numbering),
        "figures": [numbering.figure(one) for one in comparison_pictures(comparison, lang, titled=False)],
        "reproduce": parts.reproduce(lang, _text(lang, "reproduce_text"), values, numbers),
    }
    title = _text(lang, "title", region=parts.region(comparison, lang))
    head = (title, _text(lang, "subtitle"), _text(lang, "summary", **values))
    return parts.assembled("paper", lang, head, values, blocks)


def _design(comparison: Comparison, lang: str, values: dict[str, str]) -> list[Block]:
    if comparison.paired_labels:
        firsts = {label[0]: label for label in reversed(comparison.scenarios)}
        forms = [configuration_title(comparison, firsts[model], lang) for model in comparison.governance]
        approaches = [approach_title(name, lang) for name in comparison.approaches]
        names = {"forms": "; ".join(forms), "approaches": "; ".join(approaches)}
        words = _text(lang, "design_pairs", **(values | names))
    else:
        words = _text(lang, "design_scenarios", **values)
    return [Paragraph(words), Paragraph(_text(lang, "design_random"))]


def _scenario(scenario: Scenario, lang: str, numbering: parts.Numbering) -> list[Block]:
    changed = ", ".join(f"{symbol} = {number(lang, value, 3)}" for symbol, value in scenario.parameters.items())
    words = _text(
        lang,
        "scenario_text",
        title=scenario.title[lang],
        start=parts.month_words(scenario.start, lang),
        months=number(lang, scenario.horizon_months),
        parameters=changed or _text(lang, "no_parameters"),
    )
    rows = parts.fundings(scenario, lang)
    words += " " + (_text(lang, "fundings", rows="; ".join(rows)) if rows else _text(lang, "no_funding"))
    return parts.scenario(words, scenario, lang, numbering)


def _tables(comparison: Comparison, lang: str, numbering: parts.Numbering) -> list[Block]:
    """Where alliances stand, time, value, and effects of the approaches, each with every configuration; founding."""
    rows, named = _rows(comparison, lang), ("governance", "approach") if comparison.paired_labels else ("label",)
    heading = ", ".join(text(lang, f"column.{name}") for name in named)
    notes = [text(lang, "table.note_intervals"), *precision_notes(comparison, lang)]
    found: list[Block] = [Paragraph(note, small=True) for note in notes]
    changed = {"d_effective": TIME, "d_lost": TIME, "d_added_value": VALUE, "d_cost": VALUE}
    for some, key in ((STANDING, "outcomes_caption"), (TIME, "time_caption"), (VALUE, "money_caption")):
        columns = (*some, *(name for name in CHANGED if changed[name] is some))
        note = text(lang, "table.note_results") if some is VALUE else ""
        caption = _text(lang, key)
        options: dict[str, Any] = {"note": note, "small": True, "heading": heading}
        found.append(parts.results_table(comparison, rows, columns, caption, lang, numbering, **options))
    if comparison.paired_labels and len(comparison.approaches) > 1:
        rows = [(title, label) for title, label in rows if label is None or label[1] != NO_APPROACH]
        options = {"found": comparison.effects(), "called": "document.paper", "small": True, "heading": heading}
        caption = _text(lang, "effects_caption")
        found.append(parts.results_table(comparison, rows, CHANGED, caption, lang, numbering, **options))
    if comparison.paired_labels:
        found.append(founding_table(comparison, lang, numbering))
    return found


def _standing(comparison: Comparison) -> list[Label]:
    """Of which configurations it is told where alliances stand year by year: without an approach, and with all."""
    labels = [label for label in comparison.scenarios if label[1] in (NO_APPROACH, ALL_APPROACHES)]
    return labels if comparison.paired_labels and labels else list(comparison.scenarios)


def _rows(comparison: Comparison, lang: str) -> list[tuple[str, Label | None]]:
    """All configurations, by governance model where labels are pairs."""
    if not comparison.paired_labels:
        return [(str(label), label) for label in comparison.scenarios]
    rows: list[tuple[str, Label | None]] = []
    for model in comparison.governance:
        labels = [label for label in comparison.scenarios if label[0] == model]
        rows.append((configuration_title(comparison, labels[0], lang), None))
        rows += [(approach_title(label[1], lang), label) for label in labels]
    return rows


def _convergence(comparison: Comparison, lang: str, numbering: parts.Numbering) -> list[Block]:
    if len(comparison.scenarios) < 2:
        return [Paragraph(_text(lang, "convergence_single"))]

    def called(label: Label) -> str:
        plain = isinstance(label, str) or label[1] == NO_APPROACH
        return configuration_title(comparison, label, lang) if plain else approach_title(label[1], lang)

    rows = claimed(comparison)
    names = [_text(lang, "against", label=called(label), base=called(base)) for _, label, base in rows]
    caption = _text(lang, "convergence_claims")
    table = convergence_table(convergence(comparison, rows), names, caption, lang, numbering)
    best = [called(label) for label in best_on_halves(comparison)]
    more = ""
    if best:
        same = best[0] == best[1]
        values = {"name": best[0]} if same else {"first": best[0], "second": best[1]}
        more = _text(lang, "best_same" if same else "best_differs", **values)
    return convergence_blocks(table, convergence(comparison), lang, more)
