"""The log of a run: its columns, and what the values of each kind of event mean.

The rules write it (``coopsim.submodels.log``), the story reads it; the kinds themselves are ``codes.EVENTS``.
"""

from typing import Final

HEAD: Final = ("month", "kind", "actor", "object")
MONTH, KIND, ACTOR, OBJECT = range(len(HEAD))

#: Families of decisions and their terms, as they are shown.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "project": ("own", "relative", "reciprocity", "voters", "attitude"),
    "contract": ("own", "relative", "trust", "voters", "attitude"),
    "staying": ("own", "relative", "trust", "voters", "attitude"),
    "entry": ("own", "relative", "trust", "dilution", "attitude"),
    "merger": ("saving", "trust", "attachment"),
    "talks": ("recognition", "attitude", "prize"),
}

#: What the values of each kind of event mean, in the order of the log; kinds that are missing have none.
TERMS: Final[dict[str, tuple[str, ...]]] = {
    "problem_recognised": ("recognition", "stress"),
    "joins_talks": FAMILIES["talks"],
    "letter_refused": (*FAMILIES["contract"], "decided_by"),
    "working_group": ("weight",),
    "draft": ("worth",),
    "agreed": ("partners", "value", "estimate", "paid", "owed"),
    "blocked": (*FAMILIES["project"], "decided_by"),
    "laid_aside": (*FAMILIES["project"], "decided_by"),
    "petition_granted": ("chance",),
    "petition_refused": ("chance",),
    "contract_refused": (*FAMILIES["contract"], "decided_by"),
    "land_refuses": ("about",),
    "election_kept": ("approval", "chance"),
    "election_lost": ("approval", "chance", "attitude"),
    "mayor_retires": ("approval", "chance", "attitude"),
    "notice": (*FAMILIES["staying"], "decided_by"),
    "stays_out": (*FAMILIES["contract"], "decided_by"),
    "entry_refused": (*FAMILIES["entry"], "decided_by"),
    "closure": ("endowment", "need"),
    "designated": ("chance",),
    "designation_refused": ("chance",),
    "merger_proposed": ("total",),
    "merger_refused": ("saving", "relative", "trust", "attachment", "attitude", "decided_by"),
    "merger": ("total", "merged"),
    "phase": ("before", "pace", "undone"),
    "good_practice": ("value",),
    "bad_practice": ("value",),
}
VALUES: Final = max(len(names) for names in TERMS.values())
COLUMNS: Final = len(HEAD) + VALUES  #: of a row of the log

#: ``decided_by``: whose word a vote is in the end.
DECIDED_BY: Final = ("mayor", "council", "county")
BY_MAYOR, BY_COUNCIL, BY_COUNTY_HEAD = range(len(DECIDED_BY))

#: ``about``: what the supervisory authority refuses.
LAND_REFUSES: Final = ("founding", "exit", "entry", "dissolution")
TO_FOUND, TO_LEAVE, TO_ADMIT, TO_DISSOLVE = range(len(LAND_REFUSES))
