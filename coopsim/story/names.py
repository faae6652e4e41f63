"""Names of what events speak of: towns, offices, projects, forms, areas."""

from __future__ import annotations

from typing import Any

from coopsim.model import codes
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.story.events import BY_OFFICES, THINGS
from coopsim.story.words import Words, calendar_month


class Names:
    """Names in one language; ``state`` gives the catalogue of the run, of whatever month."""

    def __init__(self, scenario: Scenario, state: Any, words: Words) -> None:
        self.words = words
        towns = sorted(scenario.municipalities, key=lambda town: town.id)
        counties = sorted(scenario.counties, key=lambda county: county.id)
        self.towns = [town.name for town in towns]
        self.offices = self.towns + [county.name for county in counties]
        self.town_ids = [town.id for town in towns]
        self.office_ids = self.town_ids + [county.id for county in counties]
        self.forms = list(scenario.governance_models.values())
        self.areas = [catalogue.areas()[area].title[words.lang] for area in codes.AREAS]
        self._functions = sorted(scenario.functions, key=lambda row: row.id)
        self._state, self._start = state, scenario.start

    def _plain_project(self, k: int) -> str:
        """Name of project ``k`` without place and year."""
        function, kind = self._functions[self._state.project[k].function], self.project_kind(k)
        if self.words.has(own := f"functions.{function.id}.{kind}"):
            return self.words.phrase(own)
        return self.words.phrase(f"kinds.{kind}", title=function.title[self.words.lang])

    def _same(self, k: int) -> list[Any]:
        """Opportunities of the catalogue that concern the same function in the same way as ``k``."""
        project = self._state.project
        return [row for row in project if row.function == project[k].function and row.kind == project[k].kind]

    def project(self, k: int) -> str:
        """Name of project ``k``: what is done, with which function; and where and from when on if that is not enough.

        A place is the area in which the need arose; a year tells a new round from what it follows.
        """
        project, details = self._state.project[k], []
        sited = self.project_kind(k) in ("build", "advocate")
        if sited and len({int(row.host_a) for row in self._same(k) if row.follows < 0}) > 1:
            details.append(self.words.phrase("words.area", town=self.towns[self._place(k)]))
        if project.follows >= 0:
            details.append(self.words.phrase("words.round", year=calendar_month(self._start, int(project.appears))[:4]))
        name = self._plain_project(k)
        return self.words.phrase("words.detail", project=name, detail=", ".join(details)) if details else name

    def _place(self, k: int) -> int:
        """Town around which the need for project ``k``, or for what it renews, arose."""
        project = self._state.project
        while project[k].follows >= 0:
            k = int(project[k].follows)
        return int(project[k].host_a)

    def project_kind(self, k: int) -> str:
        """Id of the kind of project ``k``: share, pool, build or advocate."""
        return codes.PROJECT_KINDS[int(self._state.project[k].kind)]

    def project_id(self, k: int) -> str:
        """Stable name of project ``k`` in tables: number in the catalogue, kind and function."""
        return f"{k}/{self.project_kind(k)}/{self._functions[self._state.project[k].function].id}"

    def provider(self, k: int) -> str:
        """Who decides on the function of project ``k``."""
        return self.words.phrase(f"providers.{self._functions[self._state.project[k].function].provider}")

    def form(self, g: int) -> str:
        """Title of governance model ``g``."""
        return self.forms[g].title[self.words.lang]

    def body(self, g: int) -> str:
        """The deciding body under governance model ``g``."""
        own = f"bodies.{self.forms[g].id}"
        return self.words.phrase(own if self.words.has(own) else "bodies.other")

    def phase(self, phase: int) -> str:
        """Title of a phase."""
        return self.words.phrase(f"phases.{codes.PHASES[phase]}")

    def actor(self, kind: str, actor: int) -> tuple[str, str]:
        """Id and name of an event's actor, empty where there is none."""
        if actor < 0:
            return "", ""
        if kind in BY_OFFICES:
            return self.office_ids[actor], self.offices[actor]
        return self.town_ids[actor], self.towns[actor]

    def thing(self, kind: str, thing: int) -> tuple[str, str]:
        """Id and name of an event's object, empty where there is none or it is only a number."""
        if thing < 0:
            return "", ""
        match THINGS.get(kind):
            case "project":
                return self.project_id(thing), self.project(thing)
            case "form":
                return self.forms[thing].id, self.form(thing)
            case "area":
                return codes.AREAS[thing], self.areas[thing]
            case "phase":
                return codes.PHASES[thing], self.phase(thing)
            case "other":
                return self.town_ids[thing], self.towns[thing]
            case "impulse":
                return codes.IMPULSES[thing], codes.IMPULSES[thing]
            case "type":
                return codes.TYPES[thing], codes.TYPES[thing]
        return "", ""
