"""Relations of records, between two of them alone, and no circle of amendments and repeals.

The records here are invented.
"""

from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from policies.models import MilestoneRelation, PolicyRelation
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.history.revert import RevertError, revert, undo
from portal.curation.history.versions import restore, versions
from portal.curation.merging.merge import MergeError, merge, rehearse
from portal.models import Source
from portal.models.curated import State
from tests.policies.admin.test_admin import address
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def rules():
    """Three invented rules of 2001, 2010 and 2020: each newer one amends the older one."""
    found = [policy(f"invented-{year}", year, title=f"虚构办法{year}") for year in YEARS]
    says(found[1], "amends", found[0])
    says(found[2], "amends", found[1])
    return found


YEARS = ["2001", "2010", "2020"]


def test_a_relation_is_to_exactly_one_record():
    one, other, told = policy("a", "2019"), policy("b", "2018"), milestone("c", "2018")
    for targets in ({}, {"policy": other, "milestone": told}):
        relation = PolicyRelation(record=one, kind="amends", source=source(), **targets)
        with pytest.raises(ValidationError, match="只选一条"):
            relation.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            relation.save()


def test_a_record_has_no_relation_to_itself_nor_to_its_twin():
    one = policy("a", "2019")
    twin = milestone("b", "2019", policy=one)
    for record, target in ((one, one), (one, twin), (twin, one)):
        with pytest.raises(ValidationError, match="自己"):
            says(record, "based_on", target, save=False)


def test_a_circle_is_refused_and_told(rules):
    first, _second, third = rules
    with pytest.raises(ValidationError) as refused:
        says(first, "repeals", third, save=False)
    assert refused.value.message_dict["policy"] == [
        "“虚构办法2001”废止“虚构办法2020”，“虚构办法2020”修订“虚构办法2010”，"
        "“虚构办法2010”修订“虚构办法2001”：修订和废止不能绕成一圈。"
    ]


def test_other_relations_may_go_both_ways(rules):
    first, _, third = rules
    says(first, "based_on", third)
    says(third, "based_on", first)


def test_a_circle_over_a_twin_is_one(rules):
    first, _, third = rules
    told = milestone("told", "2001", policy=first, title="虚构的一条")
    with pytest.raises(ValidationError, match="绕成一圈"):
        says(told, "repeals", third, save=False)


def test_a_public_record_rests_on_public_sources_alone():
    hidden = Source.objects.create(slug="hidden", title="未公开", short_title="未公开")
    with pytest.raises(ValidationError, match="未公开"):
        says(policy("a", "2019"), "amends", policy("b", "2018"), save=False, source=hidden)


def test_checks_name_a_circle_that_was_loaded_past_them(rules, capsys):
    first, _, third = rules
    PolicyRelation(record=first, kind="repeals", policy=third, source=source()).save()
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    assert "“虚构办法2001”废止“虚构办法2020”" in capsys.readouterr().err


def test_linking_a_twin_that_closes_a_circle_is_named_by_checks(rules, capsys):
    first, _second, third = rules
    told = milestone("told", "2001", title="虚构的一条")
    says(told, "repeals", third)
    told.policy = first
    told.save()
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    assert "绕成一圈" in capsys.readouterr().err


# Merging, deleting, restoring


def test_a_merger_moves_relations_of_both_ends(rules, curator):
    _first, second, _third = rules
    again = policy("again", "2010", title="虚构办法又一")
    told = milestone("told", "2021", title="虚构的一条")
    says(again, "based_on", told)
    says(told, "implements", again)
    merged = merge(second, again, curator)
    assert {str(one) for one in second.relations.all()} == {
        "“虚构办法2010”修订“虚构办法2001”",
        "“虚构办法2010”依据“虚构的一条”",
    }
    assert [one.record for one in second.incoming_milestonerelations.all()] == [told]
    undo(merged)
    assert [one.target for one in second.relations.all()] == [rules[0]]
    assert again.relations.count() == 1


def test_a_merger_keeps_relations_to_two_milestones(curator):
    """Two rows without a policy are not the same for that."""
    kept, gone = policy("kept", "2019"), policy("gone", "2019")
    says(kept, "implements", milestone("m1", "2018"))
    says(gone, "implements", milestone("m2", "2018"))
    assert rehearse(kept, gone).lost == []
    merge(kept, gone, curator)
    assert kept.relations.count() == 2


def test_a_merger_that_would_close_a_circle_is_refused(rules, curator):
    first, _, third = rules
    for kept, gone in ((first, third), (third, first)):
        with pytest.raises(MergeError, match="“虚构办法2020”修订“虚构办法2010”"):
            merge(kept, gone, curator)


def test_deleting_a_record_and_bringing_it_back_restores_its_relations(rules):
    _first, second, _third = rules
    before = list(PolicyRelation.objects.values())
    second.delete()
    assert not PolicyRelation.objects.exists()
    bring_back(deletions(type(second)).first())
    assert list(PolicyRelation.objects.order_by("pk").values()) == before


def test_before_a_record_is_deleted_the_page_names_its_relations(rules, curating):
    asked = curating.get(address(rules[0], "delete")).content.decode()
    assert "“虚构办法2010”修订“虚构办法2001”" in unescape(asked)


def test_who_may_not_edit_the_record_of_a_relation_does_not_delete_it(rules, in_group, client):
    draft = policy("draft", "2024", title="虚构草稿", state=State.DRAFT)
    says(rules[2], "based_on", draft)
    user = in_group("录入员")
    user.user_permissions.add(Permission.objects.get(codename="delete_policy"))
    client.force_login(user)
    refused = client.get(address(draft, "delete")).content.decode()
    assert "不能删除：下列内容还用着它" in refused
    assert "“虚构办法2020”依据“虚构草稿”" in refused


def test_an_older_version_brings_its_relations_back_unless_they_close_a_circle(rules):
    first, second, _third = rules
    related = next(one for one in versions(second) if len(one.state) == 2)
    second.relations.get().delete()
    restore(second, related)
    assert second.relations.get().target == first
    second.relations.get().delete()
    says(first, "repeals", second)
    with pytest.raises(ValidationError, match="绕成一圈"):
        restore(second, related)


def test_undoing_a_change_does_not_close_a_circle(rules):
    first, second, _ = rules
    relation = second.relations.get()
    relation.delete()
    deleted = versions(second)[0].change_set
    says(first, "repeals", second)
    with pytest.raises(RevertError, match="绕成一圈"):
        revert(deleted, "撤销。")


def test_both_records_count_as_modified(rules):
    first, second, _ = rules
    before = first.modified_at
    second.relations.get().delete()
    first.refresh_from_db()
    assert first.modified_at > before


def test_a_relation_to_a_draft_is_kept(rules):
    draft = policy("draft", "2024", state=State.DRAFT)
    says(rules[2], "based_on", draft)
    assert MilestoneRelation.objects.count() == 0
    assert rules[2].relations.count() == 2


def source() -> Source:
    return Source.objects.get(slug="egov-report-2014-2024")
