"""Figures: what they show, that the same data give the same bytes, that no text is clipped or runs into another."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_ensemble import fake_simulate

from coopsim.comparison import Comparison, compare, governance_by_approach
from coopsim.report import figures, style
from coopsim.scenario import load_scenario


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coopsim.ensemble.simulate", fake_simulate)
        return compare(governance_by_approach(load_scenario("harz").with_({"horizon_months": 72})), runs=100, seed=1)


@pytest.fixture(scope="module")
def still() -> Comparison:
    """Every run without talks: all shares, differences and intervals are at an end of their range."""

    def nothing(scenario: Any, **options: Any) -> Any:
        return fake_simulate(scenario.with_({"governance": "none", "approaches": {}}), **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coopsim.ensemble.simulate", nothing)
        return compare(governance_by_approach(load_scenario("harz"), None, ["all"]), runs=20, seed=1)


def drawn(comparison: Comparison, lang: str) -> list[Any]:
    return [
        figures.phase_figure(comparison, "none", lang),
        figures.incidence_figure(comparison, lang),
        figures.effects_figure(comparison, lang),
    ]


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

    figure.draw_without_rendering()
    found = [item for item in figure.findobj(Text) if item.get_text().strip() and item.get_visible()]
    ticks, shown = set(), set()
    for axis in figure.axes:
        for which, low, high in ((axis.xaxis, *axis.get_xlim()), (axis.yaxis, *sorted(axis.get_ylim()))):
            for tick in which.get_major_ticks():
                ticks |= {tick.label1, tick.label2}
                if low <= tick.get_loc() <= high:
                    shown.add(tick.label1)
    return [
        (item.get_text(), inked(item))
        for item in found
        if (item not in ticks or item in shown) and (item.axes is None or item.axes.get_visible())
    ]


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("which", ["comparison", "still"])
def test_no_text_is_clipped_or_overlaps(which: str, lang: str, request: pytest.FixtureRequest) -> None:
    with style.house_style():
        for figure in drawn(request.getfixturevalue(which), lang):
            found = texts_of(figure)
            assert len(found) >= 10
            page = figure.bbox
            outside = [
                words for words, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
            ]
            assert outside == []
            cores = [(words, box.shrunk(0.9, 0.8)) for words, box in found]
            clash = [(a[0], b[0]) for a, b in combinations(cores, 2) if a[1].overlaps(b[1])]
            assert clash == []


def test_same_bytes_and_real_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("coopsim.ensemble.simulate", fake_simulate)
    harz = load_scenario("harz").with_({"horizon_months": 72})
    comparison = compare(
        governance_by_approach(harz, ["zweckverband", "joint_agency"], ["common_objectives"]), runs=50, seed=1
    )
    one = figures.save_figures(comparison, tmp_path, "de")
    first = [path.read_bytes() for path in one]
    assert first == [path.read_bytes() for path in figures.save_figures(comparison, tmp_path, "de")]
    assert [path.suffix for path in one[:3]] == [".svg", ".pdf", ".png"] and len(one) == 9
    svg = next(path for path in one if path.name == "effects.svg").read_text(encoding="utf-8")
    assert "Gemeinsame Zielstellung" in svg and comparison.manifest["id"] in svg and "<dc:date>" not in svg
    pdf = next(path for path in one if path.name == "effects.pdf").read_bytes()
    assert b"/Type0" in pdf and b"CreationDate" not in pdf and b"/Type3" not in pdf


def test_users_settings_do_not_matter(comparison: Comparison) -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red"}), style.house_style():
        figure = figures.incidence_figure(comparison, "en")
    assert figure.axes[0].get_facecolor() != (1, 0, 0, 1) and mpl.rcParams["font.size"] == 10


def test_incidence_ends_at_the_share_that_stagnated(comparison: Comparison) -> None:
    with style.house_style():
        figure = figures.incidence_figure(comparison, "en")
    for axis, model in zip(figure.axes, comparison.governance, strict=True):
        for line, approach in zip(axis.lines, ("none", "all"), strict=True):
            runs = comparison.of((model, approach))
            assert line.get_ydata()[-1] == pytest.approx(runs["stagnated"].mean())
        never = [1 - comparison.of((model, name))["started"].mean() for name in ("none", "all")]
        heights = [bar.get_height() for bar in axis.patches if bar.get_height() != 1 or 1 in never]
        assert heights[-2:] == pytest.approx(never)


def test_effects_show_the_contrasts(comparison: Comparison) -> None:
    with style.house_style():
        figure = figures.effects_figure(comparison, "en")
    effects = comparison.effects()
    tables = [table for _, table in effects.groupby("governance", sort=False) if table["d_effective"].any()]
    axes = [axis for axis in figure.axes if axis.get_visible()]
    for axis, table in zip(axes, tables, strict=True):
        points = [line.get_xdata() for line in axis.lines if line.get_marker() == "o"]
        assert np.allclose(points[0], 100 * table["d_effective"])
