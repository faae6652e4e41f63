"""A small stand-in for the parameter registry, so that these tests do not depend on its content."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import ModuleType

import pytest


@dataclass(frozen=True)
class StubParameter:
    lower: float
    upper: float
    default: float
    unit: str = ""
    kind: str = "float"
    title: dict[str, str] = field(default_factory=lambda: {"en": "a stub", "de": "ein Platzhalter"})


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, StubParameter]:
    """Two parameters in place of the registry."""
    module = ModuleType("coopsim.model.parameters")
    parameters = {
        "trust_gain": StubParameter(0.02, 0.25, 0.1, "1/decision"),
        "delay": StubParameter(0, 60, 12, "month", "int"),
    }
    module.PARAMETERS = parameters  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "coopsim.model.parameters", module)
    return parameters
