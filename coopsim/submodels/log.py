"""The event log of a run (ODD 7.16): fixed-width numbers, turned into words outside, so that a run explains itself.

What the values of each kind of event mean, and their order, stands in ``coopsim.model.events``.
"""

from typing import Any

from coopsim.model.events import ACTOR, HEAD, KIND, MONTH, OBJECT, VALUES
from coopsim.model.rules import submodel


@submodel
def note(month: int, kind: int, actor: int, thing: int, values: tuple[float, ...], s: Any) -> None:
    """Write one event (actor and object −1 for none); count it even if the log is full or absent."""
    row = s.alliance.event_count
    if row < s.events.shape[0]:
        s.events[row, MONTH] = month
        s.events[row, KIND] = kind
        s.events[row, ACTOR] = actor
        s.events[row, OBJECT] = thing
        for k in range(VALUES):
            s.events[row, len(HEAD) + k] = values[k] if k < len(values) else 0.0
    s.alliance.event_count = row + 1


@submodel
def tell(month: int, kind: int, actor: int, thing: int, s: Any) -> None:
    """An event without values."""
    note(month, kind, actor, thing, (0.0,), s)


@submodel
def note_value(month: int, kind: int, actor: int, thing: int, value: float, s: Any) -> None:
    """An event with one value: a weight, worth or chance, or what it is about."""
    note(month, kind, actor, thing, (value,), s)


@submodel
def note_vote(month: int, kind: int, actor: int, thing: int, i: int, s: Any) -> None:
    """What decided the vote of municipality ``i``: its terms, and whose word it was."""
    vote = s.vote[i]
    decided_by = float(vote.decided_by)
    note(month, kind, actor, thing, (vote.own, vote.relative, vote.trust, vote.burden, vote.attitude, decided_by), s)


@submodel
def note_offer(month: int, kind: int, k: int, s: Any) -> None:
    """What was agreed on project ``k``."""
    project = s.project[k]
    paid, owed = 0.0, 0.0
    for i, town in enumerate(s.town):
        paid += max(0.0, s.transfer[k, i]) * town.population
        owed += max(0.0, s.vote[i].favour) * s.partner[k, i] * town.population
    values = (float(project.partners), project.value, project.estimate, paid, owed)
    note(month, kind, project.host, k, values, s)
