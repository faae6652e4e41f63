"""Which name of a scenario file was meant: names as they are written there, and as readers call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from coopsim.model.codes import APPROACH_COUNT
from coopsim.model.immutable import fixed
from coopsim.scenario import catalogue
from coopsim.scenario.errors import LONGEST
from coopsim.texts import LANGUAGES, filled, nearest
from coopsim.texts import catalogue as texts
from coopsim.texts.numbers import in_words

#: Beginnings of the keys of texts that are titles of words.
_TEXTS = (
    "vocabulary.", "governance.", "approach.", "workshop.impulse.", "document.workshop.tier_",
    "document.workshop.role_",
)  # fmt: skip


@lru_cache(maxsize=1)
def titles() -> Mapping[str, tuple[str, ...]]:
    """Titles of every word that has some: ids of catalogues, and values such as ``middle`` and ``two_thirds``."""
    found: dict[str, list[str]] = {}
    tables = (catalogue.governance_models, catalogue.approaches, catalogue.hindrances, catalogue.areas)
    for table in (*tables, catalogue.functions):
        for name, row in table().items():
            found.setdefault(name, []).extend((row.title.en, row.title.de))
    for lang in LANGUAGES:
        for key, words in texts(lang).items():
            beginning = next((part for part in _TEXTS if key.startswith(part)), None)
            if beginning is not None:
                title = filled(words, approach_count=in_words(lang, APPROACH_COUNT))
                found.setdefault(key.removeprefix(beginning).rpartition(".")[2], []).append(title)
    return fixed({name: tuple(dict.fromkeys(words)) for name, words in found.items()})


def suggest(found: object, known: Iterable[str]) -> str:
    """The known name nearest to what was found, or an empty text when none is near.

    Names of the vocabularies are also known by their titles in both languages ("Mittelzentrum" for ``middle``).
    """
    if not isinstance(found, str) or len(found) > LONGEST:
        return ""
    names: dict[str, str] = {}
    for name in known:
        names.setdefault(_folded(name), name)
    called = {_folded(title): name for name in names.values() for title in titles().get(name, ())}
    asked, every = _folded(found), called | names
    if asked in every:
        return every[asked]
    part_of = {name for title, name in called.items() if len(asked) > 5 and asked in title}
    near = nearest(asked, names) or ("" if len(part_of) == 1 else nearest(asked, called))
    return every[near] if near else part_of.pop() if len(part_of) == 1 else ""


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name[:LONGEST].strip().casefold())
