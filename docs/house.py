"""Draws the house from the imports of the package: ``python docs/house.py`` writes docs/images/house.svg.

A room is a folder of the package, a cell in it a module, as wide as it is long.  Which room stands on which is a
contract in pyproject.toml that ``lint-imports`` holds the code to.  A line runs from a room to one that it uses, unless
the way through other rooms says so already.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import grimp
import matplotlib
import networkx as nx

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path as MplPath

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "coopsim"
WIDTH, HEIGHT, GAP = 100.0, 1.0, 0.34  # of a floor, and between two
NAME: Final = 17.0  # width of the place for a room's name

#: What rooms are for, and the colour that says so.
KINDS: Final = {
    "ground": ("#8c8c8c", ("texts", "folders")),
    "the model": ("#0072b2", ("model", "submodels", "compiler", "scenario")),
    "many runs": ("#009e73", ("run", "browser", "experiment")),
    "numbers": ("#cc79a7", ("analysis", "calibration", "advice")),
    "words and pictures": ("#e69f00", ("story", "figures", "report")),
    "doors for people": ("#d55e00", ("cli", "inspect", "workshop")),
}


def rooms() -> list[str]:
    """Rooms from the ground up, as the contract names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in project["tool"]["importlinter"]["contracts"] if one["id"] == "rooms")
    return [name for name in contract["layers"][::-1] if (PACKAGE / name).is_dir()]


def imports() -> nx.DiGraph:
    """Which room uses which."""
    graph = grimp.build_graph("coopsim", cache_dir=None)
    found: Any = nx.DiGraph()
    found.add_nodes_from(rooms())
    for module in graph.modules:
        for used in graph.find_modules_directly_imported_by(module):
            a, b = (name.split(".")[1] if "." in name else "" for name in (module, used))
            if a != b and a in found and b in found:
                found.add_edge(a, b)
    return found


def lines(room: str) -> list[int]:
    """Lines of each module of a room, the longest first."""
    files = (PACKAGE / room).rglob("*.py")
    return sorted((len(file.read_text(encoding="utf-8").splitlines()) for file in files), reverse=True)


def draw(path: Path) -> None:
    """Write the picture to a file."""
    plt.rcParams.update({"font.family": "sans-serif", "svg.fonttype": "none", "svg.hashsalt": "house"})
    plan = rooms()
    figure, axes = plt.subplots(figsize=(11, 0.62 * len(plan) + 0.9))
    colours = {room: colour for colour, kind in KINDS.values() for room in kind}
    heights = {room: k * (HEIGHT + GAP) for k, room in enumerate(plan)}
    scale = (WIDTH - NAME) / max(sum(lines(room)) for room in plan)
    for room in plan:
        _room(axes, room, heights[room], scale, colours[room])
    _lines(axes, nx.transitive_reduction(imports()), heights, colours)
    _legend(axes, len(plan) * (HEIGHT + GAP))
    axes.set_axis_off()
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)


def _room(axes: Axes, room: str, bottom: float, scale: float, colour: str) -> None:
    sizes = lines(room)
    outline = {
        "boxstyle": "round,pad=0,rounding_size=0.15",
        "facecolor": "white",
        "edgecolor": colour,
        "linewidth": 1.4,
    }
    axes.add_patch(FancyBboxPatch((0, bottom), NAME + scale * sum(sizes), HEIGHT, **outline))
    axes.text(0.8, bottom + 0.62, room, weight="bold", size=10, va="center", color="#222222")
    axes.text(0.8, bottom + 0.25, f"{sum(sizes)} lines, {len(sizes)} modules", size=6.5, va="center", color="#555555")
    place = NAME
    for size in sizes:
        cell = Rectangle((place, bottom + 0.14), scale * size, HEIGHT - 0.28, fc=colour, alpha=0.55, ec="white", lw=0.7)
        axes.add_patch(cell)
        place += scale * size


def _lines(axes: Axes, uses: nx.DiGraph, heights: dict[str, float], colours: dict[str, str]) -> None:
    """Draw who uses whom, left of the rooms: the further apart, the further out."""
    moves = [MplPath.MOVETO, *[MplPath.CURVE4] * 3]
    for user, used in sorted(uses.edges):
        top, bottom = heights[user] + 0.3, heights[used] + 0.7
        out = -2.2 * (top - bottom) ** 0.8
        curve = MplPath([(-0.2, top), (out, top), (out, bottom), (-0.4, bottom)], moves)
        style = {"color": colours[user], "linewidth": 1.1, "alpha": 0.85, "fill": False}
        axes.add_patch(FancyArrowPatch(path=curve, arrowstyle="-|>", mutation_scale=8, **style))


def _legend(axes: Axes, height: float) -> None:
    place = 0.0
    for kind, (colour, _) in KINDS.items():
        axes.add_patch(Rectangle((place, height + 0.1), 1.4, 0.32, fc=colour, alpha=0.55, ec=colour))
        axes.text(place + 2, height + 0.26, kind, size=8, va="center", color="#222222")
        place += 18
    axes.set_xlim(-14, WIDTH + 4)
    axes.set_ylim(-0.2, height + 0.6)


if __name__ == "__main__":
    draw(ROOT / "docs" / "images" / "house.svg")
