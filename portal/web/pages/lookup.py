"""Finds a record by the slug in its address; for an unknown slug, what may have been meant."""

import re

from django.db.models import Case, QuerySet, Value, When
from django.http import Http404
from django.utils.functional import cached_property

from portal.models import Merger, Slugged
from portal.models.curated import PUBLIC, Curated

MOST_SIMILAR = 5
MOST_PARTS = 12  # of a slug that are compared with other records' slugs


class UnknownRecord(Http404):
    """No record of `queryset` has this slug."""

    def __init__(self, queryset: QuerySet, slug: str):
        super().__init__(f"{queryset.model._meta.model_name} {slug}")
        self.queryset, self.slug = queryset, slug

    @cached_property
    def last_public(self) -> int | None:
        """The key of the last record that was public under this slug, from the history."""
        model = self.queryset.model
        rows = model.history.filter(slug=self.slug)
        if issubclass(model, Curated):
            rows = rows.filter(state__in=PUBLIC)
        rows = rows.order_by("-change_set_id", "-history_id")
        return rows.values_list(model._meta.pk.name, flat=True).first()

    def moved_to(self) -> Slugged | None:
        """The record last published under this slug, or the one that it was merged into."""
        key = self.last_public
        if key is None:
            return None
        mergers = Merger.objects.filter(
            table=self.queryset.model._meta.label_lower, change_set__reverted_by=None
        )
        merged = dict(mergers.order_by("change_set_id").values_list("gone", "kept"))
        while key in merged:
            key = merged.pop(key)
        return self.queryset.filter(pk=key).first()

    def similar(self) -> list[Slugged]:
        """Records whose slugs share the longest beginning with this one; one query."""
        parts = [part for part in self.slug.split("-") if part][:MOST_PARTS]
        if not parts:
            return []
        beginnings = ["-".join(parts[:length]) for length in range(1, len(parts) + 1)]
        shared = [
            When(slug__startswith=beginning, then=Value(len(beginning)))
            for beginning in reversed(beginnings)
        ]
        similar = self.queryset.filter(slug__startswith=beginnings[0]).annotate(
            shared=Case(*shared)
        )
        nearest = similar.order_by("-shared", *self.queryset.model._meta.ordering)[:MOST_SIMILAR]
        return [record for record in nearest if record.shared == nearest[0].shared]


def find(queryset: QuerySet, slug: str):
    """The record, or UnknownRecord."""
    try:
        return queryset.get(slug=slug)
    except queryset.model.DoesNotExist as error:
        raise UnknownRecord(queryset.all(), slug) from error


def words_of(path: str) -> str:
    """Search words from the last part of a path: /policies/数字-政府/ → 数字 政府."""
    last = path.rstrip("/").rpartition("/")[2]
    return " ".join(re.split(r"[\s\-_.+]+", last)).strip()
