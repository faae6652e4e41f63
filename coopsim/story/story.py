"""The story of one run as plain text, month by month under headings by phase; the run is made again for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coopsim.model import outcomes
from coopsim.model.state import State
from coopsim.model.streams import interpreted
from coopsim.run.monthly import MonthlyRun
from coopsim.scenario.schema import Scenario
from coopsim.story.frame import closing, opening
from coopsim.story.months import told_months
from coopsim.story.names import Names
from coopsim.story.words import Words, words_in
from coopsim.submodels.summary import summarise


@dataclass(frozen=True)
class Replay:
    """A run that was made again."""

    state: State  #: at the end of the run
    events: Any  #: (E, 10) the log
    outcome: Any  #: record, fields of ``outcomes.RUN``
    towns: Any  #: (n,) records, fields of ``outcomes.TOWN_RUN``


def replay(scenario: Scenario, seed: int, run: int = 0) -> Replay:
    """Make run ``run`` of ``seed`` again, with a log that holds all its events."""
    single = MonthlyRun(scenario, seed, run, compiled=False)
    for _ in range(scenario.horizon_months):
        single.step()
    outcome = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)[0]
    towns = np.zeros(len(single.world.town), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    with interpreted():
        summarise(single.parameters, single.world, single.state, outcome, towns)
    return Replay(single.state, single.event_log, outcome, towns)


WIDTH: Final = 98
MARGIN: Final = 17  # room for the name of the month


def tell_story(
    scenario: Scenario,
    seed: int,
    run: int = 0,
    lang: str = "en",
    events: Any = None,
    outcome: tuple[Any, Any] | None = None,
) -> str:
    """What happened in run ``run`` of ``seed``, and why, as plain text in the language ``lang`` ("en" or "de").

    ``events`` is the log of that run, (E, 10), and ``outcome`` its record of ``outcomes.RUN`` and its records of
    ``outcomes.TOWN_RUN`` in the order of ids; the run is made again for what is not given.

    Raises ValueError for a language that stories are not told in.
    """
    words = words_in(lang)
    if events is None or outcome is None:
        again = replay(scenario, seed, run)
        state = again.state
        events = again.events if events is None else events
        outcome = outcome or (again.outcome, again.towns)
    else:
        state = MonthlyRun(scenario, seed, run, compiled=False, log=False).state
    names = Names(scenario, state, events, words)
    title = words.sentence("opening.title", region=scenario.title[lang], seed=str(seed), run=str(run))
    parts = [
        _heading(title, "="),
        _wrapped(opening(scenario, words)),
        _wrapped(words.phrase("words.unit")),
        *(list(_months(scenario, events, names, words)) or [words.sentence("closing.nothing")]),
        _heading(words.phrase("closing.title")),
        _wrapped(closing(scenario, *outcome, names, words)),
        _wrapped(words.sentence("closing.forecast")),
    ]
    return "\n\n".join(parts) + "\n"


def _months(scenario: Scenario, events: Any, names: Names, words: Words) -> Iterator[str]:
    for entry in told_months(scenario, events, names, words):
        if entry.heading:
            yield _heading(entry.heading)
        label = words.month(scenario.start, entry.month)
        yield _wrapped(entry.text, f"{label:{MARGIN}}", " " * MARGIN)


def _wrapped(text: str, first: str = "", further: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )


def _heading(text: str, line: str = "-") -> str:
    text = _wrapped(text)
    return f"{text}\n{line * max(map(len, text.splitlines()))}"
