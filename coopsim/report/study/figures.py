"""The figures of an experiment, from the functions that every other figure comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coopsim import figures
from coopsim.analysis.incidence import cumulative_incidence
from coopsim.figures.titles import approach_title, factor_title, governance_title
from coopsim.report.study.answers import Answers, interactions, main_effects, portfolio_of
from coopsim.report.study.sentences import choice_title, level_words
from coopsim.report.study.study import FORM, INCIDENCE, Study
from coopsim.report.study.worlds import RISK, sensitivity_pictures
from coopsim.texts import text
from coopsim.texts.numbers import number

if TYPE_CHECKING:
    from coopsim.analysis.blocks import Blocks
    from coopsim.figures import Picture


def study_note(study: Study, lang: str, options: Mapping[str, Any], more: str = "") -> str:
    """What was simulated: the experiment where the figure stands for itself, more in words, and the runs per point."""
    title = study.manifest["experiment"]["experiment"]["title"][lang] if options.get("titled", True) else ""
    runs = text(lang, "study.runs_each", runs=number(lang, study.runs))
    return "; ".join(part for part in (title, more, runs) if part) + "."


def effects_picture(answers: Answers, study: Study, lang: str, **options: Any) -> Picture | None:
    """Main effects of the approaches on effective months and on stagnation, as the findings have them."""
    import pandas as pd

    if answers.overall is None:
        return None
    rows = []
    for row in answers.overall.rows:
        for outcome, found in (("effective", row.effective), (RISK, row.stagnation)):
            rows.append({"outcome": outcome, "factor": row.factor, **_limits(found)})
    note = study_note(study, lang, options) + " " + text(lang, "study.jointly")
    return figures.effects_forest(pd.DataFrame(rows), lang=lang, note=note, **options)


def forms_picture(study: Study, lang: str, **options: Any) -> Picture | None:
    """What each approach changes in stagnation under each governance model."""
    return _by_form(study, study.approaches, "approaches_by_form", lang, **options)


def _by_form(study: Study, factors: list[str], name: str, lang: str, **options: Any) -> Picture | None:
    if not factors or len(study.forms) < 2:
        return None
    table = main_effects(study.blocks, RISK, factors, by=[FORM])
    if table is None:
        return None
    note = study_note(study, lang, options)
    return figures.effects_matrix(table, RISK, lang=lang, note=note, scenario=study.scenario, name=name, **options)


def contexts_picture(study: Study, lang: str, **options: Any) -> Picture | None:
    """What each approach changes in stagnation at the lowest and the highest level of each context."""
    import pandas as pd

    if not study.approaches or not study.contexts:
        return None
    parts = []
    for context in study.contexts:
        levels = study.blocks.points[context]
        for level in (levels.min(), levels.max()):
            here = study.cooperating.keep((study.cooperating.points[context] == level).to_numpy())
            table = main_effects(here, RISK, study.approaches)
            if table is None:
                return None
            parts.append(table.assign(context=f"{factor_title(context, lang)}: {level_words(float(level), lang)}"))
    note = study_note(study, lang, options)
    return figures.effects_matrix(
        pd.concat(parts), RISK, by="context", lang=lang, note=note, name="approaches_by_context", **options
    )


def hindrances_picture(study: Study, lang: str, **options: Any) -> Picture | None:
    """What each context changes in stagnation under each governance model."""
    return _by_form(study, study.contexts, "contexts_by_form", lang, **options)


def interactions_picture(study: Study, lang: str, **options: Any) -> Picture | None:
    """Main effects and interactions over all forms of cooperation."""
    if len(study.approaches) < 2:
        return None
    table = interactions(study.cooperating, RISK, study.approaches)
    return None if table is None else figures.interaction_map(
        table, RISK, lang=lang, note=study_note(study, lang, options), **options
    )  # fmt: skip


def pareto_picture(study: Study, form: str, lang: str, **options: Any) -> Picture | None:
    """Cost against stagnation of all combinations under a governance model."""
    from coopsim.analysis.portfolio import pareto_table

    found = portfolio_of(study, form)
    if found is None or len(found.points) < 3:
        return None
    note = study_note(study, lang, options, governance_title(form, lang, study.scenario))
    name = f"pareto_{form}"
    return figures.pareto_front(pareto_table(found), study.approaches, lang=lang, note=note, name=name, **options)


def incidence_picture(study: Study, lang: str, **options: Any) -> Picture | None:
    """Cumulative incidence of stagnation, without and with all approaches, a panel per governance model."""
    import pandas as pd

    if not study.has(*INCIDENCE) or not study.approaches:
        return None
    curves = []
    for form in study.forms or [study.present]:
        inside = study.under(form)
        panel = governance_title(form, lang, study.scenario)
        for word, whole in (("none", False), ("all", True)):
            chosen = _extreme(inside, study.approaches, whole)
            if chosen.any():
                table = cumulative_incidence(inside.keep(chosen), study.blocks.horizon)
                line = approach_title(word, lang)
                curves.append(table[table["cause"] == "stagnation"].assign(panel=panel, line=line))
    if not curves:
        return None
    note = study_note(study, lang, options)
    return figures.incidence_curves(pd.concat(curves), lang=lang, note=note, **options)


def regret_picture(answers: Answers, study: Study, lang: str, **options: Any) -> Picture | None:
    """Regret of each choice in every world."""
    found = answers.safest
    if found is None:
        return None
    note = study_note(study, lang, options)

    def called(choice: Any) -> str:
        return choice_title(study, choice, found.choice, lang)

    return figures.regret_plot(found.regret, RISK, lang=lang, note=note, called=called, **options)


def study_pictures(answers: Answers, study: Study, lang: str = "en", **options: Any) -> list[Picture]:
    """All pictures that an experiment allows, in the order in which they are read."""
    found = [
        effects_picture(answers, study, lang, **options),
        forms_picture(study, lang, **options),
        contexts_picture(study, lang, **options),
        hindrances_picture(study, lang, **options),
        interactions_picture(study, lang, **options),
        *(pareto_picture(study, form, lang, **options) for form in study.cooperations),
        incidence_picture(study, lang, **options),
        regret_picture(answers, study, lang, **options),
        *sensitivity_pictures(answers, study, lang, **options),
    ]
    return [picture for picture in found if picture is not None]


def _extreme(found: Blocks, names: list[str], whole: bool) -> Any:
    """(P,) points with all approaches at their highest level, or with none."""
    levels = found.points[names].to_numpy(float)
    return (levels == levels.max(axis=0)).all(axis=1) if whole else (levels == 0).all(axis=1)


def _limits(found: Any) -> dict[str, float]:
    return {"effect": found.value, "low": found.low, "high": found.high}
