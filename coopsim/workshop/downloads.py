"""What can be taken home: the two settings as scenario files, the figures and tables, the same in Python."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from pprint import pformat
from zipfile import ZIP_DEFLATED

from coopsim.analysis.comparison import Comparison
from coopsim.texts import text
from coopsim.workshop.limits import SEED, STAGES
from coopsim.workshop.settings import Setup, named, scenarios, settings_of, shipped


def files(setup: Setup) -> dict[str, str]:
    """The scenario files of both sides, by name of the file; each holds everything and stands alone."""
    a, b = scenarios(setup)
    return {f"{scenario.id}.toml": scenario.to_toml() for scenario in (named(a, "a"), named(b, "b"))}


def python_lines(setup: Setup) -> str:
    """The lines that make the same comparison in Python; with the saved files where the region is not a shipped one."""
    region = setup.region
    if region.name is not None and not region.towns and not region.removed:
        own = {"horizon_months": shipped(region.name).horizon_months} | settings_of(shipped(region.name))
        lines = [f"region = coopsim.load_scenario({region.name!r})"]
        for name, side in (("a", setup.a), ("b", setup.b)):
            wanted = {"horizon_months": setup.months} | side.model_dump()
            changes = {key: value for key, value in wanted.items() if value != own[key]}
            call = f".with_({pformat(changes, width=90, sort_dicts=False)})" if changes else ""
            lines.append(f"{name} = region{call}")
    else:
        lines = [
            f"{name} = coopsim.load_scenario({file!r})" for name, file in zip(("a", "b"), files(setup), strict=True)
        ]
    compare = f'coopsim.compare({{"A": a, "B": b}}, runs={STAGES[-1]}, seed={SEED})'
    return "\n".join(["import coopsim", "", *lines, f"print(coopsim.comparison_table({compare}).T)"]) + "\n"


def compared(setup: Setup) -> Comparison:
    """The comparison of both sides on as many runs as the page ends with."""
    from coopsim.analysis.comparison import compare

    a, b = scenarios(setup)
    return compare({"A": a, "B": b}, runs=STAGES[-1], seed=SEED, threads=1)


def report(setup: Setup, lang: str, form: str) -> bytes:
    """The report for a workshop as one file, ``form`` "pdf" or "html".

    Raises UserError when the extra ``report`` is not installed.
    """
    from coopsim.report.document.html import html
    from coopsim.report.document.pdf import pdf
    from coopsim.report.writing import report as document

    found = document(compared(setup), "workshop", lang)
    return pdf(found) if form == "pdf" else html(found).encode("utf-8")


def results(setup: Setup, lang: str) -> bytes:
    """A zip file: run table, summary, figures (SVG, PDF, PNG), manifest, both scenario files, the Python lines."""
    from coopsim.report.results import write

    comparison = compared(setup)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="coopsim-") as place, zipfile.ZipFile(packed, "w", ZIP_DEFLATED) as pack:
        folder = Path(place)
        write(comparison, folder, lang, csv=lang)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                pack.write(path, path.relative_to(folder).as_posix())
        for name, content in (files(setup) | {"compare.py": python_lines(setup)}).items():
            pack.writestr(name, content)
        pack.writestr("README.txt", text(lang, "workshop.keep.readme"))
    return packed.getvalue()
