"""What a run is made of: vocabularies, parameters, state, outcomes, random streams, and the two kinds of rules."""

from typing import Any


def __getattr__(name: str) -> Any:
    from coopsim.former import attribute

    return attribute(f"model.{name}")
