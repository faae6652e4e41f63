"""The one registry of parameters: symbol, unit, bounds, default and source of every number the rules use.

The values stand in ``data/parameters.toml``.  Validation, documentation, sensitivity analysis and
sliders all read this registry; a scenario's table ``[parameters]`` replaces single defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coopsim.model.data_files import rows
from coopsim.model.immutable import fixed


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the model."""

    symbol: str  #: its name in rules and scenario files
    group: str  #: submodel it belongs to
    unit: str
    lower: float
    upper: float
    default: float
    source: str  #: where the default and the bounds come from, or "assumption"
    title: Mapping[str, str]  #: what it is, by language ("en", "de")
    kind: str = "float"

    @property
    def assumed(self) -> bool:
        """Whether no source supports the value."""
        return "assum" in self.source


def _read() -> Mapping[str, Parameter]:
    return fixed(
        {
            symbol: Parameter(
                symbol=symbol,
                group=row["group"],
                unit=row["unit"],
                lower=row["bounds"][0],
                upper=row["bounds"][1],
                default=row["default"],
                source=row["source"],
                title=fixed({"en": row["en"], "de": row["de"]}),
            )
            for symbol, row in rows("parameters").items()
        }
    )


PARAMETERS: Final[Mapping[str, Parameter]] = _read()
