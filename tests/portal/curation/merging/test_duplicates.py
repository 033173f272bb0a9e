"""Likely duplicates are shown before a record is entered or imported."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Body, Milestone, Policy
from portal.changes import recording
from portal.curation.merging import duplicates, known_names
from portal.curation.merging.duplicates import Duplicates
from portal.curation.merging.names import names_from
from portal.models import KnownName
from tests.policies.admin.test_admin import blank, post
from tests.portal.curation.importing.spreadsheets import NEW, confirm, imported, previewed
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def likely(model, *names: str, text: str = "") -> set[str]:
    keys = Duplicates(model).of(names_from(names, [text]))
    return {str(record) for record in model.objects.filter(pk__in=keys)}


@pytest.mark.parametrize(
    ("stored", "typed", "is_likely"),
    [
        ("关于推进“一网通办”的通知", "关于推进「一网通办」的通知", True),
        ("关于推进一网通办的通知", "关于推進一網通辦的通知", True),
        ("关于推进一网通办的通知", "关于推进一网通办通知", True),
        ("关于推进一网通办的通知", "关于推进一网统管的意见", False),
        ("第四届大会在福州召开", "第五届大会在福州召开", False),
        ("２０１６年重点工作安排", "2016年重点工作安排", True),
        ("2016年重点工作安排", "2017年重点工作安排", False),
    ],
)
def test_titles_are_alike_as_search_folds_them(stored, typed, is_likely):
    milestone("stored", "2018-06", title=stored)
    assert (stored in likely(Milestone, typed)) is is_likely


@pytest.mark.parametrize(
    ("stored", "typed", "is_likely"),
    [
        ("国办发〔2016〕55号", "国办发[2016]55号", True),
        ("印发（国办发〔2016〕55号）", "国办发【２０１６】第55号", True),
        ("国办发〔2016〕55号", "国发〔2016〕55号", False),
        ("国办发〔2016〕55号", "国办发〔2016〕5号", False),
        ("国务院令第716号公布", "国务院令（第716号）", True),
        ("国务院令第716号公布", "依据国务院令第716号", True),
    ],
)
def test_a_document_number_is_known_in_any_brackets(stored, typed, is_likely):
    milestone("stored", "2018-06", title="甲", wording=stored)
    assert likely(Milestone, "不相干的题名", text=typed) == ({"甲"} if is_likely else set())


def test_no_two_records_of_the_catalogue_are_taken_for_one():
    for model in (Policy, Milestone):
        duplicates = Duplicates(model)
        for record in model.objects.all():
            texts = [getattr(record, name) for name in model.numbered_in]
            assert duplicates.of(names_from([record.title], texts)) == {record.pk}


def test_a_body_is_known_by_its_other_names_too():
    body = Body.objects.exclude(official_name="").first()
    assert str(body) in likely(Body, body.official_name)
    alias = Body.objects.filter(aliases__isnull=False).first()
    assert str(alias) in likely(Body, alias.aliases.first().name)


# Entering


def entered(client, title, **more):
    new = blank(Milestone, title=title, kind="document", date="2026年11月", wording="全文。")
    return client.post(reverse("admin:policies_milestone_add"), new | more)


def offered(response) -> list[int]:
    """The keys of the records that the form shows as likely duplicates."""
    [question] = response.context["adminform"].form.questions
    return [offer.key for offer in question.offers]


def test_who_enters_a_likely_duplicate_sees_it_and_says_that_it_is_none(curating):
    stored = milestone("stored", "2018-06", title="关于推进一网通办的通知")
    response = entered(curating, "关于推进“一网通办”的通知")
    assert response.status_code == 200
    shown = response.content.decode()
    assert "还没有保存，请先核对：可能与已有的记录重复。" in shown
    assert f"{reverse('admin:policies_milestone_change', args=[stored.pk])}" in shown
    assert f'name="confirmed" value="duplicate:{stored.pk}"' in shown
    response = entered(curating, "关于推进“一网通办”的通知", confirmed=f"duplicate:{stored.pk}")
    assert response.status_code == 302
    assert Milestone.objects.filter(title="关于推进“一网通办”的通知").exists()


def test_what_was_seen_covers_no_other_duplicate(curating):
    stored = milestone("stored", "2018-06", title="关于推进一网通办的通知")
    milestone("later", "2018-07", title="关于推进一网通办之通知")
    assert (
        entered(
            curating, "关于推进“一网通办”的通知", confirmed=f"duplicate:{stored.pk}"
        ).status_code
        == 200
    )
    assert (
        entered(curating, "关于推进“一网通办”的通知", confirmed="duplicate:x y").status_code == 200
    )


def test_an_edit_is_asked_only_about_what_it_changes(curating):
    stored = milestone("stored", "2018-06", title="关于推进一网通办的通知")
    other = milestone("other", "2018-07", title="关于推进一网通办之通知")
    assert post(curating, other, wording="改了原文。").status_code == 302
    other.refresh_from_db()
    response = post(curating, other, title="关于推进一网通办的通知")
    assert response.status_code == 200
    assert offered(response) == [stored.pk]


def test_a_body_by_another_spelling_is_asked_about(curating):
    body = Body.objects.get(slug="guowuyuan")
    new = blank(Body, name="國務院", kind="state_council")
    response = curating.post(reverse("admin:policies_body_add"), new)
    assert offered(response) == [body.pk]


def test_asking_costs_the_same_however_many_there_are(curating):
    numbers = []
    for size in (1, 20):
        for number in range(size):
            milestone(f"twin-{size}-{number}", "2018-06", title="关于推进一网通办的通知")
        entered(curating, "关于推进“一网通办”的通知")  # what is kept between requests, is
        with CaptureQueriesContext(connection) as queries:
            assert entered(curating, "关于推进“一网通办”的通知").status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# Importing


def test_an_import_shows_likely_duplicates_and_waits_for_an_answer(curating):
    milestone("stored", "2018-06", title="关于推进一网通办的通知")
    rows = [NEW | {"题名": "关于推进“一网通办”的通知"}, NEW | {"题名": "关于推进一网通办通知"}]
    batch, seen = previewed(curating, Milestone, *rows, NEW)
    asked = [row for _, row in seen.rows if "可能与" in row]
    assert len(asked) == 2
    assert "关于推进一网通办的通知，2018年6月，已发布" in asked[0]
    assert "第 2 行重复。" in asked[1]
    assert "2 行可能与已有的记录或别的行重复" in seen.html
    assert "须先核对并确认，没有导入" in confirm(curating, Milestone, batch, seen).html
    assert not Milestone.objects.filter(title=NEW["题名"]).exists()
    confirm(curating, Milestone, batch, seen, confirmed="duplicate")
    assert Milestone.objects.filter(title__contains="一网通办").count() >= 3
    assert batch.made == 3


def test_a_duplicate_that_appears_after_the_preview_stops_the_import(curating):
    batch, seen = previewed(curating, Milestone, NEW)
    milestone("meanwhile", "2025-03", title=NEW["题名"])
    said = confirm(curating, Milestone, batch, seen, confirmed="duplicate")
    assert "没有导入。请重新预览" in said.html


def test_an_imported_change_is_asked_about_only_where_the_name_changes(curating):
    milestone("stored", "2018-06", title="关于推进一网通办的通知")
    other = milestone("other", "2018-07", title="关于推进一网通办之通知")
    imported(curating, Milestone, {"地址标识": "other", "原文": "改了原文。"})
    _, seen = previewed(curating, Milestone, {"地址标识": "other", "题名": "推进一网通办的通知"})
    assert "可能与已有的记录重复。" in seen.html
    assert Milestone.objects.get(pk=other.pk).wording == "改了原文。"


# The table of known names


def names_of(record) -> set[str]:
    known = KnownName.objects.filter(table=record._meta.label_lower, record=record.pk)
    return {*known.values_list("text", flat=True)}


def test_names_follow_a_change_its_parts_and_a_deletion():
    record = milestone("stored", "2018-06", title="甲乙丙", wording="国办发〔2016〕55号")
    known_names.bring_up_to_date()
    assert names_of(record) == {"甲乙丙", "国办发"}
    record.title = "丁戊己"
    record.save()
    body = Body.objects.get(slug="guowuyuan")
    body.aliases.create(name="国院")
    known_names.bring_up_to_date()
    assert names_of(record) == {"丁戊己", "国办发"}
    assert "国院" in names_of(body)
    record.delete()
    body.aliases.get(name="国院").delete()
    known_names.bring_up_to_date()
    assert names_of(record) == set()
    assert "国院" not in names_of(body)
    assert not any(known_names.pending(model) for model in (Body, Milestone))


def test_names_are_found_before_the_table_follows_and_after():
    record = milestone("stored", "2018-06", title="甲乙丙丁戊己庚")
    assert known_names.pending(Milestone) == {record.pk}
    assert likely(Milestone, "甲乙丙丁戊己庚辛") == {record.title}
    known_names.bring_up_to_date()
    assert known_names.pending(Milestone) == set()
    assert likely(Milestone, "甲乙丙丁戊己庚辛") == {record.title}
    Milestone.objects.filter(pk=record.pk).update(title="全然不同的题名")
    assert likely(Milestone, "甲乙丙丁戊己庚辛") == set()


def test_names_are_read_some_at_a_time_in_transactions_of_their_own(monkeypatch):
    monkeypatch.setattr(recording, "AT_ONCE", 2)
    records = [milestone(f"stored-{one}", "2018-06", title=f"甲乙丙丁{one}") for one in range(5)]
    with CaptureQueriesContext(connection) as queries:
        known_names.bring_up_to_date()
    steps = [one["sql"] for one in queries if one["sql"].startswith("SAVEPOINT")]
    assert len(steps) >= 3
    assert [names_of(record) for record in records] == [{f"甲乙丙丁{one}"} for one in range(5)]


def test_no_record_is_read_whose_names_are_known(monkeypatch):
    known_names.bring_up_to_date()
    read = []
    monkeypatch.setattr(duplicates, "names_in", lambda model, keys: read.append(keys) or {})
    likely(Milestone, "从来没有过的一个题名")
    assert read == [set()]
