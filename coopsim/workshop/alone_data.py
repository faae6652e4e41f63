"""What the page without a server has inside: catalogues, texts, quantiles, and every region as the kernel reads it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, Final

from coopsim.analysis.claims import NO_FORM
from coopsim.analysis.intervals import FEW, LEVEL
from coopsim.analysis.places import NAMES, STANDINGS
from coopsim.browser.bundle import IN_PAGES, worker_script
from coopsim.browser.image import image
from coopsim.browser.layout import described
from coopsim.figures.titles import approach_title, governance_title
from coopsim.model import codes
from coopsim.scenario import catalogue
from coopsim.scenario.inputs import parameter_record
from coopsim.scenario.schema import Scenario
from coopsim.texts import LANGUAGES
from coopsim.texts import catalogue as texts_in
from coopsim.workshop import limits, page_data
from coopsim.workshop.alone_schema import side_schema
from coopsim.workshop.headlines import GROUPS, OUTCOMES

_MORE_TEXTS: Final = (
    *("error.workshop_request", "error.workshop_no_example"),
    *("fault.beyond_horizon", "fault.beyond_horizon_allowed", "fault.end_before_start", "fault.unknown_form"),
    *("fault.impulse", "fault.impulse_before", "fault.too_early_or_late", "fault.twice", "fault.unknown_town"),
)


def page_content(regions: dict[str, Scenario], opened: str, module: bytes) -> dict[str, Any]:
    """All that is inside the page, as plain data; ``opened`` is the name of the region that it opens with."""
    start = page_data.start_data()
    texts = {lang: start["texts"][lang] | _instead(texts_in(lang)) for lang in LANGUAGES}
    named = [{"name": name, "title": one.title.model_dump()} for name, one in regions.items()]
    return {
        "start": start | {"scenarios": named, "texts": texts, "alone": True},
        "opened": opened,
        "about": _about(),
        "layout": described(),
        "worker": worker_script(IN_PAGES),
        "module": b64encode(module).decode("ascii"),
        "regions": [_region(name, scenario) for name, scenario in regions.items()],
    }


def _instead(words: dict[str, str]) -> dict[str, str]:
    """Texts that the server uses in answers, and one of the guide that says what this page can do."""
    return {key: words[key] for key in _MORE_TEXTS} | {"workshop.guide.one_text": words["workshop.alone.guide_one"]}


def _about() -> dict[str, Any]:
    of_phase = [next(k for k, name in enumerate(NAMES) if phase in STANDINGS[name]) for phase in codes.PHASES]
    return {
        "quantiles": _quantiles(),
        "standings": list(NAMES),
        "standing_of_phase": of_phase,
        "groups": {name: list(members) for name, members in GROUPS.items()},
        "outcomes": [
            {"name": row.name, "headline": row.headline, "unit": row.unit, "better": row.better} for row in OUTCOMES
        ],
        "approaches": [
            {"id": name, "title": {lang: approach_title(name, lang) for lang in LANGUAGES}} for name in codes.APPROACHES
        ],
        "hindrances": [{"id": row.id, "title": row.title.model_dump()} for row in catalogue.hindrances().values()],
        "side": side_schema(),
        "impulses": list(codes.IMPULSES),
        "areas": list(codes.AREAS),
        "most_months": limits.MOST_MONTHS,
        "seed": limits.SEED,
        "first_runs": limits.FIRST_RUNS,
        "lever_stages": list(limits.LEVER_STAGES),
        "no_form": NO_FORM,
    }


def _quantiles() -> dict[str, Any]:
    """What intervals need of distributions: of the normal, of Student by degrees of freedom, of Poisson by count."""
    from scipy.special import chdtri, ndtri, stdtrit

    return {
        "normal": float(ndtri(0.5 + LEVEL / 2)),
        "student": [0.0, *(float(stdtrit(n, 0.5 + LEVEL / 2)) for n in range(1, limits.STAGES[-1]))],
        "poisson": [float(chdtri(2 * max(count, 1e-9), LEVEL) / 2) for count in range(FEW + 1)],
    }


def _region(name: str, scenario: Scenario) -> dict[str, Any]:
    """A region with its image for the longest horizon; a shorter one only ends before some of its rounds."""
    found = image(scenario.with_({"horizon_months": limits.MOST_MONTHS}))
    towns = sorted(scenario.municipalities, key=lambda town: town.id)
    forms = list(scenario.governance_models)
    return {
        "name": name,
        "shown": page_data.region_data(scenario),
        "id": name,
        "start": scenario.start,
        "forms": forms,
        "titles": {form: {lang: governance_title(form, lang, scenario) for lang in LANGUAGES} for form in forms},
        "town_ids": [town.id for town in towns],
        "towns_by_id": [{"id": town.id, "name": town.name, "lat": town.lat, "lon": town.lon} for town in towns],
        "block_runs": limits.block_runs(scenario),
        "least_months": _least_months(scenario),
        "impulse_duration": int(parameter_record(scenario).impulse_duration),
        "image": found.plain(),
        "memory": b64encode(found.memory).decode("ascii"),
    }


def _least_months(scenario: Scenario) -> int:
    """The shortest horizon under which everything that the page cannot change still begins."""
    begins = [row.start for row in scenario.funding] + [town.applies_from for town in scenario.municipalities]
    begins.append(scenario.land.subsidy_start)
    return max(limits.LEAST_MONTHS, *(month + 1 for month in begins if isinstance(month, int)), 0)
