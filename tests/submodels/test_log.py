"""The event log: fixed-width numbers that never change the run."""

import numpy as np
import pytest

from coopsim.model.codes import EVENT_AGREED, EVENT_EXIT
from coopsim.model.state import empty_state
from coopsim.submodels.log import note, tell


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_events_are_counted_whether_they_fit_or_not(rows):
    s = empty_state(2, 0, 6, rows)
    for month in range(3):
        note(month, EVENT_AGREED, 1, 4, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6), s)
    tell(9, EVENT_EXIT, 1, -1, s)
    assert s.alliance.event_count == 4
    written = s.events[: min(rows, 4)]
    expected = [[month, EVENT_AGREED, 1, 4, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6] for month in range(3)]
    expected.append([9, EVENT_EXIT, 1, -1, 0, 0, 0, 0, 0, 0])
    assert written.tolist() == expected[:rows]


def test_the_log_lies_outside_the_memory_of_the_run():
    s = empty_state(2, 0, 6, 5)
    assert not np.shares_memory(s.events, s.memory)
    before = s.memory.copy()
    tell(0, EVENT_EXIT, 0, -1, s)
    assert (s.memory != before).sum() == 1  # the count alone
