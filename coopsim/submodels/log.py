"""The event log of a run (ODD 7.16): fixed-width numbers, turned into words outside, so that a run explains itself."""

from typing import Any

from coopsim.model.rules import submodel


@submodel
def note(
    month: int,
    kind: int,
    actor: int,
    thing: int,
    a: float,
    b: float,
    c: float,
    d: float,
    e: float,
    f: float,
    s: Any,
) -> None:
    """Write one event (month, kind, actor, object, six terms); count it even if the log is full or absent."""
    row = s.alliance.event_count
    if row < s.events.shape[0]:
        s.events[row, 0] = month
        s.events[row, 1] = kind
        s.events[row, 2] = actor
        s.events[row, 3] = thing
        s.events[row, 4] = a
        s.events[row, 5] = b
        s.events[row, 6] = c
        s.events[row, 7] = d
        s.events[row, 8] = e
        s.events[row, 9] = f
    s.alliance.event_count = row + 1


@submodel
def tell(month: int, kind: int, actor: int, thing: int, s: Any) -> None:
    """Write one event that has no terms."""
    note(month, kind, actor, thing, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, s)
