"""Why two settings differ, in words, in a table for the terminal, and as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from coopsim.analysis.intervals import Interval, shown
from coopsim.analysis.why import Why
from coopsim.figures.picture import Picture
from coopsim.figures.titles import capital, outcome_scale
from coopsim.figures.waterfall import part_title, waterfall
from coopsim.folders import Part
from coopsim.folders.csv_files import write_csv
from coopsim.report.differences import differences
from coopsim.report.document.blocks import Block, Bullets, Document, Paragraph
from coopsim.report.parts import Numbering, assembled, limits, made
from coopsim.report.phrases import texts_of
from coopsim.report.rounding import estimate
from coopsim.run.provenance import commit, digest_of, versions
from coopsim.run.runner import runner
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

_text = texts_of("why")
TOLD: Final = 4  #: parts of one sign that a sentence names
FILES: Final = ("parts.csv", "totals.csv", "why.md", "manifest.json")


def sentences(found: Why, outcome: str, lang: str) -> list[str]:
    """What the difference in an outcome is, and what it is made of; only what can be told from zero is named."""
    scale = outcome_scale(outcome, lang)
    total = found.totals.set_index("outcome").loc[outcome]
    if not found.players:
        return [_text(lang, "alike")]
    levels = {side: _level(float(total[side]), scale.factor, lang) for side in "ab"}
    said = [_text(lang, "level", outcome=capital(scale.title), **levels)]
    whole = Interval(total["difference"], total["low"], total["high"])
    if whole.low == whole.high == 0.0:
        said.append(_text(lang, "same"))
    else:
        key = "change" if shown(whole.low, whole.high) else "open"
        said.append(_text(lang, key, difference=_with(whole, scale.factor, lang), unit=scale.change))
    table = found.table
    rows = table[(table["outcome"] == outcome) & (table["effect"] != 0.0)].to_dict("records")
    rows.sort(key=lambda row: -abs(row["effect"]))
    clear = [row for row in rows if shown(row["low"], row["high"])]
    upwards = whole.value >= 0.0
    for keys, up in ((("more", "up"), upwards), (("less", "down"), not upwards)):
        named = [row for row in clear if (row["effect"] > 0.0) == up][:TOLD]
        if named:
            key = keys[0] if shown(whole.low, whole.high) else ("up" if up else "down")
            said.append(_text(lang, key, parts="; ".join(_part(row, found, scale.factor, lang) for row in named)))
    told = {row["part"] for row in clear}
    rest = [row["part"] for row in rows if row["part"] not in told]
    if clear and rest:
        together = _with(found.together(outcome, rest), scale.factor, lang)
        said.append(_text(lang, "rest", count=number(lang, len(rest)), sum=together))
    elif rows and not clear:
        said.append(_text(lang, "none"))
    return [sentence.replace("..", ".") for sentence in said]  # a unit may end with a full stop


def _part(row: dict[Any, Any], found: Why, factor: float, lang: str) -> str:
    value = _with(Interval(row["effect"], row["low"], row["high"]), factor, lang)
    return _text(lang, "part", value=value, name=part_title(row["part"], found.by, lang))


def _with(found: Interval, factor: float, lang: str) -> str:
    return estimate(found, lang, factor=factor, sign=True)


def _level(value: float, factor: float, lang: str) -> str:
    return percent(lang, value, 1) if factor == 100.0 else number(lang, value, 1)


def note(found: Why, lang: str) -> str:
    """How the parts were found."""
    return _text(lang, "note", runs=number(lang, found.runs), seed=str(found.seed))


def note_of_text(found: Why, lang: str) -> str:
    """How the parts were found, and what stands in brackets."""
    return f"{note(found, lang)} {_text(lang, 'brackets')}"


def rows(found: Why, lang: str) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: a row for each part and one for the whole difference, a column for each outcome."""
    scales = {outcome: outcome_scale(outcome, lang) for outcome in found.parts}
    heads = [_text(lang, f"part_{found.by}"), *(f"{capital(x.title)} ({x.change})" for x in scales.values())]
    table, totals = found.table.set_index(["part", "outcome"]), found.totals.set_index("outcome")

    def cell(row: Any, outcome: str, name: str) -> str:
        return _with(Interval(row[name], row["low"], row["high"]), scales[outcome].factor, lang)

    cells = [
        [capital(part_title(part, found.by, lang)), *(cell(table.loc[(part, x)], x, "effect") for x in scales)]
        for part in found.players
    ]
    cells.append([_text(lang, "total"), *(cell(totals.loc[x], x, "difference") for x in scales)])
    return heads, cells


def part_of(found_by: str, a: str, b: str, runs: int, seed: int, outcomes: tuple[str, ...]) -> Part:
    """What the files of an explanation are determined by; ``a`` and ``b`` are fingerprints."""
    identity = {"a": a, "b": b, "by": found_by, "runs": runs, "seed": seed, "outcomes": list(outcomes)}
    figures = (f"figures/why_{name}.{kind}" for name in outcomes for kind in ("svg", "pdf", "png"))
    return Part("why", "why", identity | {"rules": runner().fingerprint}, frozenset((*FILES, *figures)))


def manifest_of(found: Why) -> dict[str, Any]:
    """What is needed to repeat it; ``id`` is a fingerprint of all the rest."""
    sides = (("a", found.a), ("b", found.b))
    whole = {
        "versions": versions(), "commit": commit(), "rules": runner().fingerprint, "seed": found.seed,
        "runs": found.runs, "by": found.by,
        "scenarios": {side: {"id": one.id, "fingerprint": one.fingerprint} for side, one in sides},
        "differences": {one.setting: list(one.channels) for one in found.differences},
    }  # fmt: skip
    return {"id": digest_of(whole)} | whole


def pictures(found: Why, lang: str, titled: bool = True) -> dict[str, Picture]:
    """The waterfall of each outcome."""
    words = note(found, lang)

    def drawn(outcome: str) -> Picture:
        return waterfall(found, outcome, lang=lang, note=words, titled=titled, name=f"why_{outcome}")

    return {outcome: drawn(outcome) for outcome in found.parts}


def write(found: Why, folder: Path, lang: str, csv: str = "en") -> None:
    """Write tables, sentences, figures and manifest into an existing folder."""
    write_csv(found.table, folder / "parts.csv", csv)
    write_csv(found.totals, folder / "totals.csv", csv)
    manifest = manifest_of(found)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    words = [" ".join(sentences(found, outcome, lang)) for outcome in found.parts]
    (folder / "why.md").write_text("\n\n".join([*words, note_of_text(found, lang)]) + "\n", encoding="utf-8")
    (folder / "figures").mkdir()
    for picture in pictures(found, lang).values():
        picture.save(folder / "figures", manifest["id"])


def document(found: Why, lang: str) -> Document:
    """The explanation as a report: what differs, what each outcome is made of, all parts, how it was made."""
    manifest, numbering = manifest_of(found), Numbering(lang)
    values = {"version": str(manifest["versions"]["coopsim"]), "id": manifest["id"], "rules": manifest["rules"]}
    values |= {"runs": number(lang, found.runs), "seed": str(found.seed)}
    values["years"] = number(lang, found.a.horizon_months / 12, 0 if found.a.horizon_months % 12 == 0 else 1)
    answers: list[Block] = []
    for outcome, picture in pictures(found, lang, titled=False).items():
        answers += [Paragraph(" ".join(sentences(found, outcome, lang))), numbering.figure(picture)]
    headings, cells = rows(found, lang)
    blocks: dict[str, list[Block]] = {
        "differ": [Bullets(changed)] if (changed := [one.text[lang] for one in differences(found.a, found.b)]) else [],
        "answers": answers if found.players else [Paragraph(_text(lang, "alike"))],
        "parts": [
            numbering.table(_text(lang, "table_caption"), headings, cells, note_of_text(found, lang), small=True)
        ],
        "limits": [limits(lang)],
        "made": made(lang, values, (text(lang, "document.workshop.made_scenario"), found.a.title[lang]), ""),
    }
    region = found.a.title[lang]
    head = (_text(lang, "report_title", region=region), _text(lang, "report_subtitle"), note(found, lang))
    return assembled("why", lang, head, values, blocks)
