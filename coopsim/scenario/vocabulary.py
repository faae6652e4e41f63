"""What the words of scenario files are called for readers, in both languages, so that these are understood too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from coopsim.model.immutable import fixed
from coopsim.scenario import catalogue
from coopsim.texts import LANGUAGES
from coopsim.texts import catalogue as texts

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
                found.setdefault(key.removeprefix(beginning).rpartition(".")[2], []).append(words)
    return fixed({name: tuple(dict.fromkeys(words)) for name, words in found.items()})
