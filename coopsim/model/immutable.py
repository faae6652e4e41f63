"""Mappings that cannot be changed: the read-only view of the standard library, over a dict that nobody else holds."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


def fixed(table: Mapping[K, V]) -> MappingProxyType[K, V]:
    """A copy of a mapping that can be read, compared and pickled, but not changed."""
    return MappingProxyType(dict(table))


def _reduced(table: MappingProxyType[K, V]) -> tuple[Callable[..., MappingProxyType[K, V]], tuple[Any, ...]]:
    return fixed, (dict(table),)


copyreg.pickle(MappingProxyType, _reduced)  # the standard library gives it no way to be copied or sent to a process
