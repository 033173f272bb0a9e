"""Invariants of every record that no database constraint can express.

Each check yields a sentence for each breach. Record types declare their own as well, of what
concerns several rows; what a row's own `clean` says is checked here for all of them.
"""

import hashlib
import re
from collections.abc import Iterator

from portal import record_types
from portal.models import ArchivedCopy, Citation, SourceLine, StoredFile
from portal.models.base import RecordTable, record_tables
from portal.models.validity import refused

# Layout marks of the source that are not part of its wording: cell ends, bullets, spaces.
_LAYOUT = re.compile(r"\s|\|")
_BULLET = re.compile(r"^(?:-?◆)")


def breaches() -> Iterator[str]:
    for model in record_tables():
        if issubclass(model, Citation):
            yield from _wording_equals_source_lines(model)
        for row, error in refused(model, model.objects.values_list("pk", flat=True)):
            yield f"{name_of(row)}: {' '.join(error.messages)}"
    yield from _copies_are_whole()
    for check in record_types.functions("breaches"):
        yield from check()


def _wording_equals_source_lines(model: type[Citation]) -> Iterator[str]:
    """A record's text equals the lines that it is read from, apart from white space."""
    lines = {
        (source, number): text
        for source, number, text in SourceLine.objects.values_list("source", "number", "text")
    }
    read = model.objects.filter(
        line_start__isnull=False, supports__contains="wording"
    ).select_related("record")
    for citation in read:
        record, source = citation.record, citation.source_id
        numbers = range(citation.line_start, citation.line_end + 1)
        missing = (number for number in numbers if (source, number) not in lines)
        if (absent := next(missing, None)) is not None:
            yield f"{name_of(record)}: its source has no line {absent}"
            continue
        text = _LAYOUT.sub("", "".join(lines[source, number] for number in numbers))
        if _BULLET.sub("", text) != _LAYOUT.sub("", record.printed_text()):
            said = f"lines {numbers[0]}—{numbers[-1]} say"
            yield f"{name_of(record)}: its wording is not what {said}"


def _copies_are_whole() -> Iterator[str]:
    """The stored bytes of each archived copy have its checksum."""
    stored = StoredFile.objects.values("sha256")
    for copy in ArchivedCopy.objects.filter(sha256__in=stored).select_related("source"):
        digest = hashlib.sha256()
        for piece in StoredFile.objects.pieces(copy.sha256, 0, copy.size):
            digest.update(piece)
        if digest.hexdigest() != copy.sha256:
            yield f"{name_of(copy)}: its file is damaged"


def name_of(record: RecordTable) -> str:
    return f"{record._meta.label_lower} {' '.join(map(str, record.natural_key()))}"
