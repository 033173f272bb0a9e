"""A list of entries (`policies.lists.timeline`) as the API reads it."""

from collections.abc import Sequence
from datetime import date

from policies.lists.filters import NEWEST_FIRST, OLDEST_FIRST, RELEVANCE
from policies.lists.keyset import Place, read_after
from policies.lists.timeline import Timeline
from portal import record_types
from portal.api.forms import error_of
from portal.api.lists import OtherOrderError, is_key
from portal.api.problems import bad_parameters
from portal.open_data.data import Data, Site
from portal.record_types import Key

_ORDERS = (NEWEST_FIRST, OLDEST_FIRST)


class EntryList:
    def __init__(self, timeline: Timeline):
        self._timeline = timeline
        self._order = timeline.filters.order

    def __len__(self) -> int:
        return len(self._timeline)

    def __getitem__(self, rows: slice) -> list[Key]:
        return self._timeline.keys(rows)

    def read_after(self, place: Place | None, number: int) -> list[Place]:
        if self._order == RELEVANCE:
            sentence = "按相关度（sort=relevance）排的列表不能用 cursor：请用 page。"
            raise bad_parameters([error_of("cursor", sentence)])
        return read_after(self._timeline, place, number)

    def cursor(self, place: Place) -> list:
        days = (day and day.isoformat() for day in (place.start, place.end))
        return [self._order, *days, place.record, place.type]

    def place(self, values: list) -> Place:
        order, start, end, record, type_ = values
        if order not in _ORDERS or not is_key(record):
            raise ValueError(values)
        if type_ not in {one.name for one in record_types.listed(self._timeline.scope)}:
            raise ValueError(values)
        if (start is None) != (end is None):
            raise ValueError(values)
        if order != self._order:
            sentence = f"这个游标是按 sort={order} 排的，不能用于 sort={self._order}。"
            raise OtherOrderError(sentence)
        return Place(_day(start), _day(end), record, type_)

    def data(self, keys: Sequence[Key], site: Site) -> dict[Key, Data]:
        return record_types.fetch_data(list(keys), site)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
