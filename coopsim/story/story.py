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
    title = words.sentence("page.title", region=scenario.title[lang], seed=str(seed), run=str(run))
    page = Page(WIDTH)
    parts = [page.heading(title, "="), *story_parts(scenario, events, state, outcome, words, page)]
    if whole:
        parts += log_parts(scenario, events, state, words, page)
    return "\n\n".join([*parts, page.wrapped(words.sentence("page.forecast"))]) + "\n"


class Page:
    """Plain text of a width."""

    def __init__(self, width: int) -> None:
        self.width = width

    def wrapped(self, text: str, first: str = "", further: str = "") -> str:
        """Text in lines that fit; words stay whole."""
        return textwrap.fill(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=further,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def heading(self, text: str, line: str = "-") -> str:
        """A heading with a line below."""
        text = self.wrapped(text)
        return f"{text}\n{line * max(map(len, text.splitlines()))}"


def story_parts(
    scenario: Scenario, events: Any, state: Any, outcome: tuple[Any, Any], words: Words, page: Page
) -> list[str]:
    """The sections of a story: what was at stake, how it went, turning points, the end, why."""
    names, course, (row, towns) = Names(scenario, state, words), Course(scenario, events, state), outcome
    areas = [int(project.area) for project in state.project]
    turns = turning_points(scenario, course)
    teller = Teller(scenario, course, names)
    told = [page.wrapped(teller.tell(turn), f"{number}. ", "   ") for number, turn in enumerate(turns, 1)]
    points = "turning" if len(turns) > 1 else "turning_one"
    sections = [
        ("stakes", [page.wrapped(part) for part in stakes(scenario, course, float(row.attainable), areas, names)]),
        ("course", course_lines(scenario, course, words, page.width)),
        (points, told or [page.wrapped(words.sentence("page.nothing"))]),
        ("ending", [page.wrapped(part) for part in ending(scenario, course, row, towns, names)]),
        ("why", [page.wrapped(part) for part in why(scenario, course, row, names)]),
    ]
    count = words.in_words(len(turns))
    return [
        "\n".join([f"{words.phrase(f'page.{title}', count=count)} ".ljust(page.width, "-"), *parts])
        for title, parts in sections
    ]


def log_parts(scenario: Scenario, events: Any, state: Any, words: Words, page: Page) -> list[str]:
    """The log month by month, with its heading."""
    names = Names(scenario, state, words)
    log = list(_months(scenario, events, names, words, page)) or [words.sentence("page.nothing")]
    return [page.heading(words.phrase("page.log"), "="), page.wrapped(words.phrase("words.unit")), *log]


def _months(scenario: Scenario, events: Any, names: Names, words: Words, page: Page) -> Iterator[str]:
    for entry in told_months(scenario, events, names, words):
        if entry.heading:
            yield page.heading(entry.heading)
        label = words.month(scenario.start, entry.month)
        yield page.wrapped(entry.text, f"{label:{MARGIN}}", " " * MARGIN)
