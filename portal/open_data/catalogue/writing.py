"""Writes the archive of the whole catalogue, some hundred records in memory at a time."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from portal import record_types
from portal.open_data import digests
from portal.open_data.catalogue.package import resource, schema_of, schema_of_columns
from portal.open_data.catalogue.readme import ATTRIBUTION, DESCRIPTION, TITLE, readme
from portal.open_data.catalogue.tables import all_tables
from portal.open_data.columns import Value, row_of, union
from portal.open_data.content import canonical
from portal.open_data.csv_file import BYTE_ORDER_MARK, cell
from portal.open_data.data import Data, Site, moment
from portal.open_data.digests import Digested
from portal.open_data.source_data import SOURCE

RECORDS, CONTENT, DIGESTS = "records.jsonl", "content.jsonl", "digests.txt"
PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"
LISTED = "records"  # the table with the columns of lists


class Member:
    """A file of the archive, first beside it, because an archive takes one at a time."""

    def __init__(self, path: Path):
        self.path, self.size = path, 0
        self._sum, self._file = hashlib.sha256(), path.open("wb")

    def write(self, text: str) -> None:
        written = text.encode()
        self._file.write(written)
        self._sum.update(written)
        self.size += len(written)

    def write_rows(self, rows: Iterable[Iterable[Value]]) -> None:
        """Of a CSV file, which begins with the mark by which Excel recognises UTF-8."""
        self.write("" if self.size else BYTE_ORDER_MARK)
        file = io.StringIO(newline="")
        csv.writer(file).writerows(map(cell, row) for row in rows)
        self.write(file.getvalue())

    def close(self) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


class Members:
    """By name, in the order in which they were begun."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._found: dict[str, Member] = {}

    def __getitem__(self, name: str) -> Member:
        if name not in self._found:
            self._found[name] = Member(self._folder / name)
        return self._found[name]

    def __iter__(self) -> Iterator[Member]:
        return iter([*self._found.values()])

    def sums(self) -> str:
        """As sha256sum prints them."""
        return "".join(f"{one.sha256}  {one.path.name}\n" for one in self)


def write(path: Path, site: Site, began: datetime) -> None:
    """Write the records as this connection sees them; `began` is the moment of their version."""
    with TemporaryDirectory(dir=path.parent) as folder:
        members = Members(Path(folder))
        try:
            _write_members(members, site, began)
        finally:
            for one in members:
                one.close()
        _pack(path, members, began)


def _pack(path: Path, members: Members, began: datetime) -> None:
    """The same bytes for the same version."""
    day = timezone.localtime(began).timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in members:
            info = zipfile.ZipInfo(one.path.name, day)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with one.path.open("rb") as file, archive.open(info, "w", force_zip64=True) as member:
                while piece := file.read(2**20):
                    member.write(piece)


def _write_members(members: Members, site: Site, began: datetime) -> None:
    for language, text in readme().items():
        members[f"README.{language}.md"].write(text)
    package = _package(members, site, began)
    members[PACKAGE].write(json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    sums = members.sums()
    members[SUMS].write(sums)


def _package(members: Members, site: Site, began: datetime) -> dict[str, Any]:
    """Write all records; returns the package that describes their tables."""
    listed = {one.name: one.columns for one in record_types.listed()}
    shared = union(listed)
    members[f"{LISTED}.csv"].write_rows([[one.name for one in shared]])
    for table in all_tables():
        members[f"{table.name}.csv"].write_rows([table.header])
    found: list[str] = []
    for batch in digests.batches():
        _write_contents(members, batch)
        data = _data(batch, site)
        members[RECORDS].write("".join(f"{_encode(one)}\n" for one in data))
        if batch[0].type in listed:
            members[f"{LISTED}.csv"].write_rows(map(row_of(shared), data))
        found += [one.digest for one in batch]
    resources = [_resource(members, table.name, schema_of(table)) for table in all_tables()]
    return {
        "profile": "data-package",
        "name": "egov-timeline",
        "title": TITLE,
        "description": f"{DESCRIPTION}{ATTRIBUTION}",
        "homepage": f"{site.base}/",
        "created": moment(began),
        "digest": f"sha256:{digests.of_catalogue(found)}",
        "resources": [_resource(members, LISTED, schema_of_columns(shared)), *resources],
    }


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _write_contents(members: Members, batch: list[Digested]) -> None:
    members[DIGESTS].write("".join(one.line for one in batch))
    members[CONTENT].write("".join(map(_line, batch)))
    for table in all_tables():
        if {table.name, table.owner} & {one.type for one in batch}:
            members[f"{table.name}.csv"].write_rows(row for one in batch for row in table.rows(one))


def _line(one: Digested) -> str:
    told = {"type": one.type, "key": one.key, "digest": one.digest}
    return f'{_encode(told)[:-1]},"content":{canonical(one.content).decode()}}}\n'


def _data(batch: list[Digested], site: Site) -> list[Data]:
    """The records of a type as plain data, as the API gives them out."""
    keys = {(one.record._meta.model_name, one.record.pk): one.digest for one in batch}
    types = {one.name: one for one in (*record_types.registered(), SOURCE)}
    data = types[batch[0].record._meta.model_name].fetch_data([*keys], site)
    # A difference, which has no address, does not name its type elsewhere.
    return [
        {"type": batch[0].type} | data[key] | {"digest": digest}
        for key, digest in keys.items()
        if key in data
    ]


def _resource(members: Members, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    member = members[f"{name}.csv"]
    title = next((one.model._meta.verbose_name for one in all_tables() if one.name == name), "")
    return resource(name, schema, str(title) or "列表上的全部记录", member.size, member.sha256)
