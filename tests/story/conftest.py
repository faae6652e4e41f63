"""One replayed run for all tests of the stories."""

import pytest

from coopsim.scenario import load_scenario
from coopsim.story.replay import replay


@pytest.fixture(scope="session")
def scenario():
    return load_scenario("three_towns").with_({"horizon_months": 120})


@pytest.fixture(scope="session")
def replayed(scenario):
    return replay(scenario, 3)
