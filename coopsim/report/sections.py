"""What the reports on a comparison and on an experiment have in common: their frame, and sections that say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coopsim.model.parameters import PARAMETERS
from coopsim.report.document.blocks import Block, Bullets, Document, Facts, Paragraph, Section
from coopsim.texts import text
from coopsim.texts.numbers import number


def assembled(
    kind: str,
    lang: str,
    head: tuple[str, str, str],
    values: Mapping[str, str],
    blocks: Mapping[str, Sequence[Block]],
    titles: Mapping[str, str] | None = None,
) -> Document:
    """A document of a kind from the blocks of each section, in order; empty sections are left out.

    ``head`` is title, subtitle and summary, ``values`` holds ``version`` and ``id`` of the results; ``titles`` has
    headings other than those of the kind.
    """
    named = titles or {}
    return Document(
        lang,
        kind,
        *head,
        foot=text(lang, "document.foot", **values, honest=text(lang, "honest.line")),
        sections=[
            Section(named.get(key) or text(lang, f"document.{kind}.{key}"), [*rows])
            for key, rows in blocks.items()
            if rows
        ],
        manifest_id=values["id"],
    )


def limits(lang: str) -> Bullets:
    """What the model cannot tell; how many parameters rest on assumptions is counted."""
    assumed = number(lang, sum(parameter.assumed for parameter in PARAMETERS.values()))
    values = {"assumed": assumed, "parameters": number(lang, len(PARAMETERS))}
    names = ("fate", "assumed", "calibrated", "unknown", "persons", "price")
    return Bullets([text(lang, f"document.workshop.limit_{name}", **values) for name in names])


def purpose(lang: str, values: Mapping[str, str]) -> list[Block]:
    """What the model is for and where it is described."""
    words = [text(lang, "document.paper.purpose_text"), text(lang, "document.paper.purpose_odd", **values)]
    return [*map(Paragraph, words), limits(lang)]


def terms(lang: str) -> Facts:
    """The words that a reader needs."""
    keys = (f"document.workshop.terms_{name}" for name in ("effective", "stagnation", "both"))
    return Facts([(text(lang, key), text(lang, f"{key}_text")) for key in keys])


def findings_note(lang: str) -> Paragraph:
    """How to read the intervals of the findings."""
    return Paragraph(text(lang, "document.workshop.findings_note"), small=True)


def made(lang: str, values: Mapping[str, str], source: tuple[str, str], command: str) -> list[Block]:
    """How a paper for a workshop was made; ``command``, if any, makes it again."""

    def row(name: str, words: str = "") -> tuple[str, str]:
        key = f"document.workshop.made_{name}"
        return text(lang, key), words or text(lang, f"{key}_text", **{**values, "rules": values["rules"][:12]})

    rows = [row("model"), source, row("runs"), row("manifest"), row("findings")]
    return [Facts([*rows, row("repeat", command)] if command else rows)]


def reproduce(lang: str, words: str, values: Mapping[str, str], run_numbers: str) -> list[Block]:
    """What is needed to reproduce the results."""
    keys = ("id", "versions", "commit", "rules", "seed", "run_numbers")
    facts = {**values, "run_numbers": run_numbers}
    return [Paragraph(words), Facts([(text(lang, f"document.paper.{key}"), facts[key]) for key in keys])]


def simulated(
    lang: str, about: Mapping[str, object], versions: Mapping[str, str], numbers: Any, months: int, seed: int
) -> dict[str, str]:
    """What was simulated and where it comes from, as the texts take it; ``numbers`` are those of the runs."""
    return {
        "runs": number(lang, len(numbers)),
        "first": str(numbers.min()),
        "last": str(numbers.max()),
        "seed": str(seed),
        "months": number(lang, months),
        "years": number(lang, months / 12, 0 if months % 12 == 0 else 1),
        "version": str(about["version"]),
        "commit": str(about.get("commit") or text(lang, "document.paper.unknown_commit"))[:12],
        "rules": str(about.get("rules", ""))[:32],
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
    }
