"""Who voted how: the votes behind each decision of a run, kept while its log is written.

The log says of a vote whose no it was; here all words are kept.  A run is watched in plain Python, so that the rules
are the same and nothing is added to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coopsim.model.codes import EVENTS, ROLES
from coopsim.model.events import KIND
from coopsim.story.events import Event

#: Events that answer a question: what it is about, and whether the answer is yes.
ANSWERS: Final = {
    "agreed": ("project", True),
    **dict.fromkeys(("blocked", "laid_aside"), ("project", False)),
    "letter_of_intent": ("letter", True),
    "letter_refused": ("letter", False),
    **dict.fromkeys(("contract_signed", "form_changed"), ("contract", True)),
    "contract_refused": ("contract", False),
    "joined": ("entry", True),
    "entry_refused": ("entry", False),
    "merger": ("merger", True),
    "merger_refused": ("merger", False),
    "petition_granted": ("petition", True),
    "petition_refused": ("petition", False),
    "election_kept": ("election", True),
    **dict.fromkeys(("election_lost", "mayor_retires"), ("election", False)),
}
#: Questions that municipalities vote on, and the family of terms (``events.FAMILIES``) that their words are made of.
VOTED: Final = {
    "project": "project",
    "letter": "contract",
    "contract": "contract",
    "entry": "entry",
    "merger": "merger",
}
TERMS: Final = ("own", "relative", "trust", "burden", "attitude")  #: of a vote, as the state calls them


@dataclass(frozen=True)
class Vote:
    """The word of one municipality: its terms, ``rest`` (council, county head, chance), and their sum."""

    town: int
    utility: float
    terms: tuple[float, ...]
    decided_by: int

    @property
    def yes(self) -> bool:
        """Whether it says yes."""
        return self.utility > 0.0

    @property
    def rest(self) -> float:
        """What council, county head and chance make of the sum of the terms."""
        return self.utility - sum(self.terms)


@dataclass(frozen=True)
class Decision:
    """A question that was answered: its event, what it is about, whom or what it concerns (−1: the alliance)."""

    event: Event
    question: str
    subject: int
    yes: bool
    votes: tuple[Vote, ...]


class WatchedLog(np.ndarray[Any, Any]):
    """A log (E, 10) that keeps the votes behind every answer as it is written, by the row of the log."""

    ballots: dict[int, tuple[Any, Any]]
    _state: Any

    @classmethod
    def of(cls, state: Any) -> WatchedLog:
        """A log in the place of that of ``state``."""
        log: WatchedLog = np.zeros_like(state.events).view(cls)
        log.ballots, log._state = {}, state
        return log

    def __array_finalize__(self, source: Any) -> None:
        """A larger log goes on with what was kept."""
        self.ballots, self._state = getattr(source, "ballots", {}), getattr(source, "_state", None)

    def __setitem__(self, place: Any, value: Any) -> None:
        """Write, and keep the votes at hand with the kind of an answer."""
        super().__setitem__(place, value)
        if isinstance(place, tuple) and place[1] == KIND and EVENTS[int(value)] in ANSWERS:
            self.ballots[int(place[0])] = self._state.vote.copy(), self._state.town.copy()


def decisions(log: WatchedLog, count: int, world: Any) -> Iterator[Decision]:
    """The questions that were answered in the first ``count`` rows of a log, in their order."""
    out: dict[int, int] = {}  # month in which a municipality last stayed out knowingly
    for row in range(count):
        event = Event.read(np.asarray(log[row]))
        if event.kind == "stays_out":
            out[event.actor] = event.month
        if event.kind not in ANSWERS:
            continue
        question, yes = ANSWERS[event.kind]
        votes: tuple[Vote, ...] = ()
        if question in VOTED:
            vote, town = log.ballots[row]
            asked = [
                i
                for i in range(len(town))
                if _asked(question, event, i, vote, town, world) or out.get(i) == event.month
            ]
            votes = tuple(_vote(i, vote[i]) for i in asked)
        yield Decision(event, question, _subject(question, event), yes, votes)


def _asked(question: str, event: Event, i: int, vote: Any, town: Any, world: Any) -> bool:
    if question == "merger":
        return bool(vote[i].party == 1)
    if question == "letter":
        member = ROLES[int(world.town[i].role)] == "member" and town[i].merged == 0
        return bool(member and (town[i].talks == 1 or town[i].wait >= 0))
    if question == "entry" and i == event.actor:
        return False
    return bool(town[i].member == 1 and town[i].notice <= 0)


def _vote(i: int, row: Any) -> Vote:
    return Vote(i, float(row.utility), tuple(float(row[name]) for name in TERMS), int(row.decided_by))


def _subject(question: str, event: Event) -> int:
    if question in ("project", "petition"):
        return event.thing
    return event.actor if question in ("entry", "election") else -1
