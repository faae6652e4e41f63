"""Phase river: the share of runs in each phase over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coopsim.figures import style
from coopsim.figures.frame import legend_columns, named, outer_labels, panel_title, panels, shares_axis, years_axis
from coopsim.figures.picture import Picture, styled
from coopsim.texts import text
from coopsim.texts.numbers import percent

if TYPE_CHECKING:
    import pandas as pd


@styled
def phase_river(
    phases: pd.DataFrame,
    *,
    lang: str = "en",
    note: str = "",
    effective: Mapping[str, float] | None = None,
    width: style.Width = "double",
    titled: bool = True,
    name: str = "phases",
) -> Picture:
    """Stacked shares of runs in each phase by month, a panel per configuration.

    ``phases`` has the columns ``panel`` (in words; without it there is one panel), ``month``, ``phase``, ``share`` (see
    ``analysis.multistate``);
    ``effective`` gives the share of months in effective cooperation by panel, ``note`` says what was simulated.
    """
    phases = named(phases, "panel")
    tables = dict(iter(phases.groupby("panel", sort=False, observed=True)))
    title, caption = text(lang, "figure.phases_title"), text(lang, "figure.phases_caption", note=note)
    present = [phase for phase in style.PHASES if phases.loc[phases["phase"] == phase, "share"].max() > 0]
    columns_of_legend = legend_columns(len(present), width)
    foot = 1 + 4.2 * -(-len(present) // columns_of_legend)
    words = (title, caption) if titled else None
    figure, axes, columns = panels(len(tables), 46, foot, words, width)
    bands: list[Any] = []
    ends = []
    for axis, (panel, table) in zip(axes, tables.items(), strict=True):
        shares = table.pivot(index="month", columns="phase", values="share")
        bands = axis.stackplot(
            (shares.index.to_numpy() + 0.5) / 12,
            *(shares[phase] for phase in present),
            colors=[style.PHASES[phase] for phase in present],
            edgecolor="white",
            linewidth=0.2,
        )
        below = None
        if effective is not None:
            below = text(lang, "figure.effective", share=percent(lang, effective[str(panel)], 1))
        panel_title(axis, str(panel), (style.WIDTHS[width] - 8) / columns - 3, below)
        years_axis(axis, len(shares), lang)
        shares_axis(axis, lang)
        last = shares.iloc[-1].nlargest(3)
        held = "; ".join(f"{text(lang, f'phase.{phase}')} {percent(lang, share)}" for phase, share in last.items())
        ends.append(f"{panel}: {held}." if panel else f"{held}.")
    outer_labels(axes, columns, text(lang, "figure.share_of_runs"), text(lang, "figure.years"))
    names = [text(lang, f"phase.{phase}") for phase in present]
    figure.legend(
        bands, names, ncols=columns_of_legend, loc="lower center", handlelength=1.2, handleheight=0.9, columnspacing=1.2
    )
    return Picture(name, title, caption, text(lang, "figure.phases_alt", ends=" ".join(ends)), figure)
