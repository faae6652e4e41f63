"""What the server says, as JSON."""

from __future__ import annotations

import json
from typing import Any


def dumped(content: Any) -> bytes:
    """Compact JSON in one line; raises ValueError for numbers that JSON does not know."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
