"""Figures, one function each, for the command line, the report and the page alike; each makes a ``Picture``.

Beside its data every function takes ``lang`` ("en", "de"), ``note`` (what was simulated, in words), ``width``
("single" or "double": columns of a journal), ``titled`` (whether title and caption stand in the figure) and ``name``
(of its files).  Names are imported when first used.
"""

from typing import TYPE_CHECKING

from coopsim.lazy import names

if TYPE_CHECKING:
    from coopsim.figures.advice import advice_front as advice_front
    from coopsim.figures.advice import sign_rates as sign_rates
    from coopsim.figures.alluvial import flows as flows
    from coopsim.figures.bars import morris_bars as morris_bars
    from coopsim.figures.bars import sobol_bars as sobol_bars
    from coopsim.figures.bars import tornado as tornado
    from coopsim.figures.comparison import comparison_pictures as comparison_pictures
    from coopsim.figures.comparison import save_figures as save_figures
    from coopsim.figures.forest import effects_forest as effects_forest
    from coopsim.figures.heat import effects_matrix as effects_matrix
    from coopsim.figures.heat import interaction_map as interaction_map
    from coopsim.figures.incidence import incidence_curves as incidence_curves
    from coopsim.figures.pareto import pareto_front as pareto_front
    from coopsim.figures.picture import Picture as Picture
    from coopsim.figures.regret import regret_plot as regret_plot
    from coopsim.figures.river import phase_river as phase_river
    from coopsim.figures.standings import standing_bars as standing_bars
    from coopsim.figures.ties import ties_map as ties_map
    from coopsim.figures.timeline import run_timeline as run_timeline
    from coopsim.figures.waterfall import waterfall as waterfall

__getattr__, __dir__, __all__ = names(__name__)
