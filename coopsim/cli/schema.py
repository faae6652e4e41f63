"""The command ``coopsim schema``: the JSON schema of scenario files."""

from __future__ import annotations

import json

from coopsim.cli.options import Lang


def schema(lang: Lang = "en") -> None:
    from coopsim.scenario import json_schema

    print(json.dumps(json_schema(), indent=2))
