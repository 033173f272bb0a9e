"""What is asked before a policy or milestone is saved: its date, rulings, its twin."""

import pytest
from django.urls import reverse

from policies.admin.questions import likely_twins
from policies.models import Difference, Milestone, Policy
from portal.checks.invariants import breaches
from portal.models.curated import State
from tests.policies.admin.test_admin import address, blank, filled_form, post
from tests.portal.curation.importing.spreadsheets import NEW, confirm, previewed, row_of, undone
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def entered(client, model=Milestone, **more):
    new = {"title": "新近的通知", "kind": "document", "date": "2025年3月", "wording": "全文。"}
    name = f"admin:policies_{model._meta.model_name}_add"
    return client.post(reverse(name), blank(model, **new | more))


def asked(page) -> list[str]:
    return [question.key for question in page.context["adminform"].form.questions]


# Dates that may be mistyped


@pytest.mark.parametrize("typed", ["9021-01-01", "2029", "1948年", "1949年9月", "1016年5月17日"])
def test_a_date_that_may_be_mistyped_is_asked_about_and_the_answer_is_stored(curating, typed):
    page = entered(curating, date=typed)
    assert page.status_code == 200
    [key] = asked(page)
    assert key.startswith("date:")
    assert "还没有保存" in page.content.decode()
    assert f'name="confirmed" value="{key}"' in page.content.decode()
    assert entered(curating, date=typed, confirmed=key).status_code == 302
    record = Milestone.objects.get(title="新近的通知")
    assert record.checked_date == record.date.iso
    assert record.history.latest().checked_date == record.date.iso
    assert post(curating, record, wording="改了原文。").status_code == 302


@pytest.mark.parametrize("typed", ["1949", "1949年10月", "1978年", "2027年12月"])
def test_a_likely_date_is_not_asked_about(curating, typed):
    assert entered(curating, date=typed).status_code == 302


def test_an_answer_is_for_one_date(curating):
    assert entered(curating, date="9021", confirmed="date:9021").status_code == 302
    record = Milestone.objects.get(title="新近的通知")
    for date in ("9022", "2025", "9021"):
        page = post(curating, record, date=date, date_text="", confirmed="date:9021-01-01")
        assert page.status_code == (302 if date == "2025" else 200)
        record.refresh_from_db()
    assert record.checked_date == ""


def test_an_imported_date_is_asked_about_too(curating):
    row = NEW | {"日期": "9021-01-01"}
    batch, seen = previewed(curating, Milestone, row)
    assert "日期是9021年1月1日" in seen.html
    assert "须先核对并确认，没有导入" in confirm(curating, Milestone, batch, seen).html
    assert not batch.moment
    confirm(curating, Milestone, batch, seen, confirmed="date")
    assert batch.moment
    assert Milestone.objects.get(title=NEW["题名"]).checked_date == "9021-01-01"


def test_the_check_names_a_date_that_nobody_has_confirmed():
    far = milestone("far", "9021-01-01")
    [said] = [one for one in breaches() if "far" in one]
    assert "not confirmed" in said
    far.checked_date = "9021-01-01"
    far.save()
    assert [one for one in breaches() if "far" in one] == []


# Rulings


def test_what_a_ruling_says_follows_its_records(client):
    ruling = Difference.objects.get(policy__slug="cujin-dashuju-fazhan-xingdong-gangyao")
    assert (ruling.policy_says, ruling.milestone_says) == ("2018年1月", "2015年8月31日")
    dated = {"date_start": "2017-01-01", "date_end": "2017-01-31"}
    Policy.objects.filter(pk=ruling.policy_id).update(**dated)
    assert "2017年1月" in client.get(ruling.policy.get_absolute_url()).content.decode()


def test_a_save_that_makes_a_ruling_needless_says_so_first(curating):
    record = Policy.objects.get(slug="cujin-dashuju-fazhan-xingdong-gangyao")
    dated = {"date": "2015年8月31日", "date_text": "2015年8月31日"}
    page = post(curating, record, **dated)
    assert page.status_code == 200
    assert "日期从此一致，已有的裁定不再需要" in page.content.decode()
    [key] = asked(page)
    assert post(curating, record, **dated, confirmed=key).status_code == 302
    assert any("的日期没有分歧" in one for one in breaches())


def test_a_save_that_parts_a_pair_says_which_rulings_it_leaves_dangling(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    page = post(curating, record, policy="")
    assert "已有的日期裁定落空" in page.content.decode()
    assert "已有的题名裁定落空" in page.content.decode()
    assert post(curating, record, policy="", confirmed=asked(page)[0]).status_code == 302


def test_a_save_that_makes_a_disagreement_says_what_each_source_says(curating):
    record = Milestone.objects.get(slug="2015-08-31")
    page = post(curating, record, title="另一题名")
    text = page.content.decode()
    assert "前者作“促进大数据发展行动纲要”，后者作“另一题名”" in text
    assert post(curating, record, title="又一题名", confirmed=asked(page)[0]).status_code == 200


def test_a_row_that_changes_a_ruling_is_asked_about_as_in_the_form(curating):
    record = Policy.objects.get(slug="cujin-dashuju-fazhan-xingdong-gangyao")
    row = row_of(record, **{"日期": "2015年8月31日", "原文日期": "2015年8月31日"})
    batch, seen = previewed(curating, Policy, row)
    assert "已有的裁定不再需要" in seen.html
    confirm(curating, Policy, batch, seen)
    assert not batch.moment
    confirm(curating, Policy, batch, seen, confirmed="ruling")
    assert batch.moment


def test_a_ruling_where_nothing_disagrees_is_refused(curating):
    record = policy("agreeing", "2018-06", title="甲")
    told = milestone("told", "2018-06-05", title="甲", policy=record)
    new = {"policy": record.pk, "milestone": told.pk, "prefers": "policy", "reason": "无。"}
    page = curating.post(
        reverse("admin:policies_difference_add"), blank(Difference, field="date", **new)
    )
    assert "没有分歧（“2018年6月”与“2018年6月5日”），无须裁定" in page.content.decode()
    page = curating.post(
        reverse("admin:policies_difference_add"),
        blank(Difference, field="passage", policy_passage="没有的话", **new),
    )
    assert "“没有的话”不是“甲”里的话" in page.content.decode()
    assert "请抄录原文" in page.content.decode()


# Twins in the other table


def test_no_two_records_of_the_catalogue_are_taken_for_unlinked_twins():
    for model in (Policy, Milestone):
        entries = [(entry, None) for entry in model.objects.all()]
        assert not any(likely_twins(entries))


def test_a_policy_titled_as_a_milestone_is_asked_about_and_linked(curating):
    told = milestone("told", "2025-03-05", title="《新近的通知》")
    page = entered(curating, Policy)
    assert page.status_code == 200
    assert "与大事记条目“《新近的通知》”" in page.content.decode()
    assert f'name="link" value="{told.pk}"' in page.content.decode()
    assert entered(curating, Policy, link=str(told.pk)).status_code == 302
    told.refresh_from_db()
    assert (told.policy.title, told.version) == ("新近的通知", 2)


def test_a_milestone_titled_as_a_policy_is_asked_about_and_linked(curating):
    record = policy("stated", "2025-03", title="《新近的通知》")
    page = entered(curating)
    [key] = asked(page)
    assert entered(curating, link=str(record.pk)).status_code == 302
    assert Milestone.objects.get(title="新近的通知").policy == record
    assert entered(curating, title="新近的通知。", confirmed=key).status_code == 200  # its own twin
    assert entered(curating, date="2019", confirmed=key).status_code == 200


def test_who_says_that_it_is_none_of_them_saves_it_unlinked(curating):
    policy("stated", "2025-03", title="新近的通知")
    assert entered(curating, confirmed=asked(entered(curating))[0]).status_code == 302
    assert Milestone.objects.get(title="新近的通知").policy is None


@pytest.mark.parametrize("date", ["2019年", "2024年12月"])
def test_a_title_of_another_year_is_no_twin(curating, date):
    policy("stated", "2025-03", title="新近的通知")
    assert entered(curating, date=date).status_code == 302


@pytest.mark.parametrize("model", [Policy, Milestone])
def test_an_imported_twin_is_linked_and_unlinked_with_the_batch(curating, model):
    make = milestone if model is Policy else policy
    twin = make("twin", "2025-03", title=NEW["题名"])
    batch, seen = previewed(curating, model, NEW)
    assert f'name="link" value="2:{twin.pk}"' in seen.html
    confirm(curating, model, batch, seen)
    assert not batch.moment
    confirm(curating, model, batch, seen, link=f"2:{twin.pk}")
    assert batch.moment
    told = Milestone.objects.get(title=NEW["题名"])
    assert told.policy.title == NEW["题名"]
    assert "已撤销" in undone(curating, model, batch)
    twin.refresh_from_db()
    assert not model.objects.filter(title=NEW["题名"]).exists()
    assert getattr(twin, "policy", None) is None


def test_publishing_an_unlinked_twin_is_asked_about(curating):
    milestone("told", "2025-03-05", title="《新近的通知》")
    record = policy("stated", "2025-03", title="新近的通知", state=State.REVIEW)
    move = address(record, "move", "publish")
    page = curating.get(move)
    [(question, _)] = page.context["questions"]
    assert "同名而没有关联" in page.content.decode()
    sent = {"confirmed": "yes", "seen": page.context["seen"]}
    assert curating.post(move, sent).status_code == 200
    record.refresh_from_db()
    assert record.state == State.REVIEW
    assert curating.post(move, sent | {"answers": question.key}).status_code == 302
    record.refresh_from_db()
    assert record.state == State.PUBLISHED


# All at once


def test_errors_and_questions_are_shown_together(curating):
    policy("stated", "9021-03", title="新近的通知")
    milestone("alike", "2018-06", title="新近的通知")
    page = entered(curating, date="9021年3月", date_text="9021年4月", slug="alike", kind="")
    text = page.content.decode()
    for said in (
        "可能与已有的记录重复",
        "日期是9021年3月",
        "题名、日期相近",
        "两处须一致",
    ):
        assert said in text
    assert {"slug", "kind", "date_text"} <= page.context["adminform"].form.errors.keys()


def test_what_has_been_answered_stays_so_while_something_else_is_wrong(curating):
    stored = milestone("alike", "2018-06", title="新近的通知")
    answers = {"confirmed": [f"duplicate:{stored.pk}", "date:9021"]}
    page = entered(curating, date="9021", kind="", **answers)
    assert page.content.decode().count('value="date:9021" checked') == 1
    assert f'value="duplicate:{stored.pk}" checked' in page.content.decode()
    assert filled_form(page)["title"] == "新近的通知"
