"""The event log of one run as a tidy table."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from coopsim.model.events import VALUES
from coopsim.story.course import Event
from coopsim.story.language import calendar_month, language
from coopsim.story.names import Names
from coopsim.story.narrator import Narrator

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

COLUMNS = ("month", "date", "kind", "actor", "actor_name", "object", "object_name")
TERM_COLUMNS = tuple(f"term_{k}" for k in range(1, VALUES + 1))


def events_table(events: Any, scenario: Scenario, state: Any, lang: str = "en") -> pd.DataFrame:
    """The log ``events`` (E, 10) of a run of ``scenario`` as a table, one row per event.

    Columns: ``month`` (from 0), ``date`` "YYYY-MM", ``kind``, ``actor`` and ``object`` (ids; empty for none), their
    names, ``term_1`` … ``term_6`` (their meaning by kind: ``coopsim.model.events.TERMS``) and ``text``.
    ``state`` is the state of the run, at its start or later; it says what the projects are.
    """
    import pandas as pd

    words = language(lang)
    names = Names(scenario, state, events, words)
    narrator = Narrator(scenario, names, words)
    rows = []
    for month, group in groupby((Event.read(row) for row in events), key=lambda event: event.month):
        happened = list(group)
        for event in happened:
            text = narrator.text([narrator.tell(event, happened)])
            actor, actor_name = names.actor(event.kind, event.actor)
            thing, thing_name = names.thing(event.kind, event.thing)
            row = (month, calendar_month(scenario.start, month), event.kind, actor, actor_name, thing, thing_name)
            rows.append((*row, *event.terms, text))
    return pd.DataFrame(rows, columns=[*COLUMNS, *TERM_COLUMNS, "text"]).astype({"month": int})
