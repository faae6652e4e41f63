"""Figures: what they show, that the same data give the same bytes, that no text is clipped or runs into another."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from fake_ensemble import fake_simulate
from gallery import GALLERY, comparison, draw, hindrances, interactions, one_run, portfolio, shares

from coopsim import figures
from coopsim.analysis.comparison import compare
from coopsim.analysis.labels import governance_by_approach
from coopsim.figures import style
from coopsim.figures.picture import settle
from coopsim.model import codes
from coopsim.scenario import load_scenario


def inked(item: Any) -> Any:
    """Box of a text without the empty line that pushes some down."""
    box = item.get_window_extent()
    lines = item.get_text().split("\n")
    if not lines[0]:
        box.y1 -= box.height / len(lines)
    return box


def texts_of(figure: Any) -> list[tuple[str, Any]]:
    """Visible texts with their boxes in pixels."""
    from matplotlib.text import Text

    settle(figure)
    figure.draw_without_rendering()
    found = [item for item in figure.findobj(Text) if item.get_text().strip() and item.get_visible()]
    ticks, shown = set(), set()
    for axis in figure.axes:
        for which, low, high in ((axis.xaxis, *axis.get_xlim()), (axis.yaxis, *sorted(axis.get_ylim()))):
            for tick in which.get_major_ticks():
                ticks |= {tick.label1, tick.label2}
                if axis.axison and low <= tick.get_loc() <= high:
                    shown |= {label for label in (tick.label1, tick.label2) if label.get_visible()}
    return [
        (item.get_text(), inked(item))
        for item in found
        if (item not in ticks or item in shown) and (item.axes is None or item.axes.get_visible())
    ]


def clashes(found: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts whose cores overlap."""
    cores = [(words, box.shrunk(0.9, 0.7)) for words, box in found if abs(box.width / max(box.height, 1)) > 0]
    return [(a[0], b[0]) for a, b in combinations(cores, 2) if a[1].overlaps(b[1])]


@pytest.mark.parametrize(
    ("lang", "width"),
    [pytest.param("en", "double", marks=pytest.mark.slow), ("de", "double"), ("de", "single")],
)
@pytest.mark.parametrize("name", list(GALLERY))
def test_no_text_is_clipped_or_overlaps(name: str, lang: str, width: str) -> None:
    figure = draw(name, lang, width).figure
    with style.house_style():
        found = texts_of(figure)
    assert len(found) >= 9
    page = figure.bbox
    assert [words for words, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1] == []
    slanted = name == "hindrances" and width == "double"  # boxes of slanted words overlap, the words do not
    assert slanted or clashes(found) == []


@pytest.mark.parametrize("name", list(GALLERY))
def test_width_is_that_of_a_journal_and_words_are_beside(name: str) -> None:
    for width, millimetres in style.WIDTHS.items():
        if name == "sobol" or width == "double":
            picture = draw(name, "en", width, titled=False)
            assert picture.figure.get_size_inches()[0] == pytest.approx(millimetres / 25.4)
            with style.house_style():
                inside = " ".join(words for words, _ in texts_of(picture.figure))
            assert picture.title not in inside and picture.title and picture.caption and len(picture.alt) > 40
            assert not re.search(r"\{|\}|\bnan\b|None", picture.title + picture.caption + picture.alt)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("interactions", ("svg", "pdf", "png")), ("pareto", ("svg",)), ("ties", ("svg",)), ("timeline", ("pdf",))],
)
def test_same_bytes(name: str, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        first, second = (draw(name, "de").bytes(kind, "abc") for _ in range(2))
        assert first == second, kind


def test_real_text_embedded_fonts_and_the_manifest() -> None:
    picture = draw("effects", "de")
    svg = picture.bytes("svg", "0123abcd4567").decode()
    assert "Gemeinsame" in svg and "0123abcd4567" in svg and "<dc:date>" not in svg
    pdf = picture.bytes("pdf", "0123abcd4567")
    assert b"/Type0" in pdf and b"CreationDate" not in pdf and b"/Type3" not in pdf and b"0123abcd4567" in pdf
    assert b"0123abcd4567" in picture.bytes("png", "0123abcd4567")


def test_files_of_a_comparison(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("coopsim.run.ensemble.simulate", fake_simulate)
    harz = load_scenario("harz").with_({"horizon_months": 72})
    found = compare(
        governance_by_approach(harz, ["zweckverband", "joint_agency"], ["common_objectives"]), runs=50, seed=1
    )
    paths = figures.save_figures(found, tmp_path, "de")
    assert [path.name for path in paths[:3]] == ["phases.svg", "phases.pdf", "phases.png"] and len(paths) == 15
    assert found.manifest["id"] in paths[0].read_text(encoding="utf-8")


def test_svg_for_a_page() -> None:
    """Two pictures in one page: no id twice, every reference has its target, no outside address is fetched."""
    parts = [draw(name).svg("abc") for name in ("sobol", "morris")]
    page = f"<div>{''.join(parts)}</div>"
    root = ElementTree.fromstring(page)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page))
    assert targets and {a or b for a, b in targets} <= set(ids)
    assert not re.search(r'(?:href|src)="http', page)
    for part in parts:
        assert re.match(r'<svg [^>]*viewBox="[^"]+"[^>]* role="img" aria-label="[^"]{20,}">', part)
        assert not re.match(r'<svg [^>]*\swidth="', part)


def test_users_settings_do_not_matter() -> None:
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        figure = draw("sobol").figure
    assert figure.axes[0].get_facecolor() != (1, 0, 0, 1) and mpl.rcParams["font.size"] == 10


def test_incidence_ends_at_the_share_that_stagnated() -> None:
    found = comparison()
    figure = draw("incidence").figure
    for axis, model in zip(figure.axes, found.governance, strict=True):
        for line, approach in zip(axis.lines, ("none", "all"), strict=True):
            runs = found.of((model, approach))
            assert line.get_ydata()[-1] == pytest.approx(runs["stagnated"].mean())
        never = [1 - found.of((model, name))["started"].mean() for name in ("none", "all")]
        heights = [bar.get_height() for bar in axis.patches if bar.get_height() != 1 or 1 in never]
        assert heights[-2:] == pytest.approx(never)


def test_effects_show_the_contrasts() -> None:
    effects = comparison().effects()
    tables = [table for _, table in effects.groupby("governance", sort=False) if table["d_effective"].any()]
    axes = [axis for axis in draw("effects").figure.axes if axis.get_visible()]
    for axis, table in zip(axes, tables, strict=True):
        points = [line.get_xdata() for line in axis.lines if line.get_marker() == "o"]
        assert np.allclose(points[0], 100 * table["d_effective"])


def test_effects_of_different_units_are_refused() -> None:
    mixed = interactions().copy()
    mixed.loc[mixed.index[:4], "outcome"] = "time_lost"
    with pytest.raises(ValueError, match="months"):
        figures.effects_forest(mixed)


def test_maps_write_each_number_and_mark_what_is_clear() -> None:
    axis = draw("interactions").figure.axes[0]
    table = interactions()
    cells = {word.get_text(): word.get_fontweight() for word in axis.texts}
    assert len(axis.texts) == len(table)
    row = table.iloc[table["effect"].abs().argmax()]
    word = f"{100 * abs(row['effect']):.1f}"
    assert cells[("+" if row["effect"] > 0 else "\N{MINUS SIGN}") + word] == "bold"
    faint = table[(table["low"] < 0) & (table["high"] > 0)]
    assert sum(weight == "normal" for weight in (word.get_fontweight() for word in axis.texts)) == len(faint)
    assert len(draw("hindrances").figure.axes[0].texts) == len(hindrances())


@pytest.mark.parametrize(("outcome", "good"), [("lost", "left"), ("effective", "right")])
def test_the_better_end_has_the_same_colour_whatever_the_outcome(outcome: str, good: str) -> None:
    figure = figures.interaction_map(interactions(), outcome).figure
    colours = figure.axes[1].images[0].get_cmap()
    assert mpl.colors.to_hex(colours(0.0 if good == "left" else 1.0)).upper() == style.BLUE
    words = {word.get_text(): word.get_position()[0] for word in figure.texts}
    assert (words["better"] < words["worse"]) == (good == "left")


def test_pareto_front_is_numbered_in_order_of_cost() -> None:
    figure = draw("pareto").figure
    front = portfolio()[portfolio()["on_front"]].sort_values("cost")
    labels = [note for note in figure.axes[0].texts if note.get_text().isdigit()]
    assert [int(note.get_text()) for note in labels] == list(range(1, min(14, len(front)) + 1))
    assert [note.xy[0] for note in labels] == sorted(note.xy[0] for note in labels)
    used = figure.axes[1].collections[-1].get_offsets()
    combined = front[list(codes.APPROACHES)].to_numpy()
    assert {(int(x), int(y)) for x, y in used} == {(j, k) for j, k in zip(*np.nonzero(combined), strict=True)}


def test_bars_are_as_long_as_the_numbers() -> None:
    widths = [bar.get_width() for bar in draw("sobol").figure.axes[0].patches]
    table = shares()
    assert widths[:7] == pytest.approx(np.maximum(100 * table["first"], 0)) and widths[7:14] == pytest.approx(
        100 * table["total"]
    )


def test_map_needs_snapshots_and_draws_every_tie_of_few_towns() -> None:
    run = one_run("harz")
    assert len([line for line in figures.ties_map(run).figure.axes[1].lines if line.get_zorder() == 1]) == 3
    few = [line for line in draw("ties_region").figure.axes[1].lines if line.get_zorder() == 1]
    assert 14 * 3 / 2 <= len(few) <= 14 * 3
    from dataclasses import replace

    with pytest.raises(ValueError, match="months"):
        figures.ties_map(replace(run, snapshots=()))


def test_timeline_has_a_band_per_town_and_a_mark_per_event() -> None:
    run = one_run("harz")
    figure = draw("timeline").figure
    top, _, bottom = figure.axes[:3]
    assert len(top.collections) == 4
    assert sum(len(line.get_xdata()) for line in bottom.lines if line.get_marker() != "None") == len(run.events)
    assert [word.get_text() for word in top.get_yticklabels()][1:] == list(run.names)
