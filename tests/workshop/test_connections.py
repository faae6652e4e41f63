"""Connections end when the other side lets them hang, and an address with many gives way to newer ones."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from coopsim.cli.workshop import listening
from coopsim.workshop import connections

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers with a word, or with megabytes below /large, after the body has arrived."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(400 if scope["path"] == "/large" else 0):
        await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
    await send({"type": "http.response.body", "body": b"word"})


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, uvicorn.Server]]:
    patience = {
        "HEAD_SECONDS": 0.4,
        "IDLE_SECONDS": 0.4,
        "DRAIN_SECONDS": 0.4,
        "CONNECTIONS_PER_ADDRESS": 5,
        "CONNECTIONS": 8,
    }
    for name, value in patience.items():
        monkeypatch.setattr(connections, name, value)
    door = listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application, http=connections.Connection, ws="none", log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    yield door.getsockname()[1], server
    server.should_exit = True
    thread.join(10)


def opened(port: int, address: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10, (address, 0))


def ended(line: socket.socket, *, dripping: bytes = b"") -> bool:
    """Whether the server ends a connection within some seconds, though bytes go on dripping in."""
    line.settimeout(0.1)
    for k in range(80):
        try:
            if dripping:
                line.send(dripping[k % len(dripping) :][:1])
            if not line.recv(10_000):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def eventually(true: Callable[[], bool]) -> bool:
    return any(true() or time.sleep(0.05) for _ in range(100))


@pytest.mark.parametrize(
    ("first", "dripping"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\n", b""),
        (b"GET / HTTP/1.1\r\nX: ", b"x"),
        (GET, b""),
        (GET, b"\r\n"),
    ],
)
def test_nothing_hangs_for_ever(served: tuple[int, uvicorn.Server], first: bytes, dripping: bytes) -> None:
    port, server = served
    with opened(port) as line:
        line.sendall(first)
        if first == GET:
            assert b"word" in line.recv(10_000) + line.recv(10_000)
        assert ended(line, dripping=dripping)
    assert eventually(lambda: not server.server_state.connections)


def test_who_does_not_read_on_is_let_go(served: tuple[int, uvicorn.Server]) -> None:
    port, server = served
    with opened(port) as line:
        line.sendall(GET.replace(b"GET / ", b"GET /large "))
        assert eventually(lambda: bool(server.server_state.tasks))
        assert eventually(lambda: not server.server_state.tasks and not server.server_state.connections)


def test_who_reads_on_gets_it_all(served: tuple[int, uvicorn.Server]) -> None:
    with opened(served[0]) as line:
        line.sendall(GET.replace(b"GET / ", b"GET /large "))
        read = 0
        while read < 40_000_000:
            read += len(line.recv(1_000_000))


@pytest.mark.parametrize(("addresses", "kept"), [(["127.0.0.1"], 5), (["127.0.0.1", "127.0.0.2", "127.0.0.3"], 8)])
def test_the_idle_give_way_to_the_new(served: tuple[int, uvicorn.Server], addresses: list[str], kept: int) -> None:
    port, server = served
    lines = [opened(port, address) for _ in range(20) for address in addresses]
    try:
        with opened(port) as line:
            line.sendall(GET)
            assert line.recv(10_000).startswith(b"HTTP/1.1 200")
            assert len(server.server_state.connections) <= kept
    finally:
        for one in lines:
            one.close()


def test_the_busy_do_not_give_way(served: tuple[int, uvicorn.Server]) -> None:
    port, _ = served
    half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n"
    busy = [opened(port) for _ in range(5)]
    for line in busy[1:]:
        line.sendall(GET.replace(b"GET / ", b"GET /large "))
        line.recv(1)
    busy[0].sendall(half)
    time.sleep(0.1)
    with opened(port) as line:
        line.sendall(GET)
        assert line.recv(10_000).startswith(b"HTTP/1.1 200")
    assert ended(busy[0])  # the only one that kept the server waiting
    for one in busy[1:]:
        assert one.recv(1_000)
    for one in busy:
        one.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_garbage_is_refused_without_a_failure(served: tuple[int, uvicorn.Server], garbage: bytes, capfd: Any) -> None:
    with opened(served[0]) as line:
        line.sendall(garbage)
        found = line.recv(10_000)
        assert found == b"" or found.startswith((b"HTTP/1.1 400", b"HTTP/1.1 200"))
    assert "Traceback" not in capfd.readouterr().err
