"""Every phase path occurs in some shipped scenario, and nothing saturates on the default."""

import pytest

import coopsim
from coopsim.scenario import list_scenarios, load_scenario

RUNS = 300

PATHS = {
    "never gets off the ground": lambda r: ~r.contracted & (r.months_effective == 0),
    "early break-up": lambda r: r.dissolved & (r.month_end.fillna(999) < 84),
    "long plateau": lambda r: (r.months_stabilised >= 120) & ~r.stagnated,
    "repeated renewal": lambda r: r.renewals >= 2,
    "partial merger": lambda r: r.merged == "partial",
    "merger": lambda r: r.merged == "complete",
    "dissolution after decades": lambda r: r.dissolved & (r.month_end.fillna(0) >= 180),
    "alive but useless": lambda r: r.phase_end == "inert",
    "stagnation to the end": lambda r: r.phase_end == "stagnating",
    "part of the members leave, the others go on": lambda r: (r.exits > 0) & (r.members_end >= 2),
    "joins later": lambda r: r.entries > 0,
}


@pytest.fixture(scope="module")
def tables():
    return {name: coopsim.simulate(load_scenario(name), runs=RUNS, seed=1).runs for name in list_scenarios()}


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_every_path_occurs_in_some_shipped_scenario(tables, path):
    found = {name: int(PATHS[path](table).sum()) for name, table in tables.items()}
    assert sum(found.values()) > 0, found


def test_scenarios_differ_in_inputs_only():
    for name in list_scenarios():
        assert load_scenario(name).parameters == {}, f"{name} changes calibrated parameters"


@pytest.mark.slow
def test_nothing_saturates_on_the_default():
    table = coopsim.simulate(load_scenario("harz"), runs=1000, seed=1).runs
    for name in ("contracted", "stagnated", "dissolved"):
        assert 0 < table[name].mean() < 1, name
    for name in ("exits", "entries", "renewals", "vetoes", "turnovers", "own_impulses", "delivered", "inert"):
        assert 0 < (table[name] > 0).mean() <= 1 and table[name].nunique() > 1, name
    assert 0 < table.months_effective.mean() < 240
    assert table.trust_low_20.mean() < table.trust_high_20.mean() - 0.05


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("teaching/failed_merger", lambda r: r.vetoes > 0),
        ("teaching/town_leaves", lambda r: r.exits > 0),
        ("teaching/mayors_fall", lambda r: r.turnovers > 0),
        ("suedthueringen", lambda r: r.entries > 0),
    ],
)
def test_a_teaching_scenario_can_show_its_point(tables, name, shows):
    assert shows(tables[name]).mean() > 0.2
