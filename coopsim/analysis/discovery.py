"""Scenario discovery: under which conditions does a governance model fail?  PRIM by EMA Workbench.

The patient rule induction method (Friedman & Fisher 1999) peels a box of conditions until most points in it are of
interest (Bryant & Lempert 2010).  EMA Workbench comes with ``pip install coopsim[analysis]``.
"""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.analysis.blocks import is_number
from coopsim.texts.extras import needed

if TYPE_CHECKING:
    import pandas as pd


class Box(NamedTuple):
    """Conditions under which the points of interest gather.

    Attributes:
        limits: a row per restricted factor: ``factor``, ``low``, ``high`` (numbers) or ``levels`` (words), ``p_value``
            (chance that the restriction adds nothing, quasi-p of Bryant & Lempert), most telling first.
        coverage: share of all points of interest that lie in the box.
        density: share of the points in the box that are of interest.
        mass: share of all points that lie in the box.
        trajectory: coverage, density, mass and number of restricted factors of every box on the way.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float
    trajectory: pd.DataFrame

    def inside(self, points: pd.DataFrame) -> Any:
        """(P,) whether points lie in the box."""
        kept = np.ones(len(points), bool)
        for row in self.limits.itertuples():
            if row.levels is not None:
                kept &= points[row.factor].astype(str).isin(row.levels).to_numpy()
            else:
                values = points[row.factor].to_numpy(float)
                kept &= (values >= row.low) & (values <= row.high)
        return kept


def discover(points: pd.DataFrame, of_interest: Any, *, density: float = 0.8, least_mass: float = 0.05) -> Box | None:
    """Find the box of conditions in which points of interest are dense; None when there is none.

    ``points`` has a column per factor (numbers or words), ``of_interest`` (P,) is true for the failures.  Of the boxes
    on the way, the one with the largest coverage among those that reach ``density`` is taken; where none reaches it,
    the densest one.  No box is smaller than ``least_mass`` of the points.  A restriction can be luck: look at its
    ``p_value``.
    """
    chosen = np.asarray(of_interest, bool)
    if len(chosen) != len(points):
        raise ValueError(f"{len(points)} points, but {len(chosen)} marks of interest.")
    if not chosen.any() or chosen.all():
        return None
    found = _peeled(points, chosen, least_mass)
    way = found.peeling_trajectory[["coverage", "density", "mass", "res_dim"]].reset_index(drop=True)
    if way["res_dim"].max() == 0:
        return None
    reached = way[(way["density"] >= density) & (way["res_dim"] > 0)]
    at = int(reached["coverage"].idxmax()) if len(reached) else int(way["density"].idxmax())
    coverage, dense, mass = (float(way.loc[at, name]) for name in ("coverage", "density", "mass"))
    return Box(_limits(points, found, at), coverage, dense, mass, way.rename(columns={"res_dim": "restricted"}))


def _peeled(points: pd.DataFrame, chosen: Any, least_mass: float) -> Any:
    import logging

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        prim = needed("ema_workbench.analysis.prim", "analysis")
        logging.getLogger("EMA").setLevel(logging.ERROR)
        # It leaves out columns of any other type than these two, and counts as failures what is at least the threshold.
        table = points.astype({name: np.float64 if is_number(points[name]) else str for name in points})
        asked = inspect.signature(prim.Prim.__init__).parameters
        least = {"threshold": 1e-9} if "threshold" in asked else {}  # version 2 only
        return prim.Prim(table, chosen, **least, mass_min=least_mass).find_box()


def _limits(points: pd.DataFrame, found: Any, at: int) -> pd.DataFrame:
    import pandas as pd

    box = found.box_lims[at]
    chances = (found.p_values if hasattr(found, "p_values") else found.qp)[at]  # since version 3; in version 2
    rows: list[tuple[Any, ...]] = []
    for name, chance in chances.items():
        p_value = float(np.nanmin([value for value in chance if value >= 0] or [np.nan]))
        if is_number(points[name]):
            rows.append((name, float(box[name].iloc[0]), float(box[name].iloc[1]), None, p_value))
        else:
            rows.append((name, np.nan, np.nan, tuple(sorted(box[name].iloc[0])), p_value))
    table = pd.DataFrame(rows, columns=["factor", "low", "high", "levels", "p_value"])
    return table.sort_values("p_value", kind="stable", ignore_index=True)
