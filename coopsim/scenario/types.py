"""The kinds of values a scenario file is made of: shares, months, ids, texts in two languages."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z][a-z0-9_]{0,39}\Z"
MONTH_PATTERN = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])\Z"

Area = Literal["education", "administration", "health", "culture", "supply", "transport"]
Tier = Literal["higher_partial", "middle", "basic", "none"]
Role = Literal["member", "candidate", "neighbour"]
HolderType = Literal["conditional", "free_rider", "other"]
Rung = Literal["none", "letter_of_intent", "cooperation_contract", "spatial_planning_contract", "legal_body"]
Rule = Literal[
    "at_will", "consensus", "unanimity", "two_thirds", "simple_majority", "one_member", "imposed", "impossible"
]
Provider = Literal["municipality", "county", "land", "federation", "private"]
ImpulseKind = Literal["facilitator", "study", "new_area", "designation", "subsidy", "scandal", "new_mayor", "closure"]


def _month(value: Any) -> Any:
    if isinstance(value, str) and re.match(MONTH_PATTERN, value):
        return value
    raise PydanticCustomError("month_text", "a calendar month")


def _when(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1200:
        return value
    if isinstance(value, str) and re.match(MONTH_PATTERN, value):
        return value
    raise PydanticCustomError("when", "a month number or a calendar month")


def _identifier(value: Any) -> Any:
    if isinstance(value, str) and re.match(ID_PATTERN, value):
        return value
    raise PydanticCustomError("identifier", "an id")


_MONTH_SCHEMA = {"type": "string", "pattern": MONTH_PATTERN.replace(r"\Z", "$")}

_ID_SCHEMA = {"type": "string", "pattern": ID_PATTERN.replace(r"\Z", "$")}

#: A calendar month, "YYYY-MM".
Month = Annotated[str, BeforeValidator(_month), WithJsonSchema(_MONTH_SCHEMA)]
#: A month as number of months since the start (0 to 1200) or as calendar month "YYYY-MM".
When = Annotated[
    int | str,
    BeforeValidator(_when),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0, "maximum": 1200}, _MONTH_SCHEMA]}),
]
#: Lower-case letters, digits and underscores; random numbers are keyed by it.
Id = Annotated[str, BeforeValidator(_identifier), WithJsonSchema(_ID_SCHEMA)]
#: A level from 0 to 1.
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
#: An attitude to cooperation, from -1 (against) to 1 (in favour).
Attitude = Annotated[float, Field(strict=True, ge=-1, le=1)]
#: An amount that is not negative.
Amount = Annotated[float, Field(strict=True, ge=0, le=1e9)]
Switch = Annotated[bool, Field(strict=True)]


def months_between(start: str, month: str) -> int:
    """Months from one calendar month to another, both "YYYY-MM"; negative when it lies before."""
    year, number = (int(part) for part in month.split("-"))
    first_year, first_number = (int(part) for part in start.split("-"))
    return (year - first_year) * 12 + number - first_number


def as_id(text: str) -> str:
    """The id nearest to a name, "Bad Blankenburg" → "bad_blankenburg"; empty when there is none."""
    letters = text.lower()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        letters = letters.replace(umlaut, plain)
    slug = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
    return slug if re.match(ID_PATTERN, slug) else ""


class Row(BaseModel):
    """A frozen table that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class LocalText(Row):
    """A text in English and German; where one is missing the other one stands in."""

    en: str = Field(description="English text")
    de: str = Field(description="German text")

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"en": value, "de": value}
        if isinstance(value, dict) and len(value) == 1:
            (only,) = value.values()
            if set(value) <= {"en", "de"}:
                return {"en": only, "de": only}
        return value

    def __getitem__(self, lang: str) -> str:
        return self.de if lang == "de" else self.en

    def __str__(self) -> str:
        return self.en
