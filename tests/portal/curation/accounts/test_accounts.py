"""Accounts and groups in the admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from portal.curation.accounts.groups import EDITORS, MANAGERS, REVIEWERS

GROUPS = (EDITORS, REVIEWERS, MANAGERS)


def sent(form) -> dict[str, list[str]]:
    """What a browser posts from an unchanged form."""
    found = {}
    for field in form:
        value = field.value()
        if value not in (None, False, ""):
            values = value if isinstance(value, list) else [value]
            keys = [getattr(one, "pk", one) for one in values]
            if queryset := getattr(field.field, "queryset", None):
                offered = set(queryset.values_list("pk", flat=True))
                keys = [key for key in keys if key in offered]
            found[field.html_name] = [str(key) for key in keys]
    return found


def rights(holder) -> set[str]:
    held = getattr(holder, "permissions", None) or holder.user_permissions
    return set(held.values_list("codename", flat=True))


@pytest.mark.parametrize("name", GROUPS)
def test_saving_a_group_leaves_its_rights(curating, name):
    group = Group.objects.get(name=name)
    before = rights(group)
    address = reverse("admin:auth_group_change", args=[group.pk])
    form = curating.get(address).context["adminform"].form
    assert curating.post(address, sent(form)).status_code == 302
    assert rights(group) == before != set()


def test_saving_an_account_changes_what_was_ticked_and_nothing_else(curating, in_group):
    account = in_group(EDITORS)
    right, other = Permission.objects.filter(codename__in=["publish_policy", "delete_unit"])
    account.user_permissions.add(right)
    address = reverse("admin:auth_user_change", args=[account.pk])
    said = sent(curating.get(address).context["adminform"].form)
    reviewers = Group.objects.get(name=REVIEWERS)
    said["groups"].append(str(reviewers.pk))
    said["user_permissions"].append(str(other.pk))
    before = account.date_joined
    assert curating.post(address, said).status_code == 302
    account.refresh_from_db()
    assert {group.name for group in account.groups.all()} == {EDITORS, REVIEWERS}
    assert set(account.user_permissions.all()) == {right, other}
    assert account.date_joined == before


def test_permissions_are_grouped_by_table(curating):
    group = Group.objects.get(name=REVIEWERS)
    page = curating.get(reverse("admin:auth_group_change", args=[group.pk])).content.decode()
    for said in ("国家政策：审核与发布", "大事记条目的发布主体：删除", "规划摘录：查看"):
        assert f'aria-label="{said}"' in page
    assert "Can " not in page


def test_deleting_a_group_names_it_and_not_what_ties_it(curating, in_group):
    group = in_group(EDITORS).groups.get()
    page = curating.get(reverse("admin:auth_group_delete", args=[group.pk])).content.decode()
    assert group.name in page
    assert "_groups object" not in page
    assert "_permissions object" not in page


def test_an_account_is_not_deleted_since_histories_name_it(curating, in_group):
    account = in_group(EDITORS)
    gone = reverse("admin:auth_user_delete", args=[account.pk])
    assert curating.post(gone, {"post": "yes"}).status_code == 403
    listed = {"action": "delete_selected", "_selected_action": account.pk, "post": "yes"}
    curating.post(reverse("admin:auth_user_changelist"), listed)
    assert type(account).objects.filter(pk=account.pk).exists()


def test_what_a_form_does_not_offer_stays(curating):
    group = Group.objects.create(name="另一组")
    group.permissions.set(Permission.objects.all())
    before = rights(group)
    address = reverse("admin:auth_group_change", args=[group.pk])
    form = curating.get(address).context["adminform"].form
    assert curating.post(address, sent(form)).status_code == 302
    assert rights(group) == before


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        ({}, EDITORS),
        ({"is_superuser": True}, "超级用户"),
        ({"is_superuser": True, "is_active": False}, "停用"),
    ],
)
def test_the_list_tells_what_an_account_is_here(curating, in_group, change, standing):
    account = in_group(EDITORS)
    for name, value in change.items():
        setattr(account, name, value)
    account.save()
    page = curating.get(reverse("admin:auth_user_changelist"), {"q": account.username})
    assert f'<td class="field-standing">{standing}</td>' in page.content.decode()
