"""Packages: codes, what they say of a scenario, and what is open to choice."""

from __future__ import annotations

import numpy as np
import pytest

from coopsim.advice.packages import GENES, Package, Space, Use, space_of
from coopsim.model.codes import APPROACHES
from coopsim.scenario import load_scenario
from coopsim.texts import UserError


def test_a_code_becomes_a_package_and_a_scenario() -> None:
    space = space_of(load_scenario("harz"))
    code = np.zeros(len(space.most), np.int64)
    code[0] = space.forms.index("zweckverband")
    code[1 + GENES * APPROACHES.index("co_design") :][:GENES] = (2, 1, 2, 1)
    package = space.package(code)
    assert package == Package("zweckverband", {"co_design": Use(0.5, 12, 72, 0.5)})
    case = package.on(load_scenario("harz").with_({"approaches.open_communication": 1.0}))
    assert case.governance == "zweckverband" and case.approaches["open_communication"].strength == 0
    use = case.approaches["co_design"]
    assert (use.strength, use.start, use.end, use.trigger) == (0.5, 12, 72, 0.5)


def test_what_is_not_used_has_no_timing() -> None:
    space = Space(("zweckverband",), ("co_design",))
    assert space.plain([[0, 0, 3, 1, 2]]).tolist() == [[0, 0, 0, 0, 0]]
    assert space.plain([[0, 2, 3, 1, 2]]).tolist() == [[0, 2, 3, 1, 2]]
    assert space.size == 1 + 4 * 6 * 4 * 3


def test_first_codes_hold_nothing_all_and_each_alone() -> None:
    space = space_of(load_scenario("harz"))
    codes = space.first(100, np.random.default_rng(1))
    counts = (codes[:, 1::GENES] > 0).sum(axis=1)
    forms = len(space.forms)
    assert counts[: 11 * forms].tolist() == [0] * forms + [9] * forms + [1] * 9 * forms
    assert len(codes) == 100 and len(space.first(3, np.random.default_rng(1))) == 11 * forms
    assert (codes <= space.most).all() and (codes >= 0).all()


def test_only_what_members_can_choose_is_open() -> None:
    harz = load_scenario("harz")
    forms = space_of(harz).forms
    assert "mandated_association" not in forms and "none" not in forms and "zweckverband" in forms
    assert space_of(harz, ["mandated_association"]).forms == ("mandated_association",)
    assert max(space_of(harz.with_({"horizon_months": 48})).starts) < 48
    with pytest.raises(UserError, match="zweckverband"):
        space_of(harz, ["zweckverbund"])
    with pytest.raises(UserError, match="co_design"):
        space_of(harz, None, ["codesign"])
