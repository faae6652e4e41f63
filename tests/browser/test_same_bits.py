"""The module gives what Python gives, to the last bit (needs Node, and LLVM's linker where the module is not there)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from doors import differing, in_node, lay_out

from coopsim.browser.layout import described
from coopsim.browser.module import module
from coopsim.scenario import list_scenarios, load_scenario

MOST = 2_000_000  # bytes of the module when it is packed


def harz_as(*forms: str) -> list[Any]:
    return [load_scenario("harz").with_({"governance": form}) for form in forms]


def test_two_forms_of_the_harz(tmp_path: Path) -> None:
    scenarios = harz_as("zweckverband", "informal_network")
    lay_out(tmp_path, scenarios, runs=60, first=2**32 - 30)
    assert in_node(tmp_path)["cancelled"] == "AbortError"
    assert differing(tmp_path, scenarios, 60, 2**32 - 30) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_in_every_form(name: str, tmp_path: Path) -> None:
    own = load_scenario(name)
    scenarios = [own, *(own.with_({"governance": form}) for form in own.governance_models if form != own.governance)]
    lay_out(tmp_path, scenarios, runs=3)
    in_node(tmp_path)
    assert differing(tmp_path, scenarios, 3) == []


@pytest.mark.slow
def test_the_module_needs_nothing_and_is_small() -> None:
    import gzip

    content = module()
    assert content.startswith(b"\0asm\1\0\0\0") and len(gzip.compress(content)) < MOST
    assert b"env" not in content[:200]  # what it would import stands in front


def test_the_table_has_a_slot_for_everything() -> None:
    found = described()
    assert found["places"]["rows"]["columns"]["months_effective"][1] == "i4"
    slots = sorted(place["slot"] for place in found["places"].values())
    assert len(set(slots)) == len(slots) and slots[-1] + 3 < found["size"]
