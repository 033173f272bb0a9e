"""What a reference to a record says, whatever its format."""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - a reference has a field `date`
from enum import StrEnum
from typing import NamedTuple

from portal.text.dates import PartialDate

PORTAL = "中国电子政务政策时间线"  # in all languages of the pages, like the records


class Kind(StrEnum):
    """What the record tells of: a law or official document, a meeting or forum, anything else."""

    INSTRUMENT = "instrument"
    EVENT = "event"
    WORK = "work"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A record at its version, which `type`, `slug` and `version` identify.

    A record without an address of its own is a `part` of a page, which has no version of it.

    `authors` are the bodies that the source names as those who issued the text, in its order;
    `organizers` those who held a meeting. Inferred bodies are left out, because no format can
    mark one author as inferred. `others` is the source's wording for bodies that it does not
    name, as in 等部门. `printed_date` is the date in words that the record's own source states, if
    `date` is that of another source.
    """

    type: str
    slug: str
    version: int | None = None
    part: str = ""  # of the record's page, by the anchor where it begins
    title: str
    kind: Kind = Kind.WORK
    authors: tuple[str, ...] = ()
    organizers: tuple[str, ...] = ()
    others: str = ""
    date: PartialDate | None = None
    printed_date: str = ""
    number: str = ""
    official_url: str = ""
    in_force: str = ""  # of schema.org's LegalForceStatus: InForce, NotInForce, PartiallyInForce

    @property
    def key(self) -> str:
        """Identifies the reference within a file of references."""
        return "-".join(one for one in (self.type, self.slug, self.part) if one)

    def remarks(self) -> list[str]:
        """In words, for formats that have no field for it."""
        found = []
        if self.others:
            found.append(f"来源没有列出全部主体：{self.others}")
        if self.date and self.date.is_uncertain:
            found.append(f"日期：{self.date}")
        if self.printed_date:
            found.append(f"本条来源所载日期为{self.printed_date}，此处采用另一来源的日期")
        return found


class Cited(NamedTuple):
    """A reference as it is given to somebody on the day `accessed`.

    `address` is the record's permanent one with its version.
    """

    reference: Reference
    address: str
    accessed: Day
