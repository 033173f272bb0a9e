"""One line of the account, on the about page, of what the portal holds."""

from dataclasses import dataclass

from portal.models import Erratum
from portal.models.curated import State


@dataclass(frozen=True)
class CollectionCount:
    """`names` are of records, and follow the remark in their own language."""

    label: str
    count: int
    url: str
    remark: str = ""
    names: str = ""


def shown_errata(model: type[Erratum]) -> int:
    """How many misprints of published records are published."""
    return model.objects.published().filter(record__state=State.PUBLISHED).count()
