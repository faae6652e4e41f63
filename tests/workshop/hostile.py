"""Visitors who mean harm, as a program: ``python hostile.py PORT COUNT SEED`` sends that many requests.

It writes JSON: how often each status came, and answers that no visitor may ever get.
"""

from __future__ import annotations

import copy
import gzip
import json
import os
import random
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from coopsim.workshop.settings import settings_of, shipped

ROOT = Path(__file__).parents[2]
ADDRESSES = [f"127.0.0.{k}" for k in range(2, 6)]  #: of the hostile; the visitor comes from 127.0.0.1
PATHS = ("region", "compare", "levers", "run", "save", "open", "results", "report")
OWN = settings_of(shipped("harz"))
SETUP = {"region": {"name": "harz"}, "months": 120, "a": OWN, "b": OWN | {"governance": "zweckverband"}}
HARZ = (ROOT / "scenarios" / "harz.toml").read_text(encoding="utf-8")
TOWNS = [
    {"id": f"t{k}", "name": f"T{k}", "population": 900 + k, "area_km2": 20, "lat": 51.5 + k / 50, "lon": 11.0}
    for k in range(2000)
]
NASTY: list[Any] = [
    "\ud800", "\x00", "\x1b[31m", "\u202eevil", "x" * 200_000, "", None, True, -1, 0, 1e308, 10**30, [], {}, [[]], "../../etc/passwd",
    "{{7*7}}", "<script>", "=cmd|' /C calc'!A0", {"id": "\ud800"}, [{}], "﻿harz", "harz\n", float("inf"), "nan", "𝕳𝖆𝖗𝖟", "1e999",
]  # fmt: skip

#: Files and regions that took seconds and gigabytes, or ended in a 500.
FILES = {
    "a table of 20,000 keys deep": "[" + ".".join(["a"] * 20_000) + "]\nx=1",
    "a table of 40,000 keys deep": "[" + ".".join(["a"] * 40_000) + "]\nx=1",
    "dotted keys": ".".join(["a"] * 30_000) + " = 1",
    "many tables": "\n".join(f"[a.b{k}.c]" for k in range(10_000)),
    "9,000 unknown parameters": HARZ + "\n[parameters]\n" + "\n".join(f"trust_gian_{k} = 1" for k in range(9_000)),
    "10,000 unknown approaches": HARZ + "\n[approaches]\n" + "\n".join(f"co_desing_{k} = 1" for k in range(9_000)),
    "lists in lists": "x = " + "[" * 50_000 + "]" * 50_000,
    "a long number": "x = " + "9" * 100_000,
    "half a character in a name": HARZ + '\n[[municipalities]]\nid = "x"\nname = "\\ud800"',
    "NUL in a name": HARZ.replace('name = "Halberstadt"', 'name = "Halber\\u0000stadt"'),
    "a direction turned in a name": HARZ.replace('name = "Halberstadt"', 'name = "\\u202eHalberstadt"'),
    "an escape in a name": HARZ.replace('name = "Halberstadt"', 'name = "\\u001b[2J"'),
    "a name of 150,000 letters": HARZ.replace('name = "Halberstadt"', f'name = "{"x" * 150_000}"'),
}
REGIONS: dict[str, Any] = {
    "2,000 towns": {"document": shipped("harz").to_document() | {"municipalities": TOWNS}},
    "9,000 unknown parameters": {
        "document": {"extends": "harz", "parameters": {f"trust_gian_{k}": 1 for k in range(9_000)}}
    },
    "10,000 unknown approaches": {
        "document": {"extends": "harz", "approaches": {f"co_desing_{k}": 1 for k in range(9_000)}}
    },
    "half a character": {"name": "harz", "towns": [{"id": "halberstadt", "name": "\ud800"}]},
    "half a character as a key": {"document": {"extends": "harz", "approaches": {"\ud800": 1}}},
    "NUL": {"name": "harz", "towns": [{"id": "halberstadt", "name": "a\x00b"}]},
    "ESC": {"name": "harz", "towns": [{"id": "halberstadt", "name": "a\x1b[2Jb"}]},
    "a direction turned": {"name": "harz", "towns": [{"id": "halberstadt", "name": "a\u202eb"}]},
    "a name of 200,000 letters": {"name": "harz", "towns": [{"id": "halberstadt", "name": "x" * 200_000}]},
    "deep": {"document": json.loads('{"a":' * 300 + "1" + "}" * 300)},
}
#: Bytes that are no request, or none that should be understood in two ways.
RAW = {
    "nothing": b"",
    "a head without end": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
    "a large header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: 1\r\n" % k for k in range(20_000)) + b"\r\n",
    "two lengths": b"POST /api/region HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/start HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "lengths that differ": b"POST /api/region HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    "no chunk": b"POST /api/compare HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    "refused, then no chunk": b"POST /api/compare HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
    "a length without end": b"POST /api/region HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999999999999999\r\n\r\n{",
    "a negative length": b"POST /api/region HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "an old version": b"GET / HTTP/1.0\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "an address instead of a path": b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a web socket": b"GET /api/compare HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "many requests in one": b"GET /api/start HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100,
    "a line in a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\nY\x00: c\r\n\r\n",
    "a strange method": b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a trace": b"TRACE /api/start HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a body to a page": b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + b"x" * 1000,
    "many ranges": b"GET /static/page.css HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + b",".join(b"%d-%d" % (k, k + 1) for k in range(0, 9000, 3))[:30_000].rpartition(b",")[0] + b"\r\n\r\n",
    "a range beyond": b"GET /static/page.css HTTP/1.1\r\nHost: localhost\r\nRange: bytes=99999999999999-,-5,0-0\r\n\r\n",
    "no range": b"GET /static/page.css HTTP/1.1\r\nHost: localhost\r\nRange: bytes=9-1, apples=\r\nIf-Modified-Since: yesterday\r\nIf-None-Match: \xff\r\n\r\n",
    "a cookie": b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a=b;" * 5000 + b"\r\n\r\n",
    "an origin of bytes": b"POST /api/region HTTP/1.1\r\nHost: localhost\r\nOrigin: \xff\xfe\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    "a strange host": b"GET /api/start HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a host of bytes": b"GET /api/start HTTP/1.1\r\nHost: [::1\xff\r\n\r\n",
}  # fmt: skip
TARGETS = (
    "/static/../app.py", "/static/%2e%2e/%2e%2e/settings.py", "/static/..%2f..%2f/etc/passwd", "/static/%00", "/static/page.css%00.txt", "/static/" + "a/" * 3000,
    "/static/" + "x" * 5000, "/static//etc/passwd", "/static/%ff%fe", "/static/\\..\\app.py", "/static/js", "/static", "/api/../api/start", "/%", "/api/start/", "/?lang=%ff",
    "/?lang=" + "x" * 9000, "//evil.example/", "/static/%u002e", "/static/page.css/", "/api/compare?x=" + "&y=" * 5000, "/static/CON", "/static/page.css::$DATA",
)  # fmt: skip


def sent(port: int, address: str, content: bytes, reads: bool = True, seconds: float = 20.0) -> bytes:
    """What the server answers to some bytes; nothing if it ends the connection."""
    with socket.create_connection(("127.0.0.1", port), seconds, (address, 0)) as line:
        parts: list[bytes] = []
        try:
            line.sendall(content)
            if not reads:
                time.sleep(1.5)
                return b""
            line.settimeout(seconds)
            while part := line.recv(65_536):
                parts.append(part)
                if len(parts) > 400 or b'"kind":"answer"' in part or part.endswith(b"0\r\n\r\n"):
                    break  # whoever means harm hangs up amid an answer
                if complete(b"".join(parts[:2]), parts):
                    break
        except OSError:
            pass
        return b"".join(parts)


def complete(head: bytes, parts: list[bytes]) -> bool:
    """Whether an answer whose length is known has arrived."""
    found = re.search(rb"content-length: (\d+)", head, re.I)
    return found is not None and sum(map(len, parts)) >= head.find(b"\r\n\r\n") + 4 + int(found[1])


def posted(path: str, content: bytes, word: str = "0123456789abcdef", more: str = "") -> bytes:
    """The bytes of a request to one of the ``PATHS``."""
    head = f"POST /api/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Page: {word}\r\n{more}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def question(path: str, setup: Any) -> Any:
    """What is asked below a path."""
    if path in ("compare", "save"):
        return setup
    if path == "region":
        return setup["region"] if isinstance(setup, dict) and "region" in setup else setup
    if path == "open":
        return {"text": HARZ}
    return {"setup": setup} | {
        "levers": {},
        "run": {"side": "b"},
        "results": {"lang": "de"},
        "report": {"lang": "de", "form": "html"},
    }[path]


def mutated(luck: random.Random, content: bytes) -> bytes:
    """Some bytes changed, taken out, doubled or put in."""
    found = bytearray(content)
    for _ in range(luck.randint(1, 8)):
        place = luck.randrange(len(found) + 1)
        kind = luck.randrange(4)
        if kind == 0:
            found[place : place + 1] = bytes([luck.randrange(256)])
        elif kind == 1:
            del found[place : place + luck.randint(1, 40)]
        elif kind == 2:
            found[place:place] = found[place : place + luck.randint(1, 200)]
        else:
            found[place:place] = luck.choice(
                [b'"', b"{", b"[", b"\\ud800", b"\x00", b"1e999", b"null", b",", b"\\", b"\n", b"=", b"]]"]
            )
    return bytes(found)


def poisoned(luck: random.Random, tree: Any) -> Any:
    """A tree in which one value or key is replaced by a nasty one."""
    tree = copy.deepcopy(tree)
    node = tree
    while True:
        if isinstance(node, dict) and node:
            key = luck.choice(list(node))
            if luck.random() < 0.1:
                node[luck.choice([x for x in NASTY if isinstance(x, str)])] = node.pop(key)
                return tree
        elif isinstance(node, list) and node:
            key = luck.randrange(len(node))
        else:
            return tree
        if luck.random() < 0.3 or not isinstance(node[key], dict | list) or not node[key]:
            node[key] = luck.choice(NASTY)
            return tree
        node = node[key]


def large(months: int = 600) -> Any:
    """The largest setting that is let in."""
    region = {"document": shipped("harz").to_document() | {"catalogue": {"opportunities": 60}}, "towns": TOWNS[:27]}
    return SETUP | {"region": region, "months": months}


def attack(port: int, number: int, seed: int) -> tuple[str, bytes]:
    """One hostile request: which kind it was, and the answer."""
    luck = random.Random(seed * 1_000_003 + number)
    address = luck.choice(ADDRESSES)
    path = luck.choice(PATHS[:6]) if luck.random() < 0.97 else luck.choice(PATHS[6:])
    word = f"{luck.getrandbits(64):016x}"
    kinds: dict[str, Callable[[], bytes]] = {
        "bytes": lambda: posted(path, mutated(luck, json.dumps(question(path, SETUP)).encode()), word),
        "tree": lambda: posted(path, json.dumps(question(path, poisoned(luck, SETUP))).encode(), word),
        "file": lambda: posted("open", json.dumps({"text": mutated(luck, HARZ.encode()).decode("utf-8", "replace")}).encode(), word),
        "bomb": lambda: posted("open", json.dumps({"text": luck.choice(list(FILES.values()))}).encode(), word),
        "region": lambda: posted(path, json.dumps(question(path, SETUP | {"region": luck.choice(list(REGIONS.values()))})).encode(), word),
        "raw": lambda: luck.choice(list(RAW.values())),
        "raw bytes": lambda: mutated(luck, luck.choice(list(RAW.values()))),
        "target": lambda: f"GET {luck.choice(TARGETS)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
        "packed": lambda: posted("region", gzip.compress(b" " * 10_000_000), word, "Content-Encoding: gzip\r\n"),
        "large": lambda: posted(luck.choice(("compare", "levers", "run")), json.dumps(question("compare", large())).encode(), word),
        "large run": lambda: posted("run", json.dumps(question("run", large())).encode(), word),
        "unread": lambda: posted("compare", json.dumps(large(luck.randint(500, 600))).encode(), word),
        "slow": lambda: posted("region", b'{"name": "harz"}')[: luck.randint(1, 150)],
    }  # fmt: skip
    kind = luck.choice(list(kinds))
    return kind, sent(port, address, kinds[kind](), reads=kind not in ("unread", "slow"))


def unfit(answer: bytes) -> str:
    """What is wrong with an answer; empty if nothing."""
    if b"Traceback" in answer or b'File "' in answer:
        return "a traceback"
    statuses = re.findall(rb"^HTTP/1\.1 (\d+)", answer)
    if statuses and int(statuses[0]) >= 500 and b'"problems"' not in answer:
        return "a failure without words"
    return ""


def main(port: int, count: int, seed: int) -> None:
    """Send the requests, some at a time, and say what came back."""
    kinds, statuses, found = Counter[str](), Counter[str](), []
    idle = [socket.create_connection(("127.0.0.1", port), 20, (luck, 0)) for luck in ADDRESSES for _ in range(100)]
    with ThreadPoolExecutor(8) as pool:
        for kind, answer in pool.map(lambda number: attack(port, number, seed), range(count)):
            kinds[kind] += 1
            statuses[answer[9:12].decode("ascii", "replace")] += 1
            if wrong := unfit(answer):
                found.append([kind, wrong, answer[:500].decode("utf-8", "replace")])
    for line in idle:
        line.close()
    json.dump({"kinds": kinds, "statuses": statuses, "unfit": found}, sys.stdout)


def sleeps(body: bytes) -> None:
    """Stands for reading that takes for ever."""
    time.sleep(60)


def dies(body: bytes) -> None:
    """Stands for a process that is ended from outside."""
    os._exit(9)


def dies_of(*question: object) -> bytes:
    """The same for one that makes a file."""
    os._exit(9)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
