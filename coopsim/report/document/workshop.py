"""The report for a workshop: two to four pages that a mayor can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH, Comparison, Label
from coopsim.figures.titles import governance_title
from coopsim.model.codes import APPROACHES
from coopsim.report.document.blocks import Block, Bullets, Document, Facts, Paragraph, Section
from coopsim.report.document.findings import NO_FORM, Changes, changes, leading
from coopsim.report.document.parts import (
    Numbering,
    fundings,
    hindrances,
    month_words,
    region,
    results_table,
    title_of,
    towns_table,
)
from coopsim.report.document.settings import settings_blocks
from coopsim.report.document.wording import capital, form, highlights, listed
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.texts.numbers import number

if TYPE_CHECKING:
    from coopsim.figures import Picture

NAMED = 6  #: members that the question names one by one
#: Columns of the table of forms.
COLUMNS = ("effective", "stagnation", "never_started", "dissolved", "cost", "worst_off")


def workshop_document(comparison: Comparison, lang: str = "en") -> Document:
    """The workshop report on a comparison."""
    numbering = Numbering(lang)
    pairs = comparison.paired_labels
    one = comparison.scenarios[comparison.baseline]
    towns = listed([town.name for town in one.members], lang)
    if len(one.members) > NAMED:
        towns = _text(lang, "towns_many", count=number(lang, len(one.members)))
    question = _text(lang, "question_pairs" if pairs else "question_scenarios", towns=towns)
    version = comparison.manifest["versions"]["coopsim"]
    values = {"version": version, "id": comparison.manifest["id"], "honest": text(lang, "honest.line")}
    return Document(
        lang=lang,
        kind="workshop",
        title=_text(lang, "title", region=region(comparison, lang)),
        subtitle=_text(lang, "subtitle" if pairs else "subtitle_scenarios"),
        summary=question,
        foot=text(lang, "document.foot", **values),
        sections=[
            Section(
                _text(lang, "findings"),
                [*highlights(comparison, lang), Paragraph(_text(lang, "findings_note"), small=True)],
            ),
            Section(_text(lang, "region"), region_blocks(one, lang, numbering)),
            Section(_text(lang, "compared"), _compared(comparison, lang, numbering)),
            Section(_text(lang, "limits"), [Bullets(limits(lang))]),
            Section(_text(lang, "results"), _results(comparison, lang, numbering)),
            Section(_text(lang, "talk"), [Bullets(_questions(comparison, lang), numbered=True)]),
            Section(_text(lang, "made"), [Facts(_made(comparison, lang))]),
        ],
        manifest_id=comparison.manifest["id"],
    )


def limits(lang: str) -> list[str]:
    """What the model cannot tell; how many parameters rest on assumptions is counted."""
    from coopsim.model.parameters import PARAMETERS

    assumed = number(lang, sum(parameter.assumed for parameter in PARAMETERS.values()))
    values = {"assumed": assumed, "parameters": number(lang, len(PARAMETERS))}
    names = ("fate", "assumed", "calibrated", "unknown", "persons", "price")
    return [_text(lang, f"limit_{name}", **values) for name in names]


def compared(comparison: Comparison, lang: str) -> str:
    """What was simulated, in two or three sentences."""
    base = comparison.baseline
    values: dict[str, str] = {
        "count": number(lang, len(comparison.scenarios)),
        "runs": number(lang, len(comparison.of(base))),
        "years": number(lang, comparison.horizon(base) / 12),
        "start": month_words(comparison.scenarios[base].start, lang),
    }
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


def region_blocks(scenario: Scenario, lang: str, numbering: Numbering) -> list[Block]:
    """The region in words, its municipalities, and where it starts."""
    blocks: list[Block] = []
    if scenario.description[lang]:
        blocks.append(Paragraph(scenario.description[lang]))
    return [*blocks, towns_table(scenario, lang, numbering), Facts(_start(scenario, lang))]


def _start(scenario: Scenario, lang: str) -> list[tuple[str, str]]:
    """Where the region starts: time, form sought, means from outside, hindrances."""
    years = number(lang, scenario.horizon_months / 12)
    begun = month_words(scenario.start, lang)
    levels = [text(lang, "document.item", name=name, value=level) for name, level in hindrances(scenario, lang)]
    rows = [
        (_text(lang, "start"), _text(lang, "start_text", start=begun, years=years)),
        (_text(lang, "present"), governance_title(scenario.governance, lang, scenario)),
        (_text(lang, "hindrances"), "; ".join(levels) + ". " + _text(lang, "hindrances_note")),
    ]
    if scenario.funding:
        rows.insert(2, (_text(lang, "funding"), "; ".join(fundings(scenario, lang))))
    return rows


def _forms(comparison: Comparison, lang: str) -> str:
    count = sum(model != NO_FORM for model in comparison.governance)
    words = _text(lang, "forms_one") if count == 1 else _text(lang, "forms_many", count=number(lang, count))
    return _text(lang, "forms_and_none", forms=words) if NO_FORM in comparison.governance else words


def _approaches(comparison: Comparison, lang: str) -> str:
    single = [name for name in comparison.approaches if name not in (NO_APPROACH, ALL_APPROACHES)]
    key = {1: "approaches_one", len(APPROACHES): "approaches_nine"}.get(len(single), "approaches_each")
    each = _text(lang, key, count=number(lang, len(single))) if single else ""
    whole = _text(lang, "approaches_all") if ALL_APPROACHES in comparison.approaches else ""
    return _text(lang, "approaches_both", each=each, all=whole) if each and whole else each or whole


def _compared(comparison: Comparison, lang: str, numbering: Numbering) -> list[Block]:
    luck = "same_luck" if comparison.paired_labels else "same_luck_scenarios"
    terms = [(_text(lang, f"terms_{name}"), _text(lang, f"terms_{name}_text")) for name in ("effective", "stagnation")]
    terms.append((_text(lang, "terms_both"), _text(lang, "terms_both_text")))
    words = compared(comparison, lang)
    if len(comparison.scenarios) > 1:
        words += " " + _text(lang, luck)
    settings = [] if comparison.paired_labels else settings_blocks(comparison, lang, numbering)
    return [Paragraph(words), *settings, Facts(terms)]


def _results(comparison: Comparison, lang: str, numbering: Numbering) -> list[Block]:
    from coopsim.figures.comparison import incidence_picture, phases_picture

    pairs, base = comparison.paired_labels, comparison.baseline
    options: dict[str, Any] = {"lang": lang, "titled": False}
    shown = NO_APPROACH if pairs and NO_APPROACH in comparison.approaches else None
    labels = [label for label in comparison.scenarios if shown is None or label[1] == shown]
    caption = _text(lang, "forms_caption" if pairs else "scenarios_caption")
    rows = [(_marked(label, comparison, lang), label) for label in labels]
    note = _text(lang, "note_table")
    blocks: list[Block] = [results_table(comparison, rows, COLUMNS, caption, lang, numbering, note=note)]
    blocks.append(numbering.figure(phases_picture(comparison, shown, **options)))
    found = changes(comparison)
    if found is not None and found.kind == "approach":
        title = _text(lang, "effects_words", present=title_of(base, comparison, lang))
        blocks.append(numbering.figure(_effects(found, comparison, lang), title))
    blocks.append(numbering.figure(incidence_picture(comparison, **options)))
    return blocks


def _effects(found: Changes, comparison: Comparison, lang: str) -> Picture:
    """What the approaches change under the governance model of the baseline, with the intervals of the findings."""
    import pandas as pd

    from coopsim.figures import effects_forest

    rows = []
    for row in found.rows:
        for outcome, change in (("effective", row.effective), ("stagnated", row.stagnation)):
            limits = {"effect": change.value, "low": change.low, "high": change.high}
            rows.append({"outcome": outcome, "factor": row.label[1], **limits})
    note = _text(lang, "effects_note", runs=number(lang, len(comparison.of(comparison.baseline))))
    return effects_forest(pd.DataFrame(rows), lang=lang, note=note, titled=False)


def _marked(label: Label, comparison: Comparison, lang: str) -> str:
    name = title_of(label, comparison, lang)
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


def _made(comparison: Comparison, lang: str) -> list[tuple[str, str]]:
    manifest, base = comparison.manifest, comparison.baseline
    values = {
        "version": manifest["versions"]["coopsim"],
        "rules": str(manifest.get("rules", ""))[:12],
        "id": manifest["id"],
        "runs": number(lang, len(comparison.of(base))),
        "seed": str(comparison.seed),
        "years": number(lang, comparison.horizon(base) / 12),
    }
    rows = [
        (_text(lang, "made_model"), _text(lang, "made_model_text", **values)),
        (_text(lang, "made_scenario"), region(comparison, lang)),
        (_text(lang, "made_runs"), _text(lang, "made_runs_text", **values)),
        (_text(lang, "made_manifest"), _text(lang, "made_manifest_text", **values)),
        (_text(lang, "made_findings"), _text(lang, "made_findings_text")),
    ]
    if comparison.paired_labels:
        rows.append((_text(lang, "made_repeat"), _command(comparison)))
    return rows


def _command(comparison: Comparison) -> str:
    """The call of the command line that simulates the same again."""
    from coopsim.scenario import list_scenarios

    scenario = comparison.scenarios[comparison.baseline]
    shipped = {name.rsplit("/", 1)[-1] for name in list_scenarios()}
    name = scenario.id if scenario.id in shipped else f"{scenario.id}.toml"
    words = ["coopsim compare", name, f"--runs {len(comparison.of(comparison.baseline))}", f"--seed {comparison.seed}"]
    if scenario.horizon_months % 12 == 0:
        words.append(f"--years {scenario.horizon_months // 12}")
    if set(comparison.governance) != set(scenario.governance_models):
        words += [f"--governance {model}" for model in comparison.governance]
    if set(comparison.approaches) != {NO_APPROACH, ALL_APPROACHES, *APPROACHES}:
        words += [f"--approach {name}" for name in comparison.approaches]
    return " ".join(words)


def _text(lang: str, key: str, **values: object) -> str:
    return text(lang, f"document.workshop.{key}", **values)
