"""Questions to the curator before a record is saved, from its form or an imported row.

An answer counts only for the value that the question was about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.curation.pages_admin import admin_address
from portal.models.base import RecordTable

DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Offer:
    """A record that can be linked to as an answer; only shown if not `is_allowed`."""

    key: int
    label: str
    address: str
    is_allowed: bool = True

    @classmethod
    def of(cls, record: RecordTable, label: str, *, is_allowed: bool = True) -> "Offer":
        address = admin_address(type(record), "change", record.pk)
        return cls(record.pk, label, address, is_allowed)


@dataclass(frozen=True)
class Question:
    """`kind` groups the questions about the rows of a file; `about` identifies what is asked."""

    kind: str
    about: str
    sentence: str
    answer: str
    offers: tuple[Offer, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.about}"

    def is_answered(self, answers: set[str], link: str) -> bool:
        linked = {str(offer.key) for offer in self.offers if offer.is_allowed}
        return self.key in answers or link in linked


def about_duplicates(
    records: Iterable[RecordTable], rows: Iterable[int] = ()
) -> Iterator[Question]:
    """The question about likely duplicates: `records`, and `rows` of the same file."""
    offers = [Offer.of(record, _described(record), is_allowed=False) for record in records]
    others = [f"第 {number} 行" for number in rows]
    if offers or others:
        keys = " ".join([*(str(offer.key) for offer in offers), *others])
        named = "、".join([*(["已有的记录"] if offers else []), *others])
        sentence = f"可能与{named}重复。"
        yield Question(DUPLICATE, keys, sentence, "看过了，不是同一件，照样保存", tuple(offers))


def _described(record: RecordTable) -> str:
    date = getattr(record, "date", None)
    state = record.get_state_display() if hasattr(record, "state") else ""
    return "，".join(str(one) for one in (record, date, state) if one)
