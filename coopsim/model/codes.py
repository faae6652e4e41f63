"""Whole-number codes that the rules use in place of words.

Compiled rules hold numbers only.  Each vocabulary is an ordered tuple of public ids; the position in the tuple is the
code, and the rules import it by its name in capitals: ``CO_DESIGN``, ``STAGNATING``, ``EVENT_EXIT``, ``BY_COUNTY``.
Names and sizes follow from the tuples, so that a new word is one line here, or one row of ``data/approaches.toml`` and
``data/hindrances.toml``.  Scenario files, tables and stories use the ids.
"""

from typing import Final

from coopsim.model.data_files import rows

Words = tuple[str, ...]

AREAS: Final = ("education", "administration", "health", "culture", "supply", "transport")
AREA_COUNT: Final = len(AREAS)

HINDRANCES: Final[Words] = tuple(row["id"] for row in rows("hindrances")["hindrances"])

APPROACHES: Final[Words] = tuple(row["id"] for row in rows("approaches")["approaches"])
APPROACH_COUNT: Final = len(APPROACHES)

#: Phases of the alliance and, with the same words, of one municipality (Phasen von Städteverbünden).
PHASES: Final = (
    "none",
    "finding",
    "start",
    "implementation",
    "stabilised",
    "stagnating",
    "inert",
    "merged",
    "dissolved",
)

#: Decision rules, from loosest to impossible.
RULES: Final = (
    "at_will",
    "consensus",
    "unanimity",
    "two_thirds",
    "simple_majority",
    "one_member",
    "imposed",
    "impossible",
)

#: Rungs of the contract ladder.
RUNGS: Final = (
    "none",
    "letter_of_intent",
    "cooperation_contract",
    "spatial_planning_contract",
    "legal_body",
)

PROVIDERS: Final = ("municipality", "county", "land", "federation", "private")

#: What an opportunity asks of the partners.
PROJECT_KINDS: Final = ("share", "pool", "build", "advocate")

PROJECT_STATUS: Final = (
    "unknown",
    "idea",
    "draft",
    "drafted",
    "running",
    "building",
    "petition",
    "delivered",
    "failed",
)

TYPES: Final = ("conditional", "free_rider", "other")

ROLES: Final = ("member", "candidate", "neighbour")

TIERS: Final = ("none", "basic", "middle", "higher_partial")

IMPULSES: Final = (
    "facilitator",
    "study",
    "new_area",
    "designation",
    "subsidy",
    "scandal",
    "new_mayor",
    "closure",
)

HOSTS: Final = ("host_a", "host_b", "host_c")  # fields of a project: its possible hosts
HOST_COUNT: Final = len(HOSTS)

#: Kinds of events in the log of a run; ``story`` turns them into words.
EVENTS: Final = (
    "problem_recognised",  # actor; recognition, stress
    "talks_begin",
    "joins_talks",
    "letter_of_intent",
    "letter_refused",  # actor; terms of the tipping member
    "steering_group",
    "working_group",  # object: area
    "idea",  # object: project
    "draft",  # object: project
    "agreed",  # object: project; partners, yes votes
    "postponed",  # object: project
    "blocked",  # actor: who tipped it; object: project; terms
    "dropped",  # object: project
    "building",  # object: project
    "delivered",  # object: project
    "failed",  # object: project
    "petition_granted",  # object: project
    "petition_refused",  # object: project
    "contract_proposed",  # object: form
    "contract_signed",  # object: form
    "contract_refused",  # actor; object: form; terms
    "form_changed",  # object: form
    "land_refuses",  # object: form; first term: 0 founding or change, 1 exit (actor), 2 entry (actor), 3 dissolution
    "mandate",  # object: form
    "election_kept",  # actor: office
    "election_lost",  # actor: office
    "mayor_retires",  # actor: office
    "council_elected",
    "notice",  # actor; terms
    "exit",  # actor
    "joined",  # actor
    "entry_refused",  # actor: applicant; object: refusing member
    "closure",  # actor; object: area
    "funding_begins",
    "funding_ends",
    "designated",
    "designation_refused",
    "impulse",  # object: impulse kind
    "own_impulse",  # members decide on a new impulse
    "merger_proposed",
    "merger_refused",  # actor; terms
    "merger",  # partial or complete
    "dissolution",
    "phase",  # actor -1 or town; object: phase
    "good_practice",
    "bad_practice",
    "development_concept",
)

#: Vocabularies whose words the rules name, by what stands before the name.
_NAMED: Final[tuple[tuple[str, Words], ...]] = (
    *(("", words) for words in (AREAS, APPROACHES, PHASES, RULES, RUNGS, PROJECT_KINDS, PROJECT_STATUS)),
    *(("", words) for words in (TYPES, ROLES, IMPULSES)),
    ("BY_", PROVIDERS),
    ("EVENT_", EVENTS),
)


def named(vocabularies: tuple[tuple[str, Words], ...]) -> dict[str, int]:
    """The code of each name.  Raises ValueError for a name that would have two codes."""
    codes: dict[str, int] = {}
    for prefix, words in vocabularies:
        for code, word in enumerate(words):
            if codes.setdefault(prefix + word.upper(), code) != code:
                raise ValueError(f"The word {word!r} stands in two vocabularies: the rules could not tell them apart.")
    return codes


_CODES: Final = named(_NAMED)


def __getattr__(name: str) -> int:
    """The code with this name, so that rules can import it."""
    if name not in _CODES:
        raise AttributeError(f"No word of a vocabulary in {__name__} has the name {name}.")
    return _CODES[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *_CODES})
