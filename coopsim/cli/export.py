"""The commands ``coopsim export …``: what needs no program behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coopsim.cli.options import Lang, group
from coopsim.cli.standard_streams import tell
from coopsim.texts import UserError, text

app = group("export")


@app.command(name="page", help="export_page")
def page(
    folder: Annotated[str, typer.Argument(help="export_page_folder", metavar="FOLDER")],
    scenario: Annotated[str, typer.Argument(help="export_page_scenario", metavar="SCENARIO")] = "harz",
    lang: Lang = "en",
) -> None:
    """Check the call, make the module where it is not there, write the files as a whole."""
    try:
        import jinja2  # noqa: F401
        import starlette  # noqa: F401
    except ImportError:
        raise UserError("workshop_missing") from None
    from coopsim.browser.module import module
    from coopsim.folders import Part, results_folder
    from coopsim.scenario import list_scenarios, load_scenario
    from coopsim.workshop.alone_page import FILES, page_files
    from coopsim.workshop.limits import check_size

    regions = {name: load_scenario(name) for name in list_scenarios()}
    opened = scenario
    if scenario not in regions:
        own = load_scenario(Path(scenario) if scenario.endswith(".toml") else scenario)
        check_size(own)
        opened = f"own-{own.id}"
        regions = {opened: own} | regions
    part = Part("page", "page", {}, frozenset(FILES))
    with results_folder(folder, part) as draft:
        for name, content in page_files(regions, opened, module(tell), lang).items():
            (draft / name).write_bytes(content)
    tell(text(lang, "page_export.done", path=Path(folder) / "index.html"))
