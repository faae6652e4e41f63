"""What one visitor can ask of the page, so that many can ask at once."""

from __future__ import annotations

from typing import Final

from coopsim.scenario.schema import Scenario
from coopsim.texts import UserError

SEED: Final = 1  #: of all runs on the page: everybody in the room sees the same
FIRST_RUNS: Final = 100  #: runs per side behind the first answer
STAGES: Final = (FIRST_RUNS, 250, 500, 1000)  #: runs per side behind each redrawn answer
LEVER_STAGES: Final = (FIRST_RUNS, 400)  #: runs per lever in the ranking

HEAD_BYTES: Final = 32_768
BODY_BYTES: Final = 262_144
MOST_TOWNS: Final = 30
LEAST_MONTHS: Final = 12
MOST_MONTHS: Final = 600
MOST_OPPORTUNITIES: Final = 60
MOST_IMPULSES: Final = 20
MOST_MODELS: Final = 12
MOST_FUNCTIONS: Final = 40

MOST_DEPTH: Final = 12  #: tables and lists inside each other in a request
MOST_VALUES: Final = 20_000  #: values in a request
MOST_LETTERS: Final = 4_000  #: letters of a text or key in a request
FILE_LETTERS: Final = 200_000  #: letters of a scenario file
#: Control characters except tab and line breaks, marks that turn the direction of reading, halves of a character,
#: and what is no character at all, as a class of regular expressions, in Python and in browsers: no name needs them,
#: and files and figures cannot hold them.
UNFIT: Final = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)

STREAMS_PER_ADDRESS: Final = 48  #: answers that one machine can be waiting for
STREAMS: Final = 128  #: answers that all can be waiting for
DRAWINGS_PER_ADDRESS: Final = 8  #: reports and archives that one machine can be waiting for
CONNECTIONS_PER_ADDRESS: Final = 100
CONNECTIONS: Final = 200

READERS: Final = 3  #: processes that read requests
READ_SECONDS: Final = 1.0  #: time for one request to be read; the largest region takes a hundredth of it
BODY_SECONDS: Final = 10.0  #: time for the body of a request to arrive
HEAD_SECONDS: Final = 10.0  #: time for the head of a request to arrive, on a connection that has just been opened
IDLE_SECONDS: Final = 30  #: how long a connection is kept for the next request to begin
DRAIN_SECONDS: Final = 15.0  #: how long an answer may wait for a visitor who does not read on


def check_size(scenario: Scenario) -> None:
    """Refuse a scenario that would keep the others waiting; raises UserError."""
    sizes = {
        "towns": (len(scenario.municipalities), MOST_TOWNS),
        "months": (scenario.horizon_months, MOST_MONTHS),
        "opportunities": (scenario.catalogue.opportunities, MOST_OPPORTUNITIES),
        "impulses": (len(scenario.impulses), MOST_IMPULSES),
        "models": (len(scenario.own_governance_models), MOST_MODELS),
        "functions": (len(scenario.own_functions), MOST_FUNCTIONS),
    }
    for name, (found, most) in sizes.items():
        if found > most:
            raise UserError(f"workshop_{name}", found=found, most=most)


def block_runs(scenario: Scenario) -> int:
    """Runs that are simulated in one go: about a thirtieth of a second."""
    towns = len(scenario.municipalities)
    weight = scenario.horizon_months * (towns + towns * towns / 4) * scenario.catalogue.opportunities
    reference = 240 * (3 + 9 / 4) * 40
    size = 50 * reference / weight
    return next((runs for runs in (50, 25, 10, 5, 2) if runs <= size * 1.2), 1)


def is_large(scenario: Scenario) -> bool:
    """Whether a first answer takes so long that it waits for the short ones."""
    return block_runs(scenario) < 10
