"""The free parameters and their priors, from ``free.toml``: what calibration may move, and on what ground.

A second prior has the same ranges and weighs them the other way: uniform in the logarithm what is uniform in the value,
uniform in the value what is uniform in the logarithm.  It shows what hangs on the choice of the first one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
import pandas as pd

from coopsim.model.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class Prior:
    """Prior of one free parameter between two values: uniform, uniform in the logarithm, or falling to nothing."""

    symbol: str
    low: float
    high: float
    scale: Literal["linear", "log", "falling"]
    basis: str  #: where the range comes from
    patterns: tuple[str, ...] = ()  #: patterns that inform it; none where it is known from its prior alone

    def at(self, share: Any) -> Any:
        """Values at shares 0..1 of the range (any shape)."""
        if self.scale == "log":
            return self.low * (self.high / self.low) ** np.asarray(share)
        place = 1.0 - np.sqrt(1.0 - np.asarray(share)) if self.scale == "falling" else np.asarray(share)
        return self.low + (self.high - self.low) * place

    def share(self, value: Any) -> Any:
        """Where values lie in the range, 0..1 (any shape)."""
        if self.scale == "log":
            return np.log(np.asarray(value) / self.low) / np.log(self.high / self.low)
        place = (np.asarray(value) - self.low) / (self.high - self.low)
        return 1.0 - (1.0 - place) ** 2 if self.scale == "falling" else place

    def second(self) -> Prior:
        """The prior that weighs the same range the other way; where a range begins at 0, its density falls."""
        other: Literal["log", "falling"] = "log" if self.low > 0.0 else "falling"
        return replace(self, scale="linear" if self.scale == "log" else other)


@cache
def priors(second: bool = False) -> dict[str, Prior]:
    """The free parameters by symbol, with their first or their second prior.

    Raises ValueError for a symbol that the registry does not have, and for a range that leaves its bounds.
    """
    rows = tomllib.loads(files("coopsim.calibration").joinpath("free.toml").read_text(encoding="utf-8"))
    found = {}
    for symbol, row in rows.items():
        known = PARAMETERS.get(symbol)
        if known is None:
            raise ValueError(f"The prior of {symbol} is that of a parameter that does not exist.")
        low, high = row["range"]
        if not known.lower <= low < high <= known.upper:
            raise ValueError(f"The prior of {symbol} leaves its bounds, {known.lower} to {known.upper}.")
        first = Prior(symbol, low, high, row.get("scale", "linear"), row["basis"], tuple(row["patterns"]))
        found[symbol] = first.second() if second else first
    return found


def table(shares: Any, second: bool = False) -> pd.DataFrame:
    """Parameter sets, a row each, from shares (N, d) of the prior ranges in the order of ``priors``."""
    columns = {name: prior.at(np.asarray(shares)[:, k]) for k, (name, prior) in enumerate(priors(second).items())}
    return pd.DataFrame(columns)


def shares(points: pd.DataFrame, second: bool = False) -> Any:
    """(N, d) places of parameter sets in the prior ranges."""
    columns = [prior.share(points[name].to_numpy(np.float64)) for name, prior in priors(second).items()]
    return np.column_stack(columns)
