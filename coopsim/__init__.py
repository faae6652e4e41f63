"""coopsim: an agent-based simulation of inter-municipal cooperation.

The public names, nothing else; each is loaded when it is first used, so that importing the package is quick.
"""

import sys
from typing import TYPE_CHECKING

from coopsim.former import Moved
from coopsim.lazy import names
from coopsim.model.version import VERSION

if TYPE_CHECKING:
    from coopsim.advice.advise import Advice as Advice
    from coopsim.advice.advise import advise as advise
    from coopsim.analysis.comparison import Comparison as Comparison
    from coopsim.analysis.comparison import compare as compare
    from coopsim.analysis.why import why as why
    from coopsim.experiment.experiment import Experiment as Experiment
    from coopsim.experiment.reading import load_experiment as load_experiment
    from coopsim.experiment.results import Results as Results
    from coopsim.experiment.results import open_results as open_results
    from coopsim.experiment.running import run_experiment as run_experiment
    from coopsim.model.parameters import PARAMETERS as PARAMETERS
    from coopsim.model.rules import equation as equation
    from coopsim.model.rules import submodel as submodel
    from coopsim.model.schedule import Schedule as Schedule
    from coopsim.report.results import save_results as save_results
    from coopsim.report.stored import load_results as load_results
    from coopsim.report.tables import comparison_table as comparison_table
    from coopsim.run.ensemble import Ensemble as Ensemble
    from coopsim.run.ensemble import simulate as simulate
    from coopsim.run.mesa_model import CooperationModel as CooperationModel
    from coopsim.run.mesa_model import Municipality as Municipality
    from coopsim.scenario import Scenario as Scenario
    from coopsim.scenario import ScenarioError as ScenarioError
    from coopsim.scenario import list_scenarios as list_scenarios
    from coopsim.scenario import load_scenario as load_scenario
    from coopsim.story import Twins as Twins
    from coopsim.story import events_table as events_table
    from coopsim.story import twins as twins
    from coopsim.story import what_if as what_if
    from coopsim.submodels.schedule import SCHEDULE as SCHEDULE

__getattr__, __dir__, __all__ = names(__name__)

sys.meta_path.append(Moved())

__version__ = VERSION
