"""A table in a Parquet file."""

from collections.abc import Iterator
from pathlib import Path

from coach.crm.sheet import Row
from coach.crm.workbook import cell_text
from coach.domain.failure import ImportFailure

_AT_ONCE = 4096


def parquet_rows(path: Path, label: str) -> Iterator[Row]:
    """The header, then the rows. Raises `ImportFailure` at once when the file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise ImportFailure(f"{label} is a damaged Parquet file.", "Export it again, or as CSV.") from error

    def column(values: pa.Array) -> list[str]:
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.timestamp("us", values.type.tz), safe=False)
        elif pa.types.is_binary(values.type):
            values = values.cast(pa.string())
        return [cell_text(value) for value in values.to_pylist()]

    def rows() -> Iterator[Row]:
        with file:
            yield Row(1, list(file.schema_arrow.names))
            line = 1
            try:
                for batch in file.iter_batches(_AT_ONCE):
                    for cells in zip(*map(column, batch.columns), strict=True):
                        line += 1
                        yield Row(line, list(cells))
            except (pa.ArrowException, OSError, ValueError) as error:
                raise ImportFailure(f"{label} is damaged.", "Export it again, or as CSV.") from error

    return rows()
