"""The rows and tables of a scenario file as types: what each can say, in which unit and range.

A value that is left out is unknown and is drawn per run from a registered prior; it is None here.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, create_model, model_validator
from pydantic_core import PydanticCustomError

from coopsim.model import codes
from coopsim.scenario.limits import MOST_ROWS
from coopsim.scenario.types import (
    Amount,
    Area,
    Attitude,
    Decision,
    HolderType,
    Id,
    ImpulseKind,
    LocalText,
    Month,
    Name,
    Role,
    Row,
    Share,
    Switch,
    Text,
    Tier,
    When,
)

EARTH_RADIUS_KM = 6371.0088
TermMonths = Annotated[int, Field(strict=True, ge=12, le=144)]


class Header(Row):
    """The table ``[scenario]``."""

    id: Id = Field(description="name of the scenario; the file name if left out")
    title: LocalText = Field(description="name for readers")
    description: LocalText = Field(default=LocalText(en="", de=""), description="what it is about")
    start: Month = Field(description='calendar month of month 0, "YYYY-MM"')
    horizon_months: int = Field(default=240, strict=True, ge=12, le=1200, description="length of a run, month")
    governance: str = Field(
        default="cooperation_body", strict=True, description="the form of cooperation that is sought"
    )
    lead: str | None = Field(default=None, strict=True, description="lead town; the largest member if left out")
    sources: tuple[Text, ...] = Field(default=(), max_length=MOST_ROWS, description="where the facts come from")


_levels: dict[str, Any] = dict.fromkeys(codes.AREAS, (Share | None, None))
_ByArea: Any = create_model("_ByArea", __base__=Row, **_levels)


class AreaLevels(_ByArea):  # type: ignore[misc]
    """A level from 0 to 1 per function area; None is unknown."""


class Office(Row):
    """The clock of an elected office and what is known of its holder."""

    next_election: Month | None = Field(default=None, description='calendar month of an election, "YYYY-MM"')
    term_months: TermMonths = Field(default=84, description="term of office, month")
    attitude: Attitude | None = Field(default=None, description="attitude to cooperation, -1 to 1")
    type: HolderType | None = Field(default=None, description="behavioural type")
    runs_again: Switch | None = Field(default=None, description="whether the holder stands at the first election")


class Council(Row):
    """The common clock of the municipal councils."""

    next_election: Month | None = Field(default=None, description='calendar month of an election, "YYYY-MM"')
    term_months: TermMonths = Field(default=60, description="term of the councils, month")


class Municipality(Row):
    """One municipality."""

    id: Id = Field(description="name of the municipality in the file; random numbers are keyed by it")
    name: Name = Field(description="name for readers")
    population: int = Field(strict=True, ge=100, le=20_000_000, description="inhabitants at the start")
    population_trend: float | None = Field(default=None, strict=True, ge=-10, le=10, description="per cent a year")
    area_km2: float = Field(strict=True, gt=0, le=20_000, description="area, km²")
    lat: float = Field(strict=True, ge=34, le=72, description="latitude of its centre, degrees north")
    lon: float = Field(strict=True, ge=-25, le=45, description="longitude of its centre, degrees east")
    tier: Tier | None = Field(default=None, description='central-place tier; "none" is known to have none')
    county: Id | None = Field(default=None, description="id of its county")
    role: Role = Field(default="member", description="member from the start, candidate, or neighbour")
    applies_from: When | None = Field(default=None, description="candidates: first month in which it may apply")
    fiscal_strength: float | None = Field(
        default=None, strict=True, ge=-2000, le=10_000, description="free means, EUR/inhabitant/year"
    )
    staff: float | None = Field(
        default=None, strict=True, ge=0, le=100, description="staff available for joint work, FTE/10,000 inhabitants"
    )
    debt: float | None = Field(default=None, strict=True, ge=0, le=100_000, description="debt, EUR/inhabitant")
    competition: Share | None = Field(default=None, description="own competitive thinking, 0 to 1")
    voter_pressure: Share | None = Field(default=None, description="fear of the electorate, 0 to 1")
    experience: Share | None = Field(default=None, description="experience of cooperation, 0 to 1")
    recognition: Share | None = Field(default=None, description="recognition of the problem at the start, 0 to 1")
    identity: Share | None = Field(default=None, description="identification with the region, 0 to 1")
    mayor: Office = Field(default=Office(), description="the mayor's office")
    need: AreaLevels = Field(default=AreaLevels(), description="need per function area, 0 to 1")
    endowment: AreaLevels = Field(default=AreaLevels(), description="strength per function area, 0 to 1")
    source: Text = Field(default="", description="where the figures come from")

    def distance_to(self, other: Municipality) -> float:
        """Great-circle distance of both municipalities' centres, km."""
        lat, other_lat = math.radians(self.lat), math.radians(other.lat)
        half = math.sin((other_lat - lat) / 2) ** 2
        half += math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - self.lon) / 2) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


class County(Row):
    """One county."""

    id: Id = Field(description="name of the county in the file")
    name: Name = Field(description="name for readers")
    head: Office = Field(default=Office(), description="the office of the county head")
    source: Text = Field(default="", description="where the facts come from")


def _trust_level(value: Any) -> Any:
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise PydanticCustomError("trust_level", "a level or nothing")


def _rivalry(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) in (2, 3):
        level = value[2] if len(value) == 3 else 1.0
        number = isinstance(level, int | float) and not isinstance(level, bool)
        if isinstance(value[0], str) and isinstance(value[1], str) and number and 0 <= level <= 1:
            return (value[0], value[1], float(level))
    raise PydanticCustomError("rivalry", "a pair of towns")


TrustLevel = Annotated[
    float | None,
    BeforeValidator(_trust_level),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"const": ""}]}),
]
Rivalry = Annotated[
    tuple[str, str, float],
    BeforeValidator(_rivalry),
    WithJsonSchema(
        {"type": "array", "minItems": 2, "maxItems": 3, "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}}
    ),
]


class Ties(Row):
    """What is known of trust and rivalry between the municipalities at the start."""

    trust: tuple[tuple[TrustLevel, ...], ...] | None = Field(
        default=None, description='row i: trust of municipality i in each one, in file order; "" is unknown'
    )
    blocks: tuple[tuple[str, ...], ...] | None = Field(
        default=None, description="groups of municipalities close to another"
    )
    trust_within: Share | None = Field(default=None, description="trust inside a block, 0 to 1")
    trust_between: Share | None = Field(default=None, description="trust between blocks, 0 to 1")
    rivalry: tuple[Rivalry, ...] = Field(
        default=(), max_length=MOST_ROWS, description="pairs with an old rivalry; the third entry is its level"
    )


class Funding(Row):
    """Money and staff from outside for the alliance."""

    id: Id | None = Field(default=None, description="name, needed only to change it in an extending file")
    start: When = Field(description="first month with funding")
    end: When | None = Field(default=None, description="first month without it; never if left out")
    eur_per_year: Amount = Field(default=0.0, description="money, EUR/year")
    staff_fte: float = Field(default=0.0, strict=True, ge=0, le=1000, description="staff, FTE")
    source: Text = Field(default="", description="where the figures come from")


class Impulse(Row):
    """A new impulse from outside, at a given month or at random."""

    id: Id | None = Field(default=None, description="name, needed only to change it in an extending file")
    kind: ImpulseKind = Field(description="what happens")
    month: When | None = Field(default=None, description="when it happens")
    rate_per_year: float | None = Field(default=None, strict=True, gt=0, le=12, description="or how often, 1/year")
    strength: Share = Field(default=1.0, description="how strong it is, 0 to 1")
    duration_months: int | None = Field(default=None, strict=True, ge=1, le=600, description="how long it lasts, month")
    municipality: str | None = Field(default=None, strict=True, description="whom it concerns")
    area: Area | None = Field(default=None, description="which function area it concerns")
    source: Text = Field(default="", description="where the facts come from")


class Instead(Row):
    """What if: one decision made otherwise than the model would make it."""

    month: When = Field(description="when it is decided")
    municipality: str | None = Field(default=None, strict=True, description="whose vote, or whose mayor")
    county: str | None = Field(default=None, strict=True, description="or whose county head")
    opportunity: int | None = Field(
        default=None, strict=True, ge=0, le=119, description="or which opportunity, by its number in the run"
    )
    decision: Decision = Field(description="what is decided")


class Land(Row):
    """The Land: its planning calendar, its subsidies, its view."""

    planning_rounds: tuple[Month, ...] = Field(
        default=(), max_length=MOST_ROWS, description="months in which the state plan is decided"
    )
    round_interval_months: int = Field(default=60, strict=True, ge=6, le=600, description="rounds afterwards, month")
    subsidy_start: When | None = Field(default=None, description="first month with a subsidy")
    subsidy_end: When | None = Field(default=None, description="first month without it")
    subsidy_eur_per_year: Amount | None = Field(default=None, description="subsidy, EUR/year")
    supportive: Share | None = Field(default=None, description="how much the Land favours the alliance, 0 to 1")
    source: Text = Field(default="", description="where the facts come from")


class ApproachSetting(Row):
    """How strongly and when a solution approach is used."""

    strength: Share = Field(default=0.0, description="strength, 0 to 1")
    start: When = Field(default=0, description="first month")
    end: When | None = Field(default=None, description="first month without it; never if left out")
    trigger: Share | None = Field(default=None, description="used only while activity is below this level")

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"strength": value}
        return value


class CatalogueSize(Row):
    """The table ``[catalogue]``."""

    opportunities: int = Field(default=40, strict=True, ge=6, le=120, description="opportunities drawn per run")
