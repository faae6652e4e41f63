"""Finished runs of a comparison, batch by batch, and their file, from which a stopped comparison goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from coopsim.folders import refusing, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.run.ensemble import Ensemble

_ABOUT: Final = b"coopsim"  #: key of what stands beside the run table in a file


class Batch(NamedTuple):
    """Runs of one scenario that were simulated in one go.

    ``runs`` is their run table, ``phases`` how many of them are in each phase by month, (T, phases).
    """

    manifest: dict[str, Any]
    runs: pd.DataFrame
    phases: Any


def batch_of(ensemble: Ensemble) -> Batch:
    """What a comparison needs of an ensemble with series."""
    from coopsim.analysis.multistate import phase_counts

    return Batch(ensemble.manifest, ensemble.runs, phase_counts(ensemble.arrays.series["phase"]))


def table_of(batches: list[Batch]) -> pd.DataFrame:
    """The run tables of batches as one."""
    import pandas as pd

    return pd.concat([batch.runs for batch in batches], ignore_index=True)


def save(batches: list[Batch], path: Path) -> None:
    """Write the batches of a scenario, in their order, whole or not at all; raises UserError."""
    import pyarrow as pa
    from pyarrow import feather

    table = pa.Table.from_pandas(table_of(batches), preserve_index=False)
    about = [{"manifest": batch.manifest, "phases": batch.phases.tolist()} for batch in batches]
    table = table.replace_schema_metadata({**table.schema.metadata, _ABOUT: json.dumps(about).encode("utf-8")})
    sink = pa.BufferOutputStream()
    feather.write_feather(table, sink, compression="lz4")
    with refusing(path.parent):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, sink.getvalue())


def load(path: Path, fingerprint: str, seed: int) -> list[Batch]:
    """The batches of a scenario that were kept; none where there is no file, or one of other rules or runs."""
    import numpy as np
    from pyarrow import ArrowException, feather

    from coopsim.run.runner import runner

    try:
        table = feather.read_table(path)
        about = json.loads(table.schema.metadata[_ABOUT])
        runs, found = table.to_pandas(), list[Batch]()
        for row in about:
            of = row["manifest"]
            if (of["scenario"]["fingerprint"], of["seed"], of["rules"]) != (fingerprint, seed, runner().fingerprint):
                return []
            start = sum(len(batch.runs) for batch in found)
            own = runs.iloc[start : start + of["runs"]].reset_index(drop=True)
            found.append(Batch(of, own, np.array(row["phases"])))
    except (OSError, ValueError, LookupError, TypeError, ArrowException):
        return []
    return found
