"""The comparison on a terminal: tables one below the other that fit its width."""

from __future__ import annotations

import textwrap

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, Label, label_text
from coopsim.cli.flows import flows_text
from coopsim.figures.comparison import configuration_title
from coopsim.figures.style import wrapped
from coopsim.figures.titles import approach_title, governance_title
from coopsim.report.tables import BY_FOUNDING, HEADLINES, cell, founding_rows, precision_notes, without_approach
from coopsim.texts import text
from coopsim.texts.numbers import number

#: Heading, then what a row is called and which label it shows.
Section = tuple[str, list[tuple[str, Label]]]


def sections(comparison: Comparison, lang: str) -> list[Section]:
    """What is worth a screen: no approach, all of them, each single one under the governance model of the baseline."""
    if not comparison.paired_labels:
        return [("", [(label_text(label), label) for label in comparison.scenarios])]
    one = comparison.scenarios[comparison.baseline]
    found: list[Section] = []
    for approach in (NO_APPROACH, ALL_APPROACHES):
        rows = [(governance_title(x[0], lang, one), x) for x in comparison.scenarios if x[1] == approach]
        found.append((approach_title(approach, lang), rows))
    models = comparison.baseline[:1] if len(comparison.governance) > 2 else comparison.governance
    for model in models:
        rows = [(approach_title(x[1], lang), x) for x in comparison.scenarios if x[0] == model]
        rows = [row for row in rows if row[1][1] not in (NO_APPROACH, ALL_APPROACHES)]
        title = governance_title(model, lang, one)
        found.append((text(lang, "table.section_single", governance=title), rows))
    return [section for section in found if section[1]]


def comparison_text(comparison: Comparison, lang: str, width: int = 100) -> str:
    """The tables with their notes as plain text whose lines have at most ``width`` characters (80 or more).

    As many columns as fit stand side by side, the others follow below with the same rows.  Below them, where several
    forms were compared: what a form does, apart from whether it comes about.
    """
    chosen = sections(comparison, lang)
    rows = comparison.summary.set_index("label")
    keys = [(title, label_text(label)) for _, entries in chosen for title, label in entries]
    cells = {column: [cell(rows.loc[key], column, lang) for _, key in keys] for column in HEADLINES}
    names = min(max(len(title) for title, _ in keys) + 2, 30 if width >= 90 else 26)
    parts = [_block(group, cells, chosen, names, lang) for group in _packed(cells, width - names, lang)]
    notes = [text(lang, "table.note_intervals"), text(lang, "table.note_results"), *precision_notes(comparison, lang)]
    if comparison.paired_labels and len(comparison.governance) > 1:
        parts += _founding(comparison, lang, width)
        notes.append(text(lang, "table.note_founding"))
    others = [label for label in comparison.scenarios if label != comparison.baseline]
    if len(others) == 1:
        ends = _name(comparison, comparison.baseline, lang), _name(comparison, others[0], lang)
        parts.append(flows_text(comparison, others[0], ends, lang, width))
    notes.append(text(lang, "table.note_baseline", baseline=_name(comparison, comparison.baseline, lang)))
    if len(keys) < len(comparison.scenarios):
        whole = number(lang, len(comparison.scenarios))
        notes.append(text(lang, "table.note_whole", shown=number(lang, len(keys)), whole=whole))
    notes.append(text(lang, "honest.line"))
    return "\n\n".join(parts + [wrapped(note, width) for note in notes]) + "\n"


def _founding(comparison: Comparison, lang: str, width: int) -> list[str]:
    """A block per group of columns: under each form a row for all runs, and for those in which it was founded."""
    cells: dict[str, list[str]] = {column: [] for column in BY_FOUNDING}
    chosen: list[Section] = []
    for label in without_approach(comparison):
        rows = founding_rows(comparison, label, lang)
        chosen.append((configuration_title(comparison, label, lang), [(name, label) for name, *_ in rows]))
        for _, *values in rows:
            for column, value in zip(BY_FOUNDING, values, strict=True):
                cells[column].append(value)
    names = max(len(title) for _, entries in chosen for title, _ in entries) + 2
    blocks = [_block(group, cells, chosen, names, lang) for group in _packed(cells, width - names, lang)]
    return [wrapped(text(lang, "table.founding"), width), *blocks]


def _packed(cells: dict[str, list[str]], room: int, lang: str) -> list[dict[str, int]]:
    """Columns with their widths, put into as few groups as the room allows."""
    groups: list[dict[str, int]] = [{}]
    for column, entries in cells.items():
        words = text(lang, f"column.{column}").split()
        width = max(len(entry) for entry in entries + words)
        if groups[-1] and sum(groups[-1].values()) + 2 * len(groups[-1]) + 2 + width > room:
            groups.append({})
        groups[-1][column] = width
    return groups


def _block(group: dict[str, int], cells: dict[str, list[str]], chosen: list[Section], names: int, lang: str) -> str:
    """One table: headings, a rule, and under each section's title a line (or more) per row."""
    headings = [wrapped(text(lang, f"column.{column}"), width).split("\n") for column, width in group.items()]
    high = max(len(lines) for lines in headings)
    padded = [[""] * (high - len(lines)) + lines for lines in headings]
    out = [_line("", [lines[k] for lines in padded], group, names) for k in range(high)]
    out.append("─" * (names + sum(group.values()) + 2 * len(group)))
    place = 0
    for heading, entries in chosen:
        out += ([""] if place else []) + ([heading] if heading else [])
        for title, _ in entries:
            indent = "  " if heading else ""
            *before, last = textwrap.wrap(
                title, names, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=True
            )
            out += before
            out.append(_line(last, [cells[column][place] for column in group], group, names))
            place += 1
    return "\n".join(out)


def _line(name: str, entries: list[str], group: dict[str, int], names: int) -> str:
    fields = (f"  {entry:>{width}}" for entry, width in zip(entries, group.values(), strict=True))
    return f"{name:<{names}}{''.join(fields)}".rstrip()


def _name(comparison: Comparison, label: Label, lang: str) -> str:
    if isinstance(label, str):
        return label
    return f"{governance_title(label[0], lang, comparison.scenarios[label])}, {approach_title(label[1], lang)}"
