"""What a list and a search are told of one record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.index.date_marks import marks
from portal.index.document_text import EVERY, compose
from portal.index.places import Band, Order, key
from portal.text.dates import PartialDate


@dataclass(frozen=True)
class IndexDocument:
    """`type` and `record` name the record; bodies and sources are primary keys.

    `readings` are the texts that have errata, as they should read; `heading` is what the record
    is called, empty where that is its own title.
    """

    type: str
    record: int
    titles: tuple[str, ...]
    names: tuple[str, ...]
    wordings: tuple[str, ...]
    readings: tuple[str, ...]
    sources: frozenset[int]
    on_timeline: bool = False
    on_search: bool = True
    kind: str = ""
    date: PartialDate | None = None
    bodies: frozenset[int] = frozenset()
    heading: str = ""

    @property
    def text(self) -> str:
        return compose(self.titles, self.names, self.wordings, self.readings, self._marks())

    def _marks(self) -> Iterator[str]:
        yield EVERY
        if self.date:
            yield from marks(self.date)

    @property
    def order(self) -> Order | None:
        """Its place among all that have a date."""
        return Order(self.date.start, self.date.end, self.record, self.type) if self.date else None

    @property
    def band(self) -> Band:
        return self.type, self.on_timeline, self.on_search

    def key(self, place: int) -> int:
        """The primary key of its listing at a place; what has no date knows its own."""
        return key(self.band, place if self.date else self.record)

    @property
    def columns(self) -> dict:
        """The columns of its row in the table of listings."""
        date = self.date
        counted = Counted(
            self.type,
            self.kind,
            _month(date.start) if date else None,
            _month(date.end) if date else None,
            tuple(sorted(self.sources)),
        )
        return {
            "type": self.type,
            "record": self.record,
            "kind": self.kind,
            "start": date and date.start,
            "end": date and date.end,
            "first_month": counted.first_month,
            "last_month": counted.last_month,
            "heading": self.heading,
            "sources": "".join(f" {pk}" for pk in counted.sources) + " ",
            "counted_as": str(counted),
            "counted_bodies": " ".join(map(str, sorted(self.bodies))),
        }


@dataclass(frozen=True)
class Counted:
    """What lists count of a record; months as 201804, None without a date."""

    type: str
    kind: str
    first_month: int | None
    last_month: int | None
    sources: tuple[int, ...]

    def __str__(self) -> str:
        first, last = self.first_month or "", self.last_month or ""
        return f"{self.type}|{self.kind}|{first}|{last}|{' '.join(map(str, self.sources))}"

    @classmethod
    def read(cls, text: str) -> "Counted":
        type_, kind, first, last, sources = text.split("|")
        return cls(
            type_,
            kind,
            int(first) if first else None,
            int(last) if last else None,
            tuple(map(int, sources.split())),
        )


def _month(day: date) -> int:
    return day.year * 100 + day.month
