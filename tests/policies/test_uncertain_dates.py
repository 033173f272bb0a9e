"""Entries with uncertain dates, all invented: shown in words, found by every day they may be."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from policies.charts.lanes import draw_lanes
from policies.lists.page_parts.year_groups import anchors, by_year_and_month
from policies.models import Body, BodyPeriod, Milestone, MilestoneIssuance
from policies.rows import fetch_rows
from portal.index.check import stale
from portal.web.rows import Row
from tests.policies.admin.test_admin import address, post
from tests.portal.curation.importing.spreadsheets import exported, imported, previewed, row_of
from tests.universe import milestone, policy

WORDS = [
    "约2016年",
    "2016年3—5月",
    "2016年3月下旬",
    "2016年底",
    "2016年之前",
    "2016年之后",
    "2016—2018年",
]


@pytest.fixture(autouse=True)
def in_chinese():
    """An English page leaves its language behind."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def entries(db) -> list[Milestone]:
    """One for each of the WORDS, and two of the years 2012 and 2017."""
    told = [milestone(f"told-{number}", on) for number, on in enumerate(WORDS)]
    return [*told, milestone("early", "2012-05-01"), milestone("late", "2017-01-01")]


def listed(client, **asked) -> set[str]:
    """The titles of the invented entries on the list."""
    found = {row.title for row in client.get("/", asked).context["page"].object_list}
    return {title for title in found if title.isascii()}


def in_order() -> list[Row]:
    """The rows of the invented entries, newest first."""
    told = [one for one in Milestone.objects.all() if one.title.isascii()]
    return list(fetch_rows([("milestone", one.pk) for one in told]).values())


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("/?year=2015&year=2016&year=2017", '<li class="entry[^<]*<p(?:(?!</li>).)*/told/'),
        ("/search/?q=told", '<li class="entry(?:(?!</li>).)*/told/'),
        ("/milestones/told/", '<dl class="facts">.*?</dl>'),
    ],
)
def test_a_page_shows_the_words_and_none_of_the_days(client, db, words, page, part):
    entry = milestone("told", words)
    said, *_ = re.findall(part, client.get(page).content.decode(), flags=re.DOTALL)
    assert words in said
    for day in (entry.date.start, entry.date.end):
        assert day.isoformat() not in said
        assert f"{day.month}月{day.day}日" not in said
        assert day.year in (2016, 2018) or str(day.year) not in said


def test_an_english_page_shows_english_words(client, db):
    milestone("told", "2016年之前")
    assert "before 2016" in client.get("/en/milestones/told/").content.decode()
    said = client.get("/en/").content.decode()
    assert "before 2016" in said
    assert "Year not known" in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"year": "2016"}, "0 1 2 3 6"),
        ({"year": "2010"}, "4"),
        ({"year": "2017"}, "5 6 late"),
        ({"from": "2016-03-21", "to": "2016-03-21"}, "0 1 2 6"),
        ({"from": "2016-03-20", "to": "2016-03-20"}, "0 1 6"),
        ({"from": "2016-08", "to": "2016-08"}, "0 6"),
        ({"from": "2016-12-31", "to": "2016-12-31"}, "0 3 6"),
        ({"from": "2031"}, "5"),
        ({"q": "2016年3月25日"}, "0 1 2 6"),
        ({"q": "2010年"}, "4"),
    ],
)
def test_an_entry_is_found_by_each_day_that_it_may_be(client, entries, asked, found):
    names = {f"told-{one}" if one.isdigit() else one for one in found.split()}
    assert listed(client, **asked) == names


def test_the_years_count_what_they_list_and_open_ends_are_none_of_them(client, db):
    before = client.get("/").context
    real = {bar.period for bar in before["rail"].bars if bar.count}
    for number, on in enumerate(WORDS):
        milestone(f"told-{number}", on)
    now = client.get("/").context
    counts = {bar.period: bar.count for bar in now["rail"].bars if bar.count}
    assert counts.keys() == real | {"2015", "2016", "2017", "2018"}
    for year, count in counts.items():
        assert count == client.get("/", {"year": year}).context["page"].paginator.count, year
    assert [now["totals"].first_year, now["totals"].last_year] == [
        before["totals"].first_year,
        before["totals"].last_year,
    ]
    assert client.get("/bodies/").status_code == 200


def test_only_entries_of_a_known_year_stand_in_one(entries):
    groups = by_year_and_month(in_order())
    said = [(year.label, month.label, len(month.rows)) for year in groups for month in year.months]
    assert said == [
        ("年份不详", "2016年之后", 1),
        ("2017年", "1月", 1),
        ("2016年", "年底", 1),
        ("2016年", "3月", 1),
        ("2016年", "3—5月", 1),
        ("2016年", "2016—2018年", 1),
        ("2016年", "约2016年", 1),
        ("2012年", "5月", 1),
        ("年份不详", "2016年之前", 1),
    ]
    assert {"2012", "2016", "2017", "2016-03"} <= anchors(groups)


def test_a_year_that_an_open_date_interrupts_has_two_headings_with_ids_of_their_own(db):
    for number, on in enumerate(["2017-05", "2016年之后", "2017-01-01"]):
        milestone(f"told-{number}", on)
    groups = by_year_and_month(in_order())
    assert [group.label for group in groups] == ["2017年", "年份不详", "2017年"]
    ids = [group.anchor for year in groups for group in (year, *year.months) if group.anchor]
    assert len(set(ids)) == len(ids)


def test_the_lanes_put_entries_of_unknown_years_first(entries):
    rows = fetch_rows([("milestone", one.pk) for one in entries])
    drawn = draw_lanes(list(rows.values()))
    assert drawn.years == [(None, 2), (2012, 1), (2016, 5), (2017, 1)]


def test_of_a_pair_the_narrower_date_is_used_if_both_may_be_true(db):
    told = policy("told", "约2016年")
    twin = milestone("twin", "2017-03-05", policy=told)
    told.refresh_from_db()
    assert str(told.timeline_date) == str(twin.timeline_date) == "2017年3月5日"
    assert (str(told.date), told.timeline_qualifier) == ("约2016年", "")
    twin.policy = None
    twin.save()
    told.refresh_from_db()
    assert (str(told.timeline_date), told.timeline_qualifier) == ("约2016年", "about")
    assert list(stale()) == []


@pytest.mark.parametrize(
    ("printed", "stated", "fits"),
    [
        ("约2016年", "约2016年", True),
        ("2016年3月底", "2016年3月", True),  # said less precisely than printed
        ("2016年3月底", "2016年3月31日", False),
        ("2016年3月底", "2016年3月下旬", False),
        ("3月底", "2016年3月底", True),
        ("9月之前", "2016年9月之前", True),
        ("近日", "约2016年", True),
        ("2016年", "约2016年", False),
    ],
)
def test_a_date_is_what_is_printed_or_says_less(db, printed, stated, fits):
    entry = milestone("told", stated, date_text=printed)
    if fits:
        entry.full_clean()
        return
    with pytest.raises(ValidationError, match=f"“{printed}”不是{stated}：两处须一致"):
        entry.full_clean()


def test_the_name_of_a_body_before_a_year_is_that_of_its_end(db):
    body = Body.objects.create(slug="ju", name="局", official_name="今局", state="published")
    for until, name in (("1998", "古局"), ("2018", "旧局")):
        BodyPeriod.objects.create(body=body, until=until, official_name=name)
    told = milestone("told", "2016年之前")
    MilestoneIssuance.objects.create(record=told, body=body)
    [issuance] = told.issuances.as_then()
    assert issuance.full_name == "旧局"


def test_a_curator_types_it_in_the_form(catalogue, curating):
    told = milestone("told", "2016-03", title="虚构的一条")
    page = post(curating, told, date="二〇一六年三月下旬", date_text="")
    assert page.status_code == 302
    told.refresh_from_db()
    assert (str(told.date), told.date_text) == ("2016年3月下旬", "2016年3月下旬")
    form = curating.get(address(told)).context["adminform"].form
    assert form["date"].field.prepare_value(form["date"].value()) == "2016年3月下旬"
    refused = post(curating, told, date="2016年底前")
    assert "“2016年底前”无法识别为日期" in refused.content.decode()
    call_command("check_catalogue")


def test_it_goes_out_to_a_spreadsheet_and_in_again(catalogue, curating):
    for number, on in enumerate(WORDS):
        milestone(f"told-{number}", on, title=f"虚构的第{number}条")
    rows = [row for row in exported(curating, Milestone) if row["地址标识"].startswith("told-")]
    assert sorted(row["日期"] for row in rows) == sorted(WORDS)
    _, seen = previewed(curating, Milestone, *rows)
    assert seen.counts["不变"] == str(len(WORDS))
    told = Milestone.objects.get(slug="told-0")
    imported(curating, Milestone, row_of(told, 日期="12月之后", 年份="2016", 原文日期=""))
    told.refresh_from_db()
    assert (str(told.date), told.date_text) == ("2016年之后", "2016年之后")


def test_the_admin_lists_an_entry_in_each_year_that_it_may_be(curating):
    milestone("told", "2016年之前")
    page = curating.get("/admin/policies/milestone/", {"year": "2014"})
    assert "told" in {one.slug for one in page.context["cl"].queryset}
    years = re.findall(r"\?year=(-?\d+)", page.content.decode())
    assert "1950" not in years


def test_an_uncertain_date_is_loaded_in_bulk(db, tmp_path):
    date = {"date_text": "2016年底", "date_start": "2016-09-01", "date_end": "2016-12-31"}
    line = {"type": "milestone", "slug": "told", "title": "虚构", "wording": "虚构。"} | date
    line |= {"kind": "document", "date_precision": "range", "date_qualifier": "year_end"}
    path = tmp_path / "bulk.jsonl"
    path.write_text(json.dumps(line))
    call_command("load_bulk", str(path))
    assert str(Milestone.objects.get(slug="told").timeline_date) == "2016年底"
    path.write_text(json.dumps(line | {"slug": "other", "date_qualifier": "last_ten"}))
    with pytest.raises(CommandError, match="与所选精度不符"):
        call_command("load_bulk", str(path))


@pytest.mark.parametrize("column", ["date", "timeline"])
def test_a_qualifier_without_its_range_is_refused_by_the_database(db, column):
    milestone("told", "2016-03-05")
    with pytest.raises(IntegrityError, match="qualifier_fits"), transaction.atomic():
        Milestone.objects.filter(slug="told").update(**{f"{column}_qualifier": "last_ten"})


def test_a_date_of_which_no_words_can_be_given_is_refused_in_a_sentence(db):
    told = milestone("told", "2016-03-05")
    told.date_qualifier = "last_ten"
    with pytest.raises(ValidationError, match="与所选精度不符"):
        told.full_clean()
