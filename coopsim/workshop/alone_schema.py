"""What a side may hold, as the JSON Schema by which the page without a server checks it: that of scenario files."""

from __future__ import annotations

from typing import Any, Final

from coopsim.scenario.editor import json_schema
from coopsim.scenario.rows import Impulse
from coopsim.workshop.limits import MOST_IMPULSES, MOST_LETTERS, UNFIT

#: Keywords that say something to people only.
_TOLD: Final = frozenset(("title", "description", "examples"))
#: Keywords whose own keys are names.
_OF_NAMES: Final = frozenset(("properties", "$defs"))


def side_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the settings of a side; whether they fit together it cannot say."""
    whole, impulse = json_schema(), Impulse.model_json_schema()
    impulse["properties"]["source"] |= {"maxLength": MOST_LETTERS, "pattern": f"^[^{UNFIT}\\r]*$"}
    properties = {
        "governance": {"type": "string"},
        "approaches": whole["properties"]["approaches"],
        "hindrances": whole["properties"]["hindrances"],
        "impulses": {"type": "array", "maxItems": MOST_IMPULSES, "items": impulse},
    }
    schema: dict[str, Any] = _bare({
        "type": "object",
        "properties": properties,
        "required": ["governance"],
        "additionalProperties": False,
        "$defs": {"ApproachSetting": whole["$defs"]["ApproachSetting"]},
    })  # fmt: skip
    return schema


def _bare(schema: Any, named: bool = False) -> Any:
    """A schema without what it tells people; ``named`` where the keys of a table are names and no keywords."""
    if isinstance(schema, list):
        return [_bare(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = ((key, part) for key, part in schema.items() if named or key not in _TOLD)
    return {key: part if key == "default" else _bare(part, not named and key in _OF_NAMES) for key, part in kept}
