"""Twins in words: where the courses part, who voted how, what tipped it, and both stories side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from coopsim.model import codes, outcomes
from coopsim.model.events import DECIDED_BY, FAMILIES
from coopsim.story.ballots import TERMS, VOTED, Vote
from coopsim.story.decisions import month_named, question_of
from coopsim.story.months import told_months
from coopsim.story.names import Names
from coopsim.story.replay import Replay
from coopsim.story.story import WIDTH, Page, log_parts, story_parts
from coopsim.story.words import Words, words_in

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario
    from coopsim.story.twin_runs import Divide, Number, Twins

LEAST_COLUMN: Final = 58  #: letters of a column below which stories stand one after the other
GAP: Final = "  │  "
MOST_DECIMALS: Final = 16
SHOWN: Final = 4  #: numbers that are named where several part in the same month


def tell_twins(twins: Twins, lang: str = "en", width: int | None = None, whole: bool = False) -> str:
    """Twins in words, both stories side by side where the width (of a terminal) holds them; ``whole`` adds the logs.

    Raises ValueError for a language that stories are not told in."""
    words, page = words_in(lang), Page(min(width or WIDTH, WIDTH))
    title = words.sentence("twins.title", region=twins.a.title[lang], seed=str(twins.seed), run=str(twins.run))
    parts = [page.heading(title, "="), "\n".join(_parting(twins, words, page)), *_stories(twins, words, width, whole)]
    return "\n\n".join([*parts, page.wrapped(words.sentence("page.forecast"))]) + "\n"


def _parting(twins: Twins, words: Words, page: Page) -> Iterator[str]:
    """Where the courses part: numbers, events, and the first decision that came out otherwise."""
    numbers, events, divide = twins.numbers, twins.events, twins.divide
    yield f"{words.phrase('twins.parting')} ".ljust(page.width, "-")
    if numbers is None and events is None:
        yield page.wrapped(words.sentence("twins.same"))
        return
    if numbers is not None:
        items = words.listed([_number(one, twins, words) for one in numbers.numbers[:SHOWN]])
        more = len(numbers.numbers) - SHOWN
        items += f"; {words.phrase('twins.more', count=str(more))}" if more > 0 else ""
        yield page.wrapped(
            words.sentence("twins.numbers", month=month_named(twins.a, numbers.month, words), items=items)
        )
    if events is not None:
        yield page.wrapped(words.sentence("twins.events", month=month_named(twins.a, events.month, words)))
        for side, scenario, run in _sides(twins):
            yield page.wrapped(_told(scenario, run, events.month, words), f"  {side}: ", "     ")
    yield "" if divide is not None else page.wrapped(words.sentence("twins.undivided"))
    yield from _divided(twins, divide, words, page) if divide is not None else ()


def _sides(twins: Twins) -> tuple[tuple[str, Scenario, Replay], ...]:
    return ("A", twins.a, twins.in_a), ("B", twins.b, twins.in_b)


def _number(one: Number, twins: Twins, words: Words) -> str:
    title = outcomes.outcome_title(one.column, words.lang, one.table)
    if one.town >= 0:
        title = words.phrase("words.detail", project=title, detail=_names(twins.a, twins.in_a, words).towns[one.town])
    if one.column == "form":
        forms = (list(side.governance_models.values()) for side in (twins.a, twins.b))
        a, b = (rows[int(code)].title[words.lang] for rows, code in zip(forms, (one.a, one.b), strict=True))
    elif one.column == "phase":
        a, b = (words.phrase(f"phases.{codes.PHASES[int(code)]}") for code in (one.a, one.b))
    else:
        a, b = told_apart(one.a, one.b, words)
    return words.phrase("twins.number", title=title, a=a, b=b)


def told_apart(a: float, b: float, words: Words) -> tuple[str, str]:
    """Two numbers with as many decimals as tell them apart, at least two unless both are whole."""
    first = 0 if a == int(a) and b == int(b) else 2
    written = ((words.number(a, places), words.number(b, places)) for places in range(first, MOST_DECIMALS))
    return next((pair for pair in written if pair[0] != pair[1]), (str(a), str(b)))


def _names(scenario: Scenario, run: Replay, words: Words) -> Names:
    return Names(scenario, run.state, words)


def _told(scenario: Scenario, run: Replay, month: int, words: Words) -> str:
    """What the log tells of a month."""
    months = told_months(scenario, run.events, _names(scenario, run, words), words)
    return next((entry.text for entry in months if entry.month == month), words.phrase("twins.nothing"))


def _divided(twins: Twins, divide: Divide, words: Words, page: Page) -> Iterator[str]:
    """The first decision that came out otherwise, who voted how, and what tipped it."""
    names = _names(twins.a, twins.in_a, words)
    question = question_of(divide.a, names)
    yield page.wrapped(words.sentence("twins.decision", question=question))
    for side, one in (("A", divide.a), ("B", divide.b)):
        answer = words.phrase(f"twins.answer.{one.event.kind}")
        yield page.wrapped(
            words.phrase("twins.side", side=side, answer=answer, month=month_named(twins.a, one.event.month, words)),
            "  ",
            "     ",
        )
    if divide.a.question not in VOTED:
        yield from _chances(divide, words, page)
        return
    yield page.wrapped(words.sentence("twins.votes"))
    rows = [["", "A", "B"]]
    rows += [[names.towns[town], *(_word(vote, words) for vote in pair)] for town, *pair in divide.both()]
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  " + "  ".join(f"{cell:{size}}" for cell, size in zip(row, wide, strict=True)).rstrip()
    yield page.wrapped(_tipped(twins, divide, names, words))


def _chances(divide: Divide, words: Words, page: Page) -> Iterator[str]:
    """By which chance a question was answered on which nobody votes."""
    place = 1 if divide.a.question == "election" else 0
    chances = {side: words.percent(one.event.terms[place]) for side, one in (("a", divide.a), ("b", divide.b))}
    yield page.wrapped(words.sentence("twins.chance", **chances))


def _word(vote: Vote | None, words: Words) -> str:
    if vote is None:
        return words.phrase("twins.not_asked")
    by = words.phrase(f"twins.by.{DECIDED_BY[vote.decided_by]}")
    return words.phrase("twins.word.yes" if vote.yes else "twins.word.no", value=words.signed(vote.utility, 2), by=by)


def _tipped(twins: Twins, divide: Divide, names: Names, words: Words) -> str:
    """Which word tipped it, and which of its terms changed most that way."""
    if divide.town < 0:
        return words.sentence("twins.rule")
    votes = {town: pair for town, *pair in divide.both()}
    a, b = votes[divide.town]
    assert a is not None and b is not None  # it was asked in both
    town = names.towns[divide.town]
    given = any(
        row.municipality == names.town_ids[divide.town] and twins.b.month_of(row.month) == divide.b.event.month
        for row in twins.b.instead
        if row.decision in ("agrees", "refuses")
    )
    if given:
        return words.sentence("twins.given", town=town)
    value = {side: words.signed(_term(vote, divide.term), 2) for side, vote in (("a", a), ("b", b))}
    return words.sentence("twins.tipped", town=town, term=_label(divide, words), **value)


def _term(vote: Vote, name: str) -> float:
    return vote.terms[TERMS.index(name)] if name in TERMS else vote.rest


def _label(divide: Divide, words: Words) -> str:
    """What a term is called in this family of decisions."""
    family = VOTED[divide.a.question]
    named = ("saving", "relative", "trust", "attachment", "attitude") if family == "merger" else FAMILIES[family]
    if divide.term not in TERMS:
        return words.phrase("twins.rest")
    key = f"terms.{family}.{named[TERMS.index(divide.term)]}.label"
    return words.phrase(key if words.has(key) else f"terms.contract.{divide.term}.label")


def _stories(twins: Twins, words: Words, width: int | None, whole: bool) -> Iterator[str]:
    """Both stories: section beside section where the width holds two columns, else one after the other.

    What was at stake is said once where it is the same.
    """
    column = ((width or 0) - len(GAP)) // 2
    beside = column >= LEAST_COLUMN
    page = Page(column if beside else WIDTH)
    (a, *parts_a), (b, *parts_b) = (_story(one, words, page, whole) for one in _sides(twins))
    if parts_a[0] == parts_b[0]:
        yield _story(_sides(twins)[0], words, Page(WIDTH), False)[1]
        parts_a, parts_b = parts_a[1:], parts_b[1:]
    if beside:
        yield from (_beside(*pair, column) for pair in zip_longest([a, *parts_a], [b, *parts_b], fillvalue=""))
    else:
        yield from (a, *parts_a, b, *parts_b)


def _story(side: tuple[str, Scenario, Replay], words: Words, page: Page, whole: bool) -> list[str]:
    """The story of a side by its sections, its heading first."""
    name, scenario, run = side
    parts = [page.heading(words.phrase("twins.story", side=name), "=")]
    parts += story_parts(scenario, run.events, run.state, (run.outcome, run.towns), words, page)
    return parts + (log_parts(scenario, run.events, run.state, words, page) if whole else [])


def _beside(a: str, b: str, column: int) -> str:
    pairs = zip_longest(a.splitlines(), b.splitlines(), fillvalue="")
    return "\n".join(f"{one:{column}}{GAP}{other}".rstrip() for one, other in pairs)
