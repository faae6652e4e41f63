"""Names of what events speak of: towns, offices, projects, forms, areas."""

from __future__ import annotations

from collections import Counter
from typing import Any

from coopsim.model import codes
from coopsim.model.events import KIND, OBJECT
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.story.events import BY_OFFICES, THINGS
from coopsim.story.words import Words


class Names:
    """Names in one language; ``state`` gives the projects of the run, ``events`` which of them are spoken of."""

    def __init__(self, scenario: Scenario, state: Any, events: Any, words: Words) -> None:
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
        self._state = state
        self._numbers = self._numbered(events)

    def _plain_project(self, k: int) -> str:
        """Name of project ``k`` without a running number."""
        function, kind = self._functions[self._state.project[k].function], self.project_kind(k)
        if self.words.has(own := f"functions.{function.id}.{kind}"):
            return self.words.phrase(own)
        return self.words.phrase(f"kinds.{kind}", title=function.title[self.words.lang])

    def _numbered(self, events: Any) -> dict[int, int]:
        """Running numbers of projects that share their name, in the order in which they are first spoken of."""
        told = [int(row[OBJECT]) for row in events if THINGS.get(codes.EVENTS[int(row[KIND])]) == "project"]
        order = list(dict.fromkeys(told))
        often = Counter(self._plain_project(k) for k in order)
        seen: Counter[str] = Counter()
        numbers = {}
        for k in order:
            name = self._plain_project(k)
            seen[name] += 1
            if often[name] > 1:
                numbers[k] = seen[name]
        return numbers

    def project(self, k: int) -> str:
        """Name of project ``k``: what is done, with which function, and a number where the same is done twice."""
        name = self._plain_project(k)
        if k not in self._numbers:
            return name
        return self.words.phrase("words.number", project=name, number=str(self._numbers[k]))

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
