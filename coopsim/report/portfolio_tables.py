"""The tables of an experiment: how all are written, and those of what approaches do together and cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coopsim.analysis.contrasts import contrasts
from coopsim.analysis.intervals import Interval, limits_of
from coopsim.analysis.portfolio import best_at_budgets, marginal_values, order_to_add, pareto_table
from coopsim.analysis.study import RISK, Study, without
from coopsim.analysis.study_claims import StudyClaims
from coopsim.figures.titles import choice_title, factor_title, governance_title, outcome_scale
from coopsim.report.document.blocks import Table
from coopsim.report.parts import Numbering
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number, percent


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


MOST_ON_FRONT: Final = 12  #: combinations of a front that a table names, those that stay on it most often


class PortfolioTables(TableMaker):
    """Pareto front, marginal values, order, budgets, and what pairing saved."""

    def front(self) -> Table | None:
        """The Pareto front under each governance model."""
        cells: list[list[str]] = []
        for form in self.study.cooperations:
            found = self.study.portfolio(form)
            if found is None or len(found.points) < 3:
                continue
            table = pareto_table(found)
            front = table[table["on_front"]]
            shown = front.nlargest(MOST_ON_FRONT, "front_share").sort_values("cost")
            rest = number(self.lang, len(front) - len(shown))
            heading = self._form(form)
            cells.append([self._text("front_more", form=heading, count=rest) if len(front) > len(shown) else heading])
            cells += [
                [self._combination(row), *self._cost_and_risk(row), percent(self.lang, row["front_share"])]
                for row in shown.to_dict("records")
            ]
        return self._table(
            "front", ("combination", self._scaled("cost"), self._scaled(RISK), "front_share"), cells, small=True
        )

    def marginal(self) -> Table | None:
        """What adding each approach changes in the time lost: first, last, on average over all orders; present form."""
        keys = ("first", "last", "average")
        table = self.study.combined(marginal_values, self.study.present)
        rows = [] if table is None else table.sort_values("average").to_dict("records")
        cells = [[self._title(row["factor"]), *(self._moved(limits_of(row, key)) for key in keys)] for row in rows]
        return self._table("marginal", ("approach", *(f"marginal_{key}" for key in keys)), cells, self._of("marginal"))

    def order(self, forms: list[str]) -> Table | None:
        """In which order to add approaches, under each of some governance models."""
        cells: list[list[str]] = []
        for form in forms:
            table = self.study.combined(order_to_add, form) if self.study.runs >= 4 else None
            if table is None:
                continue
            if len(forms) > 1:
                cells.append([self._form(form)])
            for row in table.to_dict("records"):
                begun, (cost, risk) = row["step"], self._cost_and_risk(row)
                step = f"{number(self.lang, begun)}. " if begun else ""
                name = self._title(row["factor"]) if begun else self._text("nothing_added_yet")
                change = self._moved(limits_of(row, "change")) if begun else MISSING
                cells.append([step + name, change, risk, cost])
        headings = ["order_step", self._changed(RISK), self._scaled(RISK), self._scaled("cost")]
        caption = self._of("order", "_one", forms[0]) if len(forms) == 1 else ""
        return self._table("order", headings, cells, caption, small=len(forms) > 1)

    def budgets(self) -> Table | None:
        """The best combination at some budgets: the least cost, a third and two thirds of the way, and all."""
        study, lang = self.study, self.lang
        found = study.portfolio(study.present)
        if found is None or len(found.points) < 3 or study.runs < 4:
            return None
        spent = found.values("cost").mean(axis=1)
        places = np.linspace(float(spent.min()), float(spent.max()), 4)
        budgets = list(dict.fromkeys(float(np.ceil(100 * place) / 100) for place in places))
        rows = []
        for row in best_at_budgets(found, budgets, baseline=without(found, study.approaches)).to_dict("records"):
            cells = [self._combination(row), number(lang, row["budget"], 2), *self._cost_and_risk(row)]
            rows.append([*cells, self._moved(limits_of(row, "gain")), number(lang, row["rivals"])])
        headings = ("combination", "budget", self._scaled("cost"), self._scaled(RISK), "gain", "rivals")
        return self._table("budgets", headings, rows, self._of("budgets"), small=True)

    def pairing(self) -> Table | None:
        """Each approach alone, and all, against none: difference, ratio, and what common random numbers saved."""
        names, found = self.study.approaches, self.study.portfolio(self.study.present)
        none = None if found is None else without(found, names)
        if found is None or none is None:
            return None
        used = (found.points[names].to_numpy(float) > 0).sum(axis=1)
        chosen = (used <= 1) | (used == len(names))
        if chosen.sum() < 2:
            return None
        rows = []
        for row in contrasts(found.keep(chosen), [RISK, "effective"], none).to_dict("records"):
            cells = [self._combination(row), outcome_scale(row["outcome"], self.lang).title]
            cells += [self._moved(limits_of(row, "difference", bare=True))]
            cells += [estimate(limits_of(row, "ratio"), self.lang)]
            rows.append([*cells, number(self.lang, row["variance_saved"], 1)])
        headings = ("combination", "outcome", "difference", "ratio", "saved")
        return self._table("pairing", headings, rows, self._of("pairing"), names=2, small=True)

    def _cost_and_risk(self, row: Mapping[Any, Any]) -> list[str]:
        return [estimate(limits_of(row, "cost"), self.lang), self._share(limits_of(row, "risk"))]

    def _combination(self, row: Mapping[Any, Any]) -> str:
        levels = tuple(row[name] for name in self.study.approaches)
        if len(levels) > 2 and all(level == 1 for level in levels):
            return self._text("all_of_them", count=number(self.lang, len(levels)))
        return self._choice(levels, self.study.approaches)

    def _of(self, key: str, end: str = "", form: str = "") -> str:
        """The caption of a table on one form, by default the present one."""
        return self._text(f"{key}_caption{end}", form=self._form(form or self.study.present))
