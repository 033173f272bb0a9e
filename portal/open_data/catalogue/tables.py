"""The CSV tables: one for each table of records and one for each kind of their parts.

They contain the content that digests are computed from (`portal.open_data.content`), so that a
record type that is registered has its tables too.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from portal.models.base import RecordTable
from portal.open_data.columns import Value
from portal.open_data.content import columns, parts, tables
from portal.open_data.data import moment
from portal.open_data.digests import Digested

KEY, RECORD = "key", "record"
FACTS = ("version", "modified", "digest")  # about a record, beside its content


class Table(NamedTuple):
    """`owner` is the table whose records the rows are parts of, empty for records themselves.

    `part` is the name of their list in the content of a record.
    """

    name: str
    model: type[RecordTable]
    owner: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        """The column with the key of the record."""
        return RECORD if self.owner else KEY

    @property
    def header(self) -> list[str]:
        own = [column.name for column in columns(self.model)]
        return [self.key, *own, *(() if self.owner else FACTS)]

    def rows(self, one: Digested) -> Iterator[list[Value]]:
        """The row of a record, or those of its parts."""
        contents = one.content.get(self.part, ()) if self.owner else [one.content]
        facts = [] if self.owner else _facts(one)
        for content in contents:
            own = [content.get(column.name) for column in columns(self.model)]
            yield [one.key, *own, *facts]


def _facts(one: Digested) -> list[Value]:
    return [one.record.version, moment(one.record.modified_at), one.digest]


@cache
def all_tables() -> list[Table]:
    """By type, in the order of `portal.open_data.digests.batches`."""
    found = []
    for name, model in sorted(tables().items()):
        found.append(Table(name, model))
        found += [
            Table(f"{name}-{part}", table, name, part) for part, table in parts(model).items()
        ]
    return found
