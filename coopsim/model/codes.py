"""Whole-number codes that the rules use in place of words.

Compiled rules hold numbers only.  Each vocabulary is an ordered tuple of public ids; the position in the
tuple is the code.  To add to one, add the id and, where there are named constants, the name at the same place:
every size follows.  Scenario files, tables and stories use the ids, the rules use the named constants.
"""

from typing import Final

AREAS: Final = ("education", "administration", "health", "culture", "supply", "transport")
EDUCATION, ADMINISTRATION, HEALTH, CULTURE, SUPPLY, TRANSPORT = range(len(AREAS))
AREA_COUNT: Final = len(AREAS)

HINDRANCES: Final = (
    "inexperience",
    "person_dependence",
    "competition",
    "differing_motivation",
    "long_time_span",
    "no_good_practice",
    "voter_justification",
)

APPROACHES: Final = (
    "open_communication",
    "joint_priorities",
    "suitable_form",
    "common_problem_understanding",
    "interactive_formats",
    "co_design",
    "common_objectives",
    "common_identity",
    "needs_and_strengths",
)
(
    OPEN_COMMUNICATION,
    JOINT_PRIORITIES,
    SUITABLE_FORM,
    COMMON_PROBLEM_UNDERSTANDING,
    INTERACTIVE_FORMATS,
    CO_DESIGN,
    COMMON_OBJECTIVES,
    COMMON_IDENTITY,
    NEEDS_AND_STRENGTHS,
) = range(len(APPROACHES))
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
NONE, FINDING, START, IMPLEMENTATION, STABILISED, STAGNATING, INERT, MERGED, DISSOLVED = range(len(PHASES))

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
AT_WILL, CONSENSUS, UNANIMITY, TWO_THIRDS, SIMPLE_MAJORITY, ONE_MEMBER, IMPOSED, IMPOSSIBLE = range(len(RULES))

#: Rungs of the contract ladder.
RUNGS: Final = (
    "none",
    "letter_of_intent",
    "cooperation_contract",
    "spatial_planning_contract",
    "legal_body",
)
LETTER_OF_INTENT: Final = RUNGS.index("letter_of_intent")
COOPERATION_CONTRACT: Final = RUNGS.index("cooperation_contract")

PROVIDERS: Final = ("municipality", "county", "land", "federation", "private")
BY_MUNICIPALITY, BY_COUNTY, BY_LAND = (PROVIDERS.index(name) for name in ("municipality", "county", "land"))

#: What an opportunity asks of the partners.
PROJECT_KINDS: Final = ("share", "pool", "build", "advocate")
SHARE, POOL, BUILD, ADVOCATE = range(len(PROJECT_KINDS))

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
UNKNOWN, IDEA, DRAFT, DRAFTED, RUNNING, BUILDING, PETITION, DELIVERED, FAILED = range(len(PROJECT_STATUS))

TYPES: Final = ("conditional", "free_rider", "other")
CONDITIONAL, FREE_RIDER, OTHER = range(len(TYPES))

ROLES: Final = ("member", "candidate", "neighbour")
MEMBER, CANDIDATE, NEIGHBOUR = range(len(ROLES))

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
FACILITATOR, STUDY, NEW_AREA, DESIGNATION, SUBSIDY, SCANDAL, NEW_MAYOR, CLOSURE = range(len(IMPULSES))

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
(
    EVENT_PROBLEM_RECOGNISED,
    EVENT_TALKS_BEGIN,
    EVENT_JOINS_TALKS,
    EVENT_LETTER_OF_INTENT,
    EVENT_LETTER_REFUSED,
    EVENT_STEERING_GROUP,
    EVENT_WORKING_GROUP,
    EVENT_IDEA,
    EVENT_DRAFT,
    EVENT_AGREED,
    EVENT_POSTPONED,
    EVENT_BLOCKED,
    EVENT_DROPPED,
    EVENT_BUILDING,
    EVENT_DELIVERED,
    EVENT_FAILED,
    EVENT_PETITION_GRANTED,
    EVENT_PETITION_REFUSED,
    EVENT_CONTRACT_PROPOSED,
    EVENT_CONTRACT_SIGNED,
    EVENT_CONTRACT_REFUSED,
    EVENT_FORM_CHANGED,
    EVENT_LAND_REFUSES,
    EVENT_MANDATE,
    EVENT_ELECTION_KEPT,
    EVENT_ELECTION_LOST,
    EVENT_MAYOR_RETIRES,
    EVENT_COUNCIL_ELECTED,
    EVENT_NOTICE,
    EVENT_EXIT,
    EVENT_JOINED,
    EVENT_ENTRY_REFUSED,
    EVENT_CLOSURE,
    EVENT_FUNDING_BEGINS,
    EVENT_FUNDING_ENDS,
    EVENT_DESIGNATED,
    EVENT_DESIGNATION_REFUSED,
    EVENT_IMPULSE,
    EVENT_OWN_IMPULSE,
    EVENT_MERGER_PROPOSED,
    EVENT_MERGER_REFUSED,
    EVENT_MERGER,
    EVENT_DISSOLUTION,
    EVENT_PHASE,
    EVENT_GOOD_PRACTICE,
    EVENT_BAD_PRACTICE,
    EVENT_DEVELOPMENT_CONCEPT,
) = range(len(EVENTS))
