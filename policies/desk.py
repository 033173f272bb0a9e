"""What of policies and milestones waits for curators."""

from django.contrib.auth.models import AbstractBaseUser

from policies.disagreements import rulings
from policies.models import Difference, Milestone
from portal import revision
from portal.curation.desk import MOST_SHOWN, Item, Section, admin_address, section
from portal.curation.transitions import is_allowed


@section
def undecided(user: AbstractBaseUser) -> Section | None:
    if not is_allowed(user, Difference, "add"):
        return None
    # Every pair is read for it: once for as long as no record changes.
    number, first = revision.kept(revision.current(), "undecided", _undecided)
    milestones = Milestone.objects.select_related("policy").in_bulk([key for key, _ in first])
    items = [
        Item(milestones[key], note=f"与“{milestones[key].policy}”的{field}不同")
        for key, field in first
        if key in milestones
    ]
    listed = (str(Difference._meta.verbose_name), number, admin_address(Difference, "add"))
    return Section("两个来源有分歧，还没有裁定", items, [listed] if number else [])


def _undecided() -> tuple[int, list[tuple[int, str]]]:
    found, _ = rulings()
    return len(found), [(one.pk, str(field.label)) for one, field in found[:MOST_SHOWN]]
