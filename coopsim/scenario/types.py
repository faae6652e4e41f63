"""The kinds of values a scenario file is made of: shares, months, ids, texts in two languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    WrapSerializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import literal_schema

from coopsim.model import codes
from coopsim.model.immutable import fixed
from coopsim.scenario.limits import MOST_NAME, MOST_TEXT

ID_PATTERN = "^[a-z][a-z0-9_]{0,39}$"
MONTH_PATTERN = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"


class OneOf:
    """Of a text that is one of the words of a vocabulary; ``words`` in the order in which they are listed."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """The words as pydantic checks them."""
        return literal_schema(list(self.words))


Area = Annotated[str, OneOf(codes.AREAS)]
Tier = Annotated[str, OneOf(codes.TIERS[::-1])]  #: the highest first
Role = Annotated[str, OneOf(codes.ROLES)]
HolderType = Annotated[str, OneOf(codes.TYPES)]
Rung = Annotated[str, OneOf(codes.RUNGS)]
Rule = Annotated[str, OneOf(codes.RULES)]
Provider = Annotated[str, OneOf(codes.PROVIDERS)]
ImpulseKind = Annotated[str, OneOf(codes.IMPULSES)]
Decision = Annotated[str, OneOf(codes.DECISIONS)]


def _when(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1200:
        return value
    if isinstance(value, str) and re.fullmatch(MONTH_PATTERN, value):
        return value
    raise PydanticCustomError("when", "a month number or a calendar month")


#: Marks that turn the direction of the text around them, and so hide what is written.
_TURNING = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp"))  # control characters, halves of characters, other ends of lines


def _readable(value: str) -> str:
    return _name(value, also="\n\t")


def _name(value: str, also: str = "") -> str:
    for letter in value if not (value.isascii() and value.isprintable()) else "":
        unseen = unicodedata.category(letter) in _UNSEEN and letter not in also
        if unseen or unicodedata.bidirectional(letter) in _TURNING:
            raise PydanticCustomError("unreadable", "characters that cannot be seen")
    return value


#: A calendar month, "YYYY-MM".
Month = Annotated[str, Field(strict=True, pattern=MONTH_PATTERN)]
#: A month as number of months since the start (0 to 1200) or as calendar month "YYYY-MM".
When = Annotated[
    int | str,
    BeforeValidator(_when),
    WithJsonSchema({
        "anyOf": [{"type": "integer", "minimum": 0, "maximum": 1200}, {"type": "string", "pattern": MONTH_PATTERN}]
    }),
]  # fmt: skip
#: Lower-case letters, digits and underscores; random numbers are keyed by it.
Id = Annotated[str, Field(strict=True, pattern=ID_PATTERN)]
#: A level from 0 to 1.
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
#: An attitude to cooperation, from -1 (against) to 1 (in favour).
Attitude = Annotated[float, Field(strict=True, ge=-1, le=1)]
#: An amount that is not negative.
Amount = Annotated[float, Field(strict=True, ge=0, le=1e9)]
Switch = Annotated[bool, Field(strict=True)]
#: A name in one line, not empty, without characters that cannot be seen.
Name = Annotated[str, Field(strict=True, min_length=1, max_length=MOST_NAME), AfterValidator(_name)]
#: A text, without characters that cannot be seen.
Text = Annotated[str, Field(strict=True, max_length=MOST_TEXT), AfterValidator(_readable)]

_V = TypeVar("_V")
#: A table whose keys are data; it cannot be changed.
Table = Annotated[
    Mapping[str, _V], AfterValidator(fixed), WrapSerializer(lambda table, serialise: serialise(dict(table)))
]


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
    return slug if re.fullmatch(ID_PATTERN, slug) else ""


class Row(BaseModel):
    """A table that refuses keys it does not know, and never changes: there is no way round its checks."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A row with some fields replaced, checked as any other; without changes it is the row itself.

        Raises pydantic's ValidationError, a ValueError.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **update}) if update else self

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """A row of these values, checked as any other; raises pydantic's ValidationError, a ValueError."""
        return cls(**values)


class LocalText(Row):
    """A text in English and German; where one is missing the other one stands in."""

    en: Text = Field(description="English text")
    de: Text = Field(description="German text")

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
