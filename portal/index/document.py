"""What the index is told of one record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal.index import counted
from portal.index.text_index import marks
from portal.index.text_index.document_text import compose
from portal.text.dates import PartialDate


@dataclass(frozen=True)
class IndexDocument:
    """`type` and `record` name the record.

    `lists` are those on which it stands besides that of its own type. `values` and `links` say by
    dimension what it is counted and filtered by: `values` are keys of which there are few in all,
    as a kind's; `links` the primary keys of records of which there may be many, as of bodies, in
    the order in which their names are read.
    `numbers` are the keys of its document numbers (`portal.text.document_numbers`).
    `readings` are the texts that have errata, as they should read; `heading` is what the record
    is called, empty where that is its own title.
    """

    type: str
    record: int
    titles: tuple[str, ...]
    names: tuple[str, ...]
    wordings: tuple[str, ...]
    readings: tuple[str, ...]
    lists: frozenset[str] = frozenset()
    date: PartialDate | None = None
    values: Mapping[str, frozenset[str | int]] = field(default_factory=dict)
    links: Mapping[str, Iterable[int]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    heading: str = ""

    @cached_property
    def folded(self) -> str:
        return compose(self.titles, self.names, self.wordings, self.readings)

    @cached_property
    def marks(self) -> str:
        """Between spaces."""
        return f" {' '.join(self._marks())} "

    @property
    def text(self) -> tuple:
        """What the text index is told: first day, folded text, marks."""
        return self.date and self.date.start, self.folded, self.marks

    def _marks(self) -> Iterator[str]:
        yield from marks.of_lists(self._all_lists)
        for dimension, value, _ in self.linked:
            yield marks.of_link(dimension, value)
        yield from map(marks.of_number, self.numbers)
        if self.date:
            yield from marks.of_date(self.date)

    @property
    def _all_lists(self) -> frozenset[str]:
        return self.lists | {self.type}

    @cached_property
    def linked(self) -> list[tuple[str, int, int]]:
        """(dimension, primary key, position) of each link."""
        return sorted(
            (name, value, position)
            for name, values in self.links.items()
            for position, value in enumerate(dict.fromkeys(values))
        )

    @cached_property
    def columns(self) -> dict:
        start, end = (self.date.start, self.date.end) if self.date else (None, None)
        years = start and start.year, end and end.year
        return {
            "type": self.type,
            "record": self.record,
            "lists": f" {' '.join(sorted(self._all_lists))} ",
            "start": start,
            "end": end,
            "first_month": counted.month(start),
            "last_month": counted.month(end),
            "heading": self.heading,
            "combination": counted.write(self.type, years, self.values, self._all_lists),
            "counted_links": " ".join(counted.tokens(self.links)),
        }
