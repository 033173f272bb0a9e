"""The address to cite a record by leads to its page, wherever that is."""

import pytest
from django.urls import reverse

from policies.models import Body, Milestone, Policy
from portal.models import Source
from provinces.models import Unit
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


PAGES = {
    "policy": Policy,
    "milestone": Milestone,
    "body": Body,
    "source": Source,
    "province": Unit,
}


@pytest.mark.parametrize("page", PAGES)
def test_it_leads_to_the_page_with_the_question(client, page):
    record = PAGES[page].objects.first()
    address = reverse("record-id", kwargs={"type": page, "slug": record.slug})
    assert address == f"/id/{page}/{record.slug}"
    for query in ("", "?version=1"):
        answer = client.get(address + query)
        assert (answer.status_code, answer["Location"]) == (303, record.get_absolute_url() + query)
    assert answer["Cache-Control"] == "no-cache"


def test_it_says_as_the_page_does_what_became_of_the_record(client):
    record = milestone("old", "2018-06")
    record.slug = "new"
    record.save()
    moved = client.get("/id/milestone/old?version=1")
    assert (moved.status_code, moved["Location"]) == (301, "/id/milestone/new?version=1")
    fields = {"state": "withdrawn", "withdrawn_on": "2026-11-28", "withdrawn_because": "重复。"}
    Milestone.objects.filter(pk=record.pk).update(**fields)
    withdrawn = client.get("/id/milestone/new")
    assert withdrawn.status_code == 410
    assert "重复。" in withdrawn.content.decode()
    record.delete()
    assert client.get("/id/milestone/new").status_code == 410
    assert client.get("/id/milestone/never").status_code == 404
    assert client.get("/id/nothing/old").status_code == 404
