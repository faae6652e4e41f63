"""A scenario: the tables of its file, checked as a whole, and how it is changed and written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from coopsim.folders import put
from coopsim.scenario.checks import impossible
from coopsim.scenario.overriding import override
from coopsim.scenario.tables import Tables
from coopsim.scenario.writing import document, toml


class Scenario(Tables):
    """A validated scenario; made by ``load_scenario`` or ``Scenario.with_``, never changed.

    Its fields are the tables of the scenario file. Months are months since the start; calendar months are
    turned into them by ``month_of``.
    """

    @model_validator(mode="after")
    def _possible(self) -> Scenario:
        """Refuse names that do not exist, parameters out of bounds and combinations that cannot be."""
        faults = impossible(self)
        if faults:
            words = "; ".join(f"{'.'.join(map(str, row.path))}: {row.what[0]}: {row.found}" for row in faults[:10])
            raise PydanticCustomError("impossible", "{words}", {"words": words, "faults": faults})
        return self

    def with_(self, overrides: Mapping[str, Any]) -> Scenario:
        """A scenario in which single values are replaced.

        Keys are dotted, as in the file: ``"hindrances.competition"``, ``"municipalities.halberstadt.population"``,
        ``"funding"`` for a whole list; ``"governance"``, ``"lead"``, ``"start"``, ``"horizon_months"`` and the
        other keys of ``[scenario]`` need no prefix. None takes a value away, so that it is unknown or default.

        Raises ScenarioError, with the key named, for what a file could not hold either.
        """
        return override(self, overrides)

    def to_document(self) -> dict[str, Any]:
        """The scenario as plain tables and lists, as ``tomllib`` would read them from its file."""
        return document(self)

    def to_toml(self, path: str | Path | None = None, *, replace: bool = False) -> str:
        """The scenario as the text of a file that loads to an equal one; written to ``path`` if given.

        Raises UserError where ``path`` cannot be written, or is a file with other content, unless ``replace``.
        """
        text = toml(self.to_document())
        if path is not None:
            put(path, text.encode("utf-8"), replace)
        return text
