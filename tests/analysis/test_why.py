"""Why two settings differ: parts add up, are those of known games, and go where the difference acts."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coopsim
from coopsim.analysis.measures import measure
from coopsim.analysis.why import OUTCOMES, _coalitions, _shapley, why
from coopsim.cli.main import main
from coopsim.figures.waterfall import waterfall
from coopsim.model.schedule import Schedule
from coopsim.report.why import rows, sentences
from coopsim.run.arguments import ArgumentError

HARZ = coopsim.load_scenario("harz").with_({"horizon_months": 120})
OTHER = HARZ.with_({"governance": "zweckverband", "approaches.co_design": 1.0})
RUNS = 40


def parts_of(game: Any, players: int) -> Any:
    """(m,) Shapley values of a game (from a mask to its worth), as the module finds them from all orders."""
    orders = np.array(list(permutations(range(players))))
    masks = _coalitions(orders, 1 << np.arange(players, dtype=np.int64))
    return _shapley(np.vectorize(game)(masks).astype(float), orders).mean(axis=0)


@pytest.mark.parametrize(
    ("game", "values"),
    [
        (lambda mask: 3.0 * (mask & 1) + 5.0 * (mask >> 1 & 1), (3, 5, 0)),  # each alone; the third adds nothing
        (lambda mask: float(mask & 3 == 3), (1 / 2, 1 / 2, 0)),  # only together
        (lambda mask: float(bin(mask).count("1") >= 2), (1 / 3, 1 / 3, 1 / 3)),  # majority
        (lambda mask: float(mask & 1 and mask & 6 != 0), (2 / 3, 1 / 6, 1 / 6)),  # one left glove, two right ones
    ],
)
def test_known_games(game: Any, values: tuple[float, ...]) -> None:
    assert parts_of(game, 3) == pytest.approx(values, abs=1e-12)


@given(st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16), st.permutations(range(4)))
def test_parts_of_any_game_add_up_in_any_order(worth: list[float], order: list[int]) -> None:
    orders = np.array([order])
    masks = _coalitions(orders, 1 << np.arange(4, dtype=np.int64))
    assert masks.shape == (1, 8) and masks[0, 0] == 0 and masks[0, 4] == 15
    parts = _shapley(np.array(worth)[masks], orders)
    assert parts.sum() == pytest.approx(worth[15] - worth[0], abs=1e-9 * (1 + max(map(abs, worth))))


@pytest.mark.parametrize("by", ["channels", "settings"])
def test_parts_add_up_to_the_difference_of_the_plain_runs(by: Any) -> None:
    found = why(HARZ, OTHER, RUNS, 2, by=by)
    for outcome in OUTCOMES:
        a, b = (measure(coopsim.simulate(x, RUNS, 2).runs, outcome, 120) for x in (HARZ, OTHER))
        assert (found.values[outcome] == np.column_stack([a, b])).all()
        assert found.parts[outcome].sum(axis=1) == pytest.approx(b - a, abs=1e-9)
    totals = found.totals.set_index("outcome")["difference"]
    assert found.table.groupby("outcome")["effect"].sum()[totals.index].to_numpy() == pytest.approx(totals.to_numpy())


@pytest.mark.parametrize(("key", "value", "channel"), [("actor_exchange", 1.0, "agenda"), ("setup_months", 40, "form")])
def test_an_attribute_that_is_read_in_one_step_acts_there_alone(key: str, value: Any, channel: str) -> None:
    model = HARZ.governance_models[HARZ.governance]
    own = {**model.model_dump(), "id": "own", key: value}
    a, b = (
        HARZ.with_({"governance_models": [row], "governance": "own"})
        for row in ({**own, key: getattr(model, key)}, own)
    )
    found = why(a, b, RUNS, outcomes=("effective",))
    assert found.players == (channel,)
    assert (found.parts["effective"][:, 0] == found.values["effective"][:, 1] - found.values["effective"][:, 0]).all()


def sets(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    s.alliance.own_impulses = 2 if w.scenario.competition > 0.5 else 1  # anew each month


def multiplies(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    s.alliance.own_impulses *= 3 if w.scenario.competition > 0.5 else 1


@pytest.mark.parametrize("compiled", [True, False])
def test_a_model_of_two_steps_is_split_as_by_hand(compiled: bool) -> None:
    schedule = Schedule((("sets", sets), ("multiplies", multiplies)))
    a, b = (HARZ.with_({"hindrances.competition": level, "horizon_months": 12}) for level in (0.0, 1.0))
    found = why(a, b, 3, outcomes=("own_impulses",), schedule=schedule, compiled=compiled)
    parts = dict(zip(found.players, found.parts["own_impulses"].T.tolist(), strict=True))
    assert found.values["own_impulses"].tolist() == [[1, 6]] * 3
    assert parts == {"start": [0] * 3, "sets": [2] * 3, "multiplies": [3] * 3}  # (1 + 3) / 2 and (2 + 4) / 2


def test_a_single_setting_gets_the_whole_difference() -> None:
    found = why(HARZ, HARZ.with_({"approaches.co_design": 1.0}), RUNS, by="settings", outcomes=("effective",))
    assert found.players == ("approaches.co_design",)
    assert found.acting("approaches.co_design") == ["levers", "agenda", "delivery"]
    assert found.table["effect"].tolist() == found.totals["difference"].tolist()


def test_settings_that_are_alike_leave_nothing_to_explain() -> None:
    found = why(HARZ, HARZ, 5)
    assert found.players == () and len(found.table) == 0 and (found.totals["difference"] == 0).all()
    assert [len(sentences(found, "works", lang)) for lang in ("en", "de")] == [1, 1]


def test_the_same_on_any_number_of_threads_and_anew() -> None:
    one, two = (why(HARZ, OTHER, 20, 4, threads=threads).table for threads in (1, 2))
    assert one.equals(two)
    assert not one.equals(why(HARZ, OTHER, 20, 5).table)


def test_an_outcome_that_some_run_lacks_is_refused() -> None:
    with pytest.raises(ArgumentError, match="month_end"):
        why(HARZ, OTHER, 5, outcomes=("month_end",))


@pytest.mark.parametrize("lang", ["en", "de"])
def test_sentences_name_what_can_be_told_from_zero_and_no_more(lang: str) -> None:
    found = why(HARZ, OTHER, 100, outcomes=("works", "added_value"))
    table = found.table.set_index(["outcome", "part"])
    for outcome in ("works", "added_value"):
        said = " ".join(sentences(found, outcome, lang))
        clear = table.loc[outcome]
        clear = clear[(clear["low"] > 0) | (clear["high"] < 0)]
        assert len(clear) and ".." not in said
    heads, cells = rows(found, lang)
    assert len(cells) == len(found.players) + 1 and {len(row) for row in cells} == {len(heads)}
    picture = waterfall(found, "works", lang=lang)
    assert picture.title and ("Waterfall" in picture.alt or "Wasserfall" in picture.alt)


def test_the_command_writes_tables_sentences_and_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "why",
        "harz",
        "--b",
        "zweckverband",
        "--b",
        "approaches.co_design=0.5",
        "--runs",
        "20",
        "--outcome",
        "works",
    ]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--lang", "de", "--out", str(tmp_path / "w")])
    assert not ended.value.code
    said = capsys.readouterr().out
    assert "Zweckverband statt Kooperationsgremium" in said and "Shapley" in said
    names = {path.name for path in (tmp_path / "w").rglob("*") if path.is_file()}
    assert {"parts.csv", "totals.csv", "why.md", "manifest.json", "why_works.svg", "why_de.html", "why_de.pdf"} <= names


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--b", "zweckverbund"], "Did you mean “zweckverband”?"),
        (["--b", "approaches.co_design=7"], "co_design"),
        (["--b", "governance=zweckverbund"], "zweckverband"),
        (["--b", "teaching/three_towns"], "town"),
        (["--b", "co_design", "--outcome", "month_end", "--runs", "5"], "month_end"),
        (["--b", "co_design", "--by", "wishes"], "channels"),
        (["--b", "co_design", "--out", __file__], "test_why.py"),
    ],
)
def test_one_clear_message(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["why", "harz", *words])
    said = capsys.readouterr().err
    assert ended.value.code == 2 and message in said and "Traceback" not in said
