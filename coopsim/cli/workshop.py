"""The command ``coopsim workshop``: serve the page on this machine and open the browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from coopsim.cli.options import Lang, number
from coopsim.cli.standard_streams import tell
from coopsim.texts import UserError, text

PORT = 8350
BACKLOG = 128  #: browsers that wait to be let in instead of being turned away


def workshop(
    scenario: Annotated[str, typer.Argument(help="workshop_scenario", metavar="SCENARIO")] = "harz",
    lang: Lang = "en",
    port: Annotated[int, number("--port", "workshop_port", 0, 65535)] = PORT,
    host: Annotated[str, typer.Option("--host", help="workshop_host", metavar="ADDRESS")] = "127.0.0.1",
    open_to_network: Annotated[bool, typer.Option("--open-to-network", help="workshop_open")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="workshop_browser")] = True,
) -> None:
    """Check the call, then serve until Ctrl-C."""
    try:
        import starlette  # noqa: F401
        import uvicorn
    except ImportError:
        raise UserError("workshop_missing") from None
    from coopsim.workshop.security import LOOPBACK, machine_names

    loopback = host.strip("[]") in LOOPBACK
    if not loopback and not open_to_network:
        raise UserError("workshop_host", host=host)
    opened = first_region(scenario)

    from coopsim.workshop.app import create_app
    from coopsim.workshop.connections import Connection
    from coopsim.workshop.limits import HEAD_BYTES, IDLE_SECONDS

    app = create_app(lang=lang, hosts=LOOPBACK if loopback else machine_names(host), opened=opened)
    socket = listening(host, port)
    address = f"http://{'localhost' if loopback else f'[{host}]' if ':' in host else host}:{socket.getsockname()[1]}/"

    tell(text(lang, "workshop.served", address=address))
    if not loopback:
        tell(text(lang, "workshop.served_open"))
    if browser:
        import webbrowser

        webbrowser.open(address)
    config = uvicorn.Config(
        app,
        log_level="error",
        http=Connection,
        ws="none",
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )
    uvicorn.Server(config).run(sockets=[socket])


def first_region(name: str) -> dict[str, Any]:
    """The region that the page opens with: a shipped scenario by name, any other file as a document.

    Raises ScenarioError for a file that cannot be used, UserError for one that is too large.
    """
    from coopsim.scenario import list_scenarios, load_scenario
    from coopsim.workshop.limits import check_size

    if name in list_scenarios():
        return {"name": name}
    scenario = load_scenario(Path(name) if name.endswith(".toml") else name)
    check_size(scenario)
    return {"document": scenario.to_document()}


def listening(host: str, port: int) -> Any:
    """A socket that listens; raises UserError when the port is taken or the address is none of this machine's."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host.strip("[]"), port))
        door.listen(BACKLOG)
    except OSError as error:
        door.close()
        raise UserError("workshop_port", host=host, port=port, reason=error.strerror or error) from None
    return door
