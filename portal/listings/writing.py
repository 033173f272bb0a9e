"""Records → listings: a few anew, or all of them."""

from collections.abc import Callable, Iterable, Iterator

from django.db import connection, models, transaction

from portal import revision
from portal.listings.keeping import AT_ONCE, parts, readers
from portal.listings.listed import Listed
from portal.models import Listing, ListingBody, ListingText
from portal.search import suggestions
from portal.search.index import back_end

# The form of the listings; to be raised whenever the code would write others for the
# same records, as after a change of the folding.
FORM = 1


def list_anew(keys: dict[type[models.Model], set[int]]) -> None:
    for model, rows in keys.items():
        for part in parts(sorted(rows)):
            _erase(model, part)
            _write(readers[model](part))


def _erase(model: type[models.Model], rows: list[int]) -> None:
    gone = Listing.objects.filter(type=model._meta.model_name, record__in=rows)
    texts = ListingText.objects.filter(listing__in=gone).values_list("pk", "folded")
    back_end().erase(connection, list(texts))
    gone.delete()


def _write(found: Iterable[Listed]) -> None:
    found = list(found)
    made = Listing.objects.bulk_create(Listing(**one.columns) for one in found)
    texts = [(listing.pk, one.text) for listing, one in zip(made, found, strict=True)]
    ListingText.objects.bulk_create(ListingText(listing_id=key, folded=text) for key, text in texts)
    ListingBody.objects.bulk_create(
        ListingBody(listing=listing, body=body)
        for listing, one in zip(made, found, strict=True)
        for body in sorted(one.bodies)
    )
    back_end().write(connection, texts)


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """List every record anew, all or nothing; `progress` is told how many of how many are done."""
    done = 0
    with transaction.atomic():
        revision.lock()
        total = sum(model._base_manager.count() for model in readers)
        with back_end().rebuilding(connection):
            for table in (ListingBody, ListingText, Listing):
                table._base_manager.all()._raw_delete(using=connection.alias)
            for model, read in readers.items():
                for part in parts_of(model):
                    _write(read(part))
                    done += len(part)
                    progress(done, total)
        revision.note_listings_form(FORM)
    return done


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
    suggestions.bring_up_to_date()
