"""Blocks of simulations: made anew when asked for, or from tables of commands in docs/tables, or of one run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from generated.markdown import DOCS, table


def common_random_numbers() -> str:
    """Result of the example on the page on common random numbers: its second Python block, run as it stands there."""
    import contextlib
    import io

    text = (DOCS / "random_numbers.md").read_text(encoding="utf-8")
    out = io.StringIO()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(out):
        for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            out.seek(0), out.truncate()
            exec(compile(block, "random_numbers.md", "exec"), names)
            if "variance_saved" in names:
                break
    return f"```text\n{out.getvalue().strip()}\n```\n"


def patterns() -> str:
    """The report of the calibration patterns, as ``coopsim patterns --markdown`` prints it."""
    from coopsim.calibration.patterns import rows, simulate_patterns
    from coopsim.texts.markdown import markdown_table

    return markdown_table(*rows(simulate_patterns(runs=1000, seed=1)))


def mechanisms(file: Path = DOCS / "tables" / "calibration" / "mechanisms.csv") -> str:
    """What moved in each probe, from the table that ``coopsim mechanisms --as-csv`` made; nothing without that."""
    import pandas as pd

    if not file.exists():
        return ""

    def row(of: Any) -> tuple[str, ...]:
        share = of.statistic == "share"
        effect, low, high = ((100 * x if share else x) for x in (of.effect, of.low, of.high))
        unit = " points" if share else ""
        said = "d = " if of.statistic == "d" else ""
        sides = f"{of.a:.3g} → {of.b:.3g}"
        moved = f"{said}{effect:+.3g}{unit} [{low:+.3g} to {high:+.3g}]"
        verdict = {"as_expected": "as expected", "against": "**against**", "open": "not shown", "both": "–"}[of.verdict]
        words = (of.mechanism, of.varied, of.channel, f"`{of.outcome}`", of.theory)
        return (*words, sides, moved, verdict)

    heads = ("mechanism", "what is varied (b against a)", "channel", "outcome", "expected", "a → b", "moved [95 %]", "")
    return table(heads, (row(of) for of in pd.read_csv(file).itertuples()))


def worked_month(lang: str) -> str:
    """One month of one town with numbers, from an interpreted run of a few seconds."""
    import worked_month as module

    return str(module.block(lang))


def calibration_steps(folder: Path = DOCS / "tables" / "calibration") -> str:
    """Parameter sets simulated in each step, and what it left of the prior."""
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    *waves, sampled = about["sets_simulated"]
    rows = [
        (f"wave {k + 1}", sets, f"{100 * left:.2g}% of the prior left")
        for k, (sets, left) in enumerate(zip(waves, about["left_of_the_prior"], strict=True))
    ]
    kept, most = about["sets_kept"], about["distance"]["most"]
    rows.append(("sampling", sampled, f"{kept} sets kept, the closest {kept / sampled:.0%}; distance up to {most:.2f}"))
    return table(("step", "parameter sets simulated", "result"), rows)


def calibration_identified(folder: Path = DOCS / "tables" / "calibration") -> str:
    """Prior, sample, and recovery of each free parameter."""
    import pandas as pd

    known = pd.read_csv(folder / "identified.csv").merge(pd.read_csv(folder / "recovery.csv"), on="parameter")
    rows = [
        (
            f"`{row.parameter}`", f"{row.prior_low:.4g} … {row.prior_high:.4g}",
            f"{row.median:.3g} [{row.q05:.3g} … {row.q95:.3g}]", f"{row.central:.3g}", f"{row.narrowed_x:.2f}",
            f"{row.correlation:.2f}", f"{row.covered:.0%}", f"{row.ranks:.2f}", f"{row.covered_rejection:.0%}",
        )
        for row in known.sort_values("narrowed_x", ascending=False).itertuples()
    ]  # fmt: skip
    heads = ("parameter", "prior", "sample: median [90 %]", "central", "narrowed")
    return table((*heads, "found again", "covered", "ranks", "covered by rejection"), rows)
