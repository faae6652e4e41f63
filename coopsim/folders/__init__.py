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

from coopsim.folders.files import expanded as expanded
from coopsim.folders.files import left_unfinished as left_unfinished
from coopsim.folders.files import locked as locked
from coopsim.folders.files import place_of as place_of
from coopsim.folders.files import put as put
from coopsim.folders.files import refusing as refusing
from coopsim.folders.files import take as take
from coopsim.folders.files import unfinished as unfinished
from coopsim.folders.files import write_new as write_new
from coopsim.folders.files import write_whole as write_whole
from coopsim.folders.folder import Tell as Tell
from coopsim.folders.folder import read_whole as read_whole
from coopsim.folders.folder import results_folder as results_folder
from coopsim.folders.folder import settled as settled
from coopsim.folders.inventory import HOME as HOME
from coopsim.folders.inventory import Part as Part
