import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Body, Milestone, MilestoneErratum, MilestoneIssuance, Policy
from portal.loading import digests
from portal.loading.fixture_rows import by_record, stored_rows
from portal.models import LoadedRecord, Source
from portal.models.base import record_tables
from portal.models.curated import State
from provinces.models import Excerpt, Unit
from tests.looking import only_looking

pytestmark = pytest.mark.usefixtures("catalogue")


def run(capsys, **options) -> str:
    call_command("load_catalogue", **options)
    return capsys.readouterr().out


def empty_the_database():
    for model in (Milestone, Policy, Excerpt, Unit, Source):
        model.objects.all().delete()
    while Body.objects.exists():
        Body.objects.filter(children=None, former_children=None).delete()
    LoadedRecord.objects.all().delete()


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def table(model):
    return list(model.objects.order_by("pk").values())


def test_a_second_run_changes_nothing(capsys):
    before = table(Milestone), table(MilestoneIssuance), table(LoadedRecord)
    number = LoadedRecord.objects.count()
    assert f"0 created, 0 updated, {number} unchanged, 0 left alone" in run(capsys)
    assert (table(Milestone), table(MilestoneIssuance), table(LoadedRecord)) == before


def test_a_second_run_only_looks_and_only_at_what_the_fixtures_name(capsys):
    with only_looking(), CaptureQueriesContext(connection) as queries:
        run(capsys)
    tables = {f'FROM "{model._meta.db_table}"' for model in record_tables()}
    asked = [one["sql"] for one in queries if any(table in one["sql"] for table in tables)]
    assert asked
    assert all(" IN (" in sql or " = ANY(" in sql for sql in asked)


def test_everything_is_created_in_an_empty_database(capsys):
    before = [model.objects.count() for model in (Policy, Milestone, Excerpt, LoadedRecord)]
    empty_the_database()
    assert f"{before[-1]} created, 0 updated, 0 unchanged" in run(capsys)
    after = [model.objects.count() for model in (Policy, Milestone, Excerpt, LoadedRecord)]
    assert after == before


def test_plain_loaddata_works_on_an_empty_database_and_agrees_with_the_loader(capsys):
    number = LoadedRecord.objects.count()
    empty_the_database()
    names = ["1_sources", "2_bodies", "3_policies", "4_milestones", "5_differences", "6_provinces"]
    call_command("loaddata", *names, verbosity=0)
    call_command("check_catalogue")
    assert f"0 created, 0 updated, {number} unchanged" in run(capsys)


def test_a_curators_change_is_left_alone_and_the_run_says_so(capsys, fixture_folder):
    record = Milestone.objects.get(slug="2016-09-25")
    record.title = "编者改过的题名"
    record.save()
    change(fixture_folder, "4_milestones.json", "智慧化水平。", "智能化水平。")
    said = run(capsys, fixtures=fixture_folder)
    assert "1 left alone" in said
    assert "policies.milestone 2016-09-25" in said
    record.refresh_from_db()
    assert record.title == "编者改过的题名"
    assert record.wording.endswith("智慧化水平。")


def test_a_change_to_a_part_of_a_record_is_a_change_to_the_record(capsys):
    MilestoneIssuance.objects.get(record__slug="2016-09-25").delete()
    assert "policies.milestone 2016-09-25" in run(capsys)
    assert not MilestoneIssuance.objects.filter(record__slug="2016-09-25").exists()


@pytest.mark.parametrize("which", ["record", "erratum"])
def test_what_a_curator_withdrew_stays_withdrawn(capsys, fixture_folder, which):
    record = Milestone.objects.exclude(errata=None).first()
    withdrawn = record if which == "record" else record.errata.first()
    withdrawn.state = State.WITHDRAWN
    withdrawn.withdrawn_on, withdrawn.withdrawn_because = date(2026, 11, 20), "误收。"
    withdrawn.save()
    change(fixture_folder, "4_milestones.json", f'"title": "{record.title}"', '"title": "新题名"')
    said = run(capsys, fixtures=fixture_folder)
    assert f"left alone, a curator changed it: policies.milestone {record.slug}" in said
    withdrawn.refresh_from_db()
    assert withdrawn.state == State.WITHDRAWN


def test_a_record_that_a_curator_deleted_is_not_brought_back(capsys):
    Milestone.objects.get(slug="2016-09-25").delete()
    assert "policies.milestone 2016-09-25" in run(capsys)
    assert not Milestone.objects.filter(slug="2016-09-25").exists()


def test_a_record_that_a_curator_added_stays(capsys):
    Body.objects.create(slug="minzhengbu", name="民政部", kind="department", state="published")
    assert "0 left alone" in run(capsys)
    assert Body.objects.filter(slug="minzhengbu").exists()


@pytest.mark.parametrize(
    ("model", "slug", "file", "old", "new"),
    [
        ("policies.milestone", "2016-09-25", "4_milestones.json", "智慧化水平。", "智能化水平。"),
        ("portal.source", "egov-report-2014-2024", "1_sources.json", "官方机构的", "官方的"),
    ],
)
def test_a_record_loaded_before_its_table_got_a_column_is_still_untouched(
    capsys, fixture_folder, model, slug, file, old, new
):
    rows = by_record(stored_rows([(model, slug)]))[model, slug]
    for row in rows:
        for name in digests.ADDED.get(row["model"], ()):
            del row["fields"][name]
    LoadedRecord.objects.filter(model=model, key=slug).update(digest=digests.digest_of(rows))
    change(fixture_folder, file, old, new)
    others = LoadedRecord.objects.count() - 1
    said = run(capsys, fixtures=fixture_folder)
    assert f"0 created, 1 updated, {others} unchanged, 0 left alone" in said


def test_a_fixture_that_changed_updates_an_untouched_record_and_its_parts(capsys, fixture_folder):
    change(fixture_folder, "4_milestones.json", "智慧化水平。", "智能化水平。")
    change(
        fixture_folder,
        "4_milestones.json",
        '"printed": "、互联网+政务服务、"',
        '"printed": "互联网+政务服务、"',
    )
    number = LoadedRecord.objects.count()
    assert f"0 created, 2 updated, {number - 2} unchanged" in run(capsys, fixtures=fixture_folder)
    assert Milestone.objects.get(slug="2016-09-25").wording.endswith("智能化水平。")
    assert [
        erratum.printed for erratum in Milestone.objects.get(slug="2018-12-08").errata.all()
    ] == ["互联网+政务服务、"]
    assert f"{LoadedRecord.objects.count()} unchanged" in run(capsys, fixtures=fixture_folder)


def test_new_records_come_in_beside_a_curators_change(capsys, fixture_folder):
    Unit.objects.filter(slug="beijing").update(short_name="京")
    rows = json.loads((fixture_folder / "6_provinces.json").read_text())
    rows.append(
        {
            "model": "provinces.unit",
            "fields": {
                "slug": "test",
                "code": "99",
                "name": "试验省",
                "short_name": "试",
                "region": "north",
            },
        }
    )
    (fixture_folder / "6_provinces.json").write_text(json.dumps(rows))
    others = LoadedRecord.objects.count() - 1
    said = run(capsys, fixtures=fixture_folder)
    assert f"1 created, 0 updated, {others} unchanged, 1 left alone" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "4_milestones.json",
            '"date_start": "2016-09-25"',
            '"date_start": "2016-99-25"',
            "policies.milestone 2016-09-25",
        ),
        ("4_milestones.json", '"date_precision": "month"', '"date_precision": "day"', "2016-08"),
        (
            "4_milestones.json",
            '"kind": "forum"',
            '"kind": "party"',
            "policies.milestone 2014-11-22",
        ),
        ("4_milestones.json", '"guojia-xinxi-zhongxin"', '"nobody"', "2014-11-22.*nobody"),
        (
            "4_milestones.json",
            '"place": "8-10"',
            '"place": "8-2"',
            "policies.milestone 2014-11-26",
        ),
        ("4_milestones.json", '"title":', '"titel":', "4_milestones.json: object 1"),
        (
            "2_bodies.json",
            '"model": "policies.body"',
            '"model": "policies.nobody"',
            "2_bodies.json",
        ),
        ("2_bodies.json", "[", "{", "2_bodies.json: cannot be read"),
        ("4_milestones.json", '"field": "wording"', '"field": "date_text"', "不是有效选项"),
        ("4_milestones.json", '"policy": null', '"policy": 5', "policy is no natural key: 5"),
        ("4_milestones.json", '"position": 2', '"positio": 2', "missing or unknown: positio"),
        (
            "4_milestones.json",
            '"guojia-xinxi-zhongxin"',
            '"guojia-xingzheng-xueyuan"',
            "policies.milestone 2014-11-22",
        ),
        ("2_bodies.json", '"policies.bodyalias"', '"auth.user"', "is no table of records"),
        ("3_policies.json", '"printed": "网上办事 制定"', '"printed": "没有的字"', "baogao-2015"),
    ],
)
def test_a_broken_fixture_stops_with_the_record_named_and_the_database_as_it_was(
    fixture_folder, file, old, new, says
):
    change(fixture_folder, file, old, new)
    models = (Source, Body, Policy, Milestone, MilestoneIssuance, MilestoneErratum, LoadedRecord)
    before = [table(model) for model in models]
    with pytest.raises(CommandError, match=f"(?s)Nothing was loaded.*({says})"):
        call_command("load_catalogue", fixtures=fixture_folder)
    assert [table(model) for model in models] == before


def test_a_record_that_stands_twice_stops(fixture_folder):
    rows = json.loads((fixture_folder / "2_bodies.json").read_text())
    (fixture_folder / "2_bodies.json").write_text(json.dumps([*rows, rows[0]]))
    with pytest.raises(CommandError, match="stands twice"):
        call_command("load_catalogue", fixtures=fixture_folder)


def test_an_empty_folder_stops(tmp_path):
    with pytest.raises(CommandError, match="no fixtures"):
        call_command("load_catalogue", fixtures=tmp_path)


def test_a_withdrawn_part_is_withdrawn_though_it_was_the_last_of_its_kind(capsys, fixture_folder):
    path = fixture_folder / "3_policies.json"
    rows = json.loads(path.read_text())
    kept = [row for row in rows if row["model"] != "policies.policyerratum"]
    path.write_text(json.dumps(kept))
    concerned = Policy.objects.exclude(errata=None).distinct().count()
    assert f"{concerned} updated" in run(capsys, fixtures=fixture_folder)
    assert not Policy.objects.exclude(errata=None).exists()
    assert f"{LoadedRecord.objects.count()} unchanged" in run(capsys, fixtures=fixture_folder)


def test_a_record_that_left_the_fixtures_is_named_and_stays(capsys, fixture_folder):
    path = fixture_folder / "6_provinces.json"
    rows = [row for row in json.loads(path.read_text()) if row["fields"].get("unit") != ["hubei"]]
    rows = [row for row in rows if (row["fields"].get("record") or [""])[0] != "hubei"]
    path.write_text(json.dumps(rows))
    said = run(capsys, fixtures=fixture_folder)
    assert "no longer in the fixtures, still in the database: provinces.excerpt hubei" in said
    assert Excerpt.objects.filter(unit__slug="hubei").exists()


def test_an_alias_that_a_curator_gave_to_another_body_is_not_taken_away(fixture_folder):
    Body.objects.get(slug="guowuyuan").aliases.create(name="中央党校（行政学院）")
    change(
        fixture_folder,
        "2_bodies.json",
        '"name": "中央党校(国家行政学院)"',
        '"name": "中央党校（行政学院）"',
    )
    with pytest.raises(CommandError, match=r"policies\.body zhongyang-dangxiao"):
        call_command("load_catalogue", fixtures=fixture_folder)
    assert Body.objects.get(slug="guowuyuan").aliases.count() == 1


def test_a_load_counts_as_a_save_so_that_an_open_form_is_refused(fixture_folder):
    change(fixture_folder, "4_milestones.json", "智慧化水平。", "智能化水平。")
    Milestone.objects.filter(slug="2016-09-25").update(version=7)
    call_command("load_catalogue", fixtures=fixture_folder)
    assert Milestone.objects.get(slug="2016-09-25").version == 8


def test_a_timeline_date_that_is_none_stops_the_load(fixture_folder):
    empty_the_database()
    change(
        fixture_folder,
        "4_milestones.json",
        '"timeline_precision": "day"',
        '"timeline_precision": "x"',
    )
    with pytest.raises(CommandError, match=r"policies\.milestone 2014-02-27"):
        call_command("load_catalogue", fixtures=fixture_folder)


def test_a_record_is_a_draft_until_somebody_says_otherwise():
    assert {Policy().state, Milestone().state, Excerpt().state} == {State.DRAFT}


def test_a_fixture_that_does_not_say_its_state_is_refused(capsys, fixture_folder):
    change(fixture_folder, "3_policies.json", '   "state": "published",\n', "")
    with pytest.raises(CommandError, match="missing or unknown: state"):
        run(capsys, fixtures=fixture_folder)
