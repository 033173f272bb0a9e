"""One record by the slug in its address; an unknown one is a 404 that knows what was meant."""

import re

from django.db.models import QuerySet
from django.http import Http404

from portal.models import Merger, Slugged

MOST_ALIKE = 5


class UnknownRecord(Http404):
    """No record of `queryset` has the address `slug`."""

    def __init__(self, queryset: QuerySet, slug: str):
        super().__init__(f"{queryset.model._meta.model_name} {slug}")
        self.queryset, self.slug = queryset, slug

    def merged_into(self) -> Slugged | None:
        """The record into which that of this address went, or where that one went."""
        mergers = Merger.objects.filter(table=self.queryset.model._meta.label_lower, undone=None)
        merger = mergers.filter(gone_slug=self.slug).first()
        while merger:
            kept = self.queryset.filter(pk=merger.kept).first()
            if kept:
                return kept
            merger = mergers.filter(gone=merger.kept).first()
        return None

    def alike(self) -> list[Slugged]:
        """Records whose addresses begin alike, as far as any does."""
        parts = self.slug.split("-")
        for length in range(len(parts), 0, -1):
            beginning = "-".join(parts[:length])
            if found := list(self.queryset.filter(slug__startswith=beginning)[:MOST_ALIKE]):
                return found
        return []


def find(queryset: QuerySet, slug: str):
    """The record, or UnknownRecord."""
    try:
        return queryset.get(slug=slug)
    except queryset.model.DoesNotExist as error:
        raise UnknownRecord(queryset.all(), slug) from error


def words_of(path: str) -> str:
    """What a search for an address's own words would ask: /policies/数字-政府/ → 数字 政府."""
    last = path.rstrip("/").rpartition("/")[2]
    return " ".join(re.split(r"[\s\-_.+]+", last)).strip()
