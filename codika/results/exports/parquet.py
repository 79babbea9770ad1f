"""Tables as Parquet, every type kept."""

import io
from typing import TYPE_CHECKING

from codika.language import later
from codika.results import jsontext
from codika.results.exports.formats import Parcel, file_format
from codika.results.kinds import Kind
from codika.results.reading import Table

if TYPE_CHECKING:
    import pyarrow as pa

METADATA_KEY = b"codika"
"""In the metadata of the file: where it came from, as JSON."""


@file_format(
    "Parquet",
    "parquet",
    "application/vnd.apache.parquet",
    holds_many=False,
    cells_per_second=4_000_000,
    bytes_per_cell=2,
    remark=later("For pandas, DuckDB and others; all types kept."),
)
def write(parcel: Parcel) -> bytes:
    """Write the one table of a parcel; titles and units stand in the metadata of its columns."""
    import pyarrow as pa  # noqa: PLC0415 - takes long to load
    from pyarrow import parquet  # noqa: PLC0415

    table = parcel.tables[0]
    arrays = [_array(table, column.name) for column in table.columns]
    fields = [
        pa.field(
            column.name,
            array.type,
            metadata={
                "title": column.title_for_files,
                "kind": column.kind.value,
                "unit": column.unit,
            },
        )
        for column, array in zip(table.columns, arrays, strict=True)
    ]
    origin = jsontext.dumps({**parcel.origin.as_json(), "table": table.path}).encode()
    schema = pa.schema(fields, metadata={METADATA_KEY: origin})
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def _array(table: Table, name: str) -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415 - takes long to load

    # In a column NaN stands for an empty cell; within a list it is a value.
    is_list = table.column(name).kind is Kind.LIST
    array = pa.array(table.frame[name], from_pandas=not is_list)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
