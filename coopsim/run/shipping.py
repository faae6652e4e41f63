"""Makes the machine code that travels with the package: `python -m coopsim.run.shipping`, before a wheel is built.

The shipped schedule is compiled once and optimised for each kind of machine; see `coopsim.compiler.machine_code`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from coopsim.compiler.machine_code import FOLDER, file_name, packed
from coopsim.compiler.objects import MACHINES, object_of
from coopsim.compiler.table import Kinds, kinds_of
from coopsim.model import outcomes
from coopsim.run.runner import ENDS, RESULTS, make_state, runner
from coopsim.scenario import load_scenario
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE


def shipped_kinds() -> Kinds:
    """The kinds of all arrays; those of one scenario are those of all."""
    scenario = load_scenario("harz")
    world = build_world(scenario)
    results = [outcomes.dtype(columns) for columns in RESULTS]
    return kinds_of(parameter_record(scenario), world, make_state(scenario, world), results)


def main(folder: Path = FOLDER) -> None:
    """Write a file for every kind of machine, in place of those of other rules."""
    from coopsim.compiler.entry import bitcode

    kinds = shipped_kinds()
    made = bitcode(SCHEDULE.steps, ENDS, kinds)
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.o.xz"):
        old.unlink()
    for name, machine in MACHINES.items():
        path = folder / file_name(name, runner().fingerprint, kinds)
        path.write_bytes(packed(object_of(*made, machine), name))
        print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
