"""The admin's error messages name value and field, all errors at once."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from policies.models import Body, Milestone, MilestoneErratum, MilestoneIssuance, Policy
from portal.models.curated import State
from portal.text.pinyin import slug_from
from tests.policies.admin.test_admin import address, blank, filled_form
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_value_that_is_taken_is_named_with_its_field(curating):
    policy("taken", "2018-06")
    new = blank(Policy, title="甲", slug="taken", kind="document", date="2016", wording="乙")
    page = curating.post(reverse("admin:policies_policy_add"), new)
    assert "已有地址标识为“taken”的国家政策。" in page.content.decode()


def test_two_rows_alike_are_named_by_what_they_share(curating):
    told = milestone("told", "2018-06", wording="误字在此")
    erratum = {"kind": "mistaken", "printed": "误字", "reading": "正字", "reason": "笔误。"}
    MilestoneErratum.objects.create(record=told, **erratum)
    typed = filled_form(curating.get(address(told)))
    body = Body.objects.get(slug="guowuyuan")
    parts = {f"errata-1-{name}": value for name, value in erratum.items()}
    parts |= {"errata-1-field": "wording", "errata-TOTAL_FORMS": "2", "issuances-TOTAL_FORMS": "2"}
    for row in (0, 1):
        issuance = {"position": row + 1, "body": body.pk, "role": "issued", "stated": "on"}
        parts |= {f"issuances-{row}-{name}": value for name, value in issuance.items()}
    text = curating.post(address(told), typed | parts).content.decode()
    assert "发布主体“国务院”、角色“发布”写了不止一次" in text
    assert "所在栏“原文”、原样“误字”写了不止一次" in text
    assert not MilestoneIssuance.objects.filter(record=told).exists()


def test_a_date_that_is_refused_comes_with_the_forms_that_are_taken(curating):
    for typed in ("三月", "2016年2月30日", "7月27日", "2016年7月27"):
        new = blank(Milestone, title="甲", kind="document", date=typed, wording="乙")
        page = curating.post(reverse("admin:policies_milestone_add"), new)
        [sentence] = page.context["adminform"].form.errors["date"]
        assert typed in sentence
        assert sentence.count("可写作 2016、2016年7月") == 1


def test_all_errors_of_an_alias_are_shown(curating):
    taken = Body.objects.create(slug="taken", name="甲、乙", kind="department")
    body = Body.objects.get(slug="guowuyuan")
    typed = filled_form(curating.get(address(body)))
    total = int(typed["aliases-TOTAL_FORMS"])
    typed |= {"aliases-TOTAL_FORMS": total + 1, f"aliases-{total}-name": taken.name}
    text = curating.post(address(body), typed).content.decode()
    assert "里有顿号、分号或换行" in text
    assert "是另一个主体的名称" in text


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("国务院", "guo-wu-yuan"),
        ("庄" * 12, "-".join(["zhuang"] * 8)),
        ("a" * 70, "a" * 60),
        ("《》", "record"),
    ],
)
def test_an_address_made_of_pinyin_ends_with_a_whole_syllable(title, slug):
    assert slug_from(title, lambda _: False) == slug


@pytest.mark.parametrize(
    "sentence",
    [
        "Are you sure?",
        "Your password was changed.",
        "Your password can’t be entirely numeric.",
        "You don’t have permission to view or edit anything.",
        "The {name} “{obj}” was changed successfully. You may edit it again below.",
    ],
)
def test_the_admin_addresses_curators_the_same_way_everywhere(sentence):
    with override("zh-hans"):
        assert "你" not in gettext(sentence)
        assert "您" in gettext(sentence)


def test_a_filter_is_headed_by_its_name_alone(curating):
    page = curating.get(reverse("admin:policies_milestone_changelist")).content.decode()
    assert "以 状态" not in page
    assert "<summary>状态" in "".join(page.split()).replace("<summary>", "<summary>")


# Of many


def chosen(*records: Milestone, action="submit", **more) -> dict:
    return {"action": action, "_selected_action": [one.pk for one in records]} | more


def test_an_action_names_deleted_records_and_handles_the_others(curating):
    records = [milestone(slug, "2018-06", state=State.DRAFT, title=f"题{slug}") for slug in "abc"]
    listed = reverse("admin:policies_milestone_changelist")
    posted = chosen(*records)
    records[1].delete()
    page = curating.post(listed, posted)
    said = [str(one) for one in page.context["messages"]]
    assert said == ["所选的 3 条里有 1 条已不存在，没有处理：“题b”。"]
    seen = {"seen": page.context["seen"], "confirmed": "yes"}
    done = curating.post(listed, posted | seen, follow=True)
    said = [str(one) for one in done.context["messages"]]
    assert "所选 3 条中的 2 条现为“待审核”。" in said
    assert Milestone.objects.filter(slug__in="abc", state=State.REVIEW).count() == 2


@pytest.mark.parametrize("action", ["submit", "merge_two", "delete_selected"])
def test_every_action_says_that_all_chosen_records_were_deleted(curating, action):
    gone = milestone("gone", "2018-06", state=State.DRAFT, title="不在的")
    posted = chosen(gone, action=action)
    gone.delete()
    page = curating.post(reverse("admin:policies_milestone_changelist"), posted, follow=True)
    said = [str(one) for one in page.context["messages"]]
    assert "所选的 1 条里有 1 条已不存在，没有处理：“不在的”。" in said
