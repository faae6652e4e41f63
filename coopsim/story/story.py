"""The story of one run as plain text: a page on what was at stake, how it went and why, on request the whole log."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from coopsim.run.monthly import MonthlyRun
from coopsim.scenario.schema import Scenario
from coopsim.story.course import Course
from coopsim.story.ending import ending, why
from coopsim.story.months import told_months
from coopsim.story.names import Names
from coopsim.story.replay import replay
from coopsim.story.stakes import stakes
from coopsim.story.tally import course_lines
from coopsim.story.turning import turning_points
from coopsim.story.turning_words import Teller
from coopsim.story.words import Words, words_in

WIDTH: Final = 98
MARGIN: Final = 17  # room for the name of the month


def tell_story(
    scenario: Scenario,
    seed: int,
    run: int = 0,
    lang: str = "en",
    events: Any = None,
    outcome: tuple[Any, Any] | None = None,
    whole: bool = False,
) -> str:
    """What happened in run ``run`` of ``seed``, and why, as plain text in the language ``lang`` ("en" or "de").

    The story is a page: what was at stake, how it went, the turning points with their reasons, how it ended, why.
    ``whole`` adds the log, month by month.

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
    title = words.sentence("page.title", region=scenario.title[lang], seed=str(seed), run=str(run))
    parts = [_heading(title, "="), _page(scenario, Course(scenario, events, state), state, outcome, names)]
    if whole:
        log = list(_months(scenario, events, names, words)) or [words.sentence("page.nothing")]
        parts += [_heading(words.phrase("page.log"), "="), _wrapped(words.phrase("words.unit")), *log]
    return "\n\n".join([*parts, _wrapped(words.sentence("page.forecast"))]) + "\n"


def _page(scenario: Scenario, course: Course, state: Any, outcome: tuple[Any, Any], names: Names) -> str:
    words, (row, towns) = names.words, outcome
    areas = [int(project.area) for project in state.project]
    turns = turning_points(scenario, course)
    teller = Teller(scenario, course, names)
    told = [_wrapped(teller.tell(turn), f"{number}. ", "   ") for number, turn in enumerate(turns, 1)]
    points = "turning" if len(turns) > 1 else "turning_one"
    sections = [
        ("stakes", [_wrapped(part) for part in stakes(scenario, course, float(row.attainable), areas, names)]),
        ("course", course_lines(scenario, course, words, WIDTH)),
        (points, told or [words.sentence("page.nothing")]),
        ("ending", [_wrapped(part) for part in ending(scenario, course, row, towns, names)]),
        ("why", [_wrapped(part) for part in why(scenario, course, row, names)]),
    ]
    count = words.in_words(len(turns))
    return "\n\n".join(
        "\n".join([f"{words.phrase(f'page.{title}', count=count)} ".ljust(WIDTH, "-"), *parts])
        for title, parts in sections
    )


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
