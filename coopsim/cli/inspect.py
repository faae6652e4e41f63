"""The command ``coopsim inspect``: one run in Mesa's own view, SolaraViz."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from importlib.util import find_spec
from typing import Annotated

import typer

from coopsim.cli.options import Lang, Run, ScenarioName, Seed, number
from coopsim.cli.standard_streams import tell
from coopsim.texts import UserError, text


def inspect(
    scenario: ScenarioName,
    seed: Seed = 1,
    run: Run = 0,
    lang: Lang = "en",
    port: Annotated[int, number("--port", "inspect_port", 1, 65535)] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="workshop_browser")] = True,
) -> None:
    """Check the scenario, then hand over to Solara until Ctrl-C."""
    from coopsim.cli.workshop import listening
    from coopsim.scenario import load_scenario

    load_scenario(scenario)
    if find_spec("solara") is None or find_spec("altair") is None:
        raise UserError("inspect_missing")
    listening("localhost", port).close()  # a port that is taken is refused here, not by Solara
    tell(text(lang, "inspect.served", address=f"http://localhost:{port}/"))
    settings = {"SCENARIO": os.path.abspath(scenario) if scenario.endswith(".toml") else scenario, "LANG": lang}
    settings |= {"SEED": str(seed), "RUN": str(run)}
    environment = os.environ | {f"COOPSIM_INSPECT_{name}": value for name, value in settings.items()}
    view = str(files("coopsim.inspect") / "view.py")
    words = ["run", view, "--host", "localhost", "--port", str(port), "--production"]
    command = [sys.executable, "-m", "solara", *words, *([] if browser else ["--no-open"])]
    if subprocess.run(command, env=environment, check=False).returncode > 0:
        raise UserError("ended", what="Solara")
