"""The story of one run as plain text: month by month where something happened, under headings by phase."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from coopsim.run.monthly import MonthlyRun
from coopsim.story.frame import closing, opening
from coopsim.story.months import told_months
from coopsim.story.names import Names
from coopsim.story.replay import replay
from coopsim.story.words import Words, words_in

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

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
    names = Names(scenario, state, words)
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
