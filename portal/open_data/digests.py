"""Digests, by which anybody can check that a record is what it was: SHA-256 of its content.

They change when the record's own content changes (`portal.open_data.content`), not with its
address, its version or its timestamps, nor with records that it names. The digest of the
catalogue is that of the digests of all public records, in order.

`portal.loading.digests` is older and has another purpose: it tells the loader, from digests that
databases have stored, which records are still as loaded. It cannot change its form any more.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from portal.changes.recording import parts
from portal.models.base import RecordTable
from portal.open_data.content import Content, canonical, content_of, public, tables, with_content
from portal.prepared import Prepared, among
from portal.record_types import Key


class Digested(NamedTuple):
    """`key` is the natural key with slashes, such as beijing/guanyan-policy-tables."""

    type: str
    key: str
    record: RecordTable
    digest: str
    content: Content

    @property
    def line(self) -> str:
        """As sha256sum prints it."""
        return f"{self.digest}  {self.type}/{self.key}\n"


def digest_of(record: RecordTable) -> str:
    """Of a record that was read by `with_content`."""
    return digest(content_of(record))


def digest(content: Content) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def digests_of(keys: Iterable[Key]) -> dict[Key, str]:
    """The digests of the public ones of these records; one query for each type."""
    keys, models = list(keys), {one._meta.model_name: one for one in tables().values()}
    return {
        (type_, one.pk): digest_of(one)
        for type_ in dict.fromkeys(type_ for type_, _ in keys)
        for one in _read(models[type_], [key for of, key in keys if of == type_])
    }


def all_digested() -> Iterator[Digested]:
    """All public records with their contents, by type and primary key."""
    return chain.from_iterable(batches())


def batches() -> Iterator[list[Digested]]:
    """The same, some hundred of a type at a time."""
    for type_, model in sorted(tables().items()):
        keys = list(public(model).order_by("pk").values_list("pk", flat=True))
        for some in parts(keys):
            found = {one.pk: one for one in _read(model, some)}
            if found:
                yield [_digested(type_, found[key]) for key in some if key in found]


def of_catalogue(digests: Iterable[str]) -> str:
    """The digest of the whole from those of its records."""
    lines = "".join(f"{one}\n" for one in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()


def _digested(type_: str, record: RecordTable) -> Digested:
    content = content_of(record)
    key = "/".join(_natural_key(record, content))
    return Digested(type_, key, record, digest(content), content)


def _natural_key(record: RecordTable, content: Content) -> Iterator[str]:
    """Without the empty ones, such as the source of an excerpt that has none."""
    for name in record.natural_fields:
        if value := content.get(name) or record.__dict__.get(name):
            yield str(value)


def _read(model: type[RecordTable], keys: list[int]) -> list[RecordTable]:
    return _query(model).all(keys=keys)


@cache
def _query(model: type[RecordTable]) -> Prepared:
    return Prepared(lambda: with_content(public(model)).filter(among("pk", "keys")))
