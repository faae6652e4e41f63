"""Where results come from: versions and commit, as they were when the package was loaded, and digests of manifests."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from coopsim.model.immutable import fixed
from coopsim.model.version import VERSION


def _checkout() -> str | None:
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    words = ["git", "-C", str(root), "describe", "--always", "--exclude=*", "--abbrev=40", "--dirty=+"]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True, timeout=10).stdout.strip() or None
    except (OSError, subprocess.SubprocessError):
        return None


def _installed() -> dict[str, str]:
    packages = {name: metadata.version(name) for name in ("numpy", "numba", "mesa", "pandas")}
    return {"coopsim": VERSION} | packages | {"python": platform.python_version()}


# Taken when the rules are loaded: what is committed, changed or installed later is not what runs.
_COMMIT: Final = _checkout()
_VERSIONS: Final = fixed(_installed())


def commit() -> str | None:
    """Commit of the checkout that the rules were loaded from, with "+" if it was changed; None outside a checkout."""
    return _COMMIT


def versions() -> dict[str, str]:
    """Versions that results may depend on."""
    return dict(_VERSIONS)


def digest_of(manifest: Mapping[str, Any]) -> str:
    """Short fingerprint of a manifest, by which its results are named."""
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
