"""The sitemap is an index of files that stay bounded however many records there are."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from policies.models import Body, Milestone, Policy
from portal.models import Source
from portal.web.pages import sitemaps
from provinces.models import Excerpt, Unit
from tests import sitemap
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

HOST = "http://testserver"


def read(client, path: str) -> dict[str, str]:
    """Address → last modification, "" if the file does not say."""
    entries = ElementTree.fromstring(client.get(path).content)
    return {entry[0].text: "".join(part.text for part in entry[1:]) for entry in entries}


def test_every_page_stands_in_one_file_once(client):
    paths = sitemap.paths(client)
    assert len(set(paths)) == len(paths)
    records = [
        *(one for model in (Policy, Milestone, Body, Source) for one in model.objects.published()),
        *Unit.objects.all(),
    ]
    assert {record.get_absolute_url() for record in records} <= set(paths)
    assert {"/", "/policies/", "/provinces/", "/differences/", "/sources/", "/about/"} <= set(paths)
    assert "/about/verify/" in paths
    assert all(client.get(path).status_code == 200 for path in paths[::7])


def test_a_file_has_a_range_of_keys_and_the_index_only_files_that_are_not_empty(
    client, monkeypatch
):
    first, second = milestone("first", "2030-01"), milestone("second", "2030-02")
    monkeypatch.setattr(sitemaps, "PER_FILE", 1)
    of_first, of_second = (f"/sitemap-milestone-{one.pk + 1}.xml" for one in (first, second))
    assert list(read(client, of_first)) == [f"{HOST}/milestones/first/"]
    assert {of_first, of_second} <= set(sitemap.files(client))
    Milestone.objects.filter(pk=first.pk).delete()
    assert of_first not in sitemap.files(client)
    assert client.get(of_first).status_code == 404
    assert list(read(client, of_second)) == [f"{HOST}/milestones/second/"]


def test_a_file_and_the_index_say_when_records_were_last_modified(client):
    record = milestone("told", "2030-01")
    moment = timezone.now() + timedelta(days=1)
    Milestone.objects.filter(pk=record.pk).update(modified_at=moment)
    said = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    file = f"/sitemap-milestone-{record.pk // sitemaps.PER_FILE + 1}.xml"
    assert read(client, file)[f"{HOST}/milestones/told/"] == said
    assert read(client, "/sitemap.xml")[HOST + file] == said


def test_a_province_is_modified_when_its_excerpt_is(client):
    excerpt = Excerpt.objects.get(unit__slug="anhui")
    moment = timezone.now() + timedelta(days=1)
    Excerpt.objects.filter(pk=excerpt.pk).update(modified_at=moment)
    modified = read(client, "/sitemap-unit-1.xml")
    assert modified[f"{HOST}/provinces/anhui/"] == f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    assert modified[f"{HOST}/provinces/sichuan/"]


@pytest.mark.parametrize(
    "file", ["policy-0", "policy-99", "lists-2", "nothing-1", f"policy-{'9' * 30}"]
)
def test_a_file_that_is_not_in_the_index_is_a_404(client, file):
    assert client.get(f"/sitemap-{file}.xml").status_code == 404
