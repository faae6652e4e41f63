"""A run explains itself: the numeric event log of one run as a table and as a story in words, in English or German."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.lazy import names

if TYPE_CHECKING:
    from coopsim.story.decisions import decisions_text as decisions_text
    from coopsim.story.instead import what_if as what_if
    from coopsim.story.story import tell_story as tell_story
    from coopsim.story.table import events_table as events_table
    from coopsim.story.twin_runs import Twins as Twins
    from coopsim.story.twin_runs import twins as twins
    from coopsim.story.twin_words import tell_twins as tell_twins

__getattr__, __dir__, __all__ = names(__name__)
