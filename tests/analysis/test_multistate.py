"""Paths through the phases, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from fake_ensemble import phase_walk

from coopsim.analysis.multistate import paths, phase_shares, stays, transitions
from coopsim.model import codes

#: none, finding, finding, start; none ×4; finding, start, finding, start.
THREE = np.array([[0, 1, 1, 2], [0, 0, 0, 0], [1, 2, 1, 2]], np.int8)


def test_phase_shares_by_hand() -> None:
    found = phase_shares(np.array([[0, 1], [0, 3], [1, 3]])).pivot(index="month", columns="phase", values="share")
    assert found.loc[0, "none"] == pytest.approx(2 / 3) and found.loc[0, "finding"] == pytest.approx(1 / 3)
    assert found.loc[1, "implementation"] == pytest.approx(2 / 3) and found.loc[1, "none"] == 0
    assert np.allclose(found.sum(axis=1), 1)


def test_transitions_by_hand() -> None:
    found = transitions(THREE).set_index(["origin", "target"])
    assert found["count"].to_dict() == {("none", "finding"): 1, ("finding", "start"): 3, ("start", "finding"): 1}
    assert found["runs"].to_dict() == {("none", "finding"): 1, ("finding", "start"): 2, ("start", "finding"): 1}
    assert found["share"].tolist() == [1, 1, 1]
    # Run-months before the last: none 1 + 3, finding 2 + 2, start 1.
    assert found["per_year"].tolist() == [12 / 4, 12 * 3 / 4, 12.0]


def test_stays_by_hand() -> None:
    found = stays(THREE).set_index("phase")
    assert found.loc["none"].tolist() == pytest.approx([2 / 3, 1, 5 / 2])
    assert found.loc["finding"].tolist() == pytest.approx([2 / 3, 3 / 2, 4 / 3])
    assert found.loc["start"].tolist() == pytest.approx([2 / 3, 3 / 2, 1])


def test_paths_by_hand() -> None:
    found = paths(np.vstack([THREE, THREE[1:2]]))
    assert found.iloc[0].tolist() == ["none", 0.5]
    assert set(found["path"][1:]) == {"none → finding → start", "finding → start → finding → start"}


def test_moves_balance() -> None:
    """Who enters a phase less who leaves it is the change of its share."""
    phase = phase_walk(300, 100, 0.8, np.random.default_rng(1))
    found = transitions(phase)
    for code, name in enumerate(codes.PHASES):
        entered = found.loc[found["target"] == name, "count"].sum() - found.loc[found["origin"] == name, "count"].sum()
        assert entered == (phase[:, -1] == code).sum() - (phase[:, 0] == code).sum()
    assert stays(phase)["months"].mul(stays(phase)["visits"]).mul(stays(phase)["runs"]).sum() == pytest.approx(100)
