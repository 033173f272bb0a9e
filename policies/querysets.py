"""The vocabulary in which policies and milestones are asked for; every word chains."""

from django.db.models import Exists, OuterRef, Q

from policies import pairing
from portal.dates import PartialDate
from portal.record_tables import RecordManager, RecordQuerySet

# Oldest first. Within a day the narrower comes first and then the source's own order;
# the last word makes the order total across the two tables.
TIMELINE_ORDER = ("timeline_start", "timeline_end", "pk")


def _holds(word: str, path: str = "") -> Q:
    return Q(**{f"{path}title__icontains": word}) | Q(**{f"{path}wording__icontains": word})


class EntryQuerySet(RecordQuerySet):
    """Entries of one table; `model.twin` leads to the records that tell of the same documents.

    `has_twins` is False where the queryset itself leaves out every entry with a twin.
    """

    has_twins = True

    def overlapping(self, dates: list[PartialDate]):
        """Entries whose interval overlaps any of `dates`."""
        wanted = Q()
        for date in dates:
            wanted |= Q(timeline_start__lte=date.end, timeline_end__gte=date.start)
        return self.filter(wanted)

    def since(self, date: PartialDate):
        return self.filter(timeline_end__gte=date.start)

    def until(self, date: PartialDate):
        return self.filter(timeline_start__lte=date.end)

    def of_kind(self, kinds: list[str]):
        return self.filter(kind__in=kinds)

    def issued_by(self, bodies):
        """Entries in which one of `bodies` took part, as either source tells it."""
        return self.filter(self._with_part(Q(body__in=bodies)))

    def mentioning(self, words: list[str]):
        """Entries that hold each of `words` in title, wording or a body's names, in either source.

        Words are looked for as they stand, letter case aside.
        """
        found = self
        for word in words:
            twins = self.model.objects.filter(_holds(word, f"{self.model.twin}__"))
            named = self._with_part(
                Q(body__name__icontains=word)
                | Q(body__official_name__icontains=word)
                | Q(body__aliases__name__icontains=word)
            )
            found = found.filter(_holds(word) | Q(pk__in=twins.values("pk")) | named)
        return found

    def _with_part(self, issuance: Q) -> Q:
        """Entries with an issuance like this, their own or the twin's."""
        own = self.model.bodies.through.objects.filter(issuance)
        twins = self.twin_issuances().filter(issuance)
        return Q(pk__in=own.values("record")) | Q(pk__in=twins.values(self.model.twin_key))

    def told_by(self, sources):
        """Entries that one of `sources` tells of, itself or through the twin."""
        twins = self.model.objects.filter(**{f"{self.model.twin}__source__in": sources})
        return self.filter(Q(source__in=sources) | Q(pk__in=twins.values("pk")))

    def twin_issuances(self):
        """Issuances of the records in the other source that tell of the same documents."""
        twins = self.model._meta.get_field(self.model.twin).related_model
        return twins.bodies.through.objects.filter(**{f"{self.model.twin_key}__isnull": False})

    def delete(self):
        with pairing.settling_twins(self):
            return super().delete()

    delete.alters_data = delete.queryset_only = True

    def chronological(self):
        return self.order_by(*TIMELINE_ORDER)

    def newest_first(self):
        return self.order_by(*(f"-{field}" for field in TIMELINE_ORDER))


class PolicyQuerySet(EntryQuerySet):
    def untold(self):
        """Policies that no milestone tells of: they stand on the timeline themselves."""
        tellers = self.model._meta.get_field(self.model.twin).related_model.objects
        # NOT EXISTS, not an outer join: PostgreSQL then keeps the index's order.
        found = self.filter(~Exists(tellers.filter(policy=OuterRef("pk"))))
        found.has_twins = False
        return found

    def _clone(self):
        clone = super()._clone()
        clone.has_twins = self.has_twins
        return clone


EntryManager = RecordManager.from_queryset(EntryQuerySet)
PolicyManager = RecordManager.from_queryset(PolicyQuerySet)
