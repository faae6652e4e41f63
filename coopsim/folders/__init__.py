"""Folders of results: what coopsim may write, replace and remove there, and how old results become new ones at once.

A folder is coopsim's own if it is new, empty, or has an inventory; its state lies in ``.coopsim/``:

    inventory.json   the mark: for each part (a comparison, a report …) what it answers, size and SHA-256 of each file
    next.json        the inventory of results that are whole, but of which some files may still lie in their draft
    draft-1a2b3c4d/  results in the making, and beside it, with the ending .json, which names its files may have
    lock             held by the process that writes

Only files of the inventory that are unchanged are replaced or removed; below the folder no link is followed.  New
results are made in the draft.  Writing ``next.json`` decides: a process killed before leaves the old results whole, one
killed after it the new ones, some of them still in the draft; ``read_whole`` reads them there, and the next command
that writes here moves them and clears away what a killed one has left.
"""

from coopsim.folders.files import (
    expanded,
    left_unfinished,
    locked,
    place_of,
    put,
    refusing,
    take,
    unfinished,
    write_new,
    write_whole,
)
from coopsim.folders.folder import Tell, read_whole, results_folder, settled
from coopsim.folders.inventory import HOME, Part

__all__ = [
    "HOME",
    "Part",
    "Tell",
    "expanded",
    "left_unfinished",
    "locked",
    "place_of",
    "put",
    "read_whole",
    "refusing",
    "results_folder",
    "settled",
    "take",
    "unfinished",
    "write_new",
    "write_whole",
]
