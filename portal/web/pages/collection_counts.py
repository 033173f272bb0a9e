"""A line of the about page's list of collections and their sizes."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from portal.models import Erratum


@dataclass(frozen=True)
class CollectionCount:
    """`names` are records' names in Chinese, which follow the translated `remark`."""

    label: str
    count: int
    url: str
    remark: str = ""
    names: str = ""


def shown_errata(*models: type[Erratum]) -> int:
    """The number of published errata of published records.

    Records are looked up from the errata, because SQLite would read a joined table of records
    from its beginning.
    """
    records = {one: one.owner_model().objects.published() for one in models}
    shown = (
        one.objects.published().filter(Exists(found.filter(pk=OuterRef("record"))))
        for one, found in records.items()
    )
    return sum(errata.count() for errata in shown)
