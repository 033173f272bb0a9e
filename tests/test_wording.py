"""Every record is served word for word, with its place in the source."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

from policies.models import Milestone, Policy
from provinces.models import Excerpt

FIELDS = {
    Policy: ["date_text", "bodies_text", "title_text", "wording"],
    Milestone: ["date_text", "wording"],
    Excerpt: ["unit_text", "wording"],
}


class Printed(HTMLParser):
    """Collects the text of the elements that carry data-printed."""

    def __init__(self):
        super().__init__()
        self.fields, self.open, self.depth = {}, None, 0

    def handle_starttag(self, tag, attrs):
        name = dict(attrs).get("data-printed")
        if name:
            assert name not in self.fields
            self.open, self.depth, self.fields[name] = name, 0, ""
        elif self.open:
            self.depth += 1

    def handle_endtag(self, tag):
        if self.open and self.depth == 0:
            self.open = None
        elif self.open:
            self.depth -= 1

    def handle_data(self, data):
        if self.open:
            self.fields[self.open] += data


def source_lines(record) -> str:
    """The record's lines from the file itself, bullets, cell ends and white space aside."""
    [cited] = record.citations.all()
    path = settings.BASE_DIR / "fixtures" / "sources" / f"{cited.source.slug}.txt"
    lines = path.read_text(encoding="utf-8").split("\n")[cited.line_start - 1 : cited.line_end]
    text = re.sub(r"\s", "", "".join(lines))
    return re.sub(r"^-?◆", "", text).replace("|", "").replace("：", "", text.startswith(("-", "◆")))


@pytest.mark.parametrize("model", FIELDS)
def test_every_record_is_served_word_for_word(client, catalogue, model):
    assert model.objects.exists()
    for record in model.objects.all():
        page = client.get(record.get_absolute_url()).content.decode()
        printed = Printed()
        printed.feed(page)
        served = "".join(printed.fields[name] for name in FIELDS[model])
        assert re.sub(r"\s", "", served) == source_lines(record), record
        assert f'href="{record.citations.get().page_url()}"' in page, record


@pytest.mark.parametrize("model", [Policy, Milestone])
def test_every_entry_is_served_with_its_kind_date_and_bodies(client, catalogue, model):
    for entry in model.objects.prefetch_related("issuances__body"):
        page = client.get(entry.get_absolute_url()).content.decode()
        assert entry.get_kind_display() in page
        assert str(entry.timeline_date) in page
        assert entry.date_text in page
        for issuance in entry.issuances.all():
            assert f'href="/bodies/{issuance.body.slug}/"' in page
        assert ("推定" in page) == any(not issuance.stated for issuance in entry.issuances.all())


def test_no_two_records_claim_the_same_line(catalogue):
    claimed = [
        (cited.source_id, line)
        for model in FIELDS
        for record in model.objects.all()
        for cited in record.citations.all()
        for line in range(cited.line_start, cited.line_end + 1)
    ]
    assert len(claimed) == len(set(claimed))
