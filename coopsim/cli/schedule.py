"""The command ``coopsim schedule``: the submodels in their order."""

from __future__ import annotations

from coopsim.cli.options import Lang


def schedule(lang: Lang = "en") -> None:
    from coopsim.submodels.schedule import SCHEDULE

    print(str(SCHEDULE))
