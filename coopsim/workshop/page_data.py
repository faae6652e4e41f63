"""What the page needs before anything is simulated: the catalogues, the texts, and what a region is like."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from coopsim.figures import style
from coopsim.model import codes
from coopsim.model.version import VERSION
from coopsim.scenario import catalogue, list_scenarios
from coopsim.scenario.schema import Scenario
from coopsim.texts import LANGUAGES, short_title
from coopsim.texts import catalogue as texts
from coopsim.workshop import limits
from coopsim.workshop.settings import ground, settings_of, shipped

#: Beginnings of the keys of texts that the page uses.
_TEXTS: Final = ("workshop.", "phase.", "standing.", "honest.", "number.")


@lru_cache(maxsize=1)
def start_data() -> dict[str, Any]:
    """Catalogues, texts in both languages, colours and limits; the same for everybody."""
    return {
        "version": VERSION,
        "scenarios": [{"name": name, "title": shipped(name).title.model_dump()} for name in list_scenarios()],
        "approaches": [
            _shown(row, "challenge", text="description", staff="staff_fte", money="money") | _short("approach", row)
            for row in catalogue.approaches().values()
        ],
        "hindrances": [
            _shown(row, "challenges", "unknown", text="description") for row in catalogue.hindrances().values()
        ],
        "areas": [_shown(row) for row in catalogue.areas().values()],
        "functions": [_shown(row, "area", "provider") for row in catalogue.functions().values()],
        "impulses": list(codes.IMPULSES),
        "tiers": list(codes.TIERS[::-1]),
        "roles": list(codes.ROLES),
        "phases": list(codes.PHASES),
        "stack": list(style.PHASES),
        "colours": dict(style.PHASES),
        "standings": dict(style.STANDINGS),
        "stages": list(limits.STAGES),
        "limits": {"towns": limits.MOST_TOWNS, "months": limits.MOST_MONTHS, "impulses": limits.MOST_IMPULSES},
        "texts": {lang: {k: words for k, words in texts(lang).items() if k.startswith(_TEXTS)} for lang in LANGUAGES},
    }


def _shown(row: Any, *names: str, **called: str) -> dict[str, Any]:
    """Id, title and other fields of a row of a catalogue, some of them called otherwise on the page."""
    fields = row.model_dump(mode="json")
    return {name: fields[field] for name, field in {**{n: n for n in ("id", "title", *names)}, **called}.items()}


def _short(kind: str, row: Any) -> dict[str, Any]:
    return {"short": {lang: short_title(lang, kind, row.id, row.title[lang]) for lang in LANGUAGES}}


def region_data(scenario: Scenario) -> dict[str, Any]:
    """What the page shows of a region: towns, governance models, and the settings that the scenario itself holds."""
    return {
        "id": scenario.id,
        "ground": ground(scenario),
        "title": scenario.title.model_dump(),
        "description": scenario.description.model_dump(),
        "start": scenario.start,
        "months": scenario.horizon_months,
        "sources": list(scenario.sources),
        "towns": [
            town.model_dump(mode="json", include={"id", "name", "population", "area_km2", "lat", "lon", "tier", "role"})
            for town in scenario.municipalities
        ],
        "models": [
            _shown(row, text="description", basis="legal_basis") | _short("governance", row)
            for row in scenario.governance_models.values()
        ],
        "settings": settings_of(scenario),
    }
