"""Phase river: the share of runs in each phase over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from coopsim.figures import style
from coopsim.figures.frame import Drawing, legend_columns, named, outer_labels, panel_title, shares_axis, years_axis
from coopsim.figures.picture import Options, Picture, styled
from coopsim.texts.numbers import percent


@styled
def phase_river(
    phases: pd.DataFrame,
    *,
    effective: Mapping[str, float] | None = None,
    **options: Unpack[Options],
) -> Picture:
    """Stacked shares of runs in each phase by month, a panel per configuration.

    ``phases`` has the columns ``panel`` (in words; without it there is one panel), ``month``, ``phase``, ``share`` (see
    ``analysis.multistate``);
    ``effective`` gives the share of months in effective cooperation by panel, ``note`` says what was simulated.
    """
    d = Drawing("phases", **options)
    phases = named(phases, "panel")
    tables = dict(iter(phases.groupby("panel", sort=False, observed=True)))
    d.head("figure.phases_title", "figure.phases_caption")
    present = [phase for phase in style.PHASES if phases.loc[phases["phase"] == phase, "share"].max() > 0]
    columns_of_legend = legend_columns(len(present), d.width)
    foot = 1 + 4.2 * -(-len(present) // columns_of_legend)
    figure, axes, columns = d.panels(len(tables), 46, foot)
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
            below = d.text("figure.effective", share=percent(d.lang, effective[str(panel)], 1))
        panel_title(axis, str(panel), (style.WIDTHS[d.width] - 8) / columns - 3, below)
        years_axis(axis, len(shares), d.lang)
        shares_axis(axis, d.lang)
        last = shares.iloc[-1].nlargest(3)
        held = "; ".join(f"{d.text(f'phase.{phase}')} {percent(d.lang, share)}" for phase, share in last.items())
        ends.append(f"{panel}: {held}." if panel else f"{held}.")
    outer_labels(axes, columns, d.text("figure.share_of_runs"), d.text("figure.years"))
    names = [d.text(f"phase.{phase}") for phase in present]
    figure.legend(
        bands, names, ncols=columns_of_legend, loc="lower center", handlelength=1.2, handleheight=0.9, columnspacing=1.2
    )
    return d.picture(figure, d.text("figure.phases_alt", ends=" ".join(ends)))
