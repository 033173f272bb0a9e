"""Curating in the admin: every table, in Chinese, and nothing overwritten silently."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from simple_history.models import HistoricalChanges

from policies.models import Body, Difference, FoundDifference, Milestone, Policy
from portal.models import (
    BulkLoad,
    ChangeSet,
    Combination,
    Document,
    DocumentLink,
    DocumentText,
    KnownName,
    LinkedName,
    LoadedRecord,
    NamesRead,
    Revision,
    Source,
    StoredFile,
    Suggestion,
    SuggestionKey,
    SuggestionsBuilt,
    Summary,
)
from provinces.models import Excerpt, Unit
from tests.universe import policy
from tests.unrendered import unrendered

pytestmark = pytest.mark.usefixtures("catalogue")

OURS = [
    model
    for app in ("portal", "policies", "provinces")
    for model in apps.get_app_config(app).get_models()
    if not issubclass(model, HistoricalChanges)
]
REGISTERED = [model for model in OURS if model in admin.site._registry]


def address(record, page="change", *more: str) -> str:
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}"
    return reverse(name, args=[record.pk, *more])


def filled_form(page) -> dict[str, str]:
    """The data that a browser would post back from a change form, unchanged."""
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data |= {
        form[name].html_initial_name: form[name].value()
        for name, field in form.fields.items()
        if field.show_hidden_initial
    }
    for inline in page.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {
            management.add_prefix(name): management[name].value() for name in management.fields
        }
        for part in inline.formset.initial_forms:
            data |= {part.add_prefix(name): part[name].value() for name in part.fields}
    shown = {
        name: value for name, value in data.items() if value is not None and value is not False
    }
    return {
        name: form["date"].field.prepare_value(value) if name == "date" else value
        for name, value in shown.items()
    }


def opened_form(client, record) -> dict[str, str]:
    with unrendered():
        return filled_form(client.get(address(record)))


def post(client, record, **changes):
    return client.post(address(record), opened_form(client, record) | changes)


def test_every_table_is_in_the_admin_itself_or_as_a_part_of_its_record():
    inlines = {inline.model for one in admin.site._registry.values() for inline in one.inlines}
    # What is worked out from the records is no record, and how far a command has come is none
    # either: nobody has anything to curate in them.
    worked_out = {BulkLoad, ChangeSet, Revision, Combination, Document, DocumentLink}
    worked_out |= {DocumentText, Summary, FoundDifference}
    worked_out |= {StoredFile}  # of copies, which are parts of their source
    worked_out |= {Suggestion, SuggestionKey, SuggestionsBuilt, KnownName, LinkedName, NamesRead}
    assert set(OURS) - set(REGISTERED) - inlines == worked_out


@pytest.mark.parametrize("model", [Body, Policy, Milestone, Difference, Excerpt])
def test_no_form_deletes_the_records_that_it_refers_to(curating, model):
    form = curating.get(address(model.objects.first())).content.decode()
    assert "related-widget-wrapper-link change-related" in form
    assert "delete-related" not in form


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_list_opens_searches_and_speaks_chinese(curating, model):
    changelist = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    page = curating.get(changelist, {"q": "政务"})
    assert page.status_code == 200
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page.content.decode(), flags=re.S)
    assert str(model._meta.verbose_name) in text
    results = page.content.decode().partition('id="result_list"')[2]
    headers = re.findall(r'<th scope="col".*?</th>', results, flags=re.S)
    for header in headers:
        assert re.search("[\u4e00-\u9fff]", header), header


@pytest.mark.parametrize(
    "model",
    [Policy, Milestone, Excerpt, Body, Difference, Unit, Source],
    ids=lambda model: model.__name__,
)
def test_a_record_saved_unchanged_stays_as_it_is(curating, capsys, model):
    """Saving every record unchanged is no change for the loader."""
    for record in model.objects.all()[:30]:
        response = post(curating, record)
        assert response.status_code == 302, response.context and response.context["errors"]
    call_command("load_catalogue")
    loaded = LoadedRecord.objects.count()
    assert f"0 updated, {loaded} unchanged, 0 left alone" in capsys.readouterr().out
    call_command("check_catalogue")


def test_a_year_that_there_is_none_of_is_no_filter(curating):
    changelist = reverse("admin:policies_milestone_changelist")
    listed = curating.get(changelist, {"year": "2018"}).context["cl"].queryset
    assert {one.timeline_start.year for one in listed} == {2018}
    for year in ("abc", "99999", "1900"):
        assert curating.get(changelist, {"year": year})["Location"].endswith("?e=1")


def test_a_list_shows_what_states_something_without_a_citation(curating):
    bare = policy("bare", "2018-06", number="虚发〔2018〕1号")
    of_source = {"source": Source.objects.first(), "place": "5", "position": 1}
    bare.citations.create(supports="title wording", **of_source)
    changelist = reverse("admin:policies_policy_changelist")
    for statement, is_listed in {"number": 1, "date": 1, "title": 0, "body": 0}.items():
        listed = curating.get(changelist, {"uncited": statement}).context["cl"].queryset
        assert list(listed) == [bare] * is_listed, statement
    assert curating.get(changelist, {"uncited": "author"})["Location"].endswith("?e=1")


@pytest.mark.parametrize("word", ['"', "'政务", '"数字 政府"', "政务\\", "国务院"])
def test_a_list_is_searched_for_any_word(curating, word):
    response = curating.get(reverse("admin:policies_milestone_changelist"), {"q": word})
    assert response.status_code == 200


def test_a_record_is_found_once_by_its_bodies(curating):
    changelist = reverse("admin:policies_milestone_changelist")
    listed = curating.get(changelist, {"q": "国务院"}).context["cl"].queryset
    found = [one.pk for one in listed]
    assert len(found) == len(set(found))
    issued = Milestone.objects.filter(bodies__name__contains="国务院").distinct()
    assert {one.pk for one in issued} <= set(found)


def test_an_edit_shows_on_the_page_and_survives_the_loader(curating, client, capsys):
    record = Milestone.objects.get(slug="2016-09-25")
    assert post(curating, record, title="编者所改的题名").status_code == 302
    call_command("load_catalogue")
    assert "1 left alone" in capsys.readouterr().out
    assert "编者所改的题名" in client.get(record.get_absolute_url()).content.decode()


def test_a_form_without_its_version_is_refused(curating):
    record = Excerpt.objects.first()
    data = opened_form(curating, record)
    del data["opened_version"]
    assert curating.post(address(record), data | {"wording": "另写。"}).status_code == 200
    assert Excerpt.objects.get(pk=record.pk).wording == record.wording


def blank(model, **fields):
    parts = [inline.model for inline in admin.site._registry[model].inlines]
    prefixes = [part._meta.get_field(part.part_of).remote_field.related_name for part in parts]
    formsets = {
        f"{prefix}-{name}": "0" for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return formsets | fields


def test_a_curator_adds_a_draft_with_a_date_as_people_type_it(curating):
    new = blank(
        Milestone, title="关于试行的通知", kind="document", date="2026年11月", wording="全文。"
    )
    response = curating.post(reverse("admin:policies_milestone_add"), new)
    assert response.status_code == 302, response.context["errors"]
    added = Milestone.objects.get(title="关于试行的通知")
    assert added.slug == "guan-yu-shi-xing-de-tong-zhi"
    assert (str(added.date), added.date_text) == ("2026年11月", "2026年11月")
    assert added.state == "draft"


@pytest.mark.parametrize("typed", ["2026年13月", "昨天", "2026-02-30"])
def test_a_date_that_cannot_be_read_is_named_beside_its_field(curating, typed):
    new = blank(Milestone, title="通知", kind="document", date=typed, wording="全文。")
    response = curating.post(reverse("admin:policies_milestone_add"), new)
    assert response.status_code == 200
    assert typed in "".join(response.context["adminform"].form.errors["date"])


def test_two_records_of_one_name_get_two_addresses(curating):
    new = blank(Policy, title="通知", kind="document", date="2026", wording="全文。")
    adding = reverse("admin:policies_policy_add")
    assert curating.post(adding, new).status_code == 302
    first = Policy.objects.get(title="通知")
    assert curating.post(adding, new | {"confirmed": f"duplicate:{first.pk}"}).status_code == 302
    slugs = Policy.objects.filter(title="通知").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["tong-zhi", "tong-zhi-2"]


def test_an_erratum_must_quote_what_is_printed(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    erratum = {
        "errata-TOTAL_FORMS": "1",
        "errata-0-kind": "mistaken",
        "errata-0-field": "wording",
        "errata-0-printed": "不在原文里",
        "errata-0-reading": "x",
        "errata-0-reason": "试验",
    }
    refused = post(curating, record, **erratum)
    assert refused.status_code == 200
    assert "恰好出现一次" in refused.content.decode()
    assert post(curating, record, **erratum | {"errata-0-printed": "智慧化水平"}).status_code == 302


@pytest.mark.parametrize(
    ("place", "quote", "says"),
    [
        ("1-9999", "", "来源只有 "),
        ("5-4", "", "“5-4”的起始行大于结束行。"),
        ("第三页", "", "“第三页”不是行号"),
        ("5", "来源里没有的话", "“来源里没有的话”不在这几行里"),
    ],
)
def test_a_place_that_the_source_does_not_have_is_refused(curating, place, quote, says):
    new = blank(Milestone, title="通知", kind="document", date="2026", wording="全文。")
    new |= {
        "citations-TOTAL_FORMS": "1",
        "citations-0-source": str(Source.objects.get(slug="egov-report-2014-2024").pk),
        "citations-0-place": place,
        "citations-0-quote": quote,
        "citations-0-position": "1",
        "citations-0-supports": ["title"],
    }
    response = curating.post(reverse("admin:policies_milestone_add"), new)
    assert response.status_code == 200
    assert says in response.content.decode()


def test_a_body_takes_part_by_autocomplete_in_chinese_or_pinyin(curating):
    found = curating.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "policies",
            "model_name": "milestoneissuance",
            "field_name": "body",
            "term": "guo wu yuan",
        },
    ).json()
    assert "国务院" in [result["text"] for result in found["results"]]


@pytest.mark.parametrize("model", [Policy, Milestone, Excerpt, Body], ids=lambda m: m.__name__)
def test_a_record_can_be_viewed_on_the_site(curating, model):
    record = model.objects.first()
    page = curating.get(address(record)).content.decode()
    [link] = re.findall(r'href="(/admin/r/[^"]+)"', page)
    assert curating.get(link).headers["Location"].endswith(record.get_absolute_url())


@pytest.mark.parametrize("model", [Policy, Milestone], ids=lambda m: m.__name__)
def test_a_list_of_the_admin_costs_a_fixed_number_of_queries(
    curating, django_assert_max_num_queries, model
):
    changelist = reverse(f"admin:policies_{model._meta.model_name}_changelist")
    with django_assert_max_num_queries(15):
        assert curating.get(changelist).status_code == 200


def test_nobody_gets_in_without_logging_in(client):
    response = client.get("/admin/policies/milestone/")
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


@pytest.mark.parametrize("table", ["policy", "milestone"])
def test_the_form_of_a_new_entry_says_when_its_heading_is_known(curating, table):
    page = curating.get(reverse(f"admin:policies_{table}_add")).content.decode()
    assert "保存以后得出" in page
    assert ">None<" not in page
