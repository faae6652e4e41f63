"""The inventory of a folder of results: its parts, what each answers, and size and SHA-256 of their files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final, NamedTuple

from coopsim.folders.files import write_whole
from coopsim.texts import UserError

HOME: Final = ".coopsim"  #: folder of the state, within a folder of results
FORMAT = 1
_NAMED = 5  # files that a message names

Entry = tuple[int, str]  #: size and SHA-256 of a file


@dataclass(frozen=True)
class Part:
    """What a command writes into a folder.

    Attributes:
        kind: results of one kind only lie in a folder, and reports beside any.
        name: of the part; a part with the same name is replaced.
        identity: what the results are determined by; where it differs, they are replaced only if asked for.
        files: all names that its files may have, from the folder of results.
        room: bytes that they will take, about.
        resumable: whether work that was stopped is kept and taken up by the next command of the same identity.
    """

    kind: str
    name: str
    identity: Mapping[str, Any]
    files: frozenset[str]
    room: int = 1_000_000
    resumable: bool = False

    def row(self, files: Mapping[str, Entry]) -> dict[str, Any]:
        """The part in an inventory."""
        identity = json.loads(json.dumps(self.identity, default=str))
        return {"kind": self.kind, "identity": identity, "files": dict(sorted(files.items()))}


class Inventory(NamedTuple):
    """What lies in a folder: parts by name, and the draft in which files of them may still be."""

    parts: dict[str, dict[str, Any]]
    draft: str = ""

    @property
    def files(self) -> dict[str, Entry]:
        """The files of all parts."""
        return {name: (size, digest) for row in self.parts.values() for name, (size, digest) in row["files"].items()}

    def save(self, path: Path) -> None:
        """Write the inventory, whole or not at all; raises OSError."""
        text = json.dumps({"coopsim": FORMAT, **self._asdict()}, indent=1, ensure_ascii=False)
        write_whole(path, text.encode("utf-8") + b"\n")


def load(path: Path) -> Inventory:
    """An inventory; empty where there is none.  Raises UserError for one that coopsim did not write."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        inventory = Inventory(found["parts"], found["draft"])
        if found["coopsim"] != FORMAT or not all(map(_within, (*inventory.files, inventory.draft or "draft"))):
            raise ValueError(found["coopsim"])
        for row in inventory.parts.values():
            row["kind"], row["identity"].keys()
        return inventory
    except (FileNotFoundError, NotADirectoryError):
        return Inventory({})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UserError("inventory", file=path, reason=error) from error


def _within(name: str) -> bool:
    """Whether a name leads to a file below the folder, beside the state."""
    path = PurePath(name)
    return bool(path.parts) and not path.anchor and ".." not in path.parts and path.parts[0] != HOME


def entry_of(path: Path) -> Entry:
    """Size and SHA-256 of a file, which from now on survives a power cut."""
    with path.open("rb") as file:
        with suppress(OSError):
            os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest()


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """In what two identities differ, in a word or two each."""
    found = []
    for name in {**old, **new}:
        values = old.get(name), new.get(name)
        if values[0] != values[1]:
            found.append(f"{name} {values[0]} → {values[1]}" if all(isinstance(x, int) for x in values) else name)
    return found


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    every = list(names)
    return ", ".join(every[:_NAMED]) + (f", … (+{len(every) - _NAMED})" if len(every) > _NAMED else "")
