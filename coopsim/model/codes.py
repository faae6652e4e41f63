"""Whole-number codes that the rules use in place of words.

Compiled rules hold numbers only.  Each vocabulary is an ordered tuple of public ids; the position in the tuple is the
code, and the rules import it by its name in capitals: ``CO_DESIGN``, ``STAGNATING``, ``EVENT_EXIT``, ``BY_COUNTY``.
Names and sizes follow from the tuples, so that a new word is one word in ``data/vocabularies.toml``, or one row of
``data/approaches.toml`` and ``data/hindrances.toml``.  Scenario files, tables and stories use the ids.
"""

from typing import Final

from coopsim.model.data_files import rows

Words = tuple[str, ...]

_WORDS: Final[dict[str, Words]] = {name: tuple(words) for name, words in rows("vocabularies").items()}

AREAS: Final[Words] = _WORDS["areas"]
AREA_COUNT: Final = len(AREAS)

HINDRANCES: Final[Words] = tuple(row["id"] for row in rows("hindrances")["hindrances"])

APPROACHES: Final[Words] = tuple(row["id"] for row in rows("approaches")["approaches"])
APPROACH_COUNT: Final = len(APPROACHES)

PHASES: Final[Words] = _WORDS["phases"]
RULES: Final[Words] = _WORDS["rules"]
RUNGS: Final[Words] = _WORDS["rungs"]
PROVIDERS: Final[Words] = _WORDS["providers"]
PROJECT_KINDS: Final[Words] = _WORDS["project_kinds"]
PROJECT_STATUS: Final[Words] = _WORDS["project_status"]
TYPES: Final[Words] = _WORDS["types"]
ROLES: Final[Words] = _WORDS["roles"]
TIERS: Final[Words] = _WORDS["tiers"]
IMPULSES: Final[Words] = _WORDS["impulses"]
DECISIONS: Final[Words] = _WORDS["decisions"]

HOSTS: Final[Words] = _WORDS["hosts"]
HOST_COUNT: Final = len(HOSTS)

EVENTS: Final[Words] = _WORDS["events"]

#: Vocabularies whose words the rules name, by what stands before the name.
_NAMED: Final[tuple[tuple[str, Words], ...]] = (
    *(("", words) for words in (AREAS, APPROACHES, PHASES, RULES, RUNGS, PROJECT_KINDS, PROJECT_STATUS)),
    *(("", words) for words in (TYPES, ROLES, IMPULSES, DECISIONS)),
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
