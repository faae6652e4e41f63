"""Scenario files: reading, checking, extending, writing; the catalogues of governance models and approaches.

Names are imported when first used, so that a command that only lists scenarios stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.lazy import names

if TYPE_CHECKING:
    from coopsim.scenario.catalogue import GovernanceModel as GovernanceModel
    from coopsim.scenario.editor import json_schema as json_schema
    from coopsim.scenario.editor import write_json_schema as write_json_schema
    from coopsim.scenario.errors import Problem as Problem
    from coopsim.scenario.errors import ScenarioError as ScenarioError
    from coopsim.scenario.reading import check_file as check_file
    from coopsim.scenario.reading import load_scenario as load_scenario
    from coopsim.scenario.schema import Scenario as Scenario
    from coopsim.scenario.shelf import list_scenarios as list_scenarios

__getattr__, __dir__, __all__ = names(__name__)
