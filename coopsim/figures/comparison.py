"""The pictures of a comparison: phases, where alliances stand, flows, effects of the approaches, first stagnation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import shown_alternatives
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, Label, label_text
from coopsim.analysis.measures import measure
from coopsim.figures.alluvial import flows
from coopsim.figures.forest import effects_forest
from coopsim.figures.incidence import incidence_curves
from coopsim.figures.picture import Picture
from coopsim.figures.river import phase_river
from coopsim.figures.standings import standing_bars
from coopsim.figures.style import Width
from coopsim.figures.titles import approach_title, governance_title
from coopsim.texts import text
from coopsim.texts.numbers import number

#: Names of all pictures that there can be.
NAMES: Final = ("phases", "phases_all_approaches", "standings", "flows", "effects", "incidence")


def comparison_pictures(
    comparison: Comparison, lang: str = "en", *, width: Width = "double", titled: bool = True
) -> list[Picture]:
    """All pictures that a comparison allows, in the order in which they are read."""
    options: dict[str, Any] = {"lang": lang, "width": width, "titled": titled}
    sets: list[str | None] = [None]
    if comparison.paired_labels:
        sets = [name for name in (NO_APPROACH, ALL_APPROACHES) if name in comparison.approaches]
    pictures = [phases_picture(comparison, approach, **options) for approach in sets]
    pictures.append(standings_picture(comparison, **options))
    moved = flows_picture(comparison, **options)
    pictures += [moved] if moved is not None else []
    if comparison.paired_labels and len(comparison.approaches) > 1:
        pictures.append(effects_picture(comparison, **options))
    pictures.append(incidence_picture(comparison, **options))
    return pictures


def save_figures(comparison: Comparison, folder: Path, lang: str = "en") -> list[Path]:
    """Write the pictures of a comparison as SVG, PDF and PNG to a folder; paths of the files in order."""
    paths = []
    for picture in comparison_pictures(comparison, lang):
        paths += picture.save(folder, comparison.manifest["id"])
    return paths


def phases_picture(comparison: Comparison, approach: str | None, *, lang: str = "en", **options: Any) -> Picture:
    """Phase river of all scenarios with a set of approaches (None: of all scenarios)."""
    parts, effective = [], {}
    for label in comparison.scenarios:
        if approach is None or label[1] == approach:
            panel = configuration_title(comparison, label, lang)
            parts.append(comparison.phases[comparison.phases["label"] == label_text(label)].assign(panel=panel))
            effective[panel] = float(measure(comparison.of(label), "effective", comparison.horizon(label)).mean())
    settings = text(lang, "figure.as_given") if approach is None else approach_title(approach, lang)
    name = "phases_all_approaches" if approach == ALL_APPROACHES else "phases"
    note = run_note(comparison, lang, settings)
    return phase_river(pd.concat(parts), lang=lang, note=note, effective=effective, name=name, **options)


def standings_picture(comparison: Comparison, *, lang: str = "en", **options: Any) -> Picture:
    """Where alliances stand after 5, 10 and 20 years, without an approach where some were simulated so."""
    labels = [label for label in comparison.scenarios if isinstance(label, str) or label[1] == NO_APPROACH]
    names = {label: configuration_title(comparison, label, lang) for label in labels}
    if not labels:
        names = {label: label_text(label) for label in comparison.scenarios}
    tables = [comparison.standings(label).assign(panel=name) for label, name in names.items()]
    plain = comparison.paired_labels and labels
    note = run_note(comparison, lang, approach_title(NO_APPROACH, lang) if plain else None)
    return standing_bars(pd.concat(tables), lang=lang, note=note, **options)


def flows_picture(comparison: Comparison, *, lang: str = "en", **options: Any) -> Picture | None:
    """Flows from the baseline to the most effective alternative and to all approaches; None without an alternative."""
    chosen = shown_alternatives(comparison)
    if chosen is None:
        return None
    base, shown = chosen
    tables = [
        comparison.flows(label, base).assign(panel=alternative_title(comparison, label, base, lang)) for label in shown
    ]
    before = alternative_title(comparison, base, base, lang)
    return flows(pd.concat(tables), before=before, lang=lang, note=run_note(comparison, lang), **options)


def alternative_title(comparison: Comparison, label: Label, base: Label, lang: str) -> str:
    """An alternative in words: the approach where it is one to the same form, else the configuration."""
    if isinstance(label, tuple) and label[0] == base[0] and (label != base or len(comparison.approaches) > 1):
        return approach_title(label[1], lang)
    return configuration_title(comparison, label, lang)


def incidence_picture(comparison: Comparison, *, lang: str = "en", **options: Any) -> Picture:
    """Cumulative incidence of stagnation, without and with all approaches where both were simulated."""
    curves, never = [], []
    for label in comparison.scenarios:
        if comparison.paired_labels and label[1] not in (NO_APPROACH, ALL_APPROACHES):
            continue
        line = approach_title(label[1], lang) if comparison.paired_labels else ""
        names = {"panel": configuration_title(comparison, label, lang), "line": line}
        runs, horizon = comparison.of(label), comparison.horizon(label)
        table = comparison.incidence(label)
        curves.append(table[table["cause"] == "stagnation"].assign(**names))
        never.append({**names, "share": float(measure(runs, "never_started", horizon).mean())})
    note = run_note(comparison, lang)
    return incidence_curves(pd.concat(curves), pd.DataFrame(never), lang=lang, note=note, **options)


def effects_picture(comparison: Comparison, *, lang: str = "en", **options: Any) -> Picture:
    """Forest plot of each set of approaches against none; the note names models that none changes."""
    table = approach_effects(comparison)
    moved = table["effect"].abs().groupby(table["governance"], sort=False, observed=True).max() > 0
    shown = table[table["governance"].map(moved).astype(bool)]
    scenario = next(iter(comparison.scenarios.values()))
    note = run_note(comparison, lang) + " " + text(lang, "figure.effects_alone")
    rest = [governance_title(model, lang, scenario) for model in comparison.governance if not moved[model]]
    if rest and len(shown):
        note += " " + text(lang, "figure.effects_left_out", models=", ".join(rest))
    chosen = shown if len(shown) else table[table["governance"] == comparison.governance[0]]
    return effects_forest(chosen, by="governance", lang=lang, note=note, scenario=scenario, **options)


def approach_effects(comparison: Comparison) -> pd.DataFrame:
    """``Comparison.effects`` as the forest plot takes it: a row per outcome, governance model and factor."""
    wide = comparison.effects()
    parts = []
    for outcome, column in (("effective", "d_effective"), ("lost", "d_lost")):
        names = {"effect": column, "low": f"{column}_low", "high": f"{column}_high"}
        table = pd.DataFrame({new: wide[old] for new, old in names.items()})
        parts.append(table.assign(outcome=outcome, governance=wide["governance"], factor=wide["approach"]))
    return pd.concat(parts, ignore_index=True)


def configuration_title(comparison: Comparison, label: Label, lang: str) -> str:
    """A configuration of a comparison in words: its label, or its governance model."""
    return label if isinstance(label, str) else governance_title(label[0], lang, comparison.scenarios[label])


def run_note(comparison: Comparison, lang: str, settings: str | None = None) -> str:
    """What was simulated: the scenarios, perhaps a setting, and how many runs."""
    titles = list(dict.fromkeys(scenario.title[lang] for scenario in comparison.scenarios.values()))
    named = " · ".join(titles[:3]) + (" …" if len(titles) > 3 else "")
    least, most = (number(lang, count) for count in comparison.run_counts)
    runs = (
        text(lang, "figure.runs", runs=most)
        if least == most
        else text(lang, "figure.runs_from_to", low=least, high=most)
    )
    parts = [named, settings, runs]
    return "; ".join(part for part in parts if part) + "."
