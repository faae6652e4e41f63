"""What the page needs before anything is simulated: the catalogues, the texts, and what a region is like."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from coopsim.model import codes
from coopsim.model.version import VERSION
from coopsim.scenario import catalogue, list_scenarios
from coopsim.scenario.types import LocalText
from coopsim.texts import LANGUAGES, short_title
from coopsim.texts import catalogue as texts
from coopsim.workshop import limits
from coopsim.workshop.settings import ground, settings_of, shipped

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

#: Beginnings of the keys of texts that the page uses.
_TEXTS: Final = ("workshop.", "phase.", "honest.", "number.")


@lru_cache(maxsize=1)
def start_data() -> dict[str, Any]:
    """Catalogues, texts in both languages, colours and limits; the same for everybody."""
    from coopsim.figures import style

    return {
        "version": VERSION,
        "scenarios": [{"name": name, "title": _both(shipped(name).title)} for name in list_scenarios()],
        "approaches": [
            {
                "id": row.id,
                "title": _both(row.title),
                "short": {lang: short_title(lang, "approach", row.id, row.title[lang]) for lang in LANGUAGES},
                "text": _both(row.description),
                "challenge": row.challenge,
                "staff": row.staff_fte,
                "money": row.money,
            }
            for row in catalogue.approaches().values()
        ],
        "hindrances": [
            {
                "id": row.id,
                "title": _both(row.title),
                "text": _both(row.description),
                "challenges": row.challenges,
                "unknown": row.unknown,
            }
            for row in catalogue.hindrances().values()
        ],
        "areas": [{"id": row.id, "title": _both(row.title)} for row in catalogue.areas().values()],
        "functions": [
            {"id": row.id, "title": _both(row.title), "area": row.area, "provider": row.provider}
            for row in catalogue.functions().values()
        ],
        "impulses": list(codes.IMPULSES),
        "tiers": list(codes.TIERS[::-1]),
        "roles": list(codes.ROLES),
        "phases": list(codes.PHASES),
        "stack": list(style.PHASES),
        "colours": dict(style.PHASES),
        "stages": list(limits.STAGES),
        "limits": {"towns": limits.MOST_TOWNS, "months": limits.MOST_MONTHS, "impulses": limits.MOST_IMPULSES},
        "texts": {lang: _texts(lang) for lang in LANGUAGES},
    }


def _texts(lang: str) -> dict[str, str]:
    return {key: words for key, words in texts(lang).items() if key.startswith(_TEXTS)}


def _both(words: LocalText) -> dict[str, str]:
    return {lang: words[lang] for lang in LANGUAGES}


def region_data(scenario: Scenario) -> dict[str, Any]:
    """What the page shows of a region: towns, governance models, and the settings that the scenario itself holds."""
    return {
        "id": scenario.id,
        "ground": ground(scenario),
        "title": _both(scenario.title),
        "description": _both(scenario.description),
        "start": scenario.start,
        "months": scenario.horizon_months,
        "sources": list(scenario.sources),
        "towns": [
            town.model_dump(mode="json", include={"id", "name", "population", "area_km2", "lat", "lon", "tier", "role"})
            for town in scenario.municipalities
        ],
        "models": [
            {
                "id": row.id,
                "title": _both(row.title),
                "short": {lang: short_title(lang, "governance", row.id, row.title[lang]) for lang in LANGUAGES},
                "text": _both(row.description),
                "basis": _both(row.legal_basis),
            }
            for row in scenario.governance_models.values()
        ],
        "settings": settings_of(scenario),
    }
