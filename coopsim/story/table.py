"""The event log of one run as a tidy table."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from coopsim.model.events import VALUES
from coopsim.scenario.schema import Scenario
from coopsim.story.events import Event
from coopsim.story.names import Names
from coopsim.story.sentences import Sentences
from coopsim.story.words import calendar_month, words_in

COLUMNS = ("month", "date", "kind", "actor", "actor_name", "object", "object_name")
TERM_COLUMNS = tuple(f"term_{k}" for k in range(1, VALUES + 1))


def events_table(events: Any, scenario: Scenario, state: Any, lang: str = "en") -> pd.DataFrame:
    """The log ``events`` (E, 10) of a run of ``scenario`` as a table, one row per event.

    Columns: ``month`` (from 0), ``date`` "YYYY-MM", ``kind``, ``actor`` and ``object`` (ids; empty for none), their
    names, ``term_1`` … ``term_6`` (their meaning by kind: ``coopsim.model.events.TERMS``) and ``text``.
    ``state`` is the state of the run, at its start or later; it says what the projects are.
    """
    words = words_in(lang)
    names = Names(scenario, state, words)
    sentences = Sentences(scenario, names, words)
    rows = []
    for month, group in groupby((Event.read(row) for row in events), key=lambda event: event.month):
        happened = list(group)
        for event in happened:
            text = sentences.text([sentences.tell(event, happened)])
            actor, actor_name = names.actor(event.kind, event.actor)
            thing, thing_name = names.thing(event.kind, event.thing)
            row = (month, calendar_month(scenario.start, month), event.kind, actor, actor_name, thing, thing_name)
            rows.append((*row, *event.terms, text))
    return pd.DataFrame(rows, columns=[*COLUMNS, *TERM_COLUMNS, "text"]).astype({"month": int})
