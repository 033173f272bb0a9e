"""Rows as CSV: UTF-8, commas, one header line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from portal.open_data.columns import Column, Value, row_of
from portal.open_data.data import Data

BYTE_ORDER_MARK = "\ufeff"  # by which Excel recognises UTF-8
# What spreadsheet programs take for the beginning of a formula, in its full-width form as well.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def write_csv(
    columns: Sequence[Column], batches: Iterable[list[Data]], *, mark: bool = True
) -> Iterator[bytes]:
    """Pieces of the file, one for each batch; `mark`: begin with a byte order mark."""
    file, row = io.StringIO(newline=""), row_of(columns)
    writer = csv.writer(file)
    file.write(BYTE_ORDER_MARK if mark else "")
    writer.writerow([one.name for one in columns])
    for batch in batches:
        writer.writerows([cell(value) for value in row(data)] for data in batch)
        yield _taken(file)
    if rest := _taken(file):  # of a list without records
        yield rest


def cell(value: Value) -> Value:
    """A value as it is written, never as a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return str(value).lower() if isinstance(value, bool) else value


def _taken(file: io.StringIO) -> bytes:
    written = file.getvalue()
    file.seek(0)
    file.truncate()
    return written.encode()
