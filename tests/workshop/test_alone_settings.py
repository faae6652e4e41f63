"""The page without a server accepts the settings that the program accepts, and refuses the others (needs Node)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import in_node
import pytest
from conftest import made_setup
from hypothesis import given
from hypothesis import strategies as st

from coopsim.model import codes
from coopsim.scenario import catalogue, load_scenario
from coopsim.scenario.rows import ApproachSetting, Impulse
from coopsim.workshop import alone_data, questions
from coopsim.workshop.alone_schema import side_schema
from coopsim.workshop.limits import MOST_IMPULSES, MOST_LETTERS
from coopsim.workshop.messages import RefusedError

DOOR = """import { byId } from "./dom.js";
import { Setting } from "./setting.js";
const { about, regions } = JSON.parse(byId("coopsim-data").textContent);
const post = async (path, { region, months, b }) => new Setting(about, regions.find(({ name }) => name === region.name), b, months).problems;
globalThis.door = { post };
"""
REGION = "harz"
MONTHS = 120


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    return {"about": alone_data._about(), "regions": [alone_data._region(REGION, load_scenario(REGION))]}


def sent(value: Any) -> Any:
    """A value as a browser sends it: there 24.0 is 24."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: sent(one) for key, one in value.items()}
    return [sent(one) for one in value] if isinstance(value, list) else value


def refused(setup: dict[str, Any]) -> list[str]:
    """What the program says against settings; nothing if it takes them."""
    try:
        questions.read(questions.sides, json.dumps(setup).encode())
    except RefusedError as error:
        return [problem["en"] for problem in error.args[0]["problems"]]
    return []


def differing(folder: Path, setups: list[dict[str, Any]]) -> tuple[list[Any], int]:
    """Settings on which page and program do not agree, with what each says, and how many both refuse."""
    asked = [{"path": "api/setting", "body": setup} for setup in setups]
    pairs = [
        (found, refused(setup))
        for (found,), setup in zip(in_node.asked(folder, DOOR, content(), asked), setups, strict=True)
    ]
    wrong = [
        (setup["b"], setup["months"], *pair)
        for setup, pair in zip(setups, pairs, strict=True)
        if bool(pair[0]) != bool(pair[1])
    ]
    return wrong, sum(bool(theirs) and bool(ours) for theirs, ours in pairs)


UNFIT: list[Any] = [None, True, "0.5", {}, [], -1, 1e308, -0.5, 0.5, 1.5]
LONG = ["ä" * MOST_LETTERS, "🏛" * MOST_LETTERS, "a" * (MOST_LETTERS + 1)]
MOMENTS = [
    0,
    1,
    MONTHS - 1,
    MONTHS,
    1200,
    1201,
    "2021-07",
    "2021-08",
    "2031-07",
    "2121-08",
    "2121-09",
    "1899-12",
    "1921-07",
    "2199-12",
    "2200-01",
    "2024-13",
    "2024-1",
    "2024-01\n",
]


def chosen(*fits: Any) -> st.SearchStrategy[Any]:
    """Mostly one of the values, now and then one of another kind."""
    return st.one_of(*[st.sampled_from(fits)] * 7, st.sampled_from(UNFIT))


moments = chosen(*MOMENTS[:3], *MOMENTS[:3], *MOMENTS)
shares = st.one_of(chosen(0, 1, 0.25, 1.0), st.floats(0, 1, allow_subnormal=False))
uses = st.one_of(
    st.fixed_dictionaries(
        {}, optional={"strength": shares, "start": moments, "end": moments, "trigger": shares, "x": shares}
    ),
    shares,
    chosen({}, {"strength": 1}),
)
letters = st.text(st.characters(exclude_categories=()), max_size=4)
impulses = st.fixed_dictionaries(
    {"kind": chosen(*codes.IMPULSES, *codes.IMPULSES, "flood")},
    optional={
        "id": chosen("a", "b", "", "A", "a" * 40, "a" * 41),
        "month": moments,
        "rate_per_year": chosen(0.1, 12, 0, 12.5),
        "strength": shares,
        "duration_months": chosen(1, 600, 601, 0, 1.5),
        "municipality": chosen("halberstadt", "quedlinburg", "goslar"),
        "area": chosen(*codes.AREAS, "sports"),
        "source": st.one_of(
            letters,
            chosen("a", "\n\t", "\r", "\u202e", *LONG),
        ),
    },
)
possible = impulses.map(lambda row: row if "month" in row or "rate_per_year" in row else row | {"month": 5})
sides = st.fixed_dictionaries(
    {"governance": chosen(*catalogue.governance_models(), *catalogue.governance_models(), "", "kingdom")},
    optional={
        "approaches": st.one_of(
            st.dictionaries(chosen(*codes.APPROACHES).filter(lambda name: isinstance(name, str)), uses, max_size=2),
            chosen({}),
        ),
        "hindrances": st.one_of(
            st.dictionaries(st.sampled_from([*catalogue.hindrances(), "weather"]), shares, max_size=2), chosen({})
        ),
        "impulses": st.one_of(
            st.lists(possible, max_size=2),
            chosen(
                [],
                [{"kind": "study", "month": 1}] * MOST_IMPULSES,
                [{"kind": "study", "month": 1}] * (MOST_IMPULSES + 1),
            ),
        ),
    },
)
setups = st.builds(
    lambda b, months: sent(made_setup() | {"months": months, "b": b}),
    sides,
    chosen(MONTHS, MONTHS, MONTHS, 12, 11, 600, 601).filter(lambda months: not isinstance(months, dict | list)),
)


def single_changes() -> Iterator[dict[str, Any]]:
    """Settings that differ from fitting ones in one value: every key of every table with every value there is."""
    own = made_setup()["b"]
    study = {"kind": "study", "month": 5}
    values = [*UNFIT, *MOMENTS, *LONG, 2, 12, 13, 600, 601, "a", "halberstadt", "supply", "study", "\r"]
    for value in map(sent, values):
        for table in ("governance", "approaches", "hindrances", "impulses", "towns"):
            yield own | {table: value}
        yield own | {"approaches": {"co_design": value}}
        yield own | {"hindrances": {"competition": value}}
        yield own | {"impulses": [value]}
        for key in (*ApproachSetting.model_fields, "x"):
            yield own | {"approaches": {"co_design": {"start": 2, "end": 90} | {key: value}}}
        for key in (*Impulse.model_fields, "x"):
            yield own | {"impulses": [study | {key: value}]}
        yield own | {"impulses": [{"kind": "study", "rate_per_year": value}]}
    yield own | {"impulses": [{"month": 5}]}
    yield own | {"impulses": [study | {"id": "a"}, study | {"id": "a"}]}
    for key in own:
        yield {name: value for name, value in own.items() if name != key}


def test_page_and_program_agree_on_every_key(tmp_path: Path) -> None:
    every = [made_setup() | {"months": MONTHS, "b": b} for b in single_changes()]
    wrong, both_refuse = differing(tmp_path, every)
    assert wrong == []
    assert both_refuse > 50 and len(every) - both_refuse > 50


@given(st.lists(setups, min_size=20, max_size=20))
def test_page_and_program_agree(tmp_path: Path, found: list[dict[str, Any]]) -> None:
    assert differing(tmp_path, found)[0] == []


@pytest.mark.parametrize("table", ["approaches", "hindrances"])
def test_the_page_knows_what_the_program_knows(table: str) -> None:
    known = getattr(catalogue, table)()
    assert list(side_schema()["properties"][table]["properties"]) == list(known)
