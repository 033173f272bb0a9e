"""How policies and milestones are asked for as records; lists ask `portal.listings` instead."""

from policies import pairing
from portal.models.curated import CuratedQuerySet
from portal.record_tables import RecordManager


class EntryQuerySet(CuratedQuerySet):
    """Entries of one table; `model.twin` leads to the records that tell of the same documents."""

    def chronological(self):
        return self.order_by("timeline_start", "timeline_end", "pk")

    def delete(self):
        with pairing.settling_twins(self):
            return super().delete()

    delete.alters_data = delete.queryset_only = True


EntryManager = RecordManager.from_queryset(EntryQuerySet)
