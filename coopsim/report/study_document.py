"""The two reports on an experiment: for a workshop, and as the supplement of a paper."""

from __future__ import annotations

from coopsim.analysis.claims import NO_FORM
from coopsim.analysis.study import FORM, Study
from coopsim.analysis.study_claims import StudyClaims, claims
from coopsim.figures import Picture
from coopsim.figures.study import StudyPictures
from coopsim.figures.titles import governance_title
from coopsim.report import parts
from coopsim.report.convergence import convergence_blocks
from coopsim.report.document.blocks import Block, Bullets, Document, Paragraph
from coopsim.report.phrases import texts_of
from coopsim.report.portfolio_tables import PortfolioTables
from coopsim.report.study_tables import StudyTables
from coopsim.report.supplement import METHODS
from coopsim.report.wording_study import one_and_many, study_highlights
from coopsim.report.workshop import region_blocks
from coopsim.texts import text
from coopsim.texts.numbers import number

_text = texts_of("study")

MOST_BARS = 2  #: pictures of sensitivity for which a report for a workshop has room


def study_document(study: Study, kind: str, lang: str) -> Document:
    """The report of a kind ("workshop" or "paper") on an experiment."""
    header = study.manifest["experiment"]["experiment"]
    found, values = claims(study), _values(study, lang)
    if kind == "workshop":
        summary = header.get("description", {}).get(lang) or _text(lang, "question")
        blocks = _workshop(found, study, lang, values)
    else:
        summary, blocks = _text(lang, "paper_summary", **values), _paper(found, study, lang, values)
    head = (header["title"][lang], _text(lang, f"{kind}_subtitle"), summary)
    titles = {"findings": _text(lang, "findings")} if kind == "workshop" else {"tables": _text(lang, "tables")}
    return parts.assembled(kind, lang, head, values, blocks, titles)


def _workshop(found: StudyClaims, study: Study, lang: str, values: dict[str, str]) -> dict[str, list[Block]]:
    numbering = parts.Numbering(lang)
    header = study.manifest["experiment"]["experiment"]
    words = [_varied(study, lang), _text(lang, "compared", **values), _text(lang, "same_luck"), *_left_out(study, lang)]
    questions = [text(lang, f"document.workshop.talk_{key}") for key in ("hindrances", "loser", "missing")]
    if found.apart is not None and found.apart.reversed:
        questions.insert(1, _text(lang, "talk_reversed"))
    source = (_text(lang, "made_experiment"), header["title"][lang])
    return {
        "findings": [*_findings(found, study, lang), parts.findings_note(lang)],
        "compared": [Paragraph(" ".join(words)), parts.terms(lang)],
        "region": region_blocks(study.scenario, lang, numbering),
        "limits": [parts.limits(lang)],
        "results": _results(found, study, lang, numbering),
        "talk": [Bullets(questions, numbered=True)],
        "made": parts.made(lang, values, source, f"coopsim experiment run {header['id']}.toml"),
    }


def _results(found: StudyClaims, study: Study, lang: str, numbering: parts.Numbering) -> list[Block]:
    pictures = StudyPictures(found, study, lang, titled=False)

    def numbered(*some: Picture | None) -> list[Block]:
        return [numbering.figure(picture) for picture in some if picture is not None]

    blocks: list[Block] = [*filter(None, [StudyTables(found, study, lang, numbering).forms()])]
    blocks += numbered(pictures.effects(), pictures.forms(), pictures.contexts(), pictures.pareto(study.present))
    order = PortfolioTables(found, study, lang, numbering).order([study.present]) if found.together else None
    return [*blocks, *filter(None, [order]), *numbered(pictures.regret(), *pictures.sensitivity()[:MOST_BARS])]


def _paper(found: StudyClaims, study: Study, lang: str, values: dict[str, str]) -> dict[str, list[Block]]:
    numbering = parts.Numbering(lang)
    tables = StudyTables(found, study, lang, numbering)
    words = " ".join([_text(lang, "paper_design", **values), *_left_out(study, lang)])
    design: list[Block] = [Paragraph(words), Paragraph(_text(lang, "paper_random"))]
    design += filter(None, [tables.factors()])
    methods = [text(lang, f"document.paper.method_{name}") for name in METHODS if name not in ("findings", "pairs")]
    numbers = _text(lang, "run_numbers", **values)
    methods += [_text(lang, f"method_{name}") for name in ("effects", "findings", "portfolio", "worlds")]
    return {
        "purpose": parts.purpose(lang, values),
        "design": design,
        "scenario": _scenario(study, lang, numbering),
        "methods": [Bullets(methods)],
        "findings": _findings(found, study, lang),
        "convergence": _convergence(tables, lang),
        "tables": [*tables.all()],
        "figures": [numbering.figure(one) for one in StudyPictures(found, study, lang, titled=False).all()],
        "reproduce": parts.reproduce(lang, _text(lang, "paper_reproduce"), values, numbers),
    }


def _findings(found: StudyClaims, study: Study, lang: str) -> list[Block]:
    return [*study_highlights(found, study, lang)] or [Paragraph(_text(lang, "no_findings"))]


def _convergence(tables: StudyTables, lang: str) -> list[Block]:
    found = tables.convergence()
    return [Paragraph(_text(lang, "convergence_none"))] if found is None else convergence_blocks(*found, lang)


def _varied(study: Study, lang: str) -> str:
    """What was varied, in a sentence."""
    names = one_and_many(study, lang)
    said = []
    forms = [form for form in study.forms if form != NO_FORM]
    if len(study.forms) > 1:
        key = "varied_forms_none" if NO_FORM in study.forms else "varied_forms"
        said.append(_text(lang, key, count=number(lang, len(forms))))
    if study.approaches:
        key = "varied_approach" if len(study.approaches) == 1 else "varied_approaches"
        said.append(_text(lang, key, count=number(lang, len(study.approaches)), **names))
    rest = [name for name in study.varied if name != FORM and name not in study.approaches]
    if rest:
        said.append(_text(lang, "varied_one" if len(rest) == 1 else "varied_rest", count=number(lang, len(rest))))
    return _text(lang, "varied", parts=", ".join(said) or _text(lang, "varied_nothing"))


def _left_out(study: Study, lang: str) -> list[str]:
    """What is missing: points without all runs."""
    return [_text(lang, "left_out", count=number(lang, study.left_out))] if study.left_out else []


def _values(study: Study, lang: str) -> dict[str, str]:
    manifest = study.manifest
    numbers, months = study.blocks.numbers[:, 1], study.blocks.horizon
    about = {"commit": manifest.get("commit"), **manifest["identity"]}
    return parts.simulated(lang, about, manifest["versions"], numbers, months, manifest["seed"]) | {
        "id": study.id,
        "count": number(lang, len(study.blocks.points)),
        "all": number(lang, study.runs * len(study.blocks.points)),
        "start": parts.month_words(study.scenario.start, lang),
        "design": _text(lang, f"design_{study.kind}"),
    }


def _scenario(study: Study, lang: str, numbering: parts.Numbering) -> list[Block]:
    form = governance_title(study.scenario.governance, lang, study.scenario)
    values = {"title": study.scenario.title[lang], "start": parts.month_words(study.scenario.start, lang), "form": form}
    return parts.scenario(_text(lang, "paper_scenario", **values), study.scenario, lang, numbering)
