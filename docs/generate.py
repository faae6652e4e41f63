"""Writes the generated blocks of the documentation: tables that the code itself knows best.

    python docs/generate.py              rewrite the tables
    python docs/generate.py --check      change nothing; exit code 1 and a list if a table is out of date
    python docs/generate.py --simulate   also the blocks that need simulations (patterns, common random numbers)

A block stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``; the text between is replaced.  What makes it
is in ``docs/generated``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from generated import catalogues, findings, levers, rules, simulated, variables
from generated.markdown import DOCS

COMMAND: Final = "python docs/generate.py"
BLOCK: Final = re.compile(r"(<!-- generated: ([a-z_]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

BLOCKS: Final[dict[str, Callable[[], str]]] = {
    f.__name__: f
    for f in (
        variables.parameters, variables.state_alliance, variables.state_town, variables.state_office,
        variables.state_area, variables.state_project, variables.state_vote, variables.state_arrays,
        variables.rooms, variables.settable, variables.world_arrays, rules.schedule, variables.outcomes_run,
        variables.outcomes_series, variables.outcomes_town_series, variables.outcomes_town_run,
        catalogues.governance, catalogues.approaches, catalogues.hindrances, catalogues.functions,
        catalogues.scenarios, catalogues.scenario_keys, catalogues.experiment_keys, rules.events,
        rules.processes, rules.equations, levers.hindrance_acts, levers.approach_acts, levers.governance_acts,
        simulated.calibration_steps, simulated.calibration_identified, simulated.mechanisms,
    )
}  # fmt: skip
SIMULATED: Final[dict[str, Callable[[], str]]] = {
    f.__name__: f for f in (simulated.common_random_numbers, simulated.patterns)
}
#: In the language of the page: German below docs/de, English elsewhere.
BILINGUAL: Final[dict[str, Callable[[str], str]]] = {
    **findings.BLOCKS,
    **{kind: partial(catalogues.called, kind) for kind in ("governance_ids", "approach_ids")},
    "worked_month": simulated.worked_month,
}


def renewed(text: str, simulate: bool = False, lang: str = "en") -> str:
    """A page with its blocks made anew; simulated ones only if asked for.  Raises KeyError for an unknown block."""
    known = BLOCKS | (SIMULATED if simulate else {}) | {name: partial(make, lang) for name, make in BILINGUAL.items()}

    def fill(match: re.Match[str]) -> str:
        name = match[2]
        every = [*BLOCKS, *SIMULATED, *BILINGUAL]
        if name not in every:
            raise KeyError(f"No generated block is called {name!r}. Known: {', '.join(every)}.")
        content = known[name]().strip() if name in known else ""
        return f"{match[1]}\n{content}\n\n{match[4]}" if content else match[0]

    return BLOCK.sub(fill, text)


def stale(simulate: bool = False) -> list[str]:
    """Pages with a table that is out of date; those that need simulations only if asked for."""
    return [
        page.relative_to(DOCS).as_posix()
        for page in pages()
        if renewed(text := page.read_text(encoding="utf-8"), simulate, language(page)) != text
    ]


def pages() -> list[Path]:
    """All pages in order."""
    return sorted(DOCS.rglob("*.md"))


def language(page: Path) -> str:
    """Language of a page: German in the folder ``de``."""
    return "de" if page.relative_to(DOCS).parts[0] == "de" else "en"


def main() -> int:
    """Rewrite the pages, or check them."""
    parser = argparse.ArgumentParser(description="Generated blocks of the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is out of date")
    parser.add_argument("--simulate", action="store_true", help="also the blocks that need simulations (minutes)")
    chosen = parser.parse_args()
    if chosen.check:
        old = stale(chosen.simulate)
        print("\n".join(f"docs/{name} is out of date; run: {COMMAND}" for name in old) or "All tables are up to date.")
        return 1 if old else 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        new = renewed(text, chosen.simulate, language(page))
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"docs/{page.relative_to(DOCS).as_posix()} renewed")
    findings.draw_figures()
    return 0


if __name__ == "__main__":
    sys.exit(main())
