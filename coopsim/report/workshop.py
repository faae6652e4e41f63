"""The report for a workshop: two to four pages that a mayor can read."""

from __future__ import annotations

from typing import Any

from coopsim.analysis.claims import NO_FORM, Changes
from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import changes, leading, shown_alternatives
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, Label
from coopsim.figures import Picture, effects_forest
from coopsim.figures.comparison import configuration_title, flows_picture, phases_picture, standings_picture
from coopsim.figures.titles import capital, governance_title
from coopsim.model.codes import APPROACH_COUNT, APPROACHES
from coopsim.report import parts
from coopsim.report.document.blocks import Block, Bullets, Document, Facts, Paragraph
from coopsim.report.phrases import item, listed, texts_of
from coopsim.report.settings import settings_blocks
from coopsim.report.standing_tables import flows_blocks, standings_table
from coopsim.report.tables import FOUNDED
from coopsim.report.wording import form, highlights
from coopsim.scenario import list_scenarios
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.texts.numbers import in_words, number

_text = texts_of("document.workshop")

NAMED = 6  #: members that the question names one by one
#: Columns of the table of forms.
COLUMNS: tuple[str, ...] = ("works", "effective", "lost", "added_value", "worst_off", "cost")


def workshop_document(comparison: Comparison, lang: str = "en") -> Document:
    """The workshop report on a comparison."""
    numbering = parts.Numbering(lang)
    pairs = comparison.paired_labels
    one = comparison.scenarios[comparison.baseline]
    towns = listed([town.name for town in one.members], lang)
    if len(one.members) > NAMED:
        towns = _text(lang, "towns_many", count=number(lang, len(one.members)))
    subtitle, question = ("subtitle", "question_pairs") if pairs else ("subtitle_scenarios", "question_scenarios")
    title, values = parts.region(comparison, lang), parts.comparison_values(comparison, lang)
    blocks: dict[str, list[Block]] = {
        "findings": [*highlights(comparison, lang), parts.findings_note(lang)],
        "region": region_blocks(one, lang, numbering),
        "compared": _compared(comparison, lang, numbering),
        "limits": [parts.limits(lang)],
        "results": _results(comparison, lang, numbering),
        "standings": _standings(comparison, lang, numbering),
        "flows": _flows(comparison, lang, numbering),
        "talk": [Bullets(_questions(comparison, lang), numbered=True)],
        "made": parts.made(lang, values, (_text(lang, "made_scenario"), title), _command(comparison) if pairs else ""),
    }
    head = (_text(lang, "title", region=title), _text(lang, subtitle), _text(lang, question, towns=towns))
    return parts.assembled("workshop", lang, head, values, blocks)


def compared(comparison: Comparison, lang: str) -> str:
    """What was simulated, in two or three sentences."""
    base = comparison.baseline
    values = parts.comparison_values(comparison, lang)
    if not comparison.paired_labels:
        quoted = {str(label): _text(lang, "quoted", name=label) for label in comparison.scenarios}
        values |= {"names": listed(list(quoted.values()), lang), "base": quoted[str(base)]}
        return _text(lang, "compared_scenarios", **values)
    values["present"] = form(base, comparison, lang)
    values["forms"] = _forms(comparison, lang)
    values["approaches"] = _approaches(comparison, lang)
    several, levers = len(comparison.governance) > 1, bool(values["approaches"])
    kind = ("pairs" if levers else "forms") if several else ("one" if levers else "alone")
    return _text(lang, f"compared_{kind}", **values)


def region_blocks(scenario: Scenario, lang: str, numbering: parts.Numbering) -> list[Block]:
    """The region in words, its municipalities, and where it starts."""
    blocks: list[Block] = []
    if scenario.description[lang]:
        blocks.append(Paragraph(scenario.description[lang]))
    return [*blocks, parts.towns_table(scenario, lang, numbering), Facts(_start(scenario, lang))]


def _start(scenario: Scenario, lang: str) -> list[tuple[str, str]]:
    """Where the region starts: time, form sought, means from outside, hindrances."""
    years = number(lang, scenario.horizon_months / 12)
    begun = parts.month_words(scenario.start, lang)
    levels = [item(name, level, lang) for name, level in parts.hindrances(scenario, lang)]
    rows = [
        (_text(lang, "start"), _text(lang, "start_text", start=begun, years=years)),
        (_text(lang, "present"), governance_title(scenario.governance, lang, scenario)),
        (_text(lang, "hindrances"), "; ".join(levels) + ". " + _text(lang, "hindrances_note")),
    ]
    if scenario.funding:
        rows.insert(2, (_text(lang, "funding"), "; ".join(parts.fundings(scenario, lang))))
    return rows


def _forms(comparison: Comparison, lang: str) -> str:
    count = sum(model != NO_FORM for model in comparison.governance)
    words = _text(lang, "forms_one") if count == 1 else _text(lang, "forms_many", count=number(lang, count))
    return _text(lang, "forms_and_none", forms=words) if NO_FORM in comparison.governance else words


def _approaches(comparison: Comparison, lang: str) -> str:
    single = [name for name in comparison.approaches if name not in (NO_APPROACH, ALL_APPROACHES)]
    every = in_words(lang, APPROACH_COUNT)
    key = {1: "approaches_one", APPROACH_COUNT: "approaches_every"}.get(len(single), "approaches_each")
    count = every if len(single) == APPROACH_COUNT else number(lang, len(single))
    each = _text(lang, key, count=count) if single else ""
    whole = _text(lang, "approaches_all", count=every) if ALL_APPROACHES in comparison.approaches else ""
    return _text(lang, "approaches_both", each=each, all=whole) if each and whole else each or whole


def _compared(comparison: Comparison, lang: str, numbering: parts.Numbering) -> list[Block]:
    luck = "same_luck" if comparison.paired_labels else "same_luck_scenarios"
    words = compared(comparison, lang)
    if len(comparison.scenarios) > 1:
        words += " " + _text(lang, luck)
    settings = [] if comparison.paired_labels else settings_blocks(comparison, lang, numbering)
    return [Paragraph(words), *settings, parts.terms(lang)]


def _results(comparison: Comparison, lang: str, numbering: parts.Numbering) -> list[Block]:
    pairs, base = comparison.paired_labels, comparison.baseline
    options: dict[str, Any] = {"lang": lang, "titled": False}
    shown = NO_APPROACH if pairs and NO_APPROACH in comparison.approaches else None
    labels = [label for label in comparison.scenarios if shown is None or label[1] == shown]
    caption = _text(lang, "forms_caption" if pairs else "scenarios_caption")
    rows = [(_marked(label, comparison, lang), label) for label in labels]
    note, columns = _text(lang, "note_table"), COLUMNS
    if pairs:
        note, columns = f"{note} {_text(lang, 'note_founded')}", (*COLUMNS, *FOUNDED)
    blocks: list[Block] = [
        parts.results_table(comparison, rows, columns, caption, lang, numbering, note=note, small=pairs)
    ]
    blocks.append(numbering.figure(phases_picture(comparison, shown, **options)))
    found = changes(comparison)
    if found is not None and found.kind == "approach":
        title = _text(lang, "effects_words", present=configuration_title(comparison, base, lang))
        blocks.append(numbering.figure(_effects(found, comparison, lang), title))
    return blocks


def _standings(comparison: Comparison, lang: str, numbering: parts.Numbering) -> list[Block]:
    """Where alliances stand under every form; in numbers for the starting point and what is shown beside it."""
    chosen = shown_alternatives(comparison)
    labels = [comparison.baseline] if chosen is None else [chosen[0], *chosen[1]]
    return [
        Paragraph(text(lang, "document.standings.text")),
        numbering.figure(standings_picture(comparison, lang=lang, titled=False)),
        standings_table(comparison, labels, lang, numbering),
    ]


def _flows(comparison: Comparison, lang: str, numbering: parts.Numbering) -> list[Block]:
    picture = flows_picture(comparison, lang=lang, titled=False)
    if picture is None:
        return []
    words, *tables = flows_blocks(comparison, lang, numbering)
    return [words, numbering.figure(picture), *tables]


def _effects(found: Changes, comparison: Comparison, lang: str) -> Picture:
    """What the approaches change under the governance model of the baseline, with the intervals of the findings."""
    note = _text(lang, "effects_note", runs=number(lang, len(comparison.of(comparison.baseline))))
    return effects_forest(found.table(), lang=lang, note=note, titled=False)


def _marked(label: Label, comparison: Comparison, lang: str) -> str:
    name = configuration_title(comparison, label, lang)
    base = comparison.baseline
    present = label == base if isinstance(label, str) else label[0] == base[0]
    return _text(lang, "present_mark", name=name) if present and len(comparison.scenarios) > 1 else name


def _questions(comparison: Comparison, lang: str) -> list[str]:
    found = leading(comparison)
    questions = [_text(lang, "talk_hindrances")]
    if found.case == "clear":
        questions.append(_text(lang, "talk_leading", First=capital(form(found.first[0], comparison, lang))))
    elif found.case in ("shared", "open"):
        questions.append(_text(lang, "talk_open"))
    return [*questions, _text(lang, "talk_loser"), _text(lang, "talk_missing")]


def _command(comparison: Comparison) -> str:
    """The call of the command line that simulates the same again."""
    scenario = comparison.scenarios[comparison.baseline]
    shipped = {name.rsplit("/", 1)[-1] for name in list_scenarios()}
    name = scenario.id if scenario.id in shipped else f"{scenario.id}.toml"
    precision, runs = comparison.manifest.get("precision"), len(comparison.of(comparison.baseline))
    words = ["coopsim compare", name]
    words += (
        [f"--runs {runs}"]
        if precision is None
        else [
            f"--precision {100 * precision:g}pt",
            f"--runs {comparison.manifest['most_runs']}",
        ]
    )
    words.append(f"--seed {comparison.seed}")
    if scenario.horizon_months % 12 == 0:
        words.append(f"--years {scenario.horizon_months // 12}")
    if set(comparison.governance) != set(scenario.governance_models):
        words += [f"--governance {model}" for model in comparison.governance]
    if set(comparison.approaches) != {NO_APPROACH, ALL_APPROACHES, *APPROACHES}:
        words += [f"--approach {name}" for name in comparison.approaches]
    return " ".join(words)
