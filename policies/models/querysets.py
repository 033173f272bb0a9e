"""Querysets of policies and milestones as records; lists use `portal.index` instead."""

from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce

from portal.models import Document
from portal.models.base import RecordManager
from portal.models.curated import CuratedQuerySet


def heading_of(type_: str, key: str = "pk", title: str = "title") -> Coalesce:
    """SQL expression for an entry's heading; `key` and `title` are paths to its columns."""
    renamed = Document.objects.filter(type=type_, record=OuterRef(key)).exclude(heading="")
    return Coalesce(Subquery(renamed.values("heading")), F(title), output_field=TextField())


class EntryQuerySet(CuratedQuerySet):
    """Entries of one table; `model.twin` is the relation to the other table's records."""

    def headed(self):
        """Annotates the `heading` from the index, or the title of records not in the index."""
        return self.annotate(heading=heading_of(self.model._meta.model_name))


EntryManager = RecordManager.from_queryset(EntryQuerySet)
