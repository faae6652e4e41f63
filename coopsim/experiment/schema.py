"""The experiment file as types: what an experiment can say, in which unit and range."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from coopsim.model import outcomes
from coopsim.run.arguments import MOST_SEED
from coopsim.scenario.types import Id, LocalText, Row, Switch

Kind = Literal["full_factorial", "fractional_factorial", "latin_hypercube", "sobol", "morris", "one_at_a_time", "csv"]
Scale = Literal["linear", "log"]
RunOutcome = Literal[tuple(outcomes.RUN)]  # type: ignore[valid-type]
SeriesOutcome = Literal[tuple(outcomes.SERIES)]  # type: ignore[valid-type]
TownOutcome = Literal[tuple(outcomes.TOWN_SERIES)]  # type: ignore[valid-type]

Count = Annotated[int, Field(strict=True, ge=1)]
Seed = Annotated[int, Field(strict=True, ge=0, le=MOST_SEED)]
#: Most runs of one point and most points, so that numbers of runs fit 32 bits and a typing error is caught.
MOST = 10_000_000
#: Tables that can be kept besides the runs; names of ``Outcomes``.
TABLES = ("municipalities", "series", "municipality_series")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Header(Row):
    """The table ``[experiment]``."""

    id: Id = Field(description="name of the experiment; the file name if left out")
    title: LocalText = Field(description="name for readers")
    description: LocalText = Field(default=LocalText(en="", de=""), description="the question behind it")
    scenario: Annotated[tuple[Annotated[str, Field(strict=True)], ...], BeforeValidator(_listed)] = Field(
        min_length=1, description="base scenario: a shipped name or a file beside this one; a list crosses several"
    )
    runs: int = Field(strict=True, ge=1, le=MOST, description="runs per point")
    seed: Seed = Field(default=1, description="seed of all random numbers, the same for every point")
    horizon_months: int | None = Field(
        default=None, strict=True, ge=12, le=1200, description="length of a run, month; the scenario's if left out"
    )
    task_runs: int | None = Field(
        default=None, strict=True, ge=1000, le=1_000_000, description="runs per task and file; chosen if left out"
    )


class Design(Row):
    """The table ``[design]``: how points are laid out over the factors."""

    kind: Kind = Field(description="name of the design")
    samples: Count | None = Field(default=None, description="latin_hypercube, sobol: sample size")
    trajectories: Count | None = Field(default=None, description="morris: number of trajectories")
    grid: int | None = Field(default=None, strict=True, ge=2, le=100, description="morris: levels of the grid")
    resolution: int | None = Field(
        default=None, strict=True, ge=3, le=9, description="fractional_factorial of two-level factors"
    )
    reduction: int | None = Field(
        default=None, strict=True, ge=2, le=1000, description="fractional_factorial of any levels: by which factor"
    )
    second_order: Switch = Field(default=False, description="sobol: points for second-order indices too")
    file: str | None = Field(default=None, strict=True, min_length=1, description="csv: table of points")
    seed: Seed | None = Field(default=None, description="seed of the sample; that of the runs if left out")


class Designs(Design):
    """``[design]`` with, if wanted, a design of its own for the levers, crossed with that of the uncertainties."""

    levers: Design | None = Field(default=None, description="design of the levers, crossed with the uncertainties")


class FactorRow(Row):
    """One factor: levels, or a range."""

    levels: tuple[Any, ...] | None = Field(default=None, min_length=1, description="values it takes")
    labels: tuple[Annotated[str, Field(strict=True)], ...] | None = Field(
        default=None, description="names of the levels in tables"
    )
    low: float | None = Field(default=None, strict=True, description="lower end of a range")
    high: float | None = Field(default=None, strict=True, description="upper end of a range")
    scale: Scale = Field(default="linear", description="how the range is sampled")
    whole: Switch = Field(default=False, description="whole numbers only")
    steps: int | None = Field(
        default=None, strict=True, ge=2, le=1000, description="levels that a factorial design takes from the range"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        return {"levels": value} if isinstance(value, list | tuple) else value


class Policy(Row):
    """A named set of values of levers (EMA: policy)."""

    name: str = Field(strict=True, min_length=1, description="name in tables")
    set: dict[str, Any] = Field(default_factory=dict, description="scenario keys and values")


class Series(Row):
    """How much of the monthly series is kept."""

    columns: tuple[SeriesOutcome, ...] = Field(  # type: ignore[valid-type]
        default=tuple(outcomes.SERIES), min_length=1, description="columns"
    )
    every: int = Field(default=1, strict=True, ge=1, le=1200, description="one row every so many months")
    mean: Switch = Field(default=False, description="mean of the months in between, not the last of them")
    summary: Switch = Field(default=False, description="quantiles and shares over the runs of a point, not every run")


class TownSeries(Row):
    """How much of the monthly series of the municipalities is kept."""

    columns: tuple[TownOutcome, ...] = Field(  # type: ignore[valid-type]
        default=tuple(outcomes.TOWN_SERIES), min_length=1, description="columns"
    )
    every: int = Field(default=1, strict=True, ge=1, le=1200, description="one row every so many months")


class Outcomes(Row):
    """The table ``[outcomes]``: what is kept of a run."""

    runs: tuple[RunOutcome, ...] = Field(  # type: ignore[valid-type]
        default=tuple(outcomes.RUN), min_length=1, description="columns of the run table; all if left out"
    )
    municipalities: Switch = Field(default=False, description="one row per run and municipality")
    series: Series | None = Field(default=None, description="the monthly series of the alliance")
    municipality_series: TownSeries | None = Field(default=None, description="that of each municipality")

    @property
    def tables(self) -> dict[str, Any]:
        """The tables that are kept besides the runs, and how much of each."""
        return {name: getattr(self, name) for name in TABLES if getattr(self, name)}


class Document(Row):
    """A whole experiment file."""

    experiment: Header
    design: Designs
    uncertainties: dict[str, FactorRow] = Field(default_factory=dict, description="what nobody decides on")
    levers: dict[str, FactorRow] = Field(default_factory=dict, description="what somebody can decide on")
    policies: tuple[Policy, ...] = Field(default=(), description="named sets of values, crossed with the design")
    outcomes: Outcomes = Outcomes()
    submodels: dict[str, str] = Field(
        default_factory=dict, description='own submodels: name in the schedule = "file.py:function"'
    )
