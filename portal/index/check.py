"""Whether the listings say of every record what it says now."""

from collections.abc import Iterable, Iterator

from django.db import connection

from portal.changes import revision
from portal.index.document import IndexDocument
from portal.index.registry import readers
from portal.index.writing import FORM, parts_of
from portal.models import Listing, ListingText
from portal.search.index import back_end


def seems_current() -> bool:
    """Whether as many are listed as there are to list, by this code: three queries a table.

    `stale` knows better, but reads every record.
    """
    for model in readers():
        listed = Listing.objects.filter(type=model._meta.model_name)
        if listed.count() != model.objects.published().count():
            return False
        if listed.filter(text=None).exists():
            return False
    return revision.listings_form() == FORM


def stale() -> Iterator[str]:
    """A sentence for each record that is not listed as it should be, and for each gone one."""
    seen: set[int] = set()
    for model, read in readers().items():
        for part in parts_of(model):
            yield from _compare(model, read(part), seen)
    for listing in Listing.objects.order_by("pk").iterator():
        if listing.pk not in seen:
            yield f"{listing}: listed, but there is no such record"
    yield from _out_of_order()
    texts = ListingText.objects.values_list("folded", flat=True).iterator()
    yield from back_end().gone_astray(connection, texts)


def _compare(model, found: Iterable[IndexDocument], seen: set[int]) -> Iterator[str]:
    found = {one.record: one for one in found}
    listings = Listing.objects.filter(type=model._meta.model_name, record__in=found)
    stored = {one.record: one for one in listings.select_related("text").prefetch_related("bodies")}
    for record, wanted in found.items():
        listing = stored.get(record)
        if listing is None:
            yield f"{wanted.type} {record}: not listed"
            continue
        seen.add(listing.pk)
        if listing.pk != wanted.key(listing.place):
            yield f"{wanted.type} {record}: not on the lists where it stands now"
        columns = {name: getattr(listing, name) for name in wanted.columns}
        bodies = {part.body for part in listing.bodies.all()}
        if (columns, bodies, listing.text.folded) != (wanted.columns, wanted.bodies, wanted.text):
            yield f"{wanted.type} {record}: listed otherwise than it reads now"


def _out_of_order() -> Iterator[str]:
    last = 0
    for listing in Listing.objects.filter(start__isnull=False).in_order(newest_first=False):
        if listing.place <= last:
            yield f"{listing}: its place is not after the one before it"
        last = listing.place
