"""An address that a record once had leads to where it is now."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from policies.models import Body, Milestone, Policy
from portal.curation.history.revert import undo
from portal.curation.history.versions import restore, versions
from portal.curation.merging.merge import merge
from portal.models import Source
from portal.models.curated import State
from provinces.models import Unit
from tests.policies.admin.test_admin import post
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def led(client, address: str) -> str | int:
    """The target of an address's redirect, or its status."""
    response = client.get(address)
    return response["Location"] if response.status_code == 301 else response.status_code


@pytest.mark.parametrize("model", [Policy, Milestone, Body, Source, Unit])
def test_a_record_that_has_moved_is_found_at_its_old_address(client, curating, model):
    record = model.objects.first()
    old = record.get_absolute_url()
    assert post(curating, record, slug="moved").status_code == 302
    record.refresh_from_db()
    assert led(client, old) == record.get_absolute_url() != old


def test_the_language_and_the_question_go_along(client):
    record = milestone("old", "2018-06")
    record.slug = "new"
    record.save()
    with override("zh-hans"):  # which the answer in English leaves as it finds it
        assert led(client, "/en/milestones/old/?q=a") == "/en/milestones/new/?q=a"


def test_a_sources_text_file_moves_with_it(client):
    source = Source.objects.first()
    old = reverse("source_text", args=[source.slug])
    source.slug = "moved"
    source.save()
    assert led(client, old) == "/sources/moved.txt"


def test_any_path_that_changes_an_address_leaves_the_old_ones_leading_to_it(client, curating):
    record = milestone("first", "2018-06", title="甲")
    for slug in ("second", "third", "first", "fourth"):
        record.refresh_from_db()
        assert post(curating, record, slug=slug).status_code == 302
    for slug in ("first", "second", "third"):
        assert led(client, f"/milestones/{slug}/") == "/milestones/fourth/"
    record.refresh_from_db()
    restore(record, versions(record)[2])
    assert led(client, "/milestones/fourth/") == "/milestones/third/"
    assert led(client, "/milestones/first/") == "/milestones/third/"


def test_a_record_brought_back_by_parting_a_merger_has_its_own_address(client, curator):
    kept, gone = milestone("kept", "2018-06"), milestone("gone", "2018-06")
    merger = merge(kept, gone, curator)
    assert led(client, "/milestones/gone/") == "/milestones/kept/"
    undo(merger)
    assert led(client, "/milestones/gone/") == 200


def test_who_takes_an_old_address_is_found_there_once_it_is_public(client):
    record = milestone("old", "2018-06")
    record.slug = "new"
    record.save()
    later = milestone("old", "2019-06", state=State.DRAFT)
    assert led(client, "/milestones/old/") == "/milestones/new/"
    later.state = State.PUBLISHED
    later.save()
    assert led(client, "/milestones/old/") == 200


def test_an_address_that_the_public_never_had_leads_nowhere(client):
    record = milestone("draft", "2018-06", state=State.DRAFT)
    for slug, state in (("other", State.DRAFT), ("other", State.PUBLISHED)):
        record.slug, record.state = slug, state
        record.save()
    assert led(client, "/milestones/draft/") == 404


def test_what_moved_and_was_merged_and_moved_again_is_one_step_away(client, curator):
    gone, kept = milestone("gone", "2018-06"), milestone("kept", "2018-06")
    gone.slug = "moved"
    gone.save()
    merge(kept, gone, curator)
    kept.refresh_from_db()
    kept.slug = "last"
    kept.save()
    for slug in ("gone", "moved", "kept"):
        assert led(client, f"/milestones/{slug}/") == "/milestones/last/"
