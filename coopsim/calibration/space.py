"""The free parameters and their priors, from ``free.toml``: what calibration may move, and on what ground."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
import pandas as pd

from coopsim.model.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class Prior:
    """Prior of one free parameter: uniform between two values, or uniform in the logarithm."""

    symbol: str
    low: float
    high: float
    scale: Literal["linear", "log"]
    basis: str  #: where the range comes from
    patterns: tuple[str, ...] = ()  #: patterns that inform it; none where it is known from its prior alone

    def at(self, share: Any) -> Any:
        """Values at shares 0..1 of the range (any shape)."""
        if self.scale == "log":
            return self.low * (self.high / self.low) ** np.asarray(share)
        return self.low + (self.high - self.low) * np.asarray(share)

    def share(self, value: Any) -> Any:
        """Where values lie in the range, 0..1 (any shape)."""
        if self.scale == "log":
            return np.log(np.asarray(value) / self.low) / np.log(self.high / self.low)
        return (np.asarray(value) - self.low) / (self.high - self.low)


@lru_cache(maxsize=1)
def priors() -> dict[str, Prior]:
    """The free parameters by symbol.

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
        found[symbol] = Prior(symbol, low, high, row.get("scale", "linear"), row["basis"], tuple(row["patterns"]))
    return found


def table(shares: Any) -> pd.DataFrame:
    """Parameter sets, a row each, from shares (N, d) of the prior ranges in the order of ``priors``."""
    columns = {name: prior.at(np.asarray(shares)[:, k]) for k, (name, prior) in enumerate(priors().items())}
    return pd.DataFrame(columns)


def shares(points: pd.DataFrame) -> Any:
    """(N, d) places of parameter sets in the prior ranges."""
    return np.column_stack([prior.share(points[name].to_numpy(np.float64)) for name, prior in priors().items()])
