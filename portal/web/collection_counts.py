"""A line of the about page's list of collections and their sizes."""

from dataclasses import dataclass

from portal.models import Erratum
from portal.models.curated import State


@dataclass(frozen=True)
class CollectionCount:
    """`names` are records' names in Chinese, which follow the translated `remark`."""

    label: str
    count: int
    url: str
    remark: str = ""
    names: str = ""


def shown_errata(*models: type[Erratum]) -> int:
    """The number of published errata of published records."""
    shown = (model.objects.published().filter(record__state=State.PUBLISHED) for model in models)
    return sum(errata.count() for errata in shown)
