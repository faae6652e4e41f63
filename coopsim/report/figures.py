"""Three figures of a comparison: phases over time, cumulative incidence of stagnation, effects of the approaches.

Every function makes a figure inside ``style.house_style()``; ``save_figures`` writes those a comparison allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.incidence import cumulative_incidence
from coopsim.comparison import ALL_APPROACHES, NO_APPROACH, Comparison, Label, label_text
from coopsim.report import style
from coopsim.report.tables import approach_title, governance_title
from coopsim.texts import text
from coopsim.texts.numbers import number, percent, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def save_figures(comparison: Comparison, folder: Path, lang: str = "en") -> list[Path]:
    """Write the figures as SVG, PDF and PNG to a folder; paths of the files in order."""
    figures: dict[str, Figure] = {}
    with style.house_style():
        if not comparison.paired_labels:
            figures["phases"] = phase_figure(comparison, None, lang)
        else:
            for chosen in (NO_APPROACH, ALL_APPROACHES):
                if chosen in comparison.approaches:
                    name = "phases" if chosen == NO_APPROACH else "phases_all_approaches"
                    figures[name] = phase_figure(comparison, chosen, lang)
        figures["incidence"] = incidence_figure(comparison, lang)
        if comparison.paired_labels and len(comparison.approaches) > 1:
            figures["effects"] = effects_figure(comparison, lang)
        paths = []
        for name, figure in figures.items():
            title = text(lang, f"figure.{name.split('_')[0]}_title")
            paths += style.save_figure(figure, folder, name, title, comparison.manifest["id"])
    return paths


def phase_figure(comparison: Comparison, approach: str | None, lang: str) -> Figure:
    """Stacked shares of runs in each phase by month; a panel per governance model (or per label)."""
    labels = _panel_labels(comparison, approach)
    subtitle = _subtitle(comparison, "phases", lang, approach=approach_title(approach, lang) if approach else None)
    figure, axes = style.panels(len(labels), 46, (text(lang, "figure.phases_title"), subtitle), foot=10)
    bands: list[Any] = []
    for axis, label in zip(axes, labels, strict=True):
        table = comparison.phases[comparison.phases["label"] == label_text(label)]
        shares = table.pivot(index="month", columns="phase", values="share")
        years = (shares.index.to_numpy() + 0.5) / 12
        bands = axis.stackplot(
            years,
            *(shares[name] for name in style.PHASES),
            colors=list(style.PHASES.values()),
            edgecolor="white",
            linewidth=0.2,
        )
        horizon = comparison.horizon(label)
        effective = comparison.of(label)["months_effective"].mean() / horizon
        words = text(lang, "figure.effective", share=percent(lang, float(effective), 1))
        _panel_title(axis, _panel_name(comparison, label, lang), words)
        _time_axis(axis, horizon, lang)
    _outer_labels(axes, text(lang, "figure.share_of_runs"), text(lang, "figure.years"))
    names = [text(lang, f"phase.{name}") for name in style.PHASES]
    figure.legend(bands, names, ncols=5, loc="lower center", handlelength=1.2, handleheight=0.9, columnspacing=1.5)
    return figure


def incidence_figure(comparison: Comparison, lang: str) -> Figure:
    """Cumulative incidence of stagnation with its 95 % band, bars for never started; a panel per governance model."""
    sets: list[str | None] = [None]
    if comparison.paired_labels:
        sets = [name for name in (NO_APPROACH, ALL_APPROACHES) if name in comparison.approaches]
    colours = (style.VERMILLION, style.BLUE)
    firsts = _panel_labels(comparison, sets[0])
    subtitle = _subtitle(comparison, "incidence", lang)
    figure, axes = style.panels(len(firsts), 46, (text(lang, "figure.incidence_title"), subtitle), foot=6)
    handles: list[Any] = []
    for axis, first in zip(axes, firsts, strict=True):
        horizon = comparison.horizon(first)
        handles = []
        never: list[tuple[float, str]] = []
        for chosen, colour in zip(sets, colours, strict=False):
            label = first if chosen is None else (first[0], chosen)
            runs = comparison.of(label)
            curve = cumulative_incidence(runs, horizon).query("cause == 'stagnation'")
            years = (curve["month"].to_numpy() + 1) / 12
            axis.fill_between(years, curve["low"], curve["high"], color=colour, alpha=0.2, linewidth=0)
            handles += axis.plot(years, curve["incidence"], color=colour)
            never.append((1 - float(runs["started"].mean()), colour))
        _panel_title(axis, _panel_name(comparison, first, lang), None)
        axis.grid(axis="y")
        _time_axis(axis, horizon, lang, never)
    _outer_labels(axes, text(lang, "figure.share_of_runs"), text(lang, "figure.years"))
    if sets[0] is not None:
        names = [approach_title(name, lang) for name in sets if name is not None]
        figure.legend(handles, names, ncols=2, loc="lower center")
    return figure


def effects_figure(comparison: Comparison, lang: str) -> Figure:
    """Paired effect of each set of approaches on both headline outcomes, with 95 % intervals; rows are approaches."""
    effects = comparison.effects()
    approaches = [name for name in comparison.approaches if name != NO_APPROACH]
    models = [model for model in comparison.governance if _differs(effects, model)] or comparison.governance[:1]
    subtitle = _subtitle(comparison, "effects", lang) + _left_out(comparison, models, lang)
    row = 18 + 5.2 * len(approaches)
    figure, axes = style.panels(len(models), row, (text(lang, "figure.effects_title"), subtitle), foot=6)
    places = np.arange(len(approaches))
    kinds = {"d_effective": (style.BLUE, "o", -0.17), "d_stagnation": (style.VERMILLION, "s", 0.17)}
    handles: list[Any] = []
    for axis, model in zip(axes, models, strict=True):
        table = effects[effects["governance"] == model].set_index("approach").loc[approaches]
        axis.axvline(0, color=style.MIDDLE, linewidth=0.6)
        for row in places[1::2]:
            axis.axhspan(row - 0.5, row + 0.5, color="#F6F6F6", zorder=0, linewidth=0)
        handles = []
        for column, (colour, marker, shift) in kinds.items():
            value = 100 * table[column].to_numpy(float)
            limits = 100 * table[[f"{column}_low", f"{column}_high"]].to_numpy(float)
            axis.hlines(places + shift, limits[:, 0], limits[:, 1], color=colour, linewidth=1)
            handles += axis.plot(value, places + shift, marker, color=colour, markersize=2.8, linestyle="none")
        _panel_title(axis, _panel_name(comparison, (model, NO_APPROACH), lang), None, width=19)
        axis.xaxis.set_major_formatter(lambda x, _: points(lang, x / 100, 0))
    axes[0].set_ylim(len(approaches) - 0.5, -0.5)
    axes[0].set_yticks(places, [style.wrapped(approach_title(name, lang), 26) for name in approaches])
    _effect_limits(axes[0], effects)
    for axis in axes:
        axis.tick_params(axis="y", length=0)
        axis.spines["left"].set_visible(False)
    _outer_labels(axes, "", text(lang, "figure.effects_axis"))
    names = [text(lang, "figure.effects_effective"), text(lang, "figure.effects_stagnation")]
    figure.legend(handles, names, ncols=2, loc="lower center")
    return figure


def _panel_labels(comparison: Comparison, approach: str | None) -> list[Label]:
    return [label for label in comparison.scenarios if approach is None or label[1] == approach]


def _panel_name(comparison: Comparison, label: Label, lang: str) -> str:
    if isinstance(label, str):
        return label
    return governance_title(label[0], lang, comparison.scenarios[label])


def _subtitle(comparison: Comparison, figure: str, lang: str, approach: str | None = None) -> str:
    titles = list(dict.fromkeys(scenario.title[lang] for scenario in comparison.scenarios.values()))
    words = {"scenario": " · ".join(titles[:3]), "runs": number(lang, len(comparison.of(comparison.baseline)))}
    return text(lang, f"figure.{figure}_subtitle", approach=approach or text(lang, "figure.as_given"), **words)


def _differs(effects: Any, model: str) -> bool:
    """Whether any approach changes anything under a governance model."""
    table = effects[effects["governance"] == model]
    return bool((table[["d_effective", "d_stagnation"]].abs().to_numpy() > 0).any())


def _left_out(comparison: Comparison, models: list[str], lang: str) -> str:
    others = [model for model in comparison.governance if model not in models]
    rest = [_panel_name(comparison, (model, NO_APPROACH), lang) for model in others]
    return " " + text(lang, "figure.effects_left_out", models=", ".join(rest)) if rest else ""


def _panel_title(axis: Axes, title: str, below: str | None, width: int = 22) -> None:
    axis.set_title(style.wrapped(title, width), weight="bold", pad=11 if below else 3)
    if below:
        axis.text(0, 1.02, below, transform=axis.transAxes, size=6.5, color=style.DARK, va="bottom")


def _time_axis(axis: Axes, horizon: int, lang: str, never: list[tuple[float, str]] | None = None) -> None:
    """Years below, shares at the left; to the right of the horizon a bar per share of runs that ``never`` started."""
    from matplotlib.ticker import MultipleLocator

    years = horizon / 12
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= 5)
    ticks = {float(year): number(lang, year) for year in np.arange(0, years + 0.01, step)}
    end = years
    if never:
        width = 0.09 * years
        left = years * 1.05
        end = left + width * len(never) + 0.03 * years
        axis.axvspan(years * 1.02, end, color="#F6F6F6", zorder=0, linewidth=0)
        for place, (share, colour) in enumerate(never):
            axis.bar(left + width * place, share, 0.8 * width, align="edge", color=colour, linewidth=0)
        ticks[(years * 1.02 + end) / 2] = "\n" + text(lang, "figure.never_started")
    axis.set_xlim(0, end)
    axis.set_ylim(0, 1)
    axis.set_xticks(list(ticks), list(ticks.values()))
    axis.yaxis.set_major_locator(MultipleLocator(0.25))
    axis.yaxis.set_major_formatter(lambda y, _: percent(lang, y))


def _outer_labels(axes: list[Axes], left: str, below: str) -> None:
    for place, axis in enumerate(axes):
        if place % style.COLUMNS == 0:
            axis.set_ylabel(left)
        if place // style.COLUMNS == (len(axes) - 1) // style.COLUMNS:
            axis.set_xlabel(below)


def _effect_limits(axis: Axes, effects: Any) -> None:
    """Limits that hold zero and every interval, at least one percentage point either way."""
    names = [f"{kind}_{end}" for kind in ("d_effective", "d_stagnation") for end in ("low", "high")]
    values = np.nan_to_num(effects[names].to_numpy(float))
    axis.set_xlim(100 * min(-0.01, float(values.min())) * 1.05, 100 * max(0.01, float(values.max())) * 1.05)
