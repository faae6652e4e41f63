"""The story of one run as plain text: who works together, month by month under headings by phase, what came of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coopsim.model import codes, outcomes
from coopsim.model.state import State
from coopsim.model.streams import interpreted
from coopsim.run.monthly import MonthlyRun
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
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


def opening(scenario: Scenario, words: Words) -> str:
    """The region, its towns, the form they seek, hindrances, approaches and funding."""
    lang = words.lang
    members = [town for town in scenario.municipalities if town.role == "member"]
    others = [town.name for town in scenario.municipalities if town.role != "member"]
    population = words.number(sum(town.population for town in members))
    said = [
        scenario.description[lang],
        words.sentence("opening.towns", items=words.joined([town.name for town in members]), population=population),
    ]
    if others:
        said.append(words.sentence("opening.others", items=words.joined(others)))
    if scenario.governance == "none":
        said.append(words.sentence("opening.none"))
    else:
        said.append(words.sentence("opening.form", form=scenario.governance_model.title[lang]))
    hindrances = {name: scenario.hindrance(name) for name in codes.HINDRANCES}
    said.append(words.sentence("opening.hindrances", items=_levels(catalogue.hindrances(), hindrances, words)))
    used = {name: setting.strength for name, setting in scenario.approaches.items() if setting.strength > 0}
    if used:
        said.append(words.sentence("opening.approaches", items=_levels(catalogue.approaches(), used, words)))
    else:
        said.append(words.sentence("opening.no_approaches"))
    for row in scenario.funding:
        start = words.month(scenario.start, scenario.month_of(row.start))
        if row.end is None:
            said.append(words.sentence("opening.funding_open", start=start))
        else:
            end = words.month(scenario.start, scenario.month_of(row.end) - 1)
            said.append(words.sentence("opening.funding", start=start, end=end))
    return " ".join(sentence for sentence in said if sentence)


def _levels(rows: Any, given: dict[str, float], words: Words) -> str:
    """Rows of a catalogue with their levels, the highest first."""
    chosen = sorted(given, key=lambda name: (-given[name], name))
    titles = {name: rows[name].title[words.lang] for name in chosen}
    levels = {name: words.number(given[name], 1) for name in chosen}
    return words.joined([words.phrase("opening.item", title=titles[name], value=levels[name]) for name in chosen])


def closing(scenario: Scenario, row: Any, towns: Any, names: Names, words: Words) -> str:
    """What the run has come to, from its record of ``outcomes.RUN`` and those of ``outcomes.TOWN_RUN``."""
    ended = int(row.month_end) >= 0
    last = int(row.month_end) if ended else scenario.horizon_months - 1
    counts = {name: str(int(row[name])) for name in ("agreed", "delivered", "vetoes", "turnovers", "exits")}
    end = {"month": words.month(scenario.start, last), "phase": names.phase(int(row.phase_end))}
    years = words.number(scenario.horizon_months / 12)
    said = [words.sentence("closing.ended" if ended else "closing.phase", years=years, **end)]
    if int(row.month_start) < 0:
        said.append(words.sentence("closing.never"))
    else:
        months = {name: str(int(row[f"months_{name}"])) for name in ("effective", "stagnating")}
        said.append(words.sentence("closing.effective", months=str(scenario.horizon_months), **months))
        said.append(words.sentence("closing.services", running=str(int(row.services_end)), **counts))
    worst = min(range(len(towns)), key=lambda i: float(towns[i].added_value))
    values = {"value": float(row.added_value), "worst": float(towns[worst].added_value)}
    written = {name: words.signed(value) for name, value in values.items()}
    said.append(words.sentence("closing.value", town=names.towns[worst], **written))
    said.append(words.sentence("closing.offices", **counts))
    return " ".join(said)
