"""The page that Solara serves: one run as a Mesa model, with its towns on a map and its series beside it.

``solara run`` opens this file; what to show comes in environment variables that ``coopsim inspect`` sets.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import solara
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

import coopsim
from coopsim.figures.style import BLUE, DARK, MIDDLE, PHASES, VERMILLION, house_style
from coopsim.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from coopsim.scenario.schema import Scenario

SCENARIO = os.environ.get("COOPSIM_INSPECT_SCENARIO", "harz")
LANG = os.environ.get("COOPSIM_INSPECT_LANG", "en")
SEED, RUN = (int(os.environ.get(f"COOPSIM_INSPECT_{name}", default)) for name, default in (("SEED", 1), ("RUN", 0)))


class Shown(coopsim.CooperationModel):
    """The model as SolaraViz takes it: Mesa 3.5 counts on ``scenario`` being of Mesa's own kind, or absent."""

    @property  # type: ignore[override]
    def scenario(self) -> None:
        """None; ``scenario_of`` has the scenario."""

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """What Mesa sets is not used."""


def scenario_of(model: coopsim.CooperationModel) -> Scenario:
    """The scenario of a model, shown or not."""
    return model._single.scenario


def town_map(model: coopsim.CooperationModel) -> Figure:
    """The towns of a model on a map: size by population, colour by phase, ties by trust (mean of both directions)."""
    from matplotlib.figure import Figure

    towns = sorted(scenario_of(model).municipalities, key=lambda town: town.id)
    trust = (model.state.trust + model.state.trust.T) / 2
    with house_style():
        figure = Figure(figsize=(5, 4), layout="constrained")
        axis = figure.subplots()
        for i, one in enumerate(towns):
            for j in range(i):
                other = towns[j]
                level = float(trust[i, j])
                axis.plot([one.lon, other.lon], [one.lat, other.lat], color=MIDDLE, linewidth=6 * level**1.5, zorder=1)
        for agent in model.agents:
            town = towns[agent.index]
            takes_part = agent.member or agent.talks
            colour = PHASES[agent.phase] if takes_part else "white"
            size = 300 * agent.population / max(row.population for row in towns) + 30
            axis.scatter(town.lon, town.lat, s=size, color=colour, edgecolors=DARK, zorder=2)
            axis.annotate(agent.name, (town.lon, town.lat), (0, -16), textcoords="offset points", ha="center")
        axis.set_aspect(1.6)
        axis.margins(0.2)
        axis.set_axis_off()
        axis.set_title(f"{text(LANG, f'phase.{model.phase}')} – {model.month}/{scenario_of(model).horizon_months}")
    return figure


@solara.component
def Map(model: coopsim.CooperationModel) -> None:  # noqa: N802 - Solara's components are written like classes
    """The map, drawn anew with every step."""
    update_counter.get()
    solara.FigureMatplotlib(town_map(model), format="png", bbox_inches="tight")


@solara.component
def Log(model: coopsim.CooperationModel) -> None:  # noqa: N802
    """The last things that happened, and why."""
    from coopsim.story import events_table

    update_counter.get()
    events = events_table(model.event_log, scenario_of(model), model.state, LANG).tail(12)
    solara.Markdown("\n".join(f"- **{row.date}** {row.text}" for row in events.itertuples()))


def parameters() -> dict[str, Any]:
    """What the controls of SolaraViz can set: seed and number of the run."""
    return {
        "scenario": coopsim.load_scenario(SCENARIO),
        "rng": Slider(text(LANG, "inspect.seed"), SEED, min(1, SEED), max(100, SEED), 1),
        "run": Slider(text(LANG, "inspect.run"), RUN, 0, max(999, RUN), 1),
    }


@solara.component
def Page() -> None:  # noqa: N802
    """The whole page."""
    model = solara.use_memo(lambda: Shown(coopsim.load_scenario(SCENARIO), rng=SEED, run=RUN), [])
    plots = [make_plot_component({"activity": BLUE}), make_plot_component({"services": VERMILLION})]
    SolaraViz(model, components=[Map, Log, *plots], model_params=parameters(), name=scenario_of(model).title[LANG])
