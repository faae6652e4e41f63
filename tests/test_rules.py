"""Recording rules leaves them what they are."""

import subprocess
import sys

import pytest

from coopsim.model import rules


def test_decorated_functions_are_the_plain_functions():
    def double(x):
        return 2 * x

    assert rules.equation(double) is double
    assert rules.submodel(double) is double


def test_registry_lists_by_module_and_name():
    @rules.equation
    def listed_equation(x):
        return x

    @rules.submodel
    def listed_submodel(month, key, p, w, s):
        return None

    name = f"{__name__}.test_registry_lists_by_module_and_name.<locals>."
    assert rules.equations()[name + "listed_equation"] is listed_equation
    assert rules.submodels()[name + "listed_submodel"] is listed_submodel
    assert rules.is_equation(listed_equation)
    assert not rules.is_equation(listed_submodel)


def test_registry_cannot_be_changed_from_outside():
    @rules.equation
    def kept_equation(x):
        return x

    rules.equations().clear()
    assert kept_equation in rules.equations().values()


def test_only_plain_functions():
    with pytest.raises(TypeError, match="write the rule with `def`"):
        rules.equation(max)


def test_numba_is_not_imported_before_it_is_needed():
    code = "import sys, coopsim.model.streams, coopsim.compiler; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
