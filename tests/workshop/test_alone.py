"""The page without a server answers as the server does: the same numbers to 5 digits, the same sentences (needs Node)."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import in_node
import pytest
from conftest import made_setup

from coopsim.browser.module import module
from coopsim.report.differences import differences
from coopsim.scenario import list_scenarios, load_scenario
from coopsim.workshop.alone_data import page_content
from coopsim.workshop.contrast import contrast, effects, figures, levers, pulled
from coopsim.workshop.one_run import Kind, chosen_run, run_frames
from coopsim.workshop.runs import join, simulate_block
from coopsim.workshop.sentences import sentences
from coopsim.workshop.settings import Setup, scenarios

RUNS = 100
DOOR = 'import { get, post, stream } from "./server.js";\nglobalThis.door = { get, post, stream };\n'


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    found = page_content({name: load_scenario(name) for name in list_scenarios()}, "harz", module())
    found["start"]["stages"] = [RUNS]
    found["about"]["lever_stages"] = [RUNS]
    return found


def asked(folder: Path, questions: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """What the page answers to questions, each with its path and body."""
    return in_node.asked(folder, DOOR, content(), questions)


def by_python(setup: dict[str, Any]) -> dict[str, Any]:
    """The server's answer on the first runs."""
    a, b = (join(side, [simulate_block(side, 0, RUNS)]) for side in scenarios(Setup.model_validate(setup)))
    changes = differences(a.scenario, b.scenario)
    found = contrast(a, b, figures(a), figures(b))
    words = {"sentences": sentences(a, b, changes), "differences": [change.text for change in changes]}
    plain: dict[str, Any] = json.loads(json.dumps({"kind": "answer", **found, **words}))
    return plain


def differing(found: Any, expected: Any, where: str = "") -> list[str]:
    """Places in which two answers differ by more than the last digit that is shown."""
    if isinstance(expected, dict) and isinstance(found, dict) and found.keys() == expected.keys():
        return [place for key in expected for place in differing(found[key], expected[key], f"{where}.{key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        pairs = enumerate(zip(found, expected, strict=True))
        return [place for k, (one, other) in pairs for place in differing(one, other, f"{where}[{k}]")]
    numbers = isinstance(expected, int | float) and isinstance(found, int | float)
    if found == expected or (numbers and math.isclose(found, expected, rel_tol=2e-5, abs_tol=1e-12)):
        return []
    return [f"{where}: {found!r}, not {expected!r}"]


def setups() -> list[dict[str, Any]]:
    """Settings of every kind that the page can change, over several regions and horizons."""
    own = made_setup()
    names = list(load_scenario("harz").approaches)
    use = {names[0]: {"strength": 0.6, "start": 24, "end": 96, "trigger": 0.4}, names[3]: {"strength": 1}}
    struck = [
        {"kind": "new_mayor", "month": 24, "municipality": load_scenario("harz").municipalities[0].id},
        {"kind": "subsidy", "rate_per_year": 0.1, "strength": 0.5, "duration_months": 24},
        {"kind": "facilitator", "month": 12, "strength": 1},
    ]
    levels = dict.fromkeys(own["a"]["hindrances"], 0.35)
    found = [
        made_setup(governance="zweckverband"),
        made_setup(),
        made_setup(approaches=use),
        made_setup(approaches=use, governance="informal_network", hindrances=levels),
        made_setup(impulses=struck),
        made_setup(governance="none") | {"months": 360},
    ]
    for region, months in (("altmark", 240), ("teaching/town_leaves", 60), ("teaching/funding_cliff", 300)):
        from coopsim.workshop.settings import settings_of

        settings = settings_of(load_scenario(region))
        other = settings | {"governance": "informal_network", "approaches": {names[1]: {"strength": 1}}}
        found.append({"region": {"name": region}, "months": months, "a": settings, "b": other})
    return found


@pytest.mark.slow
def test_answers_are_those_of_the_server(tmp_path: Path) -> None:
    every = setups()
    found = asked(tmp_path, [{"path": "api/compare", "body": setup} for setup in every])
    wrong = []
    for setup, messages in zip(every, found, strict=True):
        answer = next((message for message in messages if message.get("kind") == "answer"), messages)
        wrong += differing(answer, by_python(setup), setup["region"]["name"])
    assert wrong == []


@pytest.mark.slow
def test_levers_are_those_of_the_server(tmp_path: Path) -> None:
    setup = made_setup(governance="zweckverband")
    ((*messages,),) = asked(tmp_path, [{"path": "api/levers", "body": {"setup": setup, "side": "b"}}])
    found = {(m["lever"]["kind"], m["lever"]["name"]): m for m in messages if m["kind"] == "lever"}
    base = scenarios(Setup.model_validate(setup))[1]
    before = join(base, [simulate_block(base, 0, RUNS)])
    wrong = []
    for lever in levers(base):
        scenario = pulled(base, lever)
        after = join(scenario, [simulate_block(scenario, 0, RUNS)])
        expected = json.loads(json.dumps({"kind": "lever", **effects(lever, before, after)}))
        wrong += differing(found.pop((lever.kind, lever.name)), expected, lever.name)
    assert wrong == [] and found == {}


@pytest.mark.slow
def test_one_run_is_that_of_the_server(tmp_path: Path) -> None:
    setup = made_setup(governance="zweckverband")
    kinds: list[Kind] = ["typical", "stagnated", "failed", "succeeded"]
    wanted = [(side, kind, skip) for side in ("a", "b") for kind in kinds for skip in (0, 3)]
    bodies = [{"setup": setup, "side": side, "kind": kind, "skip": skip} for side, kind, skip in wanted]
    found = asked(tmp_path, [{"path": "api/run", "body": body} for body in bodies])
    both = dict(zip("ab", scenarios(Setup.model_validate(setup)), strict=True))
    runs = {side: join(scenario, [simulate_block(scenario, 0, RUNS)]) for side, scenario in both.items()}
    for (side, kind, skip), (answer,) in zip(wanted, found, strict=True):
        number = chosen_run(kind, skip, runs[side])
        assert answer.get("run") == number
        if skip == 0 and number is not None:
            expected = json.loads(json.dumps(run_frames(both[side], number) | {"entries": []}))
            assert differing(answer, expected) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"governance": "kingdom"}, "governance"),
        ({"approaches": {"magic": {"strength": 1}}}, "magic"),
        ({"hindrances": {"inexperience": 1.5}}, "inexperience"),
        ({"impulses": [{"kind": "scandal", "month": 500}]}, "0 to 119"),
        ({"impulses": [{"kind": "scandal"}]}, "impulses[1]"),
    ],
)
def test_what_the_program_refuses_is_refused(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    setup = made_setup(**changes)
    with pytest.raises(Exception):  # noqa: B017 (of several kinds)
        scenarios(Setup.model_validate(setup))
    ((answer,),) = asked(tmp_path, [{"path": "api/compare", "body": setup}])
    assert words in answer["problems"][0]["en"]
