"""Figures, one function each, for the command line, the report and the page alike; each makes a ``Picture``.

Beside its data every function takes ``lang`` ("en", "de"), ``note`` (what was simulated, in words), ``width``
("single" or "double": columns of a journal), ``titled`` (whether title and caption stand in the figure) and ``name``
(of its files).
"""

from coopsim.figures.bars import morris_bars, sobol_bars, tornado
from coopsim.figures.comparison import comparison_pictures, save_figures
from coopsim.figures.forest import effects_forest
from coopsim.figures.heat import effects_matrix, interaction_map
from coopsim.figures.incidence import incidence_curves
from coopsim.figures.pareto import pareto_front
from coopsim.figures.picture import Picture
from coopsim.figures.regret import regret_plot
from coopsim.figures.river import phase_river
from coopsim.figures.ties import ties_map
from coopsim.figures.timeline import run_timeline

__all__ = [
    "Picture",
    "comparison_pictures",
    "effects_forest",
    "effects_matrix",
    "incidence_curves",
    "interaction_map",
    "morris_bars",
    "pareto_front",
    "phase_river",
    "regret_plot",
    "run_timeline",
    "save_figures",
    "sobol_bars",
    "ties_map",
    "tornado",
]
