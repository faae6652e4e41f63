"""Experiment files: what they can say, and what a faulty one is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SMALL, Write

from coopsim.experiment import ExperimentError, list_experiments, load_experiment
from coopsim.model.parameters import PARAMETERS
from coopsim.scenario.errors import ScenarioError


def faults(path: Path) -> str:
    with pytest.raises(ExperimentError) as refused:
        load_experiment(path)
    german = "\n".join(problem.text("de") for problem in refused.value.problems)
    assert german != str(refused.value)
    return str(refused.value)


def test_shipped_experiments_load() -> None:
    for name in list_experiments():
        experiment = load_experiment(name)
        assert len(experiment.points) > 0
        assert experiment.doubts == ()
        assert experiment.title["de"] != experiment.title["en"]


def test_headline_experiment() -> None:
    experiment = load_experiment("approaches_by_governance")
    assert len(experiment.points) == 2**9 * 8
    assert experiment.runs == 200
    assert len(set(experiment.points.rows)) == len(experiment.points)


def test_three_ways_to_write_a_key(write: Write) -> None:
    dotted = SMALL.replace(
        "[uncertainties.parameters]\ntrust_loss_ratio", "[uncertainties]\nparameters.trust_loss_ratio"
    )
    quoted = SMALL.replace(
        "[uncertainties.parameters]\ntrust_loss_ratio", '[uncertainties]\n"parameters.trust_loss_ratio"'
    )
    rows = [load_experiment(write(text)).points.rows for text in (SMALL, dotted, quoted)]
    assert rows[0] == rows[1] == rows[2]


def test_id_and_title_are_the_file_name_if_left_out(write: Write) -> None:
    experiment = load_experiment(write(SMALL.replace('title = { en = "Small", de = "Klein" }\n', ""), "My Test.toml"))
    assert (experiment.id, experiment.title["de"]) == ("my_test", "My Test")


def test_scenario_beside_the_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "harz"\n[hindrances]\ncompetition = 0.1\n', encoding="utf-8")
    experiment = load_experiment(write(SMALL.replace('"harz"', '["mine.toml", "altmark"]')))
    assert list(experiment.scenarios) == ["mine", "altmark"]
    assert experiment.scenarios["mine"].hindrances["competition"] == 0.1
    assert all(scenario.horizon_months == 12 for scenario in experiment.scenarios.values())
    assert len(experiment.points) == 20 and experiment.points.rows[10][0] == "altmark"


def test_policies_are_crossed_and_set_several_keys(write: Write) -> None:
    text = (
        SMALL
        + """
[[policies]]
name = "as it is"
[[policies]]
name = "talk"
set = { "approaches.open_communication" = 1.0, "approaches.common_identity" = 0.5 }
"""
    )
    points = load_experiment(write(text)).points
    assert len(points) == 20
    last = points.scenario(points.rows[-1])
    assert last.approaches["common_identity"].strength == 0.5
    assert points.scenario(points.rows[0]).approaches["common_identity"].strength == 0.0


def test_levels_that_are_tables_have_labels(write: Write) -> None:
    text = (
        SMALL
        + """
[uncertainties.funding]
levels = [[], [{ start = 0, end = 24, eur_per_year = 100000 }]]
labels = ["none", "two years"]
"""
    )
    points = load_experiment(write(text)).points
    assert {row[1] for row in points.rows} == {"none", "two years"}
    assert [len(points.scenario(points.rows[place]).funding) for place in (0, 2)] == [0, 1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("runs = 500", "runs = 0", [":5", "experiment.runs", "out of bounds"]),
        ("runs = 500", "runz = 500", [":5", "did you mean runs?"]),
        ('kind = "full_factorial"', 'kind = "factorial"', [":10", "full_factorial, fractional_factorial"]),
        ('kind = "full_factorial"', 'kind = "sobol"', ["design.samples", "needs “samples”"]),
        ('kind = "full_factorial"', 'kind = "sobol"\nsamples = 100', ["power of two", "did you mean 128?"]),
        ('kind = "full_factorial"', 'kind = "latin_hypercube"\nsamples = 8\ngrid = 4', ["no such key", "samples, seed"]),
        ('kind = "full_factorial"', 'kind = "morris"\ntrajectories = 0', ["design.trajectories", "at least 1"]),
        ('kind = "full_factorial"', 'kind = "fractional_factorial"', ["resolution", "reduction"]),
        ('kind = "full_factorial"', 'kind = "fractional_factorial"\nresolution = 3', ["exactly two levels"]),
        ('kind = "full_factorial"', 'kind = "csv"\nfile = "none.csv"', ["no such file of points", "none.csv"]),
        ('kind = "full_factorial"', 'kind = "morris"\ntrajectories = 9000000', ["far too many points", "2.7e+07"]),
        (", steps = 5", "", [":16", "steps = 3"]),
        ("low = 1.0", "low = 5.0", ["must end above its low end, 5.0"]),
        ("low = 1.0", "low = -1.0", ["begin above 0"]),
        ("low = 1.0, ", "", ["levels, or low and high"]),
        ("low = 1.0", "low = 0.5", ["parameters.trust_loss_ratio", "out of bounds", "from 1 to"]),
        ("trust_loss_ratio =", "trust_los_ratio =", [":16", "unknown key", "did you mean trust_loss_ratio?"]),
        ('["zweckverband", "cooperation_body"]', '["zweckverband", "zweckverband"]', ["stands there twice"]),
        ('["zweckverband", "cooperation_body"]', "[]", ["levers.governance.levels"]),
        ('["zweckverband", "cooperation_body"]', '["zwekverband"]', ["governance", "did you mean zweckverband?"]),
        ('["zweckverband", "cooperation_body"]', '{ levels = [1, 2], labels = ["a"] }', ["there are 2 levels"]),
        ('["zweckverband", "cooperation_body"]', '{ levels = ["none"], steps = 2 }', ["belongs to a range"]),
        ("[levers]", "[outcomes]\nruns = [\"stagnatd\"]\n[levers]", ["not allowed", "did you mean stagnated?"]),
        ("[levers]", "[design.levers]\nkind = \"csv\"\nfile = \"x\"\n[levers]", ["cannot be crossed"]),
        ("[levers]", '[submodels]\ntrust = "mine.py:f"\n[levers]', ["submodel cannot be loaded", "mine.py"]),
        ("[levers]", '[submodels]\ntrusst = "mine.py:f"\n[levers]', ["no such submodel", "did you mean trust?"]),
        ("[levers]", '[levers]\nparameters.trust_loss_ratio = [1.0, 2.0]', ["both an uncertainty and a lever"]),
    ],
)  # fmt: skip
def test_faults_name_file_line_key_and_remedy(write: Write, old: str, new: str, expected: list[str]) -> None:
    assert old in SMALL
    words = faults(write(SMALL.replace(old, new, 1)))
    assert "small.toml" in words
    for part in expected:
        assert part in words


def test_a_list_whose_only_item_is_faulty_is_one_fault(write: Write) -> None:
    words = faults(write(SMALL.replace("[levers]", '[outcomes]\nruns = ["stagnatd"]\n[levers]')))
    assert words.count("small.toml") == 1
    words = faults(write(SMALL.replace("[levers]", "[outcomes]\nruns = []\n[levers]")))
    assert "outcomes.runs: value not allowed" in words


def test_faulty_policies(write: Write) -> None:
    twice = '[[policies]]\nname = "a"\n[[policies]]\nname = "a"\nset = { governance = "none" }\n'
    words = faults(write(SMALL + twice))
    assert "named twice" in words and "cannot set what is a factor already" in words


def test_unknown_names_and_broken_files(tmp_path: Path, write: Write) -> None:
    with pytest.raises(ExperimentError, match="did you mean approaches_by_governance"):
        load_experiment("approach_by_governance")
    with pytest.raises(ScenarioError, match="no such file"):
        load_experiment(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match="not valid TOML"):
        load_experiment(write("[experiment"))
    with pytest.raises(ScenarioError, match="no scenario of this name"):
        load_experiment(write(SMALL.replace('"harz"', '"hartz"')))
    assert "this key is missing" in faults(write("[levers]\n"))


def test_one_bad_level_among_good_ones_is_a_doubt(write: Write) -> None:
    experiment = load_experiment(write(SMALL.replace('"cooperation_body"]', '"cooperation_bodi"]')))
    (doubt,) = experiment.doubts
    assert doubt.line == 13 and doubt.suggestion == "cooperation_body" and doubt.key == "levers.governance"


def test_designs_of_astronomic_size_are_refused_before_they_are_made(write: Write) -> None:
    levels = "\n".join(f"parameters.{name} = {{ low = {row.lower}, high = {row.upper}, steps = 10 }}"
                       for name, row in list(PARAMETERS.items())[:40])  # fmt: skip
    text = SMALL.replace(
        "[uncertainties.parameters]\ntrust_loss_ratio", "[uncertainties]\n" + levels + "\nland.supportive"
    )
    text = text.replace('low = 1.0, high = 4.0, steps = 5, scale = "log"', "low = 0.0, high = 1.0, steps = 2")
    assert "4e+40" in faults(write(text))
