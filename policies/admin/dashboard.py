"""The dashboard's section of disagreements without a ruling."""

from django.contrib.auth.models import AbstractBaseUser

from policies.admin.list_filters import RulingFilter
from policies.admin.rulings import ruling_address
from policies.models import Difference, FoundDifference, Milestone, Policy
from portal.curation.dashboard import MOST_SHOWN, Item, Section, section
from portal.curation.pages_admin import admin_address
from portal.curation.workflow.transitions import is_allowed


@section
def undecided(user: AbstractBaseUser) -> Section | None:
    """Each disagreement links to the form for its ruling, with the records filled in."""
    if not is_allowed(user, Difference, "add"):
        return None
    found = FoundDifference.objects.undecided()
    first = found.in_order().select_related("policy", "milestone")[:MOST_SHOWN]
    section = Section("两个来源有分歧，还没有裁定", [_item(one) for one in first])
    for model in (Milestone, Policy):
        if number := RulingFilter.wanting(model).count():
            address = admin_address(model, "changelist", ruling=RulingFilter.WANTING)
            section.lists.append((str(model._meta.verbose_name), number, address))
    return section


def _item(one: FoundDifference) -> Item:
    label = one.get_field_display()
    is_pair = one.policy and one.milestone
    return Item(
        one.milestone or one.policy,
        note=f"与“{one.policy}”的{label}不同" if is_pair else f"各出处的{label}不同",
        to=ruling_address(one.policy_id, one.milestone_id, one.field, one.ruling_id),
    )
