import json

import pytest
from django.core.management import CommandError, call_command


def run(folder, *options):
    call_command("build_fixtures", *options, fixtures=folder, verbosity=0)


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


def test_the_committed_fixtures_are_what_the_sources_give():
    call_command("build_fixtures", "--check")


def test_the_same_bytes_come_out_each_time(fixture_folder):
    before = snapshot(fixture_folder)
    for path in fixture_folder.glob("*.json"):
        path.unlink()
    run(fixture_folder)
    assert snapshot(fixture_folder) == before


def test_check_names_a_stale_fixture_and_writes_nothing(fixture_folder):
    stale = fixture_folder / "3_policies.json"
    stale.write_text("[]")
    with pytest.raises(CommandError, match="3_policies"):
        run(fixture_folder, "--check")
    assert stale.read_text() == "[]"


def test_check_names_a_fixture_that_nothing_makes(fixture_folder):
    (fixture_folder / "9_stray.json").write_text("[]")
    with pytest.raises(CommandError, match="9_stray"):
        run(fixture_folder, "--check")


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (
            "egov-report-2014-2024.txt",
            "- ◆ 3月5日：2014年",
            "* 3月5日：2014年",
            "2024.txt:6: .*saw '\\* 3月5日",
        ),
        ("egov-report-2014-2024.txt", "◆ 2月27日", "◆ 2月30日", "2024.txt:5: .*2月30日"),
        ("guanyan-policy-tables.txt", "2015年政府工作报告 |\n", "", "tables.txt:5: "),
    ],
)
def test_a_text_that_cannot_be_read_stops_the_build_and_nothing_is_written(
    fixture_folder, text, old, new, says
):
    path = fixture_folder / "sources" / text
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    before = snapshot(fixture_folder)
    with pytest.raises(CommandError, match=says):
        run(fixture_folder)
    assert snapshot(fixture_folder) == before


def test_fixtures_name_records_by_natural_keys_only(fixture_folder):
    rows = [row for path in fixture_folder.glob("*.json") for row in json.loads(path.read_text())]
    assert rows
    assert not [row for row in rows if "pk" in row]
