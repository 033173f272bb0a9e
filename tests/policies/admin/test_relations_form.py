"""Relations in the forms of policies and milestones. The records are invented."""

import pytest

from portal.curation.history.versions import versions
from portal.models import Source
from tests.policies.admin.test_admin import address, opened_form, post
from tests.portal.curation.editing.test_conflicts import answer, proposed
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def rules():
    """Three invented rules: each newer one amends the older one."""
    found = [policy(f"invented-{year}", year, title=f"虚构办法{year}") for year in YEARS]
    says(found[1], "amends", found[0])
    says(found[2], "amends", found[1])
    return found


YEARS = ["2001", "2010", "2020"]


def source() -> Source:
    return Source.objects.get(slug="egov-report-2014-2024")


def test_a_form_refuses_a_circle_beside_the_record_that_closes_it(curating, rules):
    first, _, third = rules
    form = opened_form(curating, first)
    row = {"kind": "repeals", "policy": third.pk, "source": source().pk}
    form |= {f"relations-0-{name}": value for name, value in row.items()}
    form["relations-TOTAL_FORMS"] = "1"
    refused = curating.post(address(first), form)
    assert refused.status_code == 200
    [formset] = [
        one.formset
        for one in refused.context["inline_admin_formsets"]
        if one.formset.prefix == "relations"
    ]
    assert "绕成一圈" in formset.errors[0]["policy"][0]
    told = milestone("told", "2021")
    changed = {"relations-0-policy": "", "relations-0-milestone": told.pk}
    assert curating.post(address(first), form | changed).status_code == 302
    assert first.relations.get().target == told


def test_a_row_without_source_rests_on_the_new_one_of_the_form_or_is_refused(curating, rules):
    record = milestone("told", "2021", state="draft")
    form = opened_form(curating, record)
    form |= {"relations-0-kind": "amends", "relations-0-policy": rules[0].pk}
    form["relations-TOTAL_FORMS"] = "1"
    refused = curating.post(address(record), form)
    assert "请选择来源，或在上面写一个新来源。" in refused.content.decode()
    new = {"source_title": "虚构的通知全文", "source_url": "https://example.cn/xu-gou"}
    new |= {"source_publisher": "虚构的网站"}
    page = curating.post(address(record), form | new | {"relations-0-place": "12"})
    assert "“12”没有说是页、条还是段" in page.content.decode()
    page = curating.post(address(record), form | new | {"relations-0-place": "第二条"})
    assert page.status_code == 302
    assert record.relations.get().source == record.citations.get().source


@pytest.mark.parametrize("targets", ["none", "both"])
def test_a_form_asks_for_exactly_one_record(curating, rules, targets):
    record = milestone("told", "2021")
    form = opened_form(curating, record)
    form |= {"relations-0-kind": "amends", "relations-0-source": source().pk}
    if targets == "both":
        form["relations-0-policy"] = rules[0].pk
        form["relations-0-milestone"] = milestone("another", "2021").pk
    refused = curating.post(address(record), form | {"relations-TOTAL_FORMS": "1"})
    assert refused.status_code == 200
    assert "只选一条" in refused.content.decode()


def test_a_milestone_is_not_linked_to_a_policy_that_it_repeals(curating, rules):
    told = milestone("told", "2021", title="虚构的一条")
    says(told, "repeals", rules[2])
    refused = post(curating, told, policy=rules[0].pk)
    assert refused.status_code == 200
    [said] = refused.context["adminform"].form.errors["policy"]
    assert said.startswith("记“虚构办法2001”就绕成一圈：“虚构办法2001”废止“虚构办法2020”，")
    other = policy("other", "2021", title=told.title)
    assert post(curating, told, policy=other.pk).status_code == 302


def test_two_who_change_one_relation_are_asked_and_another_is_kept(curating, rules):
    record = rules[1]
    opened = opened_form(curating, record)
    added = {"kind": "implements", "milestone": milestone("told", "2009").pk, "source": source().pk}
    theirs = {f"relations-1-{name}": value for name, value in added.items()}
    theirs |= {"relations-TOTAL_FORMS": "2", "relations-0-quote": "他们抄的。"}
    assert curating.post(address(record), opened | theirs).status_code == 302
    asked = curating.post(address(record), opened | {"relations-0-quote": "我抄的。"})
    assert asked.status_code == 409
    assert {name.partition(" · ")[2]: side for name, side in proposed(asked).items()} == {
        "引文": "",
        "": "theirs",
    }
    record.refresh_from_db()
    contested = next(one for one, _ in asked.context["choices"] if one.field == "quote")
    name = contested.name.removeprefix("choice/")
    assert answer(curating, record, asked, **{name: "mine"}).status_code == 302
    amends, implements = record.relations.order_by("pk")
    assert (amends.quote, implements.kind) == ("我抄的。", "implements")


def test_the_history_names_what_changed(curating, rules):
    post(curating, rules[1], **{"relations-0-quote": "抄自虚构的公报。"})
    newest = versions(rules[1])[0]
    assert [(one.label, one.after) for one in newest.differences] == [("引文", "抄自虚构的公报。")]
    assert "修订 虚构办法2001" in newest.differences[0].part
    history = curating.get(address(rules[1], "history")).content.decode()
    assert "抄自虚构的公报。" in history
