"""Names of the random processes: each draw is keyed by (seed, run, process, month, who).

The numbers are part of the results: a new process gets a new number, none is ever reused or changed.
"""

from typing import Final

FISCAL: Final = 1
STAFF: Final = 2
NEED: Final = 3
ENDOWMENT: Final = 4
EXPERIENCE: Final = 5
RECOGNITION: Final = 6
PRIZE: Final = 7
IDENTITY: Final = 8
COMPETITION: Final = 9
GUILT: Final = 10
VOTER_PRESSURE: Final = 11
INITIAL_TRUST: Final = 12
INITIAL_TRUST_TOWN: Final = 13
COUNCIL_ATTITUDE: Final = 14
OFFICE_ATTITUDE: Final = 15
OFFICE_TYPE: Final = 16
OFFICE_SLOPE: Final = 17
OFFICE_STEADY: Final = 18
NEWCOMER_TRUST: Final = 19
LAND_SUPPORT: Final = 20
INITIAL_CRISIS: Final = 21
FIRST_ELECTION: Final = 22

OPPORTUNITY_FUNCTION: Final = 30
OPPORTUNITY_KIND: Final = 31
OPPORTUNITY_APPEARS: Final = 32
OPPORTUNITY_SIZE: Final = 33
OPPORTUNITY_COST: Final = 34
OPPORTUNITY_ESTIMATE: Final = 35
OPPORTUNITY_WORK: Final = 36
OPPORTUNITY_BUILD: Final = 37
OPPORTUNITY_APPEAL: Final = 39
OPPORTUNITY_MISMATCH: Final = 40
OPPORTUNITY_MISREAD: Final = 41
OPPORTUNITY_FOUND: Final = 42

CRISIS: Final = 50
CLOSURE_NIGHT: Final = 51
CAPACITY: Final = 52
PRACTICE: Final = 54
PRACTICE_VALUE: Final = 55
ATTENDANCE: Final = 56
SEEN: Final = 57
POSTPONE: Final = 59
STATED_NEED: Final = 61
GRANT: Final = 62
SITTING: Final = 63
RUNS_AGAIN: Final = 64
ELECTION_NIGHT: Final = 65
COUNCIL_ELECTION: Final = 66
LAND_DECISION: Final = 67
CONTRACT_VOTE: Final = 68
EXIT_VOTE: Final = 69
ENTRY_VOTE: Final = 70
MERGER_IDEA: Final = 71
MERGER_VOTE: Final = 72
IMPULSE: Final = 73
IMPULSE_TARGET: Final = 74
INITIATIVE: Final = 84
REVIEW: Final = 85
