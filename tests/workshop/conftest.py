"""What the tests of the workshop page share: settings, a client, and runs that are made up instead of simulated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

HEADERS = {"origin": "http://localhost", "x-page": "0123456789abcdef"}


def made_setup(**b: Any) -> dict[str, Any]:
    """The Harz as it is against the Harz with changes in B, as the page would send it."""
    from coopsim.workshop.settings import settings_of, shipped

    own = settings_of(shipped("harz"))
    return {"region": {"name": "harz"}, "months": 120, "a": own, "b": own | b}


@pytest.fixture
def setup() -> dict[str, Any]:
    return made_setup(governance="zweckverband")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    from starlette.testclient import TestClient

    from coopsim.workshop.app import create_app

    with TestClient(create_app(lang="de", workers=2), base_url="http://localhost", headers=HEADERS) as found:
        yield found
