"""The pictures of an experiment, from the functions that every other picture comes from."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from coopsim.analysis.incidence import cumulative_incidence
from coopsim.analysis.portfolio import pareto_table
from coopsim.analysis.study import FORM, INCIDENCE, RISK, Study, interactions, main_effects
from coopsim.analysis.study_claims import StudyClaims
from coopsim.analysis.study_worlds import apart_from_sample, single_changes
from coopsim.figures.bars import morris_bars, sobol_bars, tornado
from coopsim.figures.forest import effects_forest
from coopsim.figures.heat import effects_matrix, interaction_map
from coopsim.figures.incidence import incidence_curves
from coopsim.figures.pareto import pareto_front
from coopsim.figures.picture import Picture
from coopsim.figures.regret import regret_plot
from coopsim.figures.titles import approach_title, choice_title, factor_title, governance_title, level_words
from coopsim.texts import text
from coopsim.texts.numbers import number


class StudyPictures:
    """The pictures of an experiment in a language; each is None where the experiment does not allow it.

    ``options`` are those of every figure.
    """

    def __init__(self, claims: StudyClaims, study: Study, lang: str = "en", **options: Any) -> None:
        self.claims, self.study, self.lang, self.options = claims, study, lang, options | {"lang": lang}

    def all(self) -> list[Picture]:
        """All pictures that the experiment allows, in the order in which they are read."""
        found = [
            self.effects(),
            self.forms(),
            self.contexts(),
            self._by_form(self.study.contexts, "contexts_by_form"),
            self.interactions(),
            *(self.pareto(form) for form in self.study.cooperations),
            self.incidence(),
            self.regret(),
            *self.sensitivity(),
        ]
        return [picture for picture in found if picture is not None]

    def effects(self) -> Picture | None:
        """Main effects of the approaches on effective months and on the time lost, as the claims have them."""
        found = self.claims.overall
        if found is None:
            return None
        return effects_forest(found.table(), **self._noted(text(self.lang, "study.jointly")))

    def forms(self) -> Picture | None:
        """What each approach changes in the time lost under each governance model."""
        return self._by_form(self.study.approaches, "approaches_by_form")

    def contexts(self) -> Picture | None:
        """What each approach changes in the time lost at the lowest and the highest level of each context."""
        study, lang = self.study, self.lang
        if not study.approaches or not study.contexts:
            return None
        parts = []
        for context in study.contexts:
            column, levels = study.cooperating.points[context], study.blocks.points[context]
            for level in (levels.min(), levels.max()):
                table = main_effects(study.cooperating.keep((column == level).to_numpy()), RISK, study.approaches)
                if table is None:
                    return None
                parts.append(table.assign(context=f"{factor_title(context, lang)}: {level_words(float(level), lang)}"))
        return effects_matrix(pd.concat(parts), RISK, by="context", name="approaches_by_context", **self._noted())

    def interactions(self) -> Picture | None:
        """Main effects and interactions over all forms of cooperation."""
        if len(self.study.approaches) < 2:
            return None
        table = interactions(self.study.cooperating, RISK, self.study.approaches)
        return None if table is None else interaction_map(table, RISK, **self._noted())

    def pareto(self, form: str) -> Picture | None:
        """Cost against the time lost of all combinations under a governance model."""
        found = self.study.portfolio(form)
        if found is None or len(found.points) < 3:
            return None
        noted = self._noted(of=governance_title(form, self.lang, self.study.scenario))
        return pareto_front(pareto_table(found), self.study.approaches, name=f"pareto_{form}", **noted)

    def incidence(self) -> Picture | None:
        """Cumulative incidence of stagnation, without and with all approaches, a panel per governance model."""
        study = self.study
        if not study.has(*INCIDENCE) or not study.approaches:
            return None
        curves = []
        for form in study.forms or [study.present]:
            inside = study.under(form)
            for word, whole in (("none", False), ("all", True)):
                chosen = study.extreme(inside, whole)
                if chosen.any():
                    table = cumulative_incidence(inside.keep(chosen), study.blocks.horizon)
                    panel = governance_title(form, self.lang, study.scenario)
                    names = {"panel": panel, "line": approach_title(word, self.lang)}
                    curves.append(table[table["cause"] == "stagnation"].assign(**names))
        return incidence_curves(pd.concat(curves), **self._noted()) if curves else None

    def regret(self) -> Picture | None:
        """Regret of each choice in every world."""
        found = self.claims.safest
        if found is None:
            return None
        called = partial(choice_title, names=found.choice, lang=self.lang, scenario=self.study.scenario)
        return regret_plot(found.regret, RISK, called=called, **self._noted())

    def sensitivity(self) -> list[Picture]:
        """Bars of the sensitivity analysis, a picture per choice, or the tornado of single factors."""
        study = self.study
        made = []
        draw = morris_bars if study.kind == "morris" else sobol_bars
        for place, (choice, table) in enumerate(self.claims.sensitivity):
            of = choice_title(choice, apart_from_sample(study), self.lang, study.scenario) if choice else ""
            made.append(draw(table, RISK, name=f"{study.kind}_{place}", **self._noted(of=of)))
        single = single_changes(study)
        return made if single is None else [*made, tornado(single, RISK, **self._noted())]

    def _by_form(self, factors: list[str], name: str) -> Picture | None:
        if not factors or len(self.study.forms) < 2:
            return None
        table = main_effects(self.study.blocks, RISK, factors, by=[FORM])
        noted = self._noted()
        return None if table is None else effects_matrix(table, RISK, scenario=self.study.scenario, name=name, **noted)

    def _noted(self, more: str = "", of: str = "") -> dict[str, Any]:
        """The options with the note: the experiment where the figure stands for itself, of what, the runs per point."""
        header = self.study.manifest["experiment"]["experiment"]
        title = header["title"][self.lang] if self.options.get("titled", True) else ""
        runs = text(self.lang, "study.runs_each", runs=number(self.lang, self.study.runs))
        note = "; ".join(part for part in (title, of, runs) if part) + "."
        return self.options | {"note": f"{note} {more}".strip()}
