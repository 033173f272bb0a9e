"""Input is not lost when a login ends while a curator is typing."""

import sqlite3
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from policies.admin.entries import MilestoneAdmin
from policies.models import Milestone
from portal.curation.editing import seen
from portal.curation.history.versions import versions
from tests.policies.admin.test_admin import address, blank, filled_form
from tests.refusals import refusing

pytestmark = pytest.mark.usefixtures("catalogue")

LOGIN = {"login-username": "curator", "login-password": "curator"}


@pytest.fixture
def record() -> Milestone:
    return Milestone.objects.get(slug="2016-09-25")


@pytest.fixture
def typed(curating, record):
    """The record's form data, with a long text."""
    data = filled_form(curating.get(address(record)))
    curating.logout()
    return data | {"wording": "整晚写成的“原文”。", "change_note": "周五晚", "_save": "保存"}


def last_of(data: dict) -> dict[str, str]:
    """Of ticked boxes with one name, the last one."""
    return {
        name: str(value[-1] if isinstance(value, list) else value) for name, value in data.items()
    }


def test_the_page_that_asks_for_the_login_contains_the_input(client, record, typed):
    response = client.post(address(record), typed)
    assert response.status_code == 403
    page = response.content.decode()
    assert 'name="wording" value="整晚写成的“原文”。"' in page
    assert "您的登录已经结束" in page
    assert dict(response.context["posted"]) == last_of(typed)
    assert Milestone.objects.get(pk=record.pk).wording == record.wording


def test_a_database_that_does_not_answer_hands_the_form_back(client, curator, record, typed):
    client.force_login(curator)
    with patch.object(MilestoneAdmin, "changeform_view", refusing(sqlite3.SQLITE_BUSY)):
        response = client.post(address(record), typed | LOGIN)
    assert response.status_code == 503
    page = response.content.decode()
    assert 'name="wording" value="整晚写成的“原文”。"' in page
    assert dict(response.context["typed"]) == last_of(typed)
    again = dict(response.context["typed"])
    assert client.post(address(record), again).status_code == 302


def test_a_page_that_nobody_fills_in_is_a_503_without_a_form(client):
    with patch("portal.changes.revision.current", refusing(sqlite3.SQLITE_BUSY)):
        response = client.get("/")
    assert (response.status_code, response.context["typed"]) == (503, [])


def test_who_logs_in_there_has_saved_it(client, curator, record, typed):
    response = client.post(address(record), typed | LOGIN)
    assert response.status_code == 302
    assert Milestone.objects.get(pk=record.pk).wording == "整晚写成的“原文”。"
    newest = versions(record)[0]
    assert (newest.change_set.user, newest.change_set.why) == (curator, "周五晚")
    assert client.get(address(record)).status_code == 200


def test_a_wrong_password_keeps_it_too(client, record, typed):
    response = client.post(address(record), typed | LOGIN | {"login-password": "wrong"})
    assert response.status_code == 403
    assert response.context["form"].errors
    assert "整晚写成的" in response.content.decode()
    assert "login-password" not in dict(response.context["posted"])


def test_the_input_of_a_new_record_is_not_lost(client, curator):
    new = blank(Milestone, title="周五的通知", kind="document", date="2026-11-20", wording="全文。")
    adding = reverse("admin:policies_milestone_add")
    assert client.post(adding, new | {"_save": "保存"}).status_code == 403
    assert client.post(adding, new | {"_save": "保存"} | LOGIN).status_code == 302
    assert Milestone.objects.get(title="周五的通知").state == "draft"


def test_it_opens_nothing_to_who_may_not(client, in_group, django_user_model, record, typed):
    django_user_model.objects.create_user("reader", password="reader")
    for name in ("reader", "of-录入员"):
        if name == "of-录入员":
            user = in_group("录入员")
            user.set_password(name)
            user.save()
        response = client.post(
            address(record), typed | {"login-username": name, "login-password": name}
        )
        assert response.status_code == 403
        client.logout()
    assert Milestone.objects.get(pk=record.pk).wording == record.wording


def test_another_site_cannot_have_it_done(record, typed, curator):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(record), typed | LOGIN).status_code == 403
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert Milestone.objects.get(pk=record.pk).wording == record.wording


@pytest.fixture
def careful(curator):
    """A client that enforces CSRF tokens."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(curator)
    return browser


OWN = {"HTTP_ORIGIN": "http://testserver"}


def test_a_token_of_an_earlier_login_keeps_it(careful, record, typed):
    response = careful.post(address(record), typed, **OWN)
    assert response.status_code == 403
    page = response.content.decode()
    assert "这张表单已经过期" in page
    assert dict(response.context["posted"]) == last_of(typed)
    assert Milestone.objects.get(pk=record.pk).wording == record.wording
    again = typed | {"csrfmiddlewaretoken": str(response.context["csrf_token"])}
    assert careful.post(address(record), again, **OWN).status_code == 302
    assert Milestone.objects.get(pk=record.pk).wording == "整晚写成的“原文”。"


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", None])
def test_another_site_is_not_offered_to_have_it_done(careful, record, typed, origin):
    sent = {"HTTP_ORIGIN": origin} if origin else {}
    response = careful.post(address(record), typed, **sent)
    assert response.status_code == 403
    assert "整晚写成的" not in response.content.decode()
    assert Milestone.objects.get(pk=record.pk).wording == record.wording


def test_a_form_that_saves_nothing_is_refused_as_before(careful):
    response = careful.post(reverse("admin:logout"), **OWN)
    assert response.status_code == 403
    assert "表单已经过期" in response.content.decode()


def test_the_reason_of_a_withdrawal_is_not_lost(client, curator, record):
    withdrawing = address(record, "move", "withdraw")
    given = {"confirmed": "yes", "reason": "重复发布", "_answer": "撤回"}
    given |= {seen.SEEN: seen.note([record])}
    response = client.post(withdrawing, given)
    assert response.status_code == 403
    assert dict(response.context["posted"]) == given
    client.post(withdrawing, given | LOGIN)
    assert Milestone.objects.get(pk=record.pk).withdrawn_because == "重复发布"


def test_a_password_is_shown_nowhere(careful, curating, curator, record, typed):
    page = careful.post(address(record), typed | LOGIN, **OWN).content.decode()
    assert "整晚写成的" in page
    assert "login-password" not in page
    curating.force_login(curator)
    response = curating.post(address(record), typed | LOGIN | {"opened_version": "0"})
    assert response.status_code == 409
    assert "login-password" not in response.content.decode()
