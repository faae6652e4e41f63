"""The command ``coopsim inspect``: one run in Mesa's own view, SolaraViz."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from coopsim.texts import UserError, text


def inspect(
    scenario: Annotated[str, typer.Argument(help="scenario", metavar="SCENARIO")],
    seed: Annotated[int, typer.Option("--seed", help="seed", min=0, metavar="N")] = 1,
    run: Annotated[int, typer.Option("--run", help="number", min=0, metavar="N")] = 0,
    lang: Annotated[
        str, typer.Option("--lang", help="lang", metavar="en|de", envvar="COOPSIM_LANG", show_envvar=False)
    ] = "en",
    port: Annotated[int, typer.Option("--port", help="inspect_port", min=1, max=65535, metavar="N")] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="workshop_browser")] = True,
) -> None:
    """Check the scenario, then hand over to Solara until Ctrl-C."""
    from coopsim.scenario import load_scenario

    load_scenario(scenario)
    if find_spec("solara") is None or find_spec("altair") is None:
        raise UserError("inspect_missing")
    typer.echo(text(lang, "inspect.served", address=f"http://localhost:{port}/"), err=True)
    settings = {"SCENARIO": os.path.abspath(scenario) if scenario.endswith(".toml") else scenario, "LANG": lang}
    settings |= {"SEED": str(seed), "RUN": str(run)}
    environment = os.environ | {f"COOPSIM_INSPECT_{name}": value for name, value in settings.items()}
    view = str(Path(__file__).with_name("view.py"))
    words = ["run", view, "--host", "localhost", "--port", str(port), "--production"]
    command = [sys.executable, "-m", "solara", *words, *([] if browser else ["--no-open"])]
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
