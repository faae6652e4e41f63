"""The public names of the package, for the few attributes of a lower room that show what a higher one makes.

The lower room imports nothing of it: it knows a name, and the package, which is always loaded, knows who is behind it.
"""

from __future__ import annotations

import sys
from typing import Any


def public(name: str) -> Any:
    """What is public under a name; raises AttributeError."""
    return getattr(sys.modules[__name__.partition(".")[0]], name)
