"""Scripts in one piece: modules in the order in which they need each other, without imports and exports.

A page that is opened as a file may load no other script, and a worker has to be given its script as text.  This takes
the forms that the scripts here have, and refuses others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent / "js"
_IMPORT: Final = re.compile(r'^import \{ ([^}]+) \} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:const|let|class|function|async function)\b)", re.MULTILINE)
_NAMED: Final = re.compile(r"^export (?:const|let|class|function|async function) ([A-Za-z_$][\w$]*)", re.MULTILINE)


def bundled(entry: str, read: Callable[[str], str]) -> str:
    """One classic script that does what a module and those it imports do; each keeps its own names to itself.

    Raises ValueError for a circle of imports and for what it does not know.
    """
    order = list(_ordered(entry, read, ()))
    places = {name: f"module_{k}" for k, name in enumerate(dict.fromkeys(order))}
    parts = [_wrapped(read(name), places[name], places) for name in places]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _ordered(name: str, read: Callable[[str], str], above: tuple[str, ...]) -> Iterator[str]:
    if name in above:
        raise ValueError(f"Scripts import each other in a circle: {' → '.join((*above, name))}.")
    for found in _IMPORT.finditer(read(name)):
        yield from _ordered(found[2], read, (*above, name))
    yield name


def _wrapped(text: str, place: str, places: dict[str, str]) -> str:
    """A module as a function that gives what it exports; imported names are looked up when they are used."""
    names = _NAMED.findall(text)
    taken = "".join(
        f"  const {{ {found[1].replace(' as ', ': ')} }} = {places[found[2]]};\n" for found in _IMPORT.finditer(text)
    )
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    if left := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"This line cannot be bundled: {left[0]}")
    given = ", ".join(f"get {name}() {{ return {name}; }}" for name in names)
    return f"const {place} = (() => {{\n{taken}{body}  return {{ {given} }};\n}})();\n"


def script(name: str) -> str:
    """A script of this room."""
    return (HERE / name).read_text(encoding="utf-8")


def worker_script(beginning: str) -> str:
    """The script of a worker; ``beginning`` defines ``hear`` and ``say`` as the place has them."""
    return beginning + bundled("serving.js", lambda name: _SERVING if name == "serving.js" else script(name))


_SERVING: Final = 'import { serve } from "./worker.js";\nserve(hear, say);\n'
IN_PAGES: Final = (
    'const hear = (work) => addEventListener("message", (event) => work(event.data));\n'
    "const say = (message, parts) => postMessage(message, parts);\n"
)
IN_NODE: Final = (
    'const { parentPort } = require("node:worker_threads");\n'
    'const hear = (work) => parentPort.on("message", work);\n'
    "const say = (message, parts) => parentPort.postMessage(message, parts);\n"
)
