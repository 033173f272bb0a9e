"""What of policies and milestones waits for curators."""

from django.contrib.auth.models import AbstractBaseUser

from policies.disagreements import rulings
from policies.models import Difference
from portal.curation.desk import MOST_SHOWN, Item, Section, admin_address, section
from portal.curation.transitions import is_allowed


@section
def undecided(user: AbstractBaseUser) -> Section | None:
    if not is_allowed(user, Difference, "add"):
        return None
    found, _ = rulings()
    items = [
        Item(milestone, note=f"与“{milestone.policy}”的{field.label}不同")
        for milestone, field in found[:MOST_SHOWN]
    ]
    listed = (str(Difference._meta.verbose_name), len(found), admin_address(Difference, "add"))
    return Section("两个来源有分歧，还没有裁定", items, [listed] if found else [])
