"""Patterns of what members contribute: C1–C3, C13–C18."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coopsim.analysis.effect_size import cohens_d
from coopsim.analysis.intervals import UNKNOWN, Interval
from coopsim.calibration.pattern_runs import (
    Figures,
    apart,
    contrast,
    form_key,
    jackknifed,
    runs_of,
    share,
    times,
    under,
)
from coopsim.model.codes import PHASES
from coopsim.scenario import Scenario

OPEN: Final = "approaches.open_communication"
TRUST: Final = "parameters.trust_start"
STRANGERS, FRIENDS = 0.25, 0.7  #: initial trust of those who hardly know each other, and of those who do
ONE_MIND, FAR_APART = 0.05, 0.4  #: spread of opinion in the electorates
#: Months at which a new beginning is tried; a run counts at the first at which it stagnates.
RESTARTS: Final = (84, 120, 156)
STAGNATING: Final = PHASES.index("stagnating")


def contributions_fall(base: Scenario, runs: int, seed: int) -> Figures:
    """C1: without an approach or a binding form contributions fall over the first five years of joint work."""
    table = runs_of(base.with_({"governance": "informal_network"}), runs, seed).runs
    return {"falling": share(table.contribution_trend.dropna() < 0)}


def meetings_raise(base: Scenario, runs: int, seed: int) -> Figures:
    """C2: six formal meetings a year against none."""
    key = form_key(base, "meetings_per_year")
    return {"d": contrast(base, {key: 0.0}, {key: 6.0}, runs, seed)}


def identity_raises(base: Scenario, runs: int, seed: int) -> Figures:
    """C3: common identity 1 against 0."""
    return {"d": _approach(base, "approaches.common_identity", runs, seed)}


def _approach(base: Scenario, key: str, runs: int, seed: int) -> Interval:
    return contrast(base, {key: 0.0}, {key: 1.0}, runs, seed)


def spoken_beats_written(base: Scenario, runs: int, seed: int) -> Figures:
    """C13: six meetings with talk face to face, and six in writing, against six that are silent; 14 towns against 3."""
    large = under(base, "harz_region")
    spoken, written = _talk(base, 1.0, runs, seed), _talk(base, 0.0, runs, seed)
    return {"times": times(spoken, written), "larger": apart(_talk(large, 1.0, max(4, runs // 4), seed), spoken)}


def _talk(base: Scenario, face_to_face: float, runs: int, seed: int) -> Interval:
    """Meetings with talk against silent ones, six a year in the form that is sought and while they talk without it."""
    forms = [f"governance_models.{form}" for form in sorted({base.governance, "informal_network"})]
    meetings = {f"{form}.meetings_per_year": 6.0 for form in forms}
    silent = meetings | {"parameters.written": 0.0} | {f"{form}.face_to_face": 0.0 for form in forms}
    return contrast(base, silent, meetings | {f"{form}.face_to_face": face_to_face for form in forms}, runs, seed)


def honesty_raises(base: Scenario, runs: int, seed: int) -> Figures:
    """C14: open communication 1 against 0, and whether it does more than common identity (C3)."""
    honest, identity = (_approach(base, key, runs, seed) for key in (OPEN, "approaches.common_identity"))
    return {"d": honest, "above": apart(honest, identity)}


def talk_among_strangers(base: Scenario, runs: int, seed: int) -> Figures:
    """C15: open communication does more where there is little trust at first than where there is much."""
    low, high = (_approach(base.with_({TRUST: trust}), OPEN, runs, seed) for trust in (STRANGERS, FRIENDS))
    return {"apart": apart(low, high)}


def new_beginning(base: Scenario, runs: int, seed: int) -> Figures:
    """C16: the same stagnating runs with and without a study; contributions in the first and in the fourth year."""
    plain = runs_of(base, runs, seed, series=True, towns=True)
    chosen = np.full(runs, -1)
    for month in reversed([month for month in RESTARTS if month + 48 <= base.horizon_months]):
        chosen[plain.arrays.series["phase"][:, month - 1] == STAGNATING] = month
    soon: dict[str, list[Any]] = {"with": [], "without": []}
    late: dict[str, list[Any]] = {"with": [], "without": []}
    for month in sorted(set(chosen[chosen >= 0].tolist())):
        given = [row.model_dump(exclude_none=True) for row in base.impulses]
        tried = base.with_({"impulses": [*given, {"kind": "study", "month": month}]})
        renewed = runs_of(tried, runs, seed, series=True, towns=True)
        there = chosen == month
        member = plain.arrays.town_series["member"][there, month - 1] == 1
        for name, side in (("with", renewed), ("without", plain)):
            put_in = side.arrays.town_series["contribution"][there].astype(np.float64)
            for kept, window in ((soon, slice(month, month + 12)), (late, slice(month + 36, month + 48))):
                kept[name].append(np.where(member, put_in[:, window].mean(axis=1), np.nan))
    if sum(len(part) for part in soon["with"]) < 3:
        return {"d": UNKNOWN, "lost": UNKNOWN}
    first, fourth = ({name: np.concatenate(x) for name, x in kept.items()} for kept in (soon, late))
    gain, rest = (np.nansum(x["with"] - x["without"], axis=1) for x in (first, fourth))
    kept_share = jackknifed(rest, gain)
    lost = Interval(1 - kept_share.value, 1 - kept_share.high, 1 - kept_share.low)
    return {"d": cohens_d(first["with"], first["without"]), "lost": lost}


def rules_need_eyes(base: Scenario, runs: int, seed: int) -> Figures:
    """C17: a mandated association that watches fully against one that does not watch."""
    mandated = base.with_({"governance": "mandated_association"})
    key = form_key(mandated, "monitoring")
    return {"d": contrast(mandated, {key: 0.0}, {key: 1.0}, runs, seed)}


def delegates_follow(base: Scenario, runs: int, seed: int) -> Figures:
    """C18: electorates far apart against electorates of one mind, at the same mean."""
    key = "parameters.voter_spread"
    return {"d": contrast(base, {key: ONE_MIND}, {key: FAR_APART}, runs, seed)}
