"""Records → listings: a few anew, or all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, groupby
from operator import attrgetter, itemgetter

from django.db import connection, models, transaction

from portal.changes import revision
from portal.changes.recording import AT_ONCE, parts
from portal.index.document import IndexDocument
from portal.index.places import GAP, Order, between, key
from portal.index.querysets import ListingQuerySet
from portal.index.registry import readers
from portal.models import Listing, ListingBody, ListingText
from portal.search.index import back_end

# The form of the listings; to be raised whenever the code would write others for the
# same records, as after a change of the folding.
FORM = 4


def list_anew(keys: dict[type[models.Model], set[int]]) -> None:
    for model, rows in keys.items():
        for part in parts(sorted(rows)):
            _list_anew(model, part)


def _list_anew(model: type[models.Model], keys: Sequence[int]) -> None:
    """What stands as it should is left; of what differs in its words, only these are written."""
    listed = Listing.objects.filter(type=model._meta.model_name, record__in=keys)
    stand = {listing.record: listing for listing in listed}
    places = {listing.order: listing.place for listing in stand.values()}
    texts = dict(listed.values_list("pk", "text__folded"))
    anew, retold = [], {}
    for one in readers()[model](keys):
        listing = stand.get(one.record)
        if listing is None or not _stands(listing, one):
            anew.append(one)
        elif (text := one.text) == texts[listing.pk]:
            del texts[listing.pk]
        elif texts[listing.pk] and back_end().TEXTS_STAND_APART:
            retold[listing.pk] = texts.pop(listing.pk), text
        else:
            anew.append(one)
    _retell(retold)
    _erase(texts)
    _write_anew(anew, places)


def _stands(listing: Listing, one: IndexDocument) -> bool:
    """Whether it is listed in this place with all of this, but for its words."""
    return one.key(listing.place) == listing.pk and all(
        getattr(listing, name) == value for name, value in one.columns.items()
    )


def _retell(texts: dict[int, tuple[str, str]]) -> None:
    """By the listing's key, what its text was and what it is to be."""
    back_end().erase(connection, [(key, before) for key, (before, _) in texts.items()])
    after = [(key, text) for key, (_, text) in texts.items()]
    ListingText.objects.bulk_create(
        (ListingText(listing_id=key, folded=text) for key, text in after),
        update_conflicts=True,
        unique_fields=["listing"],
        update_fields=["folded"],
    )
    back_end().write(connection, after)


def _erase(texts: dict[int, str | None]) -> None:
    """Listings and their texts, by the listing's key."""
    back_end().erase(connection, [(key, text) for key, text in texts.items() if text])
    Listing.objects.filter(pk__in=texts).delete()


def _write_anew(found: Iterable[IndexDocument], places: dict[Order | None, int]) -> None:
    """Each at its former place, or at a new one."""
    stay, new = [], []
    for one in found:
        if one.date and one.order not in places:
            new.append(one)
        else:
            stay.append((one.key(places.get(one.order, 0)), one))
    _write(stay)
    while new:
        new.sort(key=attrgetter("order"))
        below, above = (beyond.first() for beyond in _around(new[0].order))
        group = [one for one in new if above is None or one.order < above.order]
        free = between(below.place if below else 0, above and above.place, len(group))
        if free:
            _write((one.key(place), one) for one, place in zip(group, free, strict=True))
            new = new[len(group) :]
        else:
            new += _take_out(new[0].order, 2 * len(group))


def _around(order: Order) -> tuple[ListingQuerySet, ListingQuerySet]:
    """The listings before and after a place, the nearest first."""
    return Listing.objects.before(order), Listing.objects.after(order)


def _take_out(order: Order, number: int) -> list[IndexDocument]:
    """As many of those before a place, and of those after it, to be given places anew."""
    near = [listing for beyond in _around(order) for listing in beyond[:number]]
    for part in parts([listing.pk for listing in near]):
        gone = Listing.objects.filter(pk__in=part)
        _erase(dict(gone.values_list("pk", "text__folded")))
    return [
        one
        for model, read in readers().items()
        for part in parts([one.record for one in near if one.type == model._meta.model_name])
        for one in read(part)
    ]


def _write(found: Iterable[tuple[int, IndexDocument]]) -> None:
    """Primary keys, and what is listed under them."""
    found = list(found)
    texts = [(key, one.text) for key, one in found]
    # PostgreSQL indexes a listing by the text that is there when it comes.
    ListingText.objects.bulk_create(ListingText(listing_id=key, folded=text) for key, text in texts)
    Listing.objects.bulk_create(Listing(pk=key, **one.columns) for key, one in found)
    ListingBody.objects.bulk_create(
        ListingBody(listing_id=key, body=body) for key, one in found for body in sorted(one.bodies)
    )
    back_end().write(connection, texts)


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """List every record anew, all or nothing; `progress` is told how many of how many are done."""
    done = 0
    with transaction.atomic():
        revision.lock()
        with back_end().rebuilding(connection):
            keys = _all_keys()
            for part in parts(keys):
                _write(_read(part))
                done += len(part)
                progress(done, len(keys))
        revision.note_listings_form(FORM)
    return done


def _all_keys() -> list[tuple[int, type[models.Model], int]]:
    """The listing's key, the model and the record's key of all records, by the first."""
    keys, dated = [], []
    for model, read in readers().items():
        for part in parts_of(model):
            for one in read(part):
                if one.date:
                    dated.append((one.order, one.band, model))
                else:
                    keys.append((one.key(place=0), model, one.record))
    dated.sort()
    for place, (order, band, model) in zip(count(GAP, GAP), dated, strict=False):
        keys.append((key(band, place), model, order.record))
    return sorted(keys, key=itemgetter(0))


def _read(
    keys: Iterable[tuple[int, type[models.Model], int]],
) -> Iterator[tuple[int, IndexDocument]]:
    for model, of_model in groupby(keys, key=itemgetter(1)):
        key_of = {record: key for key, _, record in of_model}
        yield from ((key_of[one.record], one) for one in readers()[model](list(key_of)))


def parts_of(model: type[models.Model]) -> Iterator[list[int]]:
    """All primary keys in their order, a few at a time."""
    last = 0
    keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
    while part := list(keys.filter(pk__gt=last)[:AT_ONCE]):
        yield part
        last = part[-1]


def bring_up_to_date(**kwargs) -> None:
    """Receives post_migrate: a database whose listings are of another form, or none."""
    if revision.listings_form() != FORM:
        rebuild()
