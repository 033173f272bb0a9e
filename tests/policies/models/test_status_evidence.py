"""A status is refused unless a citation or another record supports it. All invented."""

import io
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from policies.models import Milestone, Policy, PolicyCitation
from policies.models.status_evidence import without_evidence
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.history.revert import RevertError, revert
from portal.curation.history.versions import restore, versions
from portal.models import Source
from tests.policies.admin.test_admin import address, blank, post
from tests.policies.pages.test_pages import text
from tests.policies.pairs.test_document_facts import cited
from tests.portal.curation.confirming import confirm
from tests.portal.curation.importing.spreadsheets import imported, previewed
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")

SAID = "没有依据：请加一处支持“效力状态”的出处"
SOURCE = "egov-report-2014-2024"


def told(response) -> str:
    """The errors beside the status."""
    return " ".join(response.context["adminform"].form.errors["status"])


@pytest.mark.parametrize("status", ["in_force", "amended", "partly_void", "repealed"])
def test_a_form_refuses_a_status_without_a_citation_that_supports_it(curating, status):
    record = policy("invented", "2026-03")
    for citation in ({}, cited("title", "date")):
        assert SAID in told(post(curating, record, status=status, **citation))
    assert post(curating, record, status=status, **cited("status")).status_code == 302
    record.refresh_from_db()
    assert record.status == status
    assert SAID in told(post(curating, record, **{"citations-0-supports": ["title"]}))
    assert SAID in told(post(curating, record, **{"citations-0-DELETE": "on"}))


def test_a_new_record_is_refused_as_well(curating):
    new = blank(Policy, title="虚构", kind="document", date="2026年3月", wording="虚构。")
    new |= {"status": "in_force"}
    address = reverse("admin:policies_policy_add")
    assert SAID in told(curating.post(address, new))
    assert curating.post(address, new | cited("status")).status_code == 302


@pytest.mark.parametrize(
    ("kind", "status", "is_enough"),
    [
        ("amends", "amended", True),
        ("amends", "partly_void", True),
        ("repeals", "partly_void", True),
        ("repeals", "repealed", True),
        ("amends", "repealed", False),
        ("repeals", "amended", False),
        ("repeals", "in_force", False),
        ("forwards", "amended", False),
    ],
)
def test_another_record_supports_what_it_does(curating, kind, status, is_enough):
    record = policy("invented", "2026-03")
    says(policy("later", "2026-04"), kind, record)
    assert post(curating, record, status=status).status_code == (302 if is_enough else 200)


def test_a_policy_and_its_milestone_are_one_document(curating):
    record = policy("invented", "2026-03")
    tells = milestone("told", "2026-03", policy=record)
    says(milestone("later", "2026-04"), "repeals", tells)
    assert post(curating, record, status="repealed").status_code == 302
    assert post(curating, tells, status="repealed").status_code == 302


def test_an_import_takes_it_with_a_citation_or_with_the_other_record(curating):
    first, second = policy("first", "2026-03"), policy("second", "2026-03")
    bad = {"地址标识": "first", "效力状态": "废止"}
    _, seen = previewed(curating, Policy, bad)
    assert SAID in seen.html
    supported = {"出处": f"{SOURCE}｜5｜效力状态", "关系": f"修订｜second｜{SOURCE}"}
    other = {"地址标识": "second", "效力状态": "已被修改"}
    imported(curating, Policy, bad | supported, other)
    for record, status in ((first, "repealed"), (second, "amended")):
        record.refresh_from_db()
        assert record.status == status


def test_the_check_names_what_has_lost_its_evidence():
    record = policy("invented", "2026-03", status="repealed")
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_catalogue", stdout=said, stderr=said)
    assert "policies.policy invented: nothing supports its status repealed" in said.getvalue()
    source = Source.objects.get(slug=SOURCE)
    PolicyCitation.objects.create(record=record, source=source, place="5", supports="status")
    assert list(without_evidence(Policy)) == list(without_evidence(Milestone)) == []


def test_the_page_of_a_record_names_what_supports_its_status(client):
    record = policy("invented", "2026-03", status="repealed")
    lacking = text(client.get("/policies/invented/"))
    assert "状态没有注明出处" in lacking.replace("、", "")
    says(policy("later", "2026-04", title="虚构的后一件"), "repeals", record)
    supported = text(client.get("/policies/invented/"))
    assert "效力状态废止被虚构的后一件废止" in supported
    assert "状态没有注明出处" not in supported.replace("、", "")


def test_an_older_version_and_a_deleted_record_come_back_with_their_evidence_alone(curating):
    record, later = policy("invented", "2026-03"), policy("later", "2026-04")
    relation = says(later, "repeals", record)
    assert post(curating, record, status="repealed").status_code == 302
    assert post(curating, Policy.objects.get(pk=record.pk), status="unknown").status_code == 302
    newest, repealed, _ = versions(record)
    relation.delete()
    refused = confirm(curating, address(record, "restore", "2"), follow=True)
    assert SAID in unescape(refused.content.decode())
    assert Policy.objects.get(pk=record.pk).status == "unknown"
    with pytest.raises(RevertError, match=SAID):
        revert(newest.change_set, "撤销")
    says(later, "repeals", record)
    restored = restore(record, repealed)
    assert restored.status == "repealed"
    restored.delete()
    later.delete()
    with pytest.raises(ValidationError, match=SAID):
        bring_back(deletions(Policy).get(id=record.pk))
