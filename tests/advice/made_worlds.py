"""Worlds made by hand: what a package comes to is a plain formula, so that the best packages are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coopsim.advice.aims import Question, question_of
from coopsim.advice.evaluation import Evaluations
from coopsim.advice.packages import Package, Space

#: Of each approach: by how much it lowers stagnation, and what it costs at strength 1.
EFFECTS = {
    "open_communication": (0.20, 0.60),
    "joint_priorities": (0.15, 0.20),
    "suitable_form": (0.05, 0.50),
    "interactive_formats": (-0.10, 0.30),
    "co_design": (0.10, 0.45),
    "common_objectives": (0.08, 0.10),
}


def stagnation_and_cost(package: Package) -> tuple[float, float]:
    """Linear in the approaches; the looser form costs less and stagnates more."""
    loose = package.governance == "working_community"
    stagnates, cost = (0.75, 0.5) if loose else (0.60, 1.0)
    for name, use in package.uses.items():
        effect, price = EFFECTS[name]
        stagnates -= use.strength * effect
        cost += use.strength * price
    return stagnates, cost


class MadeWorlds:
    """Stands in for ``Worlds``; counts what is simulated."""

    def __init__(self) -> None:
        self.simulated: list[tuple[Package, int, int]] = []

    def all(self, packages: Sequence[Package], each: int, seed: int, found: Callable[[Any], Any]) -> list[Any]:
        """A row as of ``Evaluations`` for each package: stagnates, cost, share of the worlds in which it holds."""
        self.simulated += [(package, each, seed) for package in packages]
        return [np.array([*stagnation_and_cost(package), 1.0]) for package in packages]


def made_space(strengths: tuple[float, ...] = (0.0, 1.0)) -> Space:
    """All packages of the approaches above under two forms, without timing."""
    forms = ("working_community", "zweckverband")
    return Space(forms, tuple(EFFECTS), strengths, starts=(0,), spans=(None,), triggers=(None,))


def made_question(limits: Sequence[str] = ()) -> Question:
    """Stagnation below 30 of 100, and cost."""
    return question_of(["stagnation<30"], limits)


def made_evaluations(limits: Sequence[str] = (), strengths: tuple[float, ...] = (0.0, 1.0), file: Any = None) -> Any:
    """Evaluations in worlds made by hand."""
    worlds: Any = MadeWorlds()
    return Evaluations(worlds, made_question(limits), made_space(strengths), 1, file)
