"""Probe experiments: read from files, run on the same luck, told honestly."""

import math

import pytest

from coopsim.analysis.intervals import Interval
from coopsim.calibration.mechanisms import Moved, Probe, load_probe, rows, run_probes, shipped_probes
from coopsim.experiment.reading import ExperimentError

DOCUMENT = {
    "mechanism": "form", "title": {"en": "A form", "de": "Eine Form"}, "channel": {"en": "by it", "de": "dadurch"},
    "years": 4, "b": {"governance": "informal_network"},
}  # fmt: skip
WATCH = [
    {"outcome": "added_value", "theory": "up"},
    {"outcome": "contracted", "statistic": "share", "theory": "down"},
    {"outcome": "contribution", "statistic": "d", "theory": "either"},
    {"outcome": "contribution", "theory": "either"},
]


def probe(**changes):
    return Probe.model_validate(DOCUMENT | {"watch": WATCH} | changes)


def moved(low, high, theory):
    made = probe(watch=[{"outcome": "added_value", "theory": theory}])
    return Moved(made, made.watch[0], 0.0, 1.0, Interval((low + high) / 2, low, high))


@pytest.mark.parametrize(
    "low, high, theory, verdict",
    [
        (1.0, 2.0, "up", "as_expected"),
        (1.0, 2.0, "down", "against"),
        (-2.0, -1.0, "down", "as_expected"),
        (-1.0, 1.0, "up", "open"),
        (1.0, 2.0, "either", "both"),
        (-1.0, 1.0, "either", "open"),
        (math.nan, math.nan, "up", "open"),
    ],
)
def test_the_verdict_is_that_of_the_interval(low, high, theory, verdict):
    assert moved(low, high, theory).verdict == verdict


def test_a_sign_against_theory_is_told_in_both_languages():
    for lang, word in (("en", "AGAINST"), ("de", "ENTGEGEN")):
        headings, cells = rows([moved(1.0, 2.0, "down"), moved(1.0, 2.0, "up")], lang)
        assert len(headings) == len(cells[0]) == 8
        assert [row[6] == word for row in cells] == [True, False]


def test_both_sides_run_on_the_same_luck():
    found = run_probes([probe(b={})], runs=20)
    assert all(row.effect.value == 0.0 or math.isnan(row.effect.value) for row in found)
    assert all(row.a == row.b or math.isnan(row.a) for row in found)


def test_the_means_of_both_sides_and_their_difference():
    steps = []
    found = run_probes([probe()], runs=40, seed=2, progress=lambda *step: steps.append(step))
    assert steps == [(1, 1)]
    by_hand = [row.b - row.a for row in found]
    assert found[0].effect.value == pytest.approx(by_hand[0], rel=1e-5)
    assert found[1].effect.value == pytest.approx(by_hand[1])


def test_tables_and_dots_say_the_same():
    one = probe(b={"parameters.trust_start": 0.5}).side({"parameters.trust_start": 0.5})
    other = probe().side({"parameters": {"trust_start": 0.5}})
    assert one == other
    assert one.parameters["trust_start"] == 0.5 and one.horizon_months == 48


def test_faults_name_file_line_and_what_is_allowed(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'mechanism = "x"\ntitle = "x"\nchannel = "x"\n[b]\n[[watch]]\noutcome = "addedvalue"\ntheory = "more"\n'
    )
    with pytest.raises(ExperimentError) as error:
        load_probe(file)
    said = str(error.value)
    assert "mine.toml:6" in said and "addedvalue" in said and "added_value" in said
    assert "mine.toml:7" in said and "up" in said and "either" in said


@pytest.mark.parametrize("file", shipped_probes(), ids=lambda file: file.stem)
def test_every_probe_differs_in_what_it_says(file):
    found = load_probe(file)
    assert found.side(found.a) != found.side(found.b)
    assert found.title.en != found.title.de and found.channel.en != found.channel.de


def test_probes_come_with_the_package():
    assert shipped_probes()
