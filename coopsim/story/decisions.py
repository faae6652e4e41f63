"""What was decided in a run, month by month, and how each decision can be made otherwise (``instead``)."""

from __future__ import annotations

from coopsim.scenario.schema import Scenario
from coopsim.story.ballots import Decision
from coopsim.story.instead import phrases
from coopsim.story.names import Names
from coopsim.story.replay import replay
from coopsim.story.story import WIDTH, Page
from coopsim.story.words import Words, words_in
from coopsim.texts import text


def decisions_text(scenario: Scenario, seed: int = 1, run: int = 0, lang: str = "en") -> str:
    """The decisions of run ``run`` of ``seed``, each with the words by which ``what_if`` makes it otherwise.

    Raises ValueError for a language that stories are not told in.
    """
    words, page, again = words_in(lang), Page(WIDTH), replay(scenario, seed, run)
    names = Names(scenario, again.state, words)
    title = words.sentence("twins.decided", region=scenario.title[lang], seed=str(seed), run=str(run))
    lines = [page.heading(title, "=")]
    for one in again.decisions:
        month = month_named(scenario, one.event.month, words)
        question, answer = question_of(one, names), words.phrase(f"twins.answer.{one.event.kind}")
        told = page.wrapped(words.sentence("twins.was", month=month, question=question, answer=answer))
        otherwise = "\n".join(f"    {phrase}" for phrase in phrases(scenario, one, lang))
        lines.append(f"{told}\n{otherwise}".rstrip())
    return "\n".join(lines) + "\n"


def month_named(scenario: Scenario, month: int, words: Words) -> str:
    """A month by its name and its number."""
    return words.phrase("twins.month", name=words.month(scenario.start, month), month=str(month))


def question_of(one: Decision, names: Names) -> str:
    """What was decided on, projects with their number."""
    if one.question in ("project", "petition"):
        number = text(names.words.lang, "instead.opportunity", number=one.subject)
        subject = names.words.phrase("words.detail", project=names.project(one.subject), detail=number)
    else:
        subject = names.offices[one.subject] if one.subject >= 0 else ""
    return names.words.phrase(f"twins.question.{one.question}", subject=subject)
