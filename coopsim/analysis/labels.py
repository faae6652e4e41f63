"""What the scenarios of a comparison are called: names, or governance model and set of approaches."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from coopsim.model import codes

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

#: What a scenario is called in a comparison: a name, or governance model and set of approaches.
Label = str | tuple[str, str]

NO_APPROACH = "none"  #: set of approaches without any
ALL_APPROACHES = "all"  #: set of all approaches


def label_text(label: Label) -> str:
    """A label as one word: ``"cooperation_body/all"`` for a pair."""
    return label if isinstance(label, str) else "/".join(label)


def governance_by_approach(
    scenario: Scenario, governance: Sequence[str] | None = None, approaches: Sequence[str] | None = None
) -> dict[tuple[str, str], Scenario]:
    """The standard comparison: each governance model with no approach, each approach alone at strength 1, all at once.

    ``governance`` and ``approaches`` keep some of them (``"all"`` counts as an approach); no approach is always
    there.  The approaches are set outright, all else stays as in the scenario.

    Raises ScenarioError for an unknown governance model, KeyError for an unknown approach.
    """
    sets = {name: {name: 1.0} for name in codes.APPROACHES} | {ALL_APPROACHES: dict.fromkeys(codes.APPROACHES, 1.0)}
    chosen = list(dict.fromkeys(sets if approaches is None else approaches))
    models = list(dict.fromkeys(scenario.governance_models if governance is None else governance))
    strengths: dict[str, dict[str, float]] = {NO_APPROACH: {}}
    strengths |= {name: sets[name] for name in chosen if name != NO_APPROACH}
    return {
        (model, name): scenario.with_({"governance": model, "approaches": strength})
        for model in models
        for name, strength in strengths.items()
    }


def held_against(label: Label, baseline: Label, labels: Container[Label]) -> Label:
    """What a configuration is held against: its governance model without approaches, or the baseline."""
    if isinstance(label, str) or label[1] == NO_APPROACH or (label[0], NO_APPROACH) not in labels:
        return baseline
    return (label[0], NO_APPROACH)
