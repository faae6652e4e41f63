"""What all tables of an experiment share: how numbers, choices and headings are written in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coopsim.analysis.intervals import Interval
from coopsim.analysis.study import Study
from coopsim.analysis.study_claims import StudyClaims
from coopsim.figures.titles import choice_title, factor_title, governance_title, outcome_scale
from coopsim.report.document.blocks import Table
from coopsim.report.parts import Numbering
from coopsim.report.rounding import estimate
from coopsim.texts import text


@dataclass(frozen=True)
class TableMaker:
    """Makes tables of an experiment in a language; each is None where the experiment does not allow it."""

    claims: StudyClaims
    study: Study
    lang: str
    numbering: Numbering

    def _table(
        self,
        key: str,
        headings: Sequence[str],
        rows: list[list[str]],
        caption: str = "",
        note: str | bool = True,
        **options: Any,
    ) -> Table | None:
        """A table with the caption and the note of its key, or others; None without rows.

        Headings are keys of texts, or words.
        """
        if not rows:
            return None
        words = [self._text(name) if name.isidentifier() and name.islower() else name for name in headings]
        below = note if isinstance(note, str) else self._text(f"{key}_note") if note else ""
        return self.numbering.table(caption or self._text(f"{key}_caption"), words, rows, below, **options)

    def _share(self, found: Interval) -> str:
        return estimate(found, self.lang, factor=100.0)

    def _moved(self, found: Interval, factor: float = 100.0) -> str:
        return estimate(found, self.lang, factor=factor, sign=True)

    def _choice(self, choice: Any, names: Sequence[str]) -> str:
        return choice_title(choice, names, self.lang, self.study.scenario)

    def _form(self, name: str) -> str:
        return governance_title(name, self.lang, self.study.scenario)

    def _title(self, name: str) -> str:
        return factor_title(name, self.lang)

    def _scaled(self, outcome: str) -> str:
        scale = outcome_scale(outcome, self.lang)
        return f"{scale.title} ({scale.unit})"

    def _changed(self, outcome: str) -> str:
        scale = outcome_scale(outcome, self.lang)
        return f"{scale.title} ({scale.change})"

    def _text(self, key: str, **values: object) -> str:
        return text(self.lang, f"study.{key}", **values)
