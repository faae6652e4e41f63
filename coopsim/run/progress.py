"""How everything that takes long says how far it is: a function of what is done and of all there is to do."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]


def share_of_progress(whole: Progress, before: int, total: int) -> Progress:
    """The progress of one part of a whole of ``total``, before which ``before`` were done."""
    return lambda done, _: whole(before + done, total)
