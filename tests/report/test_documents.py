"""Reports as files: nothing from outside, readable without eyes, the same bytes again, both kinds in both languages."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fake_ensemble import fake_simulate
from hand_made import made, some
from lxml import html as lxml_html
from pypdf import PdfReader

from coopsim.analysis.comparison import Comparison, compare
from coopsim.analysis.labels import governance_by_approach
from coopsim.report.document.html import html
from coopsim.report.document.pdf import pdf
from coopsim.report.writing import KINDS, named, report, write_report
from coopsim.scenario import load_scenario
from coopsim.texts import LANGUAGES, UserError, text

CASES = [(kind, lang) for kind in KINDS for lang in LANGUAGES]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coopsim.run.ensemble.simulate", fake_simulate)
        harz = load_scenario("harz").with_({"horizon_months": 120})
        models = ["none", "cooperation_body", "zweckverband"]
        approaches = ["co_design", "common_identity", "all"]
        return compare(governance_by_approach(harz, models, approaches), 60, 1, baseline=("cooperation_body", "none"))


@pytest.fixture(scope="module")
def files(comparison: Comparison) -> dict[tuple[str, str], tuple[str, bytes]]:
    made = {case: report(comparison, *case) for case in CASES}
    return {case: (html(document), pdf(document)) for case, document in made.items()}


@pytest.mark.parametrize("case", CASES)
def test_page_asks_nobody_for_anything(files: Any, case: tuple[str, str]) -> None:
    words = files[case][0]
    page = lxml_html.fromstring(words.encode("utf-8"))
    loading = {"script", "link", "iframe", "object", "embed", "base", "audio", "video", "img", "source"}
    assert not [element.tag for element in page.iter() if element.tag in loading]
    for element in page.iter():
        for name, value in element.attrib.items():
            if name.rsplit("}", 1)[-1] in ("href", "src", "srcset", "action", "data", "poster"):
                assert value.startswith("#"), (element.tag, name, value)
    assert not re.search(r"url\((?!#|data:font/woff;base64,|[\"']?#)", words)
    assert "@import" not in words
    assert "default-src 'none'" in words


@pytest.mark.parametrize("case", CASES)
def test_page_is_accessible(files: Any, case: tuple[str, str]) -> None:
    page = lxml_html.fromstring(files[case][0].encode("utf-8"))
    assert page.get("lang") == case[1] and page.findtext(".//title")
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    figures = page.findall(".//figure")
    assert figures and page.find(".//main") is not None
    for figure in figures:
        svg = figure.find("{*}svg") if figure.find("{*}svg") is not None else figure.find("svg")
        assert svg.get("role") == "img" and len(svg.get("aria-label")) > 40
        assert figure.findtext("figcaption")
    tables = page.findall(".//table")
    for table in tables:
        assert table.findtext("caption") and {cell.get("scope") for cell in table.findall(".//thead//th")} == {"col"}
        wide = len(table.findall(".//thead//th"))
        for row in table.findall(".//tbody/tr"):
            assert sum(int(cell.get("colspan", 1)) for cell in row) == wide
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", CASES)
def test_pdf_is_tagged_and_its_text_can_be_read(comparison: Comparison, files: Any, case: tuple[str, str]) -> None:
    kind, lang = case
    document = report(comparison, kind, lang)
    reader = PdfReader(io.BytesIO(files[case][1]))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == lang and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None and reader.metadata.title == f"{document.title}: {document.subtitle}"
    if kind == "workshop":
        assert 2 <= len(reader.pages) <= 4
    found = _plain(" ".join(page.extract_text() for page in reader.pages))
    for section in document.sections:
        assert _plain(section.title) in found
    for block in document.sections[0].blocks:
        assert _plain(getattr(block, "headline", "")) in found
    fonts = {font["/BaseFont"].split("+")[-1] for page in reader.pages for font in _fonts(page)}
    assert {"OpenSans", "OpenSans-Bold", "DejaVuSans"} <= fonts


def _fonts(page: Any) -> list[Any]:
    fonts = page["/Resources"].get("/Font", {})
    inner = [form.get_object().get("/Resources", {}) for form in page["/Resources"].get("/XObject", {}).values()]
    return [font.get_object() for place in (fonts, *(x.get("/Font", {}) for x in inner)) for font in place.values()]


def _plain(words: str) -> str:
    """Letters and figures only: line breaks, hyphens and thin spaces differ."""
    return re.sub(r"[\W_]", "", words)


def test_alternative_texts_are_in_the_pdf(comparison: Comparison, files: Any) -> None:
    reader = PdfReader(io.BytesIO(files["workshop", "en"][1]))
    told: list[str] = []

    def walk(item: Any) -> None:
        item = item.get_object()
        if isinstance(item, list):
            for child in item:
                walk(child)
        elif isinstance(item, dict):
            if "/Alt" in item:
                told.append(str(item["/Alt"]))
            walk(item["/K"]) if "/K" in item and item.get("/Type") != "/MCR" else None

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    assert {figure.picture.alt for figure in report(comparison).figures} <= set(told)


@pytest.mark.parametrize("case", [("workshop", "de"), ("paper", "en")])
def test_same_bytes_again(comparison: Comparison, files: Any, case: tuple[str, str]) -> None:
    document = report(comparison, *case)
    assert html(document) == files[case][0] and pdf(document) == files[case][1]


def test_both_files_say_the_same(comparison: Comparison, files: Any) -> None:
    document = report(comparison, "workshop", "de")
    words = _plain(lxml_html.fromstring(files["workshop", "de"][0].encode()).text_content())
    for section in document.sections:
        for block in section.blocks:
            for sentence in (*getattr(block, "items", ()), getattr(block, "text", "")):
                assert _plain(sentence) in words


def test_supplement_holds_every_configuration_and_the_seed(comparison: Comparison, files: Any) -> None:
    page = lxml_html.fromstring(files["paper", "en"][0].encode())
    rows = [len([row for row in table.findall(".//tbody/tr") if len(row) > 1]) for table in page.findall(".//table")]
    assert rows.count(len(comparison.scenarios)) >= 3  # where they stand, time, value
    assert len(comparison.scenarios) - len(comparison.governance) in rows
    words = page.text_content()
    assert "docs/odd.md" in words and comparison.manifest["id"] in words and "runs 0 to 59" in words


@pytest.mark.parametrize("kind", KINDS)
def test_small_and_odd_comparisons(kind: str) -> None:
    """One form, one scenario, names that look like markup, pairs without the row to compare with: all give a report."""
    odd = 'x <b>&amp; "y" #z $w$ @a _c_ *d* \\ [e]'
    cases: list[Any] = [
        {("zweckverband", "none"): {"lost": some(0.5, 40)}},
        {odd: {"lost": some(0.5, 40)}},
        {odd: {"lost": some(0.5, 40)}, "other": {}},
        {("zweckverband", "co_design"): {}, ("cooperation_body", "none"): {}},
        {("zweckverband", "none"): {}, ("cooperation_body", "none"): {}},
    ]
    for tables in cases:
        document = report(made(tables, runs=40), kind, "en")
        words = lxml_html.fromstring(html(document).encode()).text_content()
        found = _plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(document))).pages))
        if odd in tables:
            assert odd in words and _plain(odd) in found


def test_named_keeps_what_can_be_compared(comparison: Comparison) -> None:
    assert named(comparison) is comparison
    lost = named(made({("zweckverband", "co_design"): {}, ("cooperation_body", "none"): {}}, runs=40))
    assert list(lost.scenarios) == ["zweckverband/co_design", "cooperation_body/none"]
    assert len(lost.of("zweckverband/co_design")) == 40 and not lost.paired_labels


def test_files_are_written(comparison: Comparison, tmp_path: Path) -> None:
    paths = write_report(comparison, tmp_path / "new", "workshop", "de")
    assert [path.name for path in paths] == ["report_de.html", "report_de.pdf"]
    assert sorted(path.name for path in (tmp_path / "new").glob("[!.]*")) == ["report_de.html", "report_de.pdf"]
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(UserError, match="file"):
        write_report(comparison, tmp_path / "file", "workshop", "de")
    with pytest.raises(ValueError, match="workshop, paper"):
        report(comparison, "poster")


@pytest.mark.parametrize("package", ["typst", "jinja2"])
def test_a_missing_extra_is_named(
    comparison: Comparison, package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sys

    from coopsim.report.document.html import _template

    monkeypatch.setitem(sys.modules, package, None)
    _template.cache_clear()
    with pytest.raises(UserError, match=r"coopsim\[report\]"):
        write_report(comparison, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    _template.cache_clear()


def test_every_form_has_a_name_for_sentences() -> None:
    from coopsim.scenario.catalogue import governance_models

    for lang in LANGUAGES:
        for model in governance_models():
            assert text(lang, f"document.form.{model}") and text(lang, f"document.form.{model}_with")
