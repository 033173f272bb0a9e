"""Letters or too many digits in place of a primary key are refused, never a 500."""

from html import unescape

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from policies.models import Milestone
from portal.models import ImportBatch
from tests.policies.admin.test_admin import address, opened_form
from tests.portal.curation.importing.spreadsheets import page

DIGITS = "1" * 5_000  # more than Python reads as a number
pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize("bad", ["abc", DIGITS, "\x00", "²", "1.5"])
def test_a_reference_in_an_address_or_a_form_is_no_record(curating, bad):
    shown = curating.get(page(Milestone, "add"), {"source": bad, "policy": bad})
    assert shown.status_code in (200, 400)
    record = Milestone.objects.filter(issuances__isnull=False).first()
    data = opened_form(curating, record)
    parts = ("citations-0-source", "issuances-0-body", "issuances-0-id")
    for name in (*parts, "policy", "opened_version"):
        response = curating.post(address(record), data | {name: bad})
        assert response.status_code == 200
        assert response.context["errors"], name


@pytest.mark.parametrize(
    "counts",
    [
        *({"INITIAL": "0"}, {"INITIAL": "-1"}, {"INITIAL": DIGITS}, {"INITIAL": "x"}),
        *({"TOTAL": "0"}, {"TOTAL": ""}, {"TOTAL": "²"}, {"TOTAL": "99999"}),
        {"TOTAL": "0", "INITIAL": "0"},
    ],
    ids=str,
)
def test_rows_that_are_miscounted_are_refused_and_nothing_is_changed(curating, counts):
    record = Milestone.objects.filter(issuances__isnull=False).first()
    data = opened_form(curating, record)
    for prefix in ("citations", "issuances"):
        bad = {f"{prefix}-{name}_FORMS": value for name, value in counts.items()}
        response = curating.post(address(record), data | {"title": "虚构"} | bad)
        assert response.status_code == 400, prefix
        assert f"{prefix}-" in unescape(response.content.decode())
    record.refresh_from_db()
    assert record.title != "虚构"


@pytest.mark.parametrize("bad", ["abc", DIGITS, "\x00", "²"])
@pytest.mark.parametrize("action", ["delete_selected", "merge_two", "submit"])
def test_an_action_on_what_is_no_record_is_refused(curating, action, bad):
    posted = {"action": action, "_selected_action": [bad]}
    assert curating.post(page(Milestone, "changelist"), posted).status_code == 400


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Milestone, {"id__in": f"1,{DIGITS}"}),
        (Milestone, {"kind__exact": "\x00"}),
        (ImportBatch, {"user": DIGITS}),
        (ImportBatch, {"content": "x"}),
        (User, {"groups__id__exact": DIGITS}),
    ],
)
def test_a_list_filtered_by_what_is_no_value_is_refused(curating, model, asked):
    assert curating.get(page(model, "changelist"), asked).status_code == 400


def test_endless_digits_may_be_searched_for(curating):
    response = curating.get(page(Milestone, "changelist"), {"q": DIGITS})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("name", "args"), [("merge", (DIGITS, 1)), ("batch", (DIGITS,)), ("change", (DIGITS,))]
)
def test_no_address_has_a_record_of_endless_digits(curating, name, args):
    assert curating.get(page(Milestone, name, *args), follow=True).status_code in (200, 404)


def test_suggestions_for_what_is_no_text_are_refused(curating):
    asked = {"app_label": "policies", "model_name": "milestone", "field_name": "source"}
    response = curating.get(reverse("admin:autocomplete"), asked | {"term": "\x00"})
    assert response.status_code == 400
