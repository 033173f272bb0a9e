"""What the records of one document say of its number, dates, official text and status.

The records are an entry and its twins (`policies.pairs.twins`): plain rows or instances. Where
they say different things, all of them are shown.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from policies.models import Entry, Kind, Milestone, Status
from policies.models.said import status_in
from policies.models.status_evidence import CHANGED_BY
from policies.pairs.difference_rows import DifferenceRow
from portal.text.dates import PartialDate, read_query, read_typed
from portal.text.document_numbers import key_of, parse

FACTS = ("number", "written_on", "published_on", "in_force_on", "official_url", "status")
_DATES = {"written_on", "published_on", "in_force_on"}
_UNKNOWN = Status.UNKNOWN.value
# Such a milestone tells of no document, unless it has a number.
_EVENTS = {Kind.MEETING, Kind.FORUM}


def numbers_of(records: Iterable[Any]) -> tuple[str, ...]:
    """As printed; each number once, however it is written."""
    found: dict[str, str] = {}
    for record in records:
        if record.number:
            found.setdefault(key_of(record.number), record.number)
    return tuple(found.values())


def statuses_of(records: Iterable[Any]) -> tuple[str, ...]:
    """The known statuses, each once."""
    known = (record.status for record in records if record.status != _UNKNOWN)
    return tuple(dict.fromkeys(known))


class Statement(NamedTuple):
    """The value of a fact, in words or as a date; `twin` states it, or None the record itself.

    `is_usual` is False for a number that does not parse. `by` are the relations of a status: to
    the records that amend or repeal the document. `is_ruled` says that a ruling adopts it, and that
    a citation says it rather than a record.
    """

    text: str
    date: PartialDate | None
    is_usual: bool
    twin: Entry | None
    by: tuple = ()
    is_ruled: bool = False


class Facts(NamedTuple):
    """`stated`: (name of a fact, its statements); `unstated`: names of the others, if shown."""

    stated: list[tuple[str, list[Statement]]]
    unstated: list[str]


def facts_of(
    record: Entry,
    twins: Iterable[Entry],
    relations: Iterable[Any] = (),
    differences: Iterable[DifferenceRow] = (),
) -> Facts:
    """`relations` and `differences` are those of the document, as its page states them.

    What sources say differently is not unstated, whether a record follows one of them or not.
    """
    changed_by = [one for one in relations if not one.is_own]
    found = {name: _statements(name, [record, *twins], changed_by) for name in FACTS}
    differing = {one.field: one for one in differences if one.field in found}
    for name, row in differing.items():
        adopted = (one.text for one in row.values if one.is_adopted and not one.records)
        found[name] = [*(_ruled(name, text) for text in adopted), *found[name]]
    is_event = isinstance(record, Milestone) and record.kind in _EVENTS
    is_document = not is_event or bool(found["number"])
    lacking = [name for name, said in found.items() if not said and name not in differing]
    unstated = lacking if is_document else []
    return Facts([(name, said) for name, said in found.items() if said], unstated)


def _statements(name: str, records: list[Entry], changed_by: list) -> list[Statement]:
    """Each value once, of the first record that states it."""
    found: dict[str, Statement] = {}
    for record in records:
        value = getattr(record, name)
        if value and value != Status.UNKNOWN:
            same = key_of(value) if name == "number" else value
            twin = None if record is records[0] else record
            found.setdefault(same, _statement(name, record, twin, changed_by))
    return list(found.values())


def _ruled(name: str, text: str) -> Statement:
    date = read_typed(text) if name in _DATES else None
    shown = str(Status(status_in(text)).label) if name == "status" else text
    return Statement(shown, date, is_usual=True, twin=None, is_ruled=True)


def _statement(name: str, record: Entry, twin: Entry | None, changed_by: list) -> Statement:
    value = getattr(record, name)
    enough = CHANGED_BY.get(value, ()) if name == "status" else ()
    return Statement(
        text=record.get_status_display() if name == "status" else value,
        date=read_query(value) if name in _DATES else None,
        is_usual=name != "number" or parse(value) is not None,
        twin=twin,
        by=tuple(one for one in changed_by if one.kind in enough),
    )
