"""The two reports on an experiment: for a workshop, and as the supplement of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.analysis.convergence import reliability
from coopsim.figures.titles import governance_title
from coopsim.report.document.blocks import Block, Bullets, Document, Facts, Paragraph, Section
from coopsim.report.document.parts import Numbering, hindrances_table, month_words, towns_table
from coopsim.report.document.supplement import METHODS
from coopsim.report.document.workshop import limits, region_blocks
from coopsim.report.study import figures, tables
from coopsim.report.study.answers import Answers, answer, convergence
from coopsim.report.study.sentences import one_and_many, study_highlights
from coopsim.report.study.study import FORM, NO_FORM, Study
from coopsim.report.study.worlds import sensitivity_pictures
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

if TYPE_CHECKING:
    from coopsim.figures import Picture
    from coopsim.report.document.blocks import Table


MOST_BARS = 2  #: pictures of sensitivity for which a report for a workshop has room


def study_document(study: Study, kind: str, lang: str) -> Document:
    """The report of a kind ("workshop" or "paper") on an experiment."""
    header = study.manifest["experiment"]["experiment"]
    numbering, answers = Numbering(lang), answer(study)
    sections = (_workshop if kind == "workshop" else _paper)(answers, study, lang, numbering)
    question = header.get("description", {}).get(lang) or _text(lang, "question")
    summary = question if kind == "workshop" else _text(lang, "paper_summary", **_values(study, lang))
    foot = {"version": study.manifest["identity"]["version"], "id": study.id, "honest": text(lang, "honest.line")}
    return Document(
        lang=lang,
        kind=kind,
        title=header["title"][lang],
        subtitle=_text(lang, f"{kind}_subtitle"),
        summary=summary,
        foot=text(lang, "document.foot", **foot),
        sections=[section for section in sections if section.blocks],
        manifest_id=study.id,
    )


def _workshop(answers: Answers, study: Study, lang: str, numbering: Numbering) -> list[Section]:
    note = Paragraph(text(lang, "document.workshop.findings_note"), small=True)
    return [
        Section(_text(lang, "findings"), [*_found(answers, study, lang), note]),
        Section(text(lang, "document.workshop.compared"), _compared(study, lang)),
        Section(text(lang, "document.workshop.region"), region_blocks(study.scenario, lang, numbering)),
        Section(text(lang, "document.workshop.limits"), [Bullets(limits(lang))]),
        Section(text(lang, "document.workshop.results"), _results(answers, study, lang, numbering)),
        Section(text(lang, "document.workshop.talk"), [Bullets(_questions(answers, study, lang), numbered=True)]),
        Section(text(lang, "document.workshop.made"), [Facts(_made(study, lang))]),
    ]


def _results(answers: Answers, study: Study, lang: str, numbering: Numbering) -> list[Block]:
    options: dict[str, Any] = {"titled": False}
    found = [
        tables.forms_table(study, lang, numbering),
        *_numbered(numbering, figures.effects_picture(answers, study, lang, **options)),
        *_numbered(numbering, figures.forms_picture(study, lang, **options)),
        *_numbered(numbering, figures.contexts_picture(study, lang, **options)),
        *_numbered(numbering, figures.pareto_picture(study, study.present, lang, **options)),
        tables.order_table(study, [study.present], lang, numbering) if answers.together is not None else None,
        *_numbered(numbering, figures.regret_picture(answers, study, lang, **options)),
        *(numbering.figure(picture) for picture in sensitivity_pictures(answers, study, lang, **options)[:MOST_BARS]),
    ]
    return [block for block in found if block is not None]


def _paper(answers: Answers, study: Study, lang: str, numbering: Numbering) -> list[Section]:
    values = _values(study, lang)
    purpose: list[Block] = [Paragraph(text(lang, "document.paper.purpose_text"))]
    purpose += [Paragraph(text(lang, "document.paper.purpose_odd", **values)), Bullets(limits(lang))]
    methods = [text(lang, f"document.paper.method_{name}") for name in METHODS if name not in ("findings", "pairs")]
    methods += [_text(lang, f"method_{name}") for name in ("effects", "findings", "portfolio", "worlds")]
    return [
        Section(text(lang, "document.paper.purpose"), purpose),
        Section(text(lang, "document.paper.design"), _design(study, lang, numbering, values)),
        Section(text(lang, "document.paper.scenario"), _scenario(study, lang, numbering)),
        Section(text(lang, "document.paper.methods"), [Bullets(methods)]),
        Section(text(lang, "document.paper.findings"), [*_found(answers, study, lang)]),
        Section(text(lang, "document.paper.convergence"), _convergence(study, lang, numbering)),
        Section(_text(lang, "tables"), [*_tables(answers, study, lang, numbering)]),
        Section(text(lang, "document.paper.figures"), _pictures(answers, study, lang, numbering)),
        Section(text(lang, "document.paper.reproduce"), _reproduce(study, lang, values)),
    ]


def _found(answers: Answers, study: Study, lang: str) -> list[Block]:
    found: list[Block] = [*study_highlights(answers, study, lang)]
    return found or [Paragraph(_text(lang, "no_findings"))]


def _compared(study: Study, lang: str) -> list[Block]:
    keys = [f"document.workshop.terms_{key}" for key in ("effective", "stagnation", "both")]
    terms = [(text(lang, key), text(lang, f"{key}_text")) for key in keys]
    words = [_varied(study, lang), _text(lang, "compared", **_values(study, lang)), _text(lang, "same_luck")]
    return [Paragraph(" ".join([*words, *_left_out(study, lang)])), Facts(terms)]


def _varied(study: Study, lang: str) -> str:
    """What was varied, in a sentence."""
    names = one_and_many(study, lang)
    parts = []
    forms = [form for form in study.forms if form != NO_FORM]
    if len(study.forms) > 1:
        key = "varied_forms_none" if NO_FORM in study.forms else "varied_forms"
        parts.append(_text(lang, key, count=number(lang, len(forms))))
    if study.approaches:
        key = "varied_approach" if len(study.approaches) == 1 else "varied_approaches"
        parts.append(_text(lang, key, count=number(lang, len(study.approaches)), **names))
    rest = [name for name in study.varied if name != FORM and name not in study.approaches]
    if rest:
        parts.append(_text(lang, "varied_one" if len(rest) == 1 else "varied_rest", count=number(lang, len(rest))))
    return _text(lang, "varied", parts=", ".join(parts) or _text(lang, "varied_nothing"))


def _left_out(study: Study, lang: str) -> list[str]:
    """What is missing: points without all runs."""
    return [_text(lang, "left_out", count=number(lang, study.left_out))] if study.left_out else []


def _questions(answers: Answers, study: Study, lang: str) -> list[str]:
    keys = ["talk_hindrances", "talk_loser", "talk_missing"]
    found = [text(lang, f"document.workshop.{key}") for key in keys]
    if answers.apart is not None and answers.apart.reversed:
        found.insert(1, _text(lang, "talk_reversed"))
    return found


def _made(study: Study, lang: str) -> list[tuple[str, str]]:
    values = {**_values(study, lang), "rules": study.manifest["identity"]["rules"][:12]}
    header = study.manifest["experiment"]["experiment"]
    return [
        (text(lang, "document.workshop.made_model"), text(lang, "document.workshop.made_model_text", **values)),
        (_text(lang, "made_experiment"), header["title"][lang]),
        (text(lang, "document.workshop.made_runs"), text(lang, "document.workshop.made_runs_text", **values)),
        (text(lang, "document.workshop.made_manifest"), text(lang, "document.workshop.made_manifest_text", **values)),
        (text(lang, "document.workshop.made_findings"), text(lang, "document.workshop.made_findings_text")),
        (text(lang, "document.workshop.made_repeat"), f"coopsim experiment run {header['id']}.toml"),
    ]


def _values(study: Study, lang: str) -> dict[str, str]:
    manifest = study.manifest
    numbers = study.blocks.numbers[:, 1]
    months = study.blocks.horizon
    return {
        "version": str(manifest["identity"]["version"]),
        "commit": str(manifest.get("commit") or text(lang, "document.paper.unknown_commit"))[:12],
        "rules": str(manifest["identity"]["rules"])[:32],
        "id": study.id,
        "count": number(lang, len(study.blocks.points)),
        "runs": number(lang, study.runs),
        "all": number(lang, study.runs * len(study.blocks.points)),
        "months": number(lang, months),
        "years": number(lang, months / 12, 0 if months % 12 == 0 else 1),
        "seed": str(manifest["seed"]),
        "first": str(numbers.min()),
        "last": str(numbers.max()),
        "start": month_words(study.scenario.start, lang),
        "design": _text(lang, f"design_{study.kind}"),
    }


def _design(study: Study, lang: str, numbering: Numbering, values: dict[str, str]) -> list[Block]:
    words = " ".join([_text(lang, "paper_design", **values), *_left_out(study, lang)])
    found: list[Block] = [Paragraph(words), Paragraph(_text(lang, "paper_random"))]
    return [*found, tables.factors_table(study, lang, numbering)] if study.varied else found


def _scenario(study: Study, lang: str, numbering: Numbering) -> list[Block]:
    form = governance_title(study.scenario.governance, lang, study.scenario)
    values = {"title": study.scenario.title[lang], "start": month_words(study.scenario.start, lang), "form": form}
    words = Paragraph(_text(lang, "paper_scenario", **values))
    return [words, towns_table(study.scenario, lang, numbering), hindrances_table(study.scenario, lang, numbering)]


def _convergence(study: Study, lang: str, numbering: Numbering) -> list[Block]:
    table = tables.convergence_table(study, lang, numbering)
    if table is None:
        return [Paragraph(_text(lang, "convergence_none"))]
    found = reliability(convergence(study))
    names = {"resolved": "resolved", "same": "same_sign", "gap": "gap_large"}
    shares = {key: percent(lang, found[name]) for key, name in names.items()}
    words = text(
        lang,
        "document.paper.reliability",
        effects=number(lang, found["effects"]),
        expected=percent(lang, 0.05),
        correlation=number(lang, found["correlation"], 2),
        reliability=number(lang, found["reliability"], 2),
        **shares,
    )
    return [Paragraph(text(lang, "document.paper.convergence_text")), table, Paragraph(words)]


def _tables(answers: Answers, study: Study, lang: str, numbering: Numbering) -> list[Table]:
    found: list[Table | None] = [tables.forms_table(study, lang, numbering)]
    if study.approaches:
        found.append(tables.effects_table(study, lang, numbering))
        found.append(tables.effects_table(study, lang, numbering, by=[FORM]) if len(study.forms) > 1 else None)
        found += [tables.contexts_table(answers, lang, numbering), tables.pairs_table(answers, lang, numbering)]
        found.append(tables.marginal_table(study, lang, numbering))
        found.append(tables.order_table(study, study.cooperations, lang, numbering))
        found += [tables.front_table(study, lang, numbering), tables.budgets_table(study, lang, numbering)]
        found.append(tables.pairing_table(study, lang, numbering))
    found.append(tables.regret_table(answers, study, lang, numbering))
    found.append(tables.sensitivity_table(answers, study, lang, numbering))
    found.append(tables.failures_table(answers, study, lang, numbering))
    return [table for table in found if table is not None]


def _pictures(answers: Answers, study: Study, lang: str, numbering: Numbering) -> list[Block]:
    return [numbering.figure(picture) for picture in figures.study_pictures(answers, study, lang, titled=False)]


def _reproduce(study: Study, lang: str, values: dict[str, str]) -> list[Block]:
    versions = ", ".join(f"{name} {version}" for name, version in study.manifest["versions"].items())
    facts = [
        (text(lang, "document.paper.id"), study.id),
        (text(lang, "document.paper.versions"), versions),
        (text(lang, "document.paper.commit"), values["commit"]),
        (text(lang, "document.paper.rules"), values["rules"]),
        (text(lang, "document.paper.seed"), values["seed"]),
        (text(lang, "document.paper.run_numbers"), _text(lang, "run_numbers", **values)),
    ]
    return [Paragraph(_text(lang, "paper_reproduce")), Facts(facts)]


def _numbered(numbering: Numbering, picture: Picture | None) -> list[Block]:
    return [] if picture is None else [numbering.figure(picture)]


def _text(lang: str, key: str, **values: object) -> str:
    return text(lang, f"study.{key}", **values)
