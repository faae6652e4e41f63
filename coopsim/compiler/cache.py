"""Compiled kernels on disk: one directory per schedule, one file per signature.

Numba's own cache looks only at the file of the cached function and would serve old results after an edit elsewhere.
Here the directory is named by everything that the code depends on, and each file by its signature, so nothing is ever
overwritten by something else; files are written under another name and then renamed.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import os
import pickle
import platform
import re
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from coopsim.folders import write_whole

_DIRECTORIES_KEPT = 12
_KEY = re.compile("[0-9a-f]{32}")
_COMPILED = re.compile(r"[a-z_]+-[0-9a-f]{32}\.bin")


def cache_root() -> Path:
    """`COOPSIM_CACHE_DIR`, or `coopsim` in the user's cache directory of this platform.

    Raises OSError where the user has no home directory.
    """
    try:
        if chosen := os.environ.get("COOPSIM_CACHE_DIR"):
            return Path(chosen).expanduser()
        home = Path.home()
    except RuntimeError as error:  # a container with a user that the system does not know
        raise FileNotFoundError(errno.ENOENT, "there is no home directory") from error
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "coopsim" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "coopsim"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "coopsim"


def versions() -> str:
    """What compiled code depends on besides the rules: this package, versions, processor, Numba's switches."""
    llvm: Any = importlib.import_module("llvmlite.binding")
    switches = sorted((name, value) for name, value in os.environ.items() if name.startswith("NUMBA_"))
    processor = (llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    compiler = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    of_libraries = (platform.python_version(), *map(metadata.version, ("numpy", "numba", "llvmlite")))
    return repr((compiler, *of_libraries, processor, switches))


class Cache:
    """The cached compilations of one generated function; takes the place of Numba's own cache (same two methods).

    Args:
        directory: where the files lie, or None to keep nothing.
        name: of the function.
        on_miss: called before something is compiled.
    """

    def __init__(self, directory: Path | None, name: str, on_miss: Callable[[], None]) -> None:
        self._directory = directory
        self._name = name
        self._on_miss = on_miss

    @property
    def lacking(self) -> bool:
        """Whether nothing compiled is there yet, and it could be kept."""
        return self._directory is not None and not any(self._directory.glob(f"{self._name}-*.bin"))

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled function for a signature, or None. A file that cannot be read counts as absent."""
        import numba.core.compiler

        rebuild: Any = numba.core.compiler.CompileResult._rebuild
        target.refresh()
        if self._directory is not None:
            try:
                content = self._path(signature, target.codegen()).read_bytes()
                result = rebuild(target, *pickle.loads(content))
                result.library._shared_module = None  # megabytes of code that no other function is linked with
                return result
            except Exception:
                pass
        self._on_miss()
        return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep a compiled function. Warns once if it cannot be written."""
        import numba.core.serialize

        dumps: Any = numba.core.serialize.dumps
        if self._directory is None or result.library.has_dynamic_globals:
            return
        result = result._replace(type_annotation="")  # megabytes of text that only people read
        try:
            write_whole(self._path(signature, result.codegen), dumps(result._reduce()))
        except OSError as error:
            warn_not_kept(self._directory, error)
            self._directory = None

    def _path(self, signature: Any, codegen: Any) -> Path:
        assert self._directory is not None
        digest = hashlib.sha256(repr((str(signature), codegen.magic_tuple())).encode()).hexdigest()
        return self._directory / f"{self._name}-{digest[:32]}.bin"


def open_directory(key: str, source: str) -> Path | None:
    """The directory of a schedule, with its generated source in it; None (and a warning) if it cannot be had."""
    directory = None
    try:
        directory = cache_root() / key[:32]
        text = source_path(directory, key)
        if not text.exists():
            directory.mkdir(parents=True, exist_ok=True)
            write_whole(text, source.encode())
            _remove_old(directory)
        elif os.access(directory, os.W_OK):
            os.utime(directory)
    except OSError as error:
        warn_not_kept(directory, error)
        return None
    return directory


def source_path(directory: Path, key: str) -> Path:
    """Where the generated source of a schedule lies."""
    return directory / f"schedule_{key[:32]}.py"


_warned = False


def warn_not_kept(directory: Path | None, error: Exception) -> None:
    """Say once per process that compiled rules cannot be kept."""
    global _warned
    if not _warned:
        _warned = True
        place, reason = f" in {directory.parent}" if directory else "", getattr(error, "strerror", None) or error
        warnings.warn(
            f"Compiled rules cannot be kept{place} ({reason}). Results are the same, but every "
            "start compiles anew. Set COOPSIM_CACHE_DIR to a directory that you may write to.",
            RuntimeWarning,
            stacklevel=2,
        )


def _remove_old(current: Path) -> None:
    """Keep the directories that were used last; of others only files are removed that this module writes."""
    try:
        others = [path for path in current.parent.iterdir() if path != current and _KEY.fullmatch(path.name)]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return
    for directory in others[_DIRECTORIES_KEPT - 1 :]:
        if directory.is_symlink() or not source_path(directory, directory.name).is_file():
            continue
        with suppress(OSError):
            for path in [*directory.glob("*.bin"), source_path(directory, directory.name)]:
                if _COMPILED.fullmatch(path.name) or path.suffix == ".py":
                    path.unlink()
            directory.rmdir()
