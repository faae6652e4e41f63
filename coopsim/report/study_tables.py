"""The tables of an experiment in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from coopsim.analysis.blocks import Blocks, is_number
from coopsim.analysis.intervals import limits_of
from coopsim.analysis.study import FORM, RISK, levels_of, main_effects
from coopsim.analysis.study_claims import convergence
from coopsim.analysis.study_worlds import apart_from_sample
from coopsim.analysis.summary import told
from coopsim.figures.titles import level_words, outcome_scale
from coopsim.report.convergence import convergence_table
from coopsim.report.document.blocks import Table
from coopsim.report.portfolio_tables import PortfolioTables, TableMaker
from coopsim.report.rounding import estimate, rounded
from coopsim.report.wording_study import condition
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number, percent

#: Outcomes of the tables of forms and of effects, and the columns that each needs.
OUTCOMES: Final = {
    **{"works": ("phase_end",), "effective": (), RISK: ()},
    **{"added_value": ("added_value",), "cost": ("cost",)},
}
MOST_LEVELS: Final = 6  #: levels of a factor that are named one by one
NEAR: Final = 0.02  #: regret up to which a choice is near the best


class StudyTables(TableMaker):
    """What was varied, levels, effects, regret, sensitivity, failures, convergence."""

    def all(self) -> list[Table]:
        """All tables that the experiment allows, in the order in which they are read."""
        found: list[Table | None] = [self.forms()]
        if self.study.approaches:
            found += [self.effects(), self.effects([FORM]) if len(self.study.forms) > 1 else None]
            combined = PortfolioTables(self.claims, self.study, self.lang, self.numbering)
            found += [self.contexts(), self.pairs(), combined.marginal(), combined.order(self.study.cooperations)]
            found += [combined.front(), combined.budgets(), combined.pairing()]
        found += [self.regret(), self.sensitivity(), self.failures()]
        return [table for table in found if table is not None]

    def factors(self) -> Table | None:
        """Every factor that was varied, its role and its levels."""
        roles = {name: "lever" if name in self.study.levers else "uncertainty" for name in self.study.varied}
        rows = [[self._title(name), self._text(f"role_{role}"), self._levels(name)] for name, role in roles.items()]
        return self._table("factors", ("factor", "role", "levels"), rows, note=False, names=3)

    def forms(self) -> Table | None:
        """Each governance model without and with all approaches, in every outcome."""
        study = self.study
        outcomes = [name for name, asked in OUTCOMES.items() if study.has(*asked)]
        ends = self._ends()
        rows = []
        for form in study.forms or [study.present]:
            inside = (study.blocks.points[FORM] == form).to_numpy() if study.forms else True
            rows += [[self._form(form)]] if study.forms else []
            for word, end in ends.items():
                cells = [self._level(study.blocks.keep(end & inside), name) for name in outcomes]
                rows.append([self._text(f"with_{word}"), *cells])
        headings = [text(self.lang, "column.governance"), *map(self._scaled, outcomes)]
        return self._table("forms", headings, rows, small=True)

    def effects(self, by: Sequence[str] = ()) -> Table | None:
        """What each approach changes in every outcome, mean over all else, or for each level of a factor."""
        study = self.study
        kept = [name for name, asked in OUTCOMES.items() if study.has(*asked)]
        found = study.blocks if by else study.cooperating
        tables = [main_effects(found, name, study.approaches, by=[*by]) for name in kept]
        rows = [table.to_dict("records") for table in tables if table is not None]
        if len(rows) < len(kept):
            return None
        cells: list[list[str]] = []
        for place, several in enumerate(zip(*rows, strict=True)):
            if by and place % len(study.approaches) == 0:
                cells.append([self._choice(tuple(several[0][name] for name in by), by)])
            scales = (outcome_scale(name, self.lang).factor for name in kept)
            values = [self._moved(limits_of(row), scale) for row, scale in zip(several, scales, strict=True)]
            cells.append([self._title(several[0]["factor"]), *values])
        headings = ["approach", *map(self._changed, kept)]
        caption = self._text("effects_by_caption" if by else "effects_caption")
        return self._table("effects", headings, cells, caption, small=True)

    def pairs(self) -> Table | None:
        """Interactions that are certain."""
        found = self.claims.together
        if found is None:
            return None
        note = self._text("pairs_note", count=number(self.lang, found.tried))
        return self._interactions(found.pairs, "pairs", "with", note)

    def contexts(self) -> Table | None:
        """How effects shift with the contexts, where that is certain."""
        found = self.claims.apart
        return None if found is None else self._interactions(found.contexts, "contexts", "context")

    def regret(self) -> Table | None:
        """Regret of each choice over the worlds."""
        found, lang = self.claims.safest, self.lang
        if found is None:
            return None
        rows = []
        for choice, level in found.levels.items():
            values = found.regret.worlds[choice].to_numpy(float)
            places = (100 * float(np.quantile(values, 0.9)), 100 * float(values.max()))
            shown = [estimate(level, lang, factor=100.0), *(rounded(place, 1, lang) for place in places)]
            rows.append([self._choice(choice, found.choice), *shown, percent(lang, float((values <= NEAR).mean()))])
        note = self._text("regret_note", worlds=number(lang, len(found.regret.worlds)))
        headings = ("choice", "regret_mean", "regret_high", "regret_worst", "regret_near")
        return self._table("regret", headings, rows, note=note)

    def sensitivity(self) -> Table | None:
        """Elementary effects or Sobol indices of every uncertainty."""
        kind = self.study.kind
        cells: list[list[str]] = []
        for choice, table in self.claims.sensitivity:
            if choice:
                cells.append([self._choice(choice, apart_from_sample(self.study))])
            for row in table.to_dict("records"):
                if kind == "morris":
                    spread = number(self.lang, 100 * row["sigma"], 1)
                    values = [self._share(limits_of(row, "mu_star", bare=True)), spread]
                else:
                    values = [self._share(limits_of(row, key)) for key in ("first", "total")]
                cells.append([self._title(row["factor"]), *values])
        return self._table(kind, ("factor", f"{kind}_first", f"{kind}_second"), cells) if cells else None

    def failures(self) -> Table | None:
        """Under which conditions each choice fails."""
        rows = []
        for choice, failing, box in self.claims.failures:
            name = self._choice(choice, self.study.levers) if choice else self._text("all_points")
            cells = [self._text("no_box"), MISSING, MISSING, MISSING]
            if box is not None:
                limits = "; ".join(condition(row, self.lang) for row in box.limits.to_dict("records"))
                shares = [percent(self.lang, value) for value in (box.coverage, box.density)]
                cells = [limits, *shares, number(self.lang, float(box.limits["p_value"].max()), 3)]
            rows.append([name, percent(self.lang, failing), *cells])
        headings = ("choice", "failing", "conditions", "coverage", "density", "p_value")
        return self._table("failures", headings, rows, small=True)

    def convergence(self) -> tuple[Table, pd.DataFrame] | None:
        """Whether the runs are enough for the main effects, in words and numbers."""
        study = self.study
        if not study.approaches or study.runs < 4 or main_effects(study.cooperating, RISK, study.approaches) is None:
            return None
        found = convergence(study)
        names = [self._title(name) for name in found["factor"]]
        caption = self._text("convergence_caption")
        return convergence_table(found, names, caption, self.lang, self.numbering), found

    def _interactions(self, found: pd.DataFrame, key: str, second: str, note: str | bool = True) -> Table | None:
        """A factor, the other, how much more or less they do together."""
        rows = [
            [self._title(row["factor"]), self._title(row["with"]), self._moved(limits_of(row))]
            for row in found.to_dict("records")
        ]
        return self._table(key, ("approach", second, self._changed(RISK)), rows, note=note, names=2)

    def _ends(self) -> dict[str, Any]:
        """(P,) points without and with all approaches, where every form has both, else all points under "mean"."""
        found, study = self.study.blocks, self.study
        everything = {"mean": np.ones(len(found.points), bool)}
        if not study.approaches:
            return everything
        ends = {"none": study.extreme(found, False), "all": study.extreme(found, True)}
        inside = [(found.points[FORM] == form).to_numpy() for form in study.forms] or [everything["mean"]]
        return ends if all((chosen & form).any() for chosen in ends.values() for form in inside) else everything

    def _level(self, found: Blocks, outcome: str) -> str:
        """Mean over points within each run, then over runs; a share where it is one."""
        return estimate(
            told(found.values(outcome).mean(axis=0), outcome),
            self.lang,
            factor=outcome_scale(outcome, self.lang).factor,
        )

    def _levels(self, name: str) -> str:
        points, lang = self.study.blocks.points, self.lang
        levels = levels_of(points, name)
        if not is_number(points[name]):
            return ", ".join(self._choice(level, [name]) for level in levels)
        words = [level_words(float(level), lang) for level in levels]
        if len(levels) <= MOST_LEVELS:
            return ", ".join(words)
        return self._text("range", low=words[0], high=words[-1], count=number(lang, len(levels)))
