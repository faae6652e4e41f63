"""The documentation: examples run, tables are up to date, links lead somewhere, the ODD leaves nothing out."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import KINDS, examples, run_examples

import coopsim
from coopsim.model import codes
from coopsim.model.rules import equations
from coopsim.model.variables import ALLIANCE, AREA, OFFICE, PROJECT, TOWN
from coopsim.submodels.schedule import SCHEDULE

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *(page for page in [ROOT / "README.md"] if page.exists())]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
#: More than ten seconds: a schedule of its own is compiled, many figures, several comparisons with their reports.
SLOW = {
    f"docs/{name}.md"
    for name in ("analysis", "api", "experiments", "tutorial", "reports", "de/vergleichen", "de/workshop_durchfuehren")
}


sys.path.append(str(DOCS))
generate: Any = importlib.import_module("generate")
levers: Any = importlib.import_module("generated.levers")
SECTIONS = importlib.import_module("generated.sources").SECTIONS


def _with_examples() -> list[object]:
    """Pages with examples."""
    return [
        pytest.param(page, id=name, marks=[pytest.mark.slow] if name in SLOW else [])
        for page, name in zip(PAGES, NAMES, strict=True)
        if examples(page)
    ]


@pytest.mark.parametrize("page", _with_examples())
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All examples of a page run, one after the other; README.md also tells of make and of long comparisons."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COOPSIM_LANG", raising=False)
    run_examples(page, kinds=("python",) if page.name == "README.md" else KINDS)


def test_every_figure_on_the_page_is_drawn_in_an_example() -> None:
    """A figure that only the table names could fail for whoever follows it."""
    page = DOCS / "analysis.md"
    code = "\n".join(example.code for example in examples(page) if example.kind == "python")
    named = set(
        re.findall(
            r"`([a-z_]+)`",
            "".join(re.findall(r"^\| (`[a-z_`, ]+) \| .* \| .* \|$", page.read_text(encoding="utf-8"), re.MULTILINE)),
        )
    )
    drawn = {name for name in named if name in importlib.import_module("coopsim.figures").__all__}
    assert len(drawn) > 10
    assert not [name for name in drawn if f"figures.{name}(" not in code]


def test_pairing_saves_variance() -> None:
    """The experiment on the page prints numbers, and pairing does not cost."""
    printed = generate.SIMULATED["common_random_numbers"]()
    saved = re.search(r"variance not paired / paired: +([\d.]+)", printed)
    assert saved is not None
    assert float(saved[1]) > 1.0


def test_tables_are_up_to_date() -> None:
    old = generate.stale()
    assert not old, f"Out of date: {', '.join(old)}. Run: {generate.COMMAND}"


def test_simulated_blocks_are_filled() -> None:
    for name in ("random_numbers.md", "patterns.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        for block in generate.BLOCK.finditer(text):
            assert block[3].strip(), f"{name}: run {generate.COMMAND} --simulate"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_block_is_known_and_closed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    opened = re.findall(r"<!-- generated: ([a-z_]+) -->", text)
    assert len(opened) == len(generate.BLOCK.findall(text)) == text.count("\n<!-- end -->")
    assert set(opened) <= {*generate.BLOCKS, *generate.SIMULATED, *generate.BILINGUAL}


def test_every_table_is_used() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert not [
        name
        for name in (*generate.BLOCKS, *generate.SIMULATED, *generate.BILINGUAL)
        if f"<!-- generated: {name} -->" not in text
    ]


def test_unknown_block_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        generate.renewed("<!-- generated: nonsense -->\n<!-- end -->")


def test_a_lever_without_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    described = {("competition", "trust.nowhere"): ("something", "")}
    monkeypatch.setattr(levers, "words", lambda: {"hindrances": described})
    with pytest.raises(levers.UndescribedError, match=r"lacks trust\.update_trust.*has trust\.nowhere"):
        levers._acts({"competition": ["trust.update_trust"]}, "hindrances")


def test_every_lever_acts_somewhere() -> None:
    for group, names in (("hindrances", codes.HINDRANCES), ("approaches", codes.APPROACHES)):
        assert {lever for lever, _ in levers.words()[group]} == set(names)


def test_equations_beside_levers_exist() -> None:
    known = {name.removeprefix("coopsim.").removeprefix("submodels.").removeprefix("model.") for name in equations()}
    for words in levers.words().values():
        assert {equation for _, equation in words.values() if equation} <= known


def _prose(name: str) -> str:
    """A page without its generated blocks."""
    return str(generate.BLOCK.sub("", (DOCS / name).read_text(encoding="utf-8")))


def test_odd_mentions_every_equation() -> None:
    """In the prose, not only in the generated list."""
    prose = _prose("odd.md")
    names = [name.rsplit(".", 1)[1] for name in equations() if name.startswith("coopsim.")]
    assert not [name for name in names if not re.search(rf"\b{name}\b", prose)]


def test_odd_describes_every_submodel_file() -> None:
    folder = Path(coopsim.__file__).parent / "submodels"
    assert {file.stem for file in folder.glob("*.py")} - {"__init__", "schedule"} == set(SECTIONS)
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    for file, section in SECTIONS.items():
        assert re.search(rf"^#+ {re.escape(section)} ", text, re.MULTILINE), (file, section)
        assert f"{file}.py`" in text or f"`{file}." in text, file


def test_odd_has_the_seven_elements_and_eleven_concepts() -> None:
    prose = _prose("odd.md")
    titles = ("Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
              "Design concepts", "Initialisation", "Input data", "Submodels")  # fmt: skip
    for number, title in enumerate(titles, 1):
        assert f"\n## {number} {title}\n" in prose
    concepts = ("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
                "Interaction", "Stochasticity", "Collectives", "Observation")  # fmt: skip
    assert not [concept for concept in concepts if f"**{concept}.**" not in prose]


def test_every_question_of_odd_d_is_answered_once() -> None:
    """Questions of ODD+D by block (Müller et al. 2013, guiding questions), each with an answer and a section."""
    questions = {"I.i": "ab", "I.ii": "abcde", "I.iii": "a", "II.i": "abcde", "II.ii": "abcdefgh", "II.iii": "ab", "II.iv": "abcde",
                 "II.v": "abc", "II.vi": "abcd", "II.vii": "ab", "II.viii": "ab", "II.ix": "a", "II.x": "ab", "III.i": "ab",
                 "III.ii": "abc", "III.iii": "a", "III.iv": "abc"}  # fmt: skip
    rows = re.findall(r"^\| (I+\.[ivx]+\.[a-h]) \| (.+) \| (.+) \| (.+) \|$", _prose("odd.md"), re.MULTILINE)
    assert [row[0] for row in rows] == [
        f"{block}.{letter}" for block, letters in questions.items() for letter in letters
    ]
    assert all(cell.strip() for row in rows for cell in row)


def test_trace_has_the_eight_elements_and_says_what_is_weak() -> None:
    text = (DOCS / "trace.md").read_text(encoding="utf-8")
    elements = ("Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation", "Implementation verification",
                "Model output verification", "Model analysis", "Model output corroboration")  # fmt: skip
    for number, element in enumerate(elements, 1):
        part = re.search(rf"^## {number} {element}\n(.+?)(?=^## )", text, re.MULTILINE | re.DOTALL)
        assert part is not None, element
        assert "*Weak:*" in part[1] or part[1].lstrip().startswith("None."), element


def test_trace_names_tests_that_exist() -> None:
    named = re.findall(r"`((?:tests|benchmarks)(?:/[\w.]+)*)`", (DOCS / "trace.md").read_text(encoding="utf-8"))
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_odd_lists_every_state_variable_and_step() -> None:
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    names = [*ALLIANCE, *TOWN, *OFFICE, *AREA, *PROJECT, *SCHEDULE.names, *coopsim.PARAMETERS]
    assert not [name for name in names if f"| `{name}` |" not in text]


@pytest.mark.parametrize("submodel", list(SECTIONS))
def test_section_numbers_in_docstrings_agree(submodel: str) -> None:
    """``(ODD 7.x)`` in a submodel file is the section in which the ODD describes it."""
    docstring = importlib.import_module(f"coopsim.submodels.{submodel}").__doc__ or ""
    for number in re.findall(r"\(ODD (\d+(?:\.\d+)?)\)", docstring):
        assert number == SECTIONS[submodel]


def _anchors(page: Path) -> set[str]:
    found: dict[str, int] = {}
    anchors = set()
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        anchors.add(slug if slug not in found else f"{slug}-{found[slug]}")
        found[slug] = found.get(slug, 0) + 1
    return anchors


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        assert place.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in _anchors(place), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_default_is_typed_into_prose(page: Path) -> None:
    """Values of parameters stand in the generated table only; 0 may be named, to switch something off."""
    prose = generate.BLOCK.sub("", page.read_text(encoding="utf-8"))
    for symbol in coopsim.PARAMETERS:
        for value in re.findall(rf"`{symbol}(?: = |` \(?(?:is |=|of ))([\d.]+)", prose):
            assert float(value.rstrip(".")) == 0.0, f"{page.name}: {symbol} = {value}"
