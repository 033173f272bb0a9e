"""A source that is typed in on the form of the entry that rests on it."""

import pytest
from django.urls import reverse

from policies.models import Policy
from portal.curation.accounts.groups import EDITORS
from portal.models import Source
from portal.models.curated import State
from tests.policies.admin.test_admin import address, blank, post
from tests.universe import policy

pytestmark = pytest.mark.usefixtures("catalogue")

SOURCE = {
    "source_title": "虚构的通知全文",
    "source_url": "https://example.cn/xu-gou",
    "source_publisher": "虚构的网站",
    "source_quote": "虚构的原话。",
}


def entered(client, **typed):
    new = {"title": "虚构的通知", "kind": "document", "date": "2026年3月"}
    posted = blank(Policy, **new | typed)
    return client.post(reverse("admin:policies_policy_add"), posted)


def errors(page) -> dict:
    return page.context["adminform"].form.errors


def test_a_draft_of_the_source_is_stored_and_cited_with_the_quoted_words(client, in_group):
    client.force_login(in_group(EDITORS))
    response = entered(client, **SOURCE)
    assert response.status_code == 302, errors(response)
    record = Policy.objects.get(title="虚构的通知")
    [citation] = record.citations.all()
    source = citation.source
    assert (source.title, source.short_title) == ("虚构的通知全文", "虚构的通知全文")
    assert (source.url, source.publisher) == (SOURCE["source_url"], "虚构的网站")
    assert (source.state, source.kind) == (State.DRAFT, Source.Kind.WEB)
    assert source.slug == "xu-gou-de-tong-zhi-quan-wen"
    assert citation.quote == record.wording == "虚构的原话。"
    assert source.history.count() == citation.history.count() == 1


def test_a_source_of_that_address_is_cited_and_not_added_again(curating):
    entered(curating, **SOURCE)
    number = Source.objects.count()
    again = SOURCE | {"source_title": "", "source_publisher": "", "title": "另一件虚构的通知"}
    response = entered(curating, **again)
    assert response.status_code == 302, errors(response)
    assert Source.objects.count() == number
    assert Policy.objects.get(title="另一件虚构的通知").citations.get().source.url


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"source_url": "ftp://example.cn/"}, "source_url", "ftp://example.cn/"),
        ({"source_title": ""}, "source_title", ""),
        ({"source_publisher": ""}, "source_publisher", ""),
        ({"source_quote": ""}, "wording", ""),
    ],
)
def test_what_a_source_lacks_is_said_beside_its_field_and_nothing_is_stored(
    curating, typed, field, said
):
    number = Source.objects.count()
    page = entered(curating, **SOURCE | typed)
    assert page.status_code == 200
    assert said in " ".join(errors(page)[field])
    assert Source.objects.count() == number
    assert not Policy.objects.filter(title="虚构的通知").exists()


def test_a_short_title_that_is_taken_gets_a_number(curating):
    entered(curating, **SOURCE)
    other = SOURCE | {"source_url": "https://example.cn/ling-yi", "title": "另一件虚构的通知"}
    assert entered(curating, **other).status_code == 302
    record = Policy.objects.get(title="另一件虚构的通知")
    assert record.citations.get().source.short_title == "虚构的通知全文（2）"


def test_a_public_record_is_not_given_a_source_that_is_not_public(curating):
    public = policy("public", "2018-06")
    page = post(curating, public, **SOURCE)
    assert "请先增加并发布来源" in " ".join(errors(page)["source_title"])
    assert public.citations.count() == 0


def test_an_entry_without_wording_is_refused(curating):
    page = entered(curating)
    assert list(errors(page)) == ["wording"]
    assert curating.get(address(policy("other", "2018"))).status_code == 200
