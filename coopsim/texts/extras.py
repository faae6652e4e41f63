"""Libraries that not everybody needs: loaded where they are used, with a clear word where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coopsim.texts import UserError


def needed(module: str, extra: str) -> Any:
    """Import a module of an extra of the package (``"SALib.analyze.sobol"``, ``"analysis"``).

    Raises UserError, which says how to install it, when its package is missing.
    """
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        raise UserError("extra", package=package, extra=extra) from error
