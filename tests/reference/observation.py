"""Observation (ODD 7.16): sums that the run table needs."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.model import ReferenceModel


def observe(model: ReferenceModel) -> None:
    """When the form sought came, C1, trust over ties, months under a contract."""
    alliance = model.alliance
    members = model.members
    if alliance.month_form < 0 and alliance.month_founded >= 0 and model.form is model.sought_at_first:
        alliance.month_form = model.month
    if alliance.month_implementation >= 0 and members and alliance.trend_months < 60.0:
        mean = sum(town.contribution for town in members) / len(members)
        alliance.contribution_trend += mean * (alliance.trend_months - 29.5)
        alliance.trend_months += 1.0
    if alliance.rung >= codes.COOPERATION_CONTRACT and alliance.talks:
        alliance.months_contract += 1
    for years in (5, 10, 20):
        if model.month == 12 * years - 1:
            setattr(alliance, f"phase_{years}", alliance.phase)
            left = [town for town in model.towns if not town.merged]
            trusts = [tie.trust for town in left for tie in town.ties.values() if not tie.other.merged]
            setattr(alliance, f"trust_low_{years}", quantile(trusts, 0.05))
            setattr(alliance, f"trust_high_{years}", quantile(trusts, 0.95))


def quantile(trusts: list[float], share: float) -> float:
    """Upper edge of the bin, one hundredth wide, up to which this share of the ties lies."""
    if not trusts:
        return 0.01
    ordered = sorted(trusts)
    needed = max(0, ceil(share * len(ordered) - 1e-12) - 1)
    return max(1, ceil(ordered[needed] * 100.0)) / 100.0
