"""Observation (ODD 7.16): sums that the run table needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim import codes

if TYPE_CHECKING:
    from reference.model import ReferenceModel


def observe(model: ReferenceModel) -> None:
    """C1, trust over ties, months under a contract."""
    alliance = model.alliance
    members = model.members
    if alliance.month_implementation >= 0 and members and alliance.trend_months < 60.0:
        mean = sum(town.contribution for town in members) / len(members)
        alliance.contribution_trend += mean * (alliance.trend_months - 29.5)
        alliance.trend_months += 1.0
    if alliance.rung >= codes.COOPERATION_CONTRACT and alliance.talks:
        alliance.months_contract += 1
    for years in (5, 10, 20):
        if model.month == 12 * years - 1:
            trusts = sorted(tie.trust for town in model.towns for tie in town.ties.values())
            setattr(alliance, f"trust_low_{years}", quantile(trusts, 0.05))
            setattr(alliance, f"trust_high_{years}", quantile(trusts, 0.95))


def quantile(ordered: list[float], share: float) -> float:
    """Linear interpolation between ordered values."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
