"""A change writes only the documents that differ."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Body, Milestone, MilestoneIssuance
from portal.changes.recording import together
from portal.index import writing
from portal.index.check import stale
from portal.models import Document, DocumentText, Summary
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

LISTINGS = {"portal_document", "portal_documentlink", "portal_documenttext"}
INDEX = {"portal_pairs", "portal_characters"} if connection.vendor == "sqlite" else set()
WRITES = r'(?:[1-9]\d* times: )?(?:INSERT INTO|DELETE FROM|UPDATE) "?(\w+)'


@pytest.mark.parametrize(
    ("change", "tables"),
    [
        ({"date_text": "另一种写法"}, set()),
        ({"wording": "旧原文"}, LISTINGS | INDEX),
        ({"kind": "assessment"}, {"portal_document", "portal_documentlink"}),
        ({"state": "draft"}, LISTINGS | INDEX),
    ],
    ids=["what is not listed", "words", "a column", "its place on lists"],
)
def test_a_change_writes(change, tables):
    some = Milestone.objects.exclude(issuances=None).filter(policy=None)
    with CaptureQueriesContext(connection) as queries:
        Milestone.objects.filter(pk=some.earliest("pk").pk).update(**change)
    written = [match[1] for query in queries if (match := re.match(WRITES, query["sql"]))]
    assert {table for table in written if table in LISTINGS | INDEX} == tables
    assert list(stale()) == []


def test_a_new_document_does_not_take_the_key_of_a_changed_one():
    newest = milestone("newest", "2018-06")
    with together():
        Milestone.objects.filter(pk=newest.pk).update(wording="改了的原文")
        milestone("next", "2018-07")
    assert list(stale()) == []


def test_a_text_that_is_missing_is_written_again():
    listing = Document.objects.get(type="milestone", record=Milestone.objects.earliest("pk").pk)
    DocumentText.objects.filter(document=listing).delete()
    writing.index_anew({Milestone: {listing.record}})
    assert DocumentText.objects.filter(document=listing).count() == 1


def test_of_what_no_document_has_any_more_no_number_is_left(client):
    body = Body.objects.create(slug="ju", name="只有一条的局", kind="office", state="published")
    only = milestone("only", "2018-06")
    MilestoneIssuance.objects.create(record=only, body=body)
    assert "只有一条的局" in client.get("/").content.decode()
    Milestone.objects.filter(pk=only.pk).update(state="draft")
    assert not Summary.objects.filter(number=0).exists()
    assert "只有一条的局" not in client.get("/").content.decode()
    assert list(stale()) == []
