"""What the benchmarks share: scenarios of any size, side-by-side timing, the machine in words."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import coopsim

HERE = Path(__file__).parent
SIZES = (3, 14, 50, 200)


def scenario_of(n: int, months: int = 240) -> Any:
    """A scenario with ``n`` municipalities: the Harz (3), its region (14), else the region's towns repeated on a wider
    grid."""
    region = coopsim.load_scenario("harz" if n == 3 else "harz_region")
    overrides: dict[str, Any] = {"horizon_months": months}
    towns = region.to_document()["municipalities"]
    if n != len(towns):
        copies = []
        for i in range(n):
            lap = i // len(towns)
            town = dict(towns[i % len(towns)])
            town.pop("role", None)
            town["id"] = f"{town['id'][:30]}_{lap}"
            town["name"] = f"{town['name']} {lap}"
            town["lat"] += 0.2 * (lap % 4)
            town["lon"] += 0.2 * (lap // 4)
            copies.append(town)
        overrides |= {"municipalities": copies, "ties": {}, "impulses": [], "lead": copies[0]["id"]}
    return region.with_(overrides)


def interleaved(
    candidates: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.thread_time
) -> dict[str, list[float]]:
    """Seconds of each candidate in each round, all candidates one after the other in every round.

    The order turns from round to round, so that none always runs behind the same other one. The clock counts the
    processor time of the calling thread, in which other processes on the same cores hardly show; `time.perf_counter`
    for work on several threads."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    names = list(candidates)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = clock()
            candidates[name]()
            seconds[name].append(clock() - start)
    return seconds


def machine() -> dict[str, str]:
    """The day, the machine and the versions that figures depend on."""
    return (
        {"date": datetime.now(UTC).date().isoformat()}
        | {
            "processor": _processor(),
            "cores": str(os.cpu_count()),
            "system": f"{platform.system()} {platform.machine()}",
        }
        | {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("numpy", "numba", "mesa")},
        }
    )


def markdown(rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its head, numbers stand to the right."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" + "---:|" * (len(rows[0]) - 1), *lines[1:]])


def in_words(described: Mapping[str, str]) -> str:
    """The day, the machine and the versions as one sentence."""
    versions = ", ".join(
        f"{name} {described[name]}" for name in ("python", "numpy", "numba", "mesa", "gcc") if name in described
    )
    return (
        f"{described['date']}, {described['processor']}, {described['cores']} cores, {described['system']}; {versions}."
    )


def keep(part: str, figures: dict[str, Any], text: str, folder: Path = HERE) -> None:
    """Put one script's figures into results.json and its text into RESULTS.md, beside those of the other scripts."""
    path = folder / "results.json"
    whole = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    whole[part] = figures | {"text": text}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    order = ("compare_speed", "compare_mesa", "scaling", "profile_steps", "cold_start")
    order += (
        "experiments",
        "experiments_million",
        "experiments_headline",
        "analysis",
        "workshop",
        "browser",
        "interval_coverage",
        "precision",
        "why",
    )
    parts = [whole[name]["text"] for name in order if name in whole]
    (folder / "RESULTS.md").write_text("# Measured speed\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
