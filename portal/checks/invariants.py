"""What must hold of every record, and what no database constraint can say.

Each check yields a sentence for each breach; none at all means that the catalogue
is sound. Both apps add their own (`policies.invariants`, `provinces.invariants`).
"""

import re
from collections.abc import Iterator

from portal.models import Record, SourceLine
from portal.models.base import RecordTable
from portal.models.curated import State

# Marks of the source's layout, not of its words: cell ends, bullets, spaces.
_LAYOUT = re.compile(r"\s|\|")
_BULLET = re.compile(r"^(?:-?◆)")


def wording_is_the_sources(model: type[Record]) -> Iterator[str]:
    """The record says what its lines say, white space aside."""
    lines = {
        (source, number): text
        for source, number, text in SourceLine.objects.values_list("source", "number", "text")
    }
    for record in model.objects.filter(line_start__isnull=False).select_related():
        numbers = range(record.line_start, record.line_end + 1)
        missing = (number for number in numbers if (record.source_id, number) not in lines)
        if (absent := next(missing, None)) is not None:
            yield f"{_name(record)}: its source has no line {absent}"
            continue
        text = "".join(lines[record.source_id, number] for number in numbers)
        if _BULLET.sub("", _LAYOUT.sub("", text)) != _LAYOUT.sub("", record.printed_text()):
            yield f"{_name(record)}: its wording is not what lines {numbers[0]}—{numbers[-1]} say"


def errata_stand_once(model: type[Record]) -> Iterator[str]:
    """Each misprint's printed form occurs once in the field that it names."""
    for record in model.objects.prefetch_related("errata"):
        for erratum in record.errata.all():
            known = erratum.field in erratum.FIELDS
            if not known or getattr(record, erratum.field).count(erratum.printed) != 1:
                yield f"{_name(record)}: the erratum {erratum.printed!r} does not stand once"


def what_is_public_rests_on_what_is(model: type[RecordTable]) -> Iterator[str]:
    """A public record's source, bodies and those above them are public too."""
    state = f"{model.part_of}__state" if model.part_of else "state"
    for name in model.rests_on:
        resting = model.objects.filter(**{state: State.PUBLISHED, f"{name}__isnull": False})
        for row in resting.exclude(**{f"{name}__state": State.PUBLISHED}):
            yield f"{_name(row)}: is public, but rests on a {name} that is not"


def _name(record: RecordTable) -> str:
    return f"{record._meta.label_lower} {' '.join(map(str, record.natural_key()))}"
