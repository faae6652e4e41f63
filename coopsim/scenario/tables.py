"""All tables of one scenario file, and what follows from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from coopsim.model.immutable import fixed
from coopsim.scenario import catalogue
from coopsim.scenario.catalogue import FunctionRow, GovernanceModel
from coopsim.scenario.limits import MOST_ROWS, MOST_TOWNS
from coopsim.scenario.rows import (
    ApproachSetting,
    CatalogueSize,
    Council,
    County,
    Funding,
    Header,
    Impulse,
    Instead,
    Land,
    Municipality,
    Office,
    Ties,
)
from coopsim.scenario.types import LocalText, Row, Share, Table, months_between

_Value = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)]


class Tables(Row):
    """The tables of one scenario file, each well-formed; whether they fit together is for ``checks``.

    Months are months since the start; calendar months are turned into them by ``month_of``.
    """

    scenario: Header
    hindrances: Table[Share] = Field(default_factory=lambda: fixed({}), description="level per hindrance, 0 to 1")
    approaches: Table[ApproachSetting] = Field(default_factory=lambda: fixed({}), description="use of each approach")
    parameters: Table[_Value] = Field(default_factory=lambda: fixed({}), description="values that replace defaults")
    municipalities: tuple[Municipality, ...] = Field(max_length=MOST_TOWNS)
    counties: tuple[County, ...] = Field(default=(), max_length=MOST_ROWS)
    council: Council = Council()
    ties: Ties = Ties()
    funding: tuple[Funding, ...] = Field(default=(), max_length=MOST_ROWS)
    impulses: tuple[Impulse, ...] = Field(default=(), max_length=MOST_ROWS)
    instead: tuple[Instead, ...] = Field(default=(), max_length=MOST_ROWS)
    land: Land = Land()
    catalogue: CatalogueSize = CatalogueSize()
    own_governance_models: tuple[GovernanceModel, ...] = Field(
        default=(), alias="governance_models", max_length=MOST_ROWS
    )
    own_functions: tuple[FunctionRow, ...] = Field(default=(), alias="functions", max_length=MOST_ROWS)

    @property
    def id(self) -> str:
        """Name of the scenario."""
        return self.scenario.id

    @property
    def title(self) -> LocalText:
        """Name for readers."""
        return self.scenario.title

    @property
    def description(self) -> LocalText:
        """What the scenario is about."""
        return self.scenario.description

    @property
    def start(self) -> str:
        """Calendar month of month 0, "YYYY-MM"."""
        return self.scenario.start

    @property
    def horizon_months(self) -> int:
        """Length of a run, month."""
        return self.scenario.horizon_months

    @property
    def governance(self) -> str:
        """Id of the governance model that is sought."""
        return self.scenario.governance

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the facts come from."""
        return self.scenario.sources

    @property
    def members(self) -> tuple[Municipality, ...]:
        """The municipalities that take part from the start, in file order."""
        return tuple(town for town in self.municipalities if town.role == "member")

    @property
    def lead(self) -> str:
        """Id of the lead town: as named, else the largest member."""
        if self.scenario.lead is not None:
            return self.scenario.lead
        return min(self.members, key=lambda town: (-town.population, town.id)).id

    @property
    def governance_model(self) -> GovernanceModel:
        """The governance model that is sought."""
        return self.governance_models[self.governance]

    @cached_property
    def governance_models(self) -> Mapping[str, GovernanceModel]:
        """All governance models by id, the scenario's own ones after those of the package."""
        return fixed({**catalogue.governance_models(), **{row.id: row for row in self.own_governance_models}})

    @cached_property
    def functions(self) -> tuple[FunctionRow, ...]:
        """The function catalogue: the package's rows and the scenario's own ones."""
        return tuple({**catalogue.functions(), **{row.id: row for row in self.own_functions}}.values())

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything the scenario holds, the catalogues it stands on included."""
        whole = {
            "scenario": self.model_dump(mode="json", by_alias=True, exclude=set() if self.instead else {"instead"}),
            "governance_models": [row.model_dump(mode="json") for row in self.governance_models.values()],
            "functions": [row.model_dump(mode="json") for row in self.functions],
            "approaches": [row.model_dump(mode="json") for row in catalogue.approaches().values()],
        }
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def month_of(self, value: int | str) -> int:
        """Months since the start of a month number or a calendar month "YYYY-MM"; negative if before."""
        return months_between(self.start, value) if isinstance(value, str) else value

    def first_election(self, office: Office | Council) -> int | None:
        """Month of the first election at or after the start, or None where the date is unknown.

        A date before the start is carried forward by whole terms.
        """
        if office.next_election is None:
            return None
        month = self.month_of(office.next_election)
        if month < 0:
            month %= office.term_months
        return month

    def initial_trust(self, i: str, j: str) -> float | None:
        """Trust of municipality i in j at the start, 0 to 1; None is unknown. Ids, not positions."""
        if i == j:
            return None
        if self.ties.trust is not None:
            return self.ties.trust[self._places[i]][self._places[j]]
        if i in self._blocks and j in self._blocks:
            return self.ties.trust_within if self._blocks[i] == self._blocks[j] else self.ties.trust_between
        return None

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return fixed({town.id: place for place, town in enumerate(self.municipalities)})

    @cached_property
    def _blocks(self) -> Mapping[str, int]:
        """Number of the block of each municipality that stands in one."""
        return fixed({town: number for number, block in enumerate(self.ties.blocks or ()) for town in block})

    @cached_property
    def _rivalries(self) -> Mapping[frozenset[str], float]:
        return fixed({frozenset((a, b)): level for a, b, level in self.ties.rivalry})

    def hindrance(self, name: str) -> float:
        """Level of a hindrance, 0 to 1; where the file names none, the level of its row in the catalogue."""
        return float(self.hindrances.get(name, catalogue.hindrances()[name].unknown))

    def rivalry(self, i: str, j: str) -> float:
        """Level of old rivalry between two municipalities, 0 to 1, the same in both directions."""
        return self._rivalries.get(frozenset((i, j)), 0.0)
