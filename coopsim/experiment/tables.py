"""Results as Arrow tables: small types, missing values where there is nothing, the same schema for every task."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from coopsim.model import outcomes


def outcome_array(name: str, column: outcomes.Column, values: Any, missing: Any = None) -> pa.Array:
    """One outcome as an Arrow array; ``missing`` marks rows without a value."""
    values = np.ascontiguousarray(values)
    if name in outcomes.WORDS:
        later = values < 0  # the phase after more years than a run has
        words = later if missing is None else later | missing
        return words_array(values.astype(np.int32), outcomes.WORDS[name], words if words.any() else None)
    if column.unit == "month" and name.startswith("month_"):
        never = values < 0
        return pa.array(values.astype(np.int16), mask=never if missing is None else never | missing)
    return pa.array(values, mask=missing)


def words_array(indices: Any, words: Sequence[str], missing: Any = None) -> pa.Array:
    """A column of few different words."""
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32(), mask=missing), pa.array(words, pa.string()))


def repeated(column: pa.Array, counts: Any) -> pa.Array:
    """Each cell of a column as often as it counts."""
    places = np.repeat(np.arange(len(column)), counts)
    if pa.types.is_string(column.type):
        encoded = column.dictionary_encode()
        return pa.DictionaryArray.from_arrays(encoded.indices.take(pa.array(places)), encoded.dictionary)
    return column.take(pa.array(places))


class File:
    """A Parquet file, in memory or at a path, that grows row group by row group: the same tables give the same bytes.

    ``quick`` is for long tables without missing values, where encoding would cost more than a tenth of simulating: only
    words get a dictionary, as numbers that follow each other are small without, and LZ4 takes half the time of
    Zstandard for 3 % more bytes.
    """

    def __init__(self, schema: pa.Schema, metadata: dict[str, str], path: Path | None, quick: bool = False) -> None:
        names = [field.name for field in schema]
        spread = [field.name for field in schema if _spread(field)]
        few = [field.name for field in schema if not _spread(field) and not _plain(field.name)]
        if quick:
            few = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        self._path = path
        self._sink = pa.BufferOutputStream() if path is None else pa.OSFile(str(path), "wb")
        self._writer = parquet.ParquetWriter(
            self._sink,
            schema.with_metadata(metadata),
            compression="lz4" if quick else "zstd",
            compression_level=None if quick else 1,
            use_dictionary=few,
            use_byte_stream_split=spread,
            write_statistics=[name for name in ("point", "run", "month") if name in names],
        )

    def write(self, table: pa.Table) -> None:
        """Add a row group."""
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))

    def close(self) -> pa.Buffer | Path:
        """The whole file: its bytes, or its path when all of it has reached the disk."""
        self._writer.close()
        if self._path is None:
            return self._sink.getvalue()
        self._sink.close()
        with self._path.open("rb+") as file:  # Arrow's own file tells its number only in its newest versions
            os.fsync(file.fileno())
        return self._path


def written(table: pa.Table, metadata: dict[str, str], path: Path | None = None) -> pa.Buffer | Path:
    """A table as a Parquet file; see ``File``."""
    file = File(table.schema, metadata, path)
    file.write(table)
    return file.close()


def _spread(field: pa.Field) -> bool:
    """Whether a column is best stored byte by byte: outcomes with a fraction that take many values."""
    return pa.types.is_float32(field.type) and not _plain(field.name)


def _plain(name: str) -> bool:
    """Areas without a service are exact zeros, which compress best as they are."""
    return name.startswith("added_value_") or name == "saving"
