"""What if (ODD 7.18): one decision made otherwise than the rules would make it; all else goes on by rules and luck.

A scenario names month, decision and whom it concerns; without such rows no number changes.
"""

from typing import Any

from coopsim.model.codes import AGREES, REFUSES
from coopsim.model.rules import equation, submodel

SMALL = 0.1  #: of a yes that is given in advance, and of a no beyond what a consensus bears (as ``offer.lacking``)


@equation
def word_kept(utility: float, given: int, tolerance: float) -> float:
    """Utility under a word given in advance: what says the same stays, else a small yes or a no that objects."""
    if given > 0 and utility <= 0.0:
        return SMALL
    if given < 0 and utility > 0.0:
        return -tolerance - SMALL
    return utility


@submodel
def told(month: int, yes: int, no: int, subject: int, w: Any) -> int:
    """What a scenario says in advance of a decision of this month: 1 for ``yes``, −1 for ``no``, 0 for nothing."""
    for r in range(w.instead.shape[0]):
        row = w.instead[r]
        if row.month == month and row.subject == subject:
            if row.decision == yes:
                return 1
            if row.decision == no:
                return -1
    return 0


@submodel
def take_words(month: int, w: Any, s: Any) -> None:
    """The words that were given in advance for the votes of this month."""
    if w.instead.shape[0] > 0:
        for i in range(s.town.shape[0]):
            s.vote[i].given = told(month, AGREES, REFUSES, i, w)


@submodel
def keep_word(i: int, stated: bool, p: Any, s: Any) -> None:
    """Municipality ``i`` says what was given in advance; that it will refuse is not known before the vote."""
    vote = s.vote[i]
    if vote.given > 0 or (vote.given < 0 and not stated):
        vote.utility = word_kept(vote.utility, vote.given, p.tolerance)
