"""A JSON Schema of scenario files, so that editors complete keys and show their meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coopsim.folders import put
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.scenario.shelf import list_scenarios

#: Types whose rows may be given in part: by a file that extends another, or on top of a catalogue row.
_COMPLETE = {"LocalText", "AreaLevels"}


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file; the parameters come from the registry.

    Nothing but the ids of rows is required, because a file that extends another gives only what differs;
    ``check_file`` judges the whole.
    """
    from coopsim.model.parameters import PARAMETERS

    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    schema.pop("required", None)
    for name, definition in schema["$defs"].items():
        if name not in _COMPLETE:
            has_id = "id" in definition.get("properties", {}) and "id" in definition.get("required", ())
            definition.pop("required", None)
            if has_id and name != "Header":
                definition["required"] = ["id"]
    definitions = schema["$defs"]
    definitions["LocalText"] = {
        "anyOf": [{"type": "string"}, definitions["LocalText"] | {"required": []}],
        "description": "a text, or one each in English and German",
    }
    definitions["ApproachSetting"] = {
        "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, definitions["ApproachSetting"]]
    }
    definitions["Header"]["properties"]["governance"]["examples"] = list(catalogue.governance_models())
    properties = schema["properties"]
    properties["approaches"] = _table(
        "solution approaches: a strength from 0 to 1, or a table",
        {
            row.id: {"$ref": "#/$defs/ApproachSetting", "description": f"{row.title.en}: {row.description.en}"}
            for row in catalogue.approaches().values()
        },
    )
    properties["hindrances"] = _table(
        "hindrances: a level from 0 to 1",
        {
            row.id: {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "default": row.unknown,
                "description": f"{row.title.en}: {row.description.en}",
            }
            for row in catalogue.hindrances().values()
        },
    )
    properties["parameters"] = _table(
        "values that replace defaults of the parameter registry",
        {name: _parameter(parameter) for name, parameter in PARAMETERS.items()},
    )
    properties["extends"] = {
        "type": "string",
        "description": "a scenario this file changes: a shipped name, or a path relative to this file",
        "examples": list_scenarios(),
    }
    properties["remove"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": "ids of municipalities that the extended scenario has and this one has not",
    }
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "coopsim scenario"
    schema["description"] = "A scenario file of coopsim"
    return schema


def write_json_schema(path: str | Path, *, replace: bool = False) -> None:
    """Write the JSON Schema of scenario files to a file; raises UserError as ``Scenario.to_toml`` does."""
    put(path, (json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n").encode("utf-8"), replace)


def _table(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "description": description, "properties": properties, "additionalProperties": False}


def _parameter(parameter: Any) -> dict[str, Any]:
    title = parameter.title
    words = title["en"] if isinstance(title, dict) else getattr(title, "en", str(title))
    return {
        "type": "integer" if getattr(parameter, "kind", "float") == "int" else "number",
        "minimum": parameter.lower,
        "maximum": parameter.upper,
        "default": parameter.default,
        "description": f"{words} ({parameter.unit})" if parameter.unit else words,
    }
