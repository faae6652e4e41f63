"""The WebAssembly module of the shipped rules: made once, and kept beside the rules compiled for this machine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from coopsim.compiler.cache import cache_root, versions, warn_not_kept
from coopsim.compiler.objects import WASM, object_of
from coopsim.compiler.table import layout_digest
from coopsim.folders import locked, write_whole
from coopsim.run.runner import ENDS, runner
from coopsim.run.shipping import shipped_kinds
from coopsim.run.spreading import processes
from coopsim.submodels.schedule import SCHEDULE

MODULES_KEPT: Final = 3
PATIENCE: Final = 900.0  #: seconds to wait for another process that makes the module


def module(say: Callable[[str], None] = lambda message: None) -> bytes:
    """The module; ``say`` is told when it has to be made, which takes about a minute.

    Raises UserError where that needs a linker that is not there.
    """
    place = _place()
    if place is None:
        return _made(say)
    if not place.is_file():
        with locked(place.parent, "lock", PATIENCE):
            if not place.is_file():
                made = _made(say)
                try:
                    write_whole(place, made)
                    _remove_old(place)
                except OSError as error:
                    warn_not_kept(place.parent, error)
                    return made
    return place.read_bytes()


def _made(say: Callable[[str], None]) -> bytes:
    from coopsim.browser.link import linked, linker

    linker()  # before the minute, not after it
    say("coopsim compiles its rules for the browser; this takes about a minute and happens once.")
    with processes(1) as process:
        return linked(process.submit(_object).result())


def _object() -> bytes:
    from coopsim.compiler.entry import bitcode

    return object_of(*bitcode(SCHEDULE.steps, ENDS, shipped_kinds()), WASM)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Digest of all that the module depends on (hex)."""
    makers = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    content = repr((runner().fingerprint, layout_digest(shipped_kinds()), makers, versions()))
    return hashlib.sha256(content.encode()).hexdigest()


def _place() -> Path | None:
    try:
        folder = cache_root() / "browser"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"kernel-{fingerprint()[:32]}.wasm" if os.access(folder, os.W_OK) else None
    except OSError as error:
        warn_not_kept(None, error)
        return None


def _remove_old(current: Path) -> None:
    with suppress(OSError):
        kept = sorted(current.parent.glob("kernel-*.wasm"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MODULES_KEPT:]:
            path.unlink()
