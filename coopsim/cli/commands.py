"""All commands: options, a call of the library, output.  Heavy imports happen inside.

Help texts are keys of ``coopsim.texts``; ``help_page`` puts the words of a language in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from coopsim.cli.advise import advise
from coopsim.cli.calibrate import app as calibrate_app
from coopsim.cli.check import check
from coopsim.cli.compare import compare
from coopsim.cli.experiment import app as experiment_app
from coopsim.cli.export import app as export_app
from coopsim.cli.inspect import inspect
from coopsim.cli.listings import governance, parameters, scenarios, schedule, schema
from coopsim.cli.mechanisms import mechanisms
from coopsim.cli.moved import FORWARDED, moved
from coopsim.cli.options import Lang
from coopsim.cli.patterns import patterns
from coopsim.cli.report import report
from coopsim.cli.run import run
from coopsim.cli.why import why
from coopsim.cli.workshop import workshop
from coopsim.model.version import VERSION

#: In the order in which help lists them; what has moved, ``SERVING`` and the groups of commands follow.
COMMANDS: tuple[Callable[..., None], ...] = (
    *(
        compare,
        why,
        advise,
        report,
        run,
        check,
        parameters,
        scenarios,
        schema,
        patterns,
        mechanisms,
        governance,
        schedule,
    ),
)
MOVED = ("findings", "sensitivity")
SERVING = (workshop, inspect)

app = typer.Typer(name="coopsim", help="app", no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="version", is_eager=True)] = False,
    lang: Lang = "en",
) -> None:
    """Options before the command."""
    if version:
        print(f"coopsim {VERSION}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


app.add_typer(calibrate_app)
app.add_typer(experiment_app)
app.add_typer(export_app)
for command in COMMANDS:
    app.command(help=command.__name__)(command)
for name in MOVED:
    app.command(name=name, help="moved", context_settings=FORWARDED)(moved)
for command in SERVING:
    app.command(help=command.__name__)(command)
