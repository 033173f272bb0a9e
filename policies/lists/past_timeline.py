"""A list of a past day, read from the tables as they stood instead of from the index.

The index is of the present: so such a list has no search, no facets, and fewer filters.
"""

from django.db.models import DateField, F, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext

from policies.lists.filters import OLDEST_FIRST
from policies.lists.timeline import Timeline
from portal import record_types
from portal.changes.cache import cached_for_revision
from portal.changes.point import point
from portal.dimensions import Dates
from portal.index.order import ORDER
from portal.record_types import TIMELINE, RecordType


class PastTimeline(Timeline):
    """Made and read inside `portal.past.reading.as_of`."""

    is_past = True
    facets = ()
    counts = None

    def __init__(self, data, scope: str = TIMELINE):
        super().__init__(data, scope)
        self._types = [one for one in record_types.listed(scope) if one.past]
        self._refuse_others()

    def _refuse_others(self) -> None:
        """Filters by what only the index of the present knows are errors."""
        form, dimensions = self.filters.form, self.filters.dimension_of
        known = [name for name in dimensions if self._is_known(name)]
        for name in form.fields:
            if name in ("sort", *known, *form.errors) or not self.filters.data.get(name):
                continue
            sentence = gettext("过去某日的列表不能按 %(name)s（“%(value)s”）筛选：可用 %(known)s。")
            values = {"name": name, "value": self.filters.data[name]}
            values["known"] = gettext("、").join(known)
            form.add_error(name, sentence % values)

    def _is_known(self, name: str) -> bool:
        dimension = self.filters.dimension_of[name]
        return isinstance(dimension, Dates) or any(
            dimension.name in one.past.conditions for one in self._types
        )

    def _count(self) -> int:
        return self._rows.count() if self._rows is not None else 0

    def __len__(self) -> int:
        return cached_for_revision(self.revision, ("total", self.cache_key), self._count)

    def _read_keys(self, page: slice) -> list[tuple[str, int]]:
        if self._rows is None:
            return []
        names = [f"order_{name}" for name in ORDER]
        if self.filters.order != OLDEST_FIRST:
            names = [f"-{name}" for name in names]
        return [(type_, key) for _, _, key, type_ in self._rows.order_by(*names)[page]]

    @cached_property
    def _rows(self) -> QuerySet | None:
        """The sort keys of all records of the list (`portal.index.order.Order`)."""
        found = [rows for rows in map(self._of_type, self._types) if rows is not None]
        return found[0].union(*found[1:], all=True) if len(found) > 1 else next(iter(found), None)

    def _of_type(self, type_: RecordType) -> QuerySet | None:
        """None if the type lacks what is filtered by."""
        past, records = type_.past, type_.past.records(self.scope)
        for name, value in self._active():
            condition = self.filters.dimension_of[name].then(past, name, value)
            if condition is None:
                return None
            records = records.filter(condition)
        day = Value(None, DateField())
        records = records.order_by().annotate(
            order_start=F(past.start) if past.start else day,
            order_end=F(past.end) if past.end else day,
            order_record=F("pk"),
            order_type=Value(type_.name),
        )
        return records.values_list(*(f"order_{name}" for name in ORDER))

    def _active(self) -> list[tuple[str, object]]:
        cleaned = self.filters.form.cleaned_data
        return [(name, cleaned[name]) for name in self.filters.dimension_of if cleaned.get(name)]


def read_list(data, scope: str = TIMELINE) -> Timeline:
    """The list, or the list as it stood at the point of the history that is read."""
    return Timeline(data, scope) if point() is None else PastTimeline(data, scope)
