"""Whole-number codes that the rules use in place of words.

Compiled rules hold numbers only.  Each vocabulary is an ordered tuple of public ids; the position in the
tuple is the code.  Scenario files, tables and stories use the ids, the rules use the named constants.
"""

from typing import Final

AREAS: Final = ("education", "administration", "health", "culture", "supply", "transport")

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
OPEN_COMMUNICATION: Final = 0
JOINT_PRIORITIES: Final = 1
SUITABLE_FORM: Final = 2
COMMON_PROBLEM_UNDERSTANDING: Final = 3
INTERACTIVE_FORMATS: Final = 4
CO_DESIGN: Final = 5
COMMON_OBJECTIVES: Final = 6
COMMON_IDENTITY: Final = 7
NEEDS_AND_STRENGTHS: Final = 8

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
NONE: Final = 0
FINDING: Final = 1
START: Final = 2
IMPLEMENTATION: Final = 3
STABILISED: Final = 4
STAGNATING: Final = 5
INERT: Final = 6
MERGED: Final = 7
DISSOLVED: Final = 8

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
AT_WILL: Final = 0
CONSENSUS: Final = 1
UNANIMITY: Final = 2
TWO_THIRDS: Final = 3
SIMPLE_MAJORITY: Final = 4
ONE_MEMBER: Final = 5
IMPOSED: Final = 6
IMPOSSIBLE: Final = 7

#: Rungs of the contract ladder.
RUNGS: Final = (
    "none",
    "letter_of_intent",
    "cooperation_contract",
    "spatial_planning_contract",
    "legal_body",
)
LETTER_OF_INTENT: Final = 1
COOPERATION_CONTRACT: Final = 2

PROVIDERS: Final = ("municipality", "county", "land", "federation", "private")
BY_MUNICIPALITY: Final = 0
BY_COUNTY: Final = 1
BY_LAND: Final = 2

#: What an opportunity asks of the partners.
PROJECT_KINDS: Final = ("share", "pool", "build", "advocate")
SHARE: Final = 0
POOL: Final = 1
BUILD: Final = 2
ADVOCATE: Final = 3

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
UNKNOWN: Final = 0
IDEA: Final = 1
DRAFT: Final = 2
DRAFTED: Final = 3
RUNNING: Final = 4
BUILDING: Final = 5
PETITION: Final = 6
DELIVERED: Final = 7
FAILED: Final = 8

TYPES: Final = ("conditional", "free_rider", "other")
CONDITIONAL: Final = 0
FREE_RIDER: Final = 1
OTHER: Final = 2

ROLES: Final = ("member", "candidate", "neighbour")
MEMBER: Final = 0
CANDIDATE: Final = 1
NEIGHBOUR: Final = 2

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
FACILITATOR: Final = 0
STUDY: Final = 1
NEW_AREA: Final = 2
DESIGNATION: Final = 3
SUBSIDY: Final = 4
SCANDAL: Final = 5
NEW_MAYOR: Final = 6
CLOSURE: Final = 7

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

EVENT_PROBLEM_RECOGNISED: Final = 0
EVENT_TALKS_BEGIN: Final = 1
EVENT_JOINS_TALKS: Final = 2
EVENT_LETTER_OF_INTENT: Final = 3
EVENT_LETTER_REFUSED: Final = 4
EVENT_STEERING_GROUP: Final = 5
EVENT_WORKING_GROUP: Final = 6
EVENT_IDEA: Final = 7
EVENT_DRAFT: Final = 8
EVENT_AGREED: Final = 9
EVENT_POSTPONED: Final = 10
EVENT_BLOCKED: Final = 11
EVENT_DROPPED: Final = 12
EVENT_BUILDING: Final = 13
EVENT_DELIVERED: Final = 14
EVENT_FAILED: Final = 15
EVENT_PETITION_GRANTED: Final = 16
EVENT_PETITION_REFUSED: Final = 17
EVENT_CONTRACT_PROPOSED: Final = 18
EVENT_CONTRACT_SIGNED: Final = 19
EVENT_CONTRACT_REFUSED: Final = 20
EVENT_FORM_CHANGED: Final = 21
EVENT_LAND_REFUSES: Final = 22
EVENT_MANDATE: Final = 23
EVENT_ELECTION_KEPT: Final = 24
EVENT_ELECTION_LOST: Final = 25
EVENT_MAYOR_RETIRES: Final = 26
EVENT_COUNCIL_ELECTED: Final = 27
EVENT_NOTICE: Final = 28
EVENT_EXIT: Final = 29
EVENT_JOINED: Final = 30
EVENT_ENTRY_REFUSED: Final = 31
EVENT_CLOSURE: Final = 32
EVENT_FUNDING_BEGINS: Final = 33
EVENT_FUNDING_ENDS: Final = 34
EVENT_DESIGNATED: Final = 35
EVENT_DESIGNATION_REFUSED: Final = 36
EVENT_IMPULSE: Final = 37
EVENT_OWN_IMPULSE: Final = 38
EVENT_MERGER_PROPOSED: Final = 39
EVENT_MERGER_REFUSED: Final = 40
EVENT_MERGER: Final = 41
EVENT_DISSOLUTION: Final = 42
EVENT_PHASE: Final = 43
EVENT_GOOD_PRACTICE: Final = 44
EVENT_BAD_PRACTICE: Final = 45
EVENT_DEVELOPMENT_CONCEPT: Final = 46
