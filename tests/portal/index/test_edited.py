"""What curators change in the admin is found at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from policies.models import Milestone
from tests.policies.admin.test_admin import address, blank, post
from tests.portal.curation.confirming import confirm, confirm_action
from tests.portal.index.world import NEW, breaches, finds, names
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_curators_changes_are_found(curating, world):
    new = blank(Milestone, title="新题名", kind="document", date="2026", wording=NEW)
    new |= {"issuances-TOTAL_FORMS": "1", "issuances-0-body": world.body.pk}
    new |= {"issuances-0-position": "1", "issuances-0-role": "issued", "issuances-0-stated": "on"}
    answer = curating.post(reverse("admin:policies_milestone_add"), new)
    assert answer.status_code == 302, answer.context["errors"]
    added = Milestone.objects.get(title="新题名")
    assert not finds(NEW)  # a draft
    for name in ("submit", "publish"):
        confirm(curating, address(added, "move", name), {"confirmed": "yes"})
    assert finds(NEW) == names(added)
    assert finds("旧主体别名") == world.pair | names(added)
    assert breaches() == []
    deleted = confirm(curating, address(added, "delete"), {"post": "yes"})
    assert deleted.status_code == 302
    assert not finds(NEW)
    assert breaches() == []


def test_a_curators_changes_of_the_parts_are_found(curating, world):
    changed = {"issuances-0-DELETE": "on", "errata-0-reading": NEW}
    assert post(curating, world.policy, **changed).status_code == 302
    assert breaches() == []
    assert finds(NEW) == world.pair
    assert not finds("旧主体名")


def test_curators_delete_several_at_once(curating, world):
    milestone("alone", "2021", wording="旧大事原文")
    chosen = Milestone.objects.filter(slug__in=["alone", "telling"])
    assert len(finds("旧大事原文")) == 3
    data = {"action": "delete_selected", "_selected_action": [one.pk for one in chosen]}
    changelist = reverse("admin:policies_milestone_changelist")
    confirm_action(curating, changelist, data, {"post": "yes"})
    assert LogEntry.objects.count() == 2
    assert not finds("旧大事原文")
    assert breaches() == []
