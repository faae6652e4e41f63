"""A JSON Schema of scenario files, so that editors complete keys and show their meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.folders import put
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.scenario.shelf import list_scenarios

if TYPE_CHECKING:
    from coopsim.model.parameters import Parameter

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
    level = {"type": "number", "minimum": 0, "maximum": 1}
    definitions["ApproachSetting"] = {"anyOf": [level, definitions["ApproachSetting"]]}
    definitions["Header"]["properties"]["governance"]["examples"] = list(catalogue.governance_models())
    properties = schema["properties"]
    approaches, hindrances = catalogue.approaches().values(), catalogue.hindrances().values()
    properties["approaches"] = _table(
        "solution approaches: a strength from 0 to 1, or a table",
        {row.id: {"$ref": "#/$defs/ApproachSetting", "description": _told(row)} for row in approaches},
    )
    properties["hindrances"] = _table(
        "hindrances: a level from 0 to 1",
        {row.id: level | {"default": row.unknown, "description": _told(row)} for row in hindrances},
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


def _told(row: Any) -> str:
    return f"{row.title.en}: {row.description.en}"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "type": "integer" if parameter.kind == "int" else "number",
        "minimum": parameter.lower,
        "maximum": parameter.upper,
        "default": parameter.default,
        "description": f"{parameter.title['en']} ({parameter.unit})" if parameter.unit else parameter.title["en"],
    }
