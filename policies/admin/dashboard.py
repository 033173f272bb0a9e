"""The dashboard's section of disagreements without a ruling."""

from django.contrib.auth.models import AbstractBaseUser

from policies.admin.list_filters import RulingFilter
from policies.admin.rulings import ruling_address
from policies.models import Difference, Milestone
from policies.pairs import disagreements
from portal.curation.dashboard import MOST_SHOWN, Item, Section, section
from portal.curation.pages_admin import admin_address
from portal.curation.workflow.transitions import is_allowed


@section
def undecided(user: AbstractBaseUser) -> Section | None:
    """Each disagreement links to the form for its ruling, with the pair filled in."""
    if not is_allowed(user, Difference, "add"):
        return None
    found = disagreements.undecided()
    first = found[:MOST_SHOWN]
    milestones = Milestone.objects.select_related("policy").in_bulk({key for key, _ in first})
    items = [_item(milestones[key], field) for key, field in first if key in milestones]
    section = Section("两个来源有分歧，还没有裁定", items)
    if found:
        address = admin_address(Milestone, "changelist", ruling=RulingFilter.WANTING)
        number = len({key for key, _ in found})
        section.lists.append((str(Milestone._meta.verbose_name), number, address))
    return section


def _item(milestone: Milestone, field: str) -> Item:
    return Item(
        milestone,
        note=f"与“{milestone.policy}”的{Difference.Field(field).label}不同",
        to=ruling_address(milestone, field),
    )
