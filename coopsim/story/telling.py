"""The story of one run: month by month where something happened, under headings by phase."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from coopsim.model import codes
from coopsim.scenario import catalogue
from coopsim.story.course import Event
from coopsim.story.language import Language, language
from coopsim.story.names import Names
from coopsim.story.narrator import Narrator, Told
from coopsim.story.replay import begin, replay

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

WIDTH: Final = 98
MARGIN: Final = 17  # room for the name of the month
QUIET: Final = (
    "good_practice",
    "bad_practice",
    "idea",
    "draft",
    "postponed",
)  # worth a sentence, not a month of its own
PATIENCE: Final = 36  # months until a municipality's changing phase or recognition is worth telling again


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
    words = language(lang)
    if events is None or outcome is None:
        again = replay(scenario, seed, run)
        state = again.state
        events = again.events if events is None else events
        outcome = outcome or (again.outcome, again.towns)
    else:
        state = begin(scenario, seed, run)[-1]
    names = Names(scenario, state, events, words)
    parts = [
        _opening(scenario, seed, run, words),
        *(list(_months(scenario, events, names, words)) or [words.sentence("closing", "nothing")]),
        _closing(scenario, outcome, names, words),
    ]
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _heading(text: str, line: str = "-") -> str:
    text = _wrapped(text)
    return f"{text}\n{line * max(map(len, text.splitlines()))}"


def _opening(scenario: Scenario, seed: int, run: int, words: Language) -> str:
    lang = words.lang
    title = words.sentence("opening", "title", region=scenario.title[lang], seed=str(seed), run=str(run))
    members = [town for town in scenario.municipalities if town.role == "member"]
    others = [town.name for town in scenario.municipalities if town.role != "member"]
    sentences = [
        scenario.description[lang],
        words.sentence(
            "opening",
            "towns",
            items=words.joined([town.name for town in members]),
            population=words.number(sum(town.population for town in members)),
        ),
    ]
    if others:
        sentences.append(words.sentence("opening", "others", items=words.joined(others)))
    if scenario.governance == "none":
        sentences.append(words.sentence("opening", "none"))
    else:
        sentences.append(words.sentence("opening", "form", form=scenario.governance_model.title[lang]))

    def levels(rows: Any, given: dict[str, float]) -> str:
        chosen = sorted(given, key=lambda name: (-given[name], name))
        return words.joined(
            [
                words.phrase("opening", "item", title=rows[name].title[lang], value=words.number(given[name], 1))
                for name in chosen
            ]
        )

    hindrances = {name: scenario.hindrance(name) for name in codes.HINDRANCES}
    sentences.append(words.sentence("opening", "hindrances", items=levels(catalogue.hindrances(), hindrances)))
    used = {name: setting.strength for name, setting in scenario.approaches.items() if setting.strength > 0}
    if used:
        sentences.append(words.sentence("opening", "approaches", items=levels(catalogue.approaches(), used)))
    else:
        sentences.append(words.sentence("opening", "no_approaches"))
    for row in scenario.funding:
        start = words.month(scenario.start, scenario.month_of(row.start))
        if row.end is None:
            sentences.append(words.sentence("opening", "funding_open", start=start))
        else:
            end = words.month(scenario.start, scenario.month_of(row.end) - 1)
            sentences.append(words.sentence("opening", "funding", start=start, end=end))
    text = _wrapped(" ".join(sentence for sentence in sentences if sentence))
    return f"{_heading(title, '=')}\n\n{text}\n\n{_wrapped(words.words['unit'])}"


class Entry(NamedTuple):
    """What is told of one month; ``heading`` is empty where the phase goes on."""

    month: int
    heading: str
    text: str


def entries(scenario: Scenario, events: Any, state: Any, lang: str = "en") -> list[Entry]:
    """The story of a run month by month, from its log ``events`` (E, 10), as headings and sentences without layout.

    ``state`` is the state of the run, at its start or later.  Raises ValueError for a language that stories are not
    told in.
    """
    words = language(lang)
    return list(_entries(scenario, events, Names(scenario, state, events, words), words))


def _entries(scenario: Scenario, events: Any, names: Names, words: Language) -> Iterator[Entry]:
    narrator = Narrator(scenario, names, words)
    memory = _Memory()
    heading = words.phrase("phases", "none")
    ended = False  # what happens to the towns after the end of their alliance is another story
    for month, rows in groupby((Event.read(row) for row in events), key=lambda event: event.month):
        happened = list(rows)
        new = _new_phase(happened)
        if new:
            heading = words.phrase("phases", new)
        if ended:
            return
        ended = any(_ends(event) for event in happened)
        told = []
        for event in happened:
            if memory.worth_telling(event, narrator, happened):
                told.append(narrator.tell(event, happened))
            else:
                narrator.course.follow(event)
        text = _paragraph(told, narrator, memory)
        if text:
            yield Entry(month, heading, text)
            heading = ""


def _months(scenario: Scenario, events: Any, names: Names, words: Language) -> Iterator[str]:
    for entry in _entries(scenario, events, names, words):
        if entry.heading:
            yield _heading(entry.heading)
        label = words.month(scenario.start, entry.month)
        yield textwrap.fill(
            entry.text,
            WIDTH,
            initial_indent=f"{label:{MARGIN}}",
            subsequent_indent=" " * MARGIN,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _new_phase(events: Sequence[Event]) -> str:
    """Heading that this month's events call for, by key of the catalogue; empty for none."""
    for event in events:
        if event.kind == "phase" and event.actor < 0:
            now = codes.PHASES[event.thing]
            renewed = int(event.terms[0]) == codes.STAGNATING and now in ("implementation", "stabilised")
            return "renewed" if renewed else now
        if _ends(event):
            return "dissolved" if event.kind == "dissolution" else "merged"
    return ""


def _ends(event: Event) -> bool:
    """Whether an event is the end of the alliance."""
    return event.kind == "dissolution" or (event.kind == "merger" and event.terms[1] == 2.0)


class _Memory:
    """What was told when, so that a story does not repeat itself over trifles, and what waits to be told."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, int, int], int] = {}
        self.waiting: list[Told] = []
        self._fallen: set[int] = set()  # municipalities that were told to put in less
        self.in_vain = 0  #: offers of talks that nobody has been told of

    def _again(self, event: Event, key: int) -> bool:
        """Whether the like was told not long ago."""
        place = (event.kind, event.actor, key)
        last = self._told.get(place)
        if last is None or event.month - last >= PATIENCE:
            self._told[place] = event.month
            return False
        return True

    def worth_telling(self, event: Event, narrator: Narrator, month: Sequence[Event]) -> bool:
        """Whether an event goes into the story; all of them stand in the table of events."""
        course = narrator.course
        if event.kind == "problem_recognised":
            return not self._again(event, 0)
        if event.kind in ("talks_begin", "joins_talks") and self._in_vain(month):
            if event.kind == "joins_talks":
                return False  # said with the offer
            again = self._again(event, 0)
            self.in_vain += again
            return not again
        if event.kind == "building":  # without a time to build, the opening says it all
            return not any(other.kind == "delivered" and other.thing == event.thing for other in month)
        if event.kind == "phase" and event.actor >= 0:
            return self._town_phase(event, course.phase)
        return True

    @staticmethod
    def _in_vain(month: Sequence[Event]) -> bool:
        """Whether talks are offered this month and fewer than two come."""
        coming = sum(other.kind == "joins_talks" for other in month)
        return coming < 2 and any(other.kind == "talks_begin" for other in month)

    def _town_phase(self, event: Event, alliance: int) -> bool:
        """A municipality's own phase matters when it falls back or comes back on its own."""
        before = int(event.terms[0])
        falls = event.thing in (codes.STAGNATING, codes.INERT) and alliance not in (codes.STAGNATING, codes.INERT)
        returns = before in (codes.STAGNATING, codes.INERT) and event.thing in (codes.IMPLEMENTATION, codes.STABILISED)
        if returns and event.actor in self._fallen:
            self._fallen.discard(event.actor)
            return True
        told = falls and not self._again(event, event.thing)
        if told:
            self._fallen.add(event.actor)
        return told


def _paragraph(told: list[Told], narrator: Narrator, memory: _Memory) -> str:
    """The sentences of a month; the like in one sentence, quiet things only beside others."""
    loud = [one for one in told if one.path[1] not in QUIET]
    if not loud:
        memory.waiting += told
        return ""
    words = narrator.words
    sentences = []
    if memory.in_vain:
        sentences.append(words.sentence("events", "talks_begin", "repeated", count=str(memory.in_vain)))
        memory.in_vain = 0
    since = {one.path[1] for one in memory.waiting}
    quiet = _furthest(memory.waiting + [one for one in told if one.path[1] in QUIET], loud)
    memory.waiting = []
    for kind in QUIET:
        alike = [one for one in quiet if one.path[1] == kind]
        if alike:
            items = words.joined([words.phrase(*one.path, "item", **one.values) for one in alike])
            variant = ("since_" if kind in since else "") + ("one" if len(alike) == 1 else "many")
            sentences.append(words.sentence("events", kind, variant, **{**alike[0].values, "items": items}))
    while loud:
        first = loud[0]
        group = [first]
        if narrator.can_be_grouped(first.path):
            group = [one for one in loud if one.path == first.path]
        sentences.append(narrator.text(group))
        loud = [one for one in loud if not any(one is other for other in group)]
    return " ".join(sentences)


def _furthest(quiet: list[Told], loud: list[Told]) -> list[Told]:
    """Quiet steps of projects: only the last one of each, and none of those of which something louder is told."""
    known = {one.values["project"] for one in loud if "project" in one.values}
    kept: list[Told] = []
    for one in reversed(quiet):
        project = one.values.get("project")
        if project is None or project not in known:
            kept.append(one)
        if project is not None:
            known.add(project)
    return kept[::-1]


def _closing(scenario: Scenario, outcome: tuple[Any, Any], names: Names, words: Language) -> str:
    row, towns = outcome
    ended = int(row.month_end) >= 0
    last = int(row.month_end) if ended else scenario.horizon_months - 1
    sentences = [
        words.sentence(
            "closing",
            "ended" if ended else "phase",
            years=words.number(scenario.horizon_months / 12),
            month=words.month(scenario.start, last),
            phase=names.phase(int(row.phase_end)),
        )
    ]
    if int(row.month_start) < 0:
        sentences.append(words.sentence("closing", "never"))
    else:
        counts = {name: str(int(row[name])) for name in ("agreed", "delivered", "vetoes")}
        sentences.append(
            words.sentence(
                "closing",
                "effective",
                effective=str(int(row.months_effective)),
                months=str(scenario.horizon_months),
                stagnating=str(int(row.months_stagnating)),
            )
        )
        sentences.append(words.sentence("closing", "services", running=str(int(row.services_end)), **counts))
    worst = min(range(len(towns)), key=lambda i: float(towns[i].added_value))
    sentences.append(
        words.sentence(
            "closing",
            "value",
            value=words.signed(float(row.added_value)),
            town=names.towns[worst],
            worst=words.signed(float(towns[worst].added_value)),
        )
    )
    counts = {name: str(int(row[name])) for name in ("turnovers", "exits")}
    sentences.append(words.sentence("closing", "offices", **counts))
    title = words.phrase("closing", "title")
    return f"{_heading(title)}\n\n{_wrapped(' '.join(sentences))}\n\n{_wrapped(words.sentence('closing', 'forecast'))}"
