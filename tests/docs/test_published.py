"""Every command that is shown runs, and every published number comes out of it: `published.toml` says which of which.

Small versions show that a table can be made again; numbers that a seed determines have to be the published ones.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from examples import BLOCK
from test_docs import DOCS, PAGES, ROOT, generate

from coopsim.calibration import batch, procedure, space
from coopsim.cli.main import main
from coopsim.scenario import load_scenario
from paper import question, sensitivity, tables
from paper.pages import BLOCKS as TOLD

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
COMMANDS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))[
    "command"
]
PROGRAMS = ("coopsim", "make", "python", "pip", "apt", "dask")


def shown(page: Path) -> Iterator[tuple[int, str]]:
    """Line and words of every command that a page shows and `test_examples_run` does not run."""
    text = page.read_text(encoding="utf-8")
    run = {m.start("code") for m in BLOCK.finditer(text) if m["note"] != "shown" and page.name != "README.md"}
    for block in re.finditer(r"^```(?:console|bash)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if block.start(1) in run:
            continue
        for line in block[1].replace("\\\n", " ").splitlines():
            for part in line.split("&&"):
                yield text[: block.start()].count("\n") + 2, re.sub(r"\s+#.*|^\$ |^\.venv/bin/", "", part.strip())
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for word in re.findall(rf"`(?:\.venv/bin/)?((?:{'|'.join(PROGRAMS)})\s[^`]+)`", prose):
        yield 0, " ".join(word.split())
    for title in re.finditer(r"^## .+\(`(?:benchmarks/)?(\w+\.py)`\)$", text, re.MULTILINE):
        yield text[: title.start()].count("\n") + 1, f"python benchmarks/{title[1]}"


def known(command: str) -> dict[str, Any] | None:
    """The entry with the most words that a command begins with."""
    fitting = [entry for entry in COMMANDS if f"{command} ".startswith((f"{entry['shown']} ", f"{entry['shown']}_"))]
    return max(fitting, key=lambda entry: len(entry["shown"]), default=None)


@pytest.mark.parametrize("page", [*PAGES, RESULTS], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_shown_command_is_known(page: Path) -> None:
    commands = [(line, words) for line, words in shown(page) if words.partition(" ")[0] in PROGRAMS]
    assert [f"line {line}: {words}" for line, words in commands if known(words) is None] == []


def test_an_unknown_command_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- shown -->\n```console\n$ coopsim fly harz  # up\n```\n\n`make haste`\n\n## Speed (`fast.py`)\n",
        encoding="utf-8",
    )
    assert list(shown(page)) == [(3, "coopsim fly harz"), (0, "make haste"), (8, "python benchmarks/fast.py")]
    assert known("coopsim fly harz") is None and known("python benchmarks/fast.py") is None


def test_every_published_number_is_made_by_a_command() -> None:
    """Sections of measured speed, and the blocks of pages that come from simulations or their tables."""
    numbers = [number for entry in COMMANDS for number in entry.get("numbers", [])]
    results = RESULTS.read_text(encoding="utf-8")
    wanted = re.findall(r"^## (.+?)(?: \(`.+`\))?$", results, re.MULTILINE)
    assert all(len(section(results, title)) > 3 for title in wanted)
    for page in PAGES:
        name = page.relative_to(ROOT).as_posix()
        for block in re.findall(r"<!-- generated: ([a-z_]+) -->", page.read_text(encoding="utf-8")):
            simulated = block in (*generate.SIMULATED, "mechanisms", "worked_month")
            if simulated or block.partition("_")[0] in ("calibration", *TOLD):
                wanted.append(name if name in numbers else f"{name}: {block}")
    assert sorted(set(wanted)) == sorted(numbers)


def test_every_test_that_is_named_exists() -> None:
    for entry in COMMANDS:
        assert entry.get("small") or entry["tests"], entry["shown"]
        for name in entry.get("tests", []):
            file, _, test = name.partition("::")
            text = (ROOT / file).read_text(encoding="utf-8")
            assert f"def {test}(" in text if test else text, name


def section(text: str, title: str) -> list[str]:
    """Heads and first cells of the tables of a section that hold words, numbers taken out, in order."""
    part = re.search(rf"^## {re.escape(title)}(?: \([^\n]*\))?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert part is not None, title
    rows = [
        line.strip("| ").split(" | ")
        for line in part[1].splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    words = [cell for row in rows for cell in (row if not re.search(r"\d$", row[-1].strip("×% ")) else row[:1])]
    return list(
        dict.fromkeys(word for word in words if word.strip() and not re.fullmatch(r"[\d,]+|n = \d+", word.strip()))
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, id=entry["shown"], marks=[pytest.mark.browser] if entry.get("browser") else [])
        for entry in COMMANDS
        if "small" in entry
    ],
)
def test_a_small_version(entry: dict[str, Any], tmp_path: Path) -> None:
    """It ends well and makes the published tables."""
    for name, text in entry.get("files", {}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for command in entry["small"]:
        program, *words = shlex.split(command)
        called = ["-m", "coopsim", *words] if program == "coopsim" else [str(ROOT / words[0]), *words[1:]]
        done = subprocess.run([sys.executable, *called], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    assert entry.get("says", "") in done.stdout
    for title in entry.get("numbers", []):
        made = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
        assert section(made, title) == section(RESULTS.read_text(encoding="utf-8"), title)


@pytest.mark.slow
def test_simulated_blocks_say_what_is_printed_today() -> None:
    assert generate.stale(simulate=True) == []


def same(made: pd.DataFrame, published: pd.DataFrame, precision: float = 1e-4) -> None:
    """The made rows are among the published ones, to the digits that are published."""
    words = [name for name in made if not pd.api.types.is_float_dtype(made[name])]
    both = made.merge(published, on=words, how="left", suffixes=("", "_published"), validate="one_to_one")
    for name in set(made) - set(words):
        pd.testing.assert_series_equal(
            both[name], both[f"{name}_published"], check_names=False, rtol=precision, atol=1e-12
        )


@pytest.mark.slow
def test_published_findings_come_out_again() -> None:
    """All approaches, beginnings and forms in the region, without the other alliances and the changed models."""
    published, about = tables.read(DOCS / "tables", "findings")
    sets = tables.sample(about["parameters"], about["sets"])
    with batch.workers() as pool:
        found = question.run(published["packages"], [], sets, pool, about["runs"])
    same(question.levels(found), published["levels"].query("scenario == 'harz'"))
    same(question.decisive(found, sets), published["decisive"])


@pytest.mark.slow
def test_published_sensitivity_comes_out_again() -> None:
    """Single parameters; limits belong to the whole table, so what is compared are the values."""
    published, about = tables.read(DOCS / "tables", "sensitivity")
    names = ["exit_threshold", "envy_weight", "prize_start"]
    with batch.workers() as pool:
        made = sensitivity.one_at_a_time(
            load_scenario(about["scenario"]), pool, 2 * about["sizes"]["runs"], symbols=names
        )
    same(made.drop(columns=["change_low", "change_high", "at"]), published["one_at_a_time"])


@pytest.mark.slow
def test_a_small_calibration_makes_the_published_tables(tmp_path: Path) -> None:
    words = ["--waves", "1", "--size", "10", "--runs", "20", "--workers", "2", "--out", str(tmp_path)]
    with pytest.raises(SystemExit) as left:
        main(["calibrate", "run", *words])
    assert not left.value.code
    for name in ("identified.csv", "recovery.csv"):
        assert list(pd.read_csv(tmp_path / name)) == list(pd.read_csv(DOCS / "tables" / "calibration" / name)), name


def test_the_published_sample_is_summarised_as_published() -> None:
    sample = pd.read_csv(str(files("coopsim.calibration").joinpath("posterior.csv")))
    assert set(space.priors()) <= set(sample)
    published = pd.read_csv(DOCS / "tables" / "calibration" / "identified.csv")
    typical = published.set_index("parameter")["central"].to_dict()
    made = procedure.identified(sample, typical).drop(columns="default")  # the defaults of then; today's are this set
    same(made, published, 1e-3)
