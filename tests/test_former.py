"""Names of version 0.1 that have moved go on, and warn where they are used."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

from coopsim import former


@pytest.mark.parametrize("name", former.MODULES)
def test_a_former_module_is_the_module_of_now(name: str) -> None:
    sys.modules.pop(f"coopsim.{name}", None)
    with pytest.warns(DeprecationWarning, match=f"coopsim.{name} is now coopsim.{former.MODULES[name]};") as said:
        found = import_module(f"coopsim.{name}")
    assert found is import_module(f"coopsim.{former.MODULES[name]}")
    assert said[0].filename != former.__file__


def test_names_in_a_former_module() -> None:
    sys.modules.pop("coopsim.ensemble", None)
    with pytest.warns(DeprecationWarning, match=r"now coopsim\.run\.ensemble") as said:
        from coopsim.ensemble import simulate
    from coopsim.run.ensemble import simulate as now

    assert simulate is now
    assert said[0].filename == __file__


@pytest.mark.parametrize("name", former.ATTRIBUTES)
def test_a_former_attribute_is_that_of_now(name: str) -> None:
    room, _, last = name.rpartition(".")
    with pytest.warns(DeprecationWarning, match=f"{last} is now") as said:
        found = getattr(import_module(f"coopsim.{room}"), last)
    assert found is getattr(import_module(f"coopsim.{former.ATTRIBUTES[name]}"), last)
    assert said[0].filename == __file__


def test_what_never_was_is_not_found() -> None:
    with pytest.raises(ModuleNotFoundError):
        import_module("coopsim.ensembles")
    with pytest.raises(AttributeError, match=r"module 'coopsim\.model' has no attribute 'Town'"):
        _ = import_module("coopsim.model").Town
