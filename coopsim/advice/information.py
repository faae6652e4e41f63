"""What would decide it: which unknown of a region would change the choice of a package most if it were known.

What a scenario leaves out is drawn anew in every run, and how large hindrances are is a judgement.  Where the best
choice depends on such an unknown, knowing it is worth the gain of choosing by it (expected value of partial perfect
information; Strong, Oakley & Brennan 2014, Medical Decision Making 34: 311–326): the outcome of each package is
regressed on the unknown, the choice is made by the regression, and what it gains is measured on runs that the
regression has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.advice.aims import Question
from coopsim.advice.packages import Package
from coopsim.advice.worlds import Worlds
from coopsim.analysis.intervals import columns_of, mean, together
from coopsim.model.codes import AREAS, HINDRANCES, TYPES
from coopsim.scenario.catalogue import hindrances

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

JUDGED: Final = 0.3  #: how far a hindrance may lie from the level that a scenario gives
DEGREE: Final = 2  #: of the polynomial of an unknown's rank
_TOWN: Final = ("fiscal_strength", "staff", "competition", "voter_pressure", "experience", "recognition", "identity")
_OF_STATE: Final = {"fiscal_strength": "fiscal"}  # what they are called in the state


class Unknown(NamedTuple):
    """Something that a scenario leaves open.

    Attributes:
        key: what to set in the scenario once it is known (``answers.merged`` takes it).
        kind: the text that asks for it.
        names: what goes into the text: towns, a function area.
        values: words, or the least and the most of numbers that it can be.
        read: its value in the state at the beginning of a run; None where it is drawn for a world instead.
    """

    key: str
    kind: str
    names: tuple[str, ...]
    values: tuple[str, ...] | tuple[float, float]
    read: Callable[[Any], float] | None


def unknowns(scenario: Scenario) -> list[Unknown]:
    """All that a scenario leaves open and that a region could find out."""
    found: list[Unknown] = []
    towns = sorted(scenario.municipalities, key=lambda town: town.id)
    for i, town in enumerate(towns):
        key = f"municipalities.{town.id}"
        for name in _TOWN:
            if getattr(town, name) is None:
                field = _OF_STATE.get(name, name)
                bounds = {"fiscal_strength": (-2000.0, 10_000.0), "staff": (0.0, 100.0)}.get(name, (0.0, 1.0))
                found.append(Unknown(f"{key}.{name}", name, (town.id,), bounds, _of_town(i, field)))
        for which in ("need", "endowment"):
            for a, area in enumerate(AREAS):
                if getattr(getattr(town, which), area) is None:
                    read = _of_matrix(which, i, a)
                    found.append(Unknown(f"{key}.{which}.{area}", which, (town.id, area), (0.0, 1.0), read))
        if town.mayor.attitude is None:
            found.append(
                Unknown(f"{key}.mayor.attitude", "attitude", (town.id,), (-1.0, 1.0), _of_office(i, "attitude"))
            )
        if town.mayor.type is None:
            found.append(Unknown(f"{key}.mayor.type", "type", (town.id,), TYPES, _of_office(i, "type")))
        for j, other in enumerate(towns):
            if i != j and scenario.initial_trust(town.id, other.id) is None:
                key_of = f"ties.trust.{town.id}.{other.id}"
                found.append(Unknown(key_of, "trust", (town.id, other.id), (0.0, 1.0), _of_matrix("trust", i, j)))
    if scenario.land.supportive is None:
        found.append(Unknown("land.supportive", "land", (), (0.0, 1.0), lambda s: float(s.alliance.land_support)))
    found += [Unknown(f"hindrances.{name}", "hindrance", (name,), (0.0, 1.0), None) for name in HINDRANCES]
    return found


def _of_town(i: int, field: str) -> Callable[[Any], float]:
    return lambda s: float(s.town[i][field])


def _of_office(i: int, field: str) -> Callable[[Any], float]:
    return lambda s: float(s.office[i][field])


def _of_matrix(which: str, i: int, j: int) -> Callable[[Any], float]:
    return lambda s: float(getattr(s, which)[i, j])


def hindrance_levels(
    scenario: Scenario, worlds: int, seed: int, answered: Collection[str] = ()
) -> list[dict[str, float]]:
    """For each world the level of every hindrance: around what the scenario says, and anything where nothing is known.

    Nothing is known where the level is the one that the catalogue gives in that case; what a region has ``answered``
    (keys) is as it says.
    """
    rng, drawn = np.random.default_rng(seed), {}
    for name, row in hindrances().items():
        level = scenario.hindrance(name)
        low, high = (0.0, 1.0) if level == row.unknown else (max(0.0, level - JUDGED), min(1.0, level + JUDGED))
        if f"hindrances.{name}" in answered:
            low = high = level
        drawn[f"hindrances.{name}"] = rng.uniform(low, high, worlds).tolist()
    return [{key: levels[world] for key, levels in drawn.items()} for world in range(worlds)]


class Gain(NamedTuple):
    """What knowing one thing is worth: by run (R,), and how often another package is then chosen."""

    by_run: Any
    moved: float


def gain_of_knowing(known: Any, values: Any, words: bool = False) -> Gain:
    """What choosing by an unknown adds to choosing once and for all.

    ``known`` (R,) is its value in each run, ``values`` (R, D) what each choice brings there (more is better);
    ``words``: values of ``known`` are kinds and no amounts.  One half of the runs learns, the other measures, both ways
    round; the gain can come out below zero where there is nothing to learn.
    """
    by_run, moved = np.zeros(len(values)), 0.0
    for half in (0, 1):
        learning, measuring = np.arange(len(values)) % 2 == half, np.arange(len(values)) % 2 != half
        expected = _regression(known[learning], values[learning], words)(known[measuring])
        once, chosen = int(values[learning].mean(axis=0).argmax()), expected.argmax(axis=1)
        seen = values[measuring]
        by_run[measuring] = seen[np.arange(len(seen)), chosen] - seen[:, once]
        moved += float((chosen != once).mean()) / 2
    return Gain(by_run, moved)


def _regression(known: Any, values: Any, words: bool) -> Callable[[Any], Any]:
    """A function from values of an unknown (N,) to what is expected of each choice there (N, D)."""
    if words:
        kinds = np.unique(known)
        means = np.array([values[known == kind].mean(axis=0) for kind in kinds])
        return lambda x: means[np.searchsorted(kinds, x).clip(max=len(kinds) - 1)]
    order, degree = np.sort(known), min(DEGREE, len(np.unique(known)) - 1)

    def place(x: Any) -> Any:
        return np.searchsorted(order, x) / len(order) - 0.5

    slopes = np.polynomial.polynomial.polyfit(place(known), values, degree)
    return lambda x: np.polynomial.polynomial.polyval(place(x), slopes).T


def advised(known: Any, values: Any, words: bool) -> list[int]:
    """Which choice to take at low, middle and high values of an unknown (or at each of its kinds), by all runs."""
    places = np.unique(known) if words else np.quantile(known, (0.1, 0.5, 0.9))
    return [int(place) for place in _regression(known, values, words)(places).argmax(axis=1)]


def value_of_information(
    worlds: Worlds,
    question: Question,
    packages: Sequence[Package],
    each: int,
    seed: int,
    answered: Collection[str] = (),
) -> pd.DataFrame:
    """What each unknown is worth, the most first.

    ``worlds`` are those of the advice; here the hindrances are drawn for each of them, too, save what is ``answered``
    (keys).  Columns ``key``, ``kind``, ``names``, ``values``; ``worth``: by how much the share of runs in which all
    aims and limits are met (``Question.met``) rises if it is known before choosing among ``packages``, with ``_low``
    and ``_high`` over worlds, which hold for all unknowns together; ``moved``: how often another package is then
    chosen; ``choices``: places of the packages to choose where it is low, middling, high, or of each kind.
    """
    import pandas as pd

    scenario = worlds.scenario
    drawn = hindrance_levels(scenario, len(worlds), seed, answered)
    varied = Worlds(scenario, worlds.sets, worlds.threads, drawn)
    values = np.column_stack(varied.all(packages, each, seed, question.met)).astype(np.float64)
    asked = unknowns(scenario)
    starts = varied.beginnings(packages[0], each, seed, [one.read for one in asked if one.read is not None])
    column = iter(range(starts.shape[1]))
    rows: list[dict[str, Any]] = []
    for one in asked:
        of_worlds = one.read is None
        known = np.repeat([levels[one.key] for levels in drawn], each) if of_worlds else starts[:, next(column)]
        if len(np.unique(known)) < 2:
            continue
        words = isinstance(one.values[0], str)
        gain = gain_of_knowing(known, values, words)
        row: dict[str, Any] = {"key": one.key, "kind": one.kind, "names": one.names, "values": one.values}
        row |= columns_of("worth", mean(gain.by_run.reshape(len(worlds), -1).mean(axis=1), together(len(asked))))
        rows.append(row | {"moved": gain.moved, "choices": advised(known, values, words)})
    return pd.DataFrame(rows).sort_values("worth", ascending=False, ignore_index=True)
