"""Invariants of every record that no database constraint can express.

Each check yields a sentence for each breach. Record types declare their own as well.
"""

import re
from collections.abc import Iterator

from portal import record_types
from portal.models import Record, SourceLine
from portal.models.base import RecordTable, record_tables
from portal.models.curated import State

# Layout marks of the source that are not part of its wording: cell ends, bullets, spaces.
_LAYOUT = re.compile(r"\s|\|")
_BULLET = re.compile(r"^(?:-?◆)")


def breaches() -> Iterator[str]:
    for model in record_tables():
        if issubclass(model, Record):
            yield from _wording_equals_source_lines(model)
            if hasattr(model, "errata"):
                yield from _errata_occur_once(model)
        yield from _foundations_are_public(model)
    for check in record_types.functions("breaches"):
        yield from check()


def _wording_equals_source_lines(model: type[Record]) -> Iterator[str]:
    """The record's text equals its source lines, apart from white space."""
    lines = {
        (source, number): text
        for source, number, text in SourceLine.objects.values_list("source", "number", "text")
    }
    for record in model.objects.filter(line_start__isnull=False).select_related():
        numbers = range(record.line_start, record.line_end + 1)
        missing = (number for number in numbers if (record.source_id, number) not in lines)
        if (absent := next(missing, None)) is not None:
            yield f"{name_of(record)}: its source has no line {absent}"
            continue
        text = "".join(lines[record.source_id, number] for number in numbers)
        if _BULLET.sub("", _LAYOUT.sub("", text)) != _LAYOUT.sub("", record.printed_text()):
            yield f"{name_of(record)}: its wording is not what lines {numbers[0]}—{numbers[-1]} say"


def _errata_occur_once(model: type[Record]) -> Iterator[str]:
    """Each erratum's printed form occurs exactly once in its field."""
    for record in model.objects.prefetch_related("errata"):
        for erratum in record.errata.all():
            known = erratum.field in erratum.FIELDS
            if not known or getattr(record, erratum.field).count(erratum.printed) != 1:
                yield f"{name_of(record)}: the erratum {erratum.printed!r} does not stand once"


def _foundations_are_public(model: type[RecordTable]) -> Iterator[str]:
    """A public record's source and bodies, and their parents, are public too."""
    state = f"{model.part_of}__state" if model.part_of else "state"
    for name in model.rests_on:
        resting = model.objects.filter(**{state: State.PUBLISHED, f"{name}__isnull": False})
        for row in resting.exclude(**{f"{name}__state": State.PUBLISHED}):
            yield f"{name_of(row)}: is public, but rests on a {name} that is not"


def name_of(record: RecordTable) -> str:
    return f"{record._meta.label_lower} {' '.join(map(str, record.natural_key()))}"
