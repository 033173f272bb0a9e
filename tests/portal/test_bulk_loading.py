import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from policies.models import Milestone, MilestoneErratum, MilestoneIssuance, Policy
from portal.bulk_loading import batches
from portal.changes.models import ChangeSet
from portal.index.check import stale
from portal.index.text_index import postgresql
from portal.models import BulkLoad, Document
from portal.search import index
from portal.search.query import parse
from tests.looking import only_looking
from tests.universe import says

pytestmark = pytest.mark.usefixtures("catalogue")


def line(number: int, **changes) -> dict:
    return {
        "type": "milestone",
        "slug": f"bulk-{number}",
        "title": f"第{number}号批量文件",
        "kind": "document",
        "wording": f"批量装载之{number}。",
        "citations": [{"source": "egov-report-2014-2024", "place": "5"}],
        "date_text": "9月25日",
        "date_start": "2016-09-25",
        "date_end": "2016-09-25",
        "date_precision": "day",
        "issuances": [{"body": "guowuyuan"}, {"body": "guowuyuan", "role": "convened"}],
        **changes,
    }


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 3)


@pytest.fixture
def load(tmp_path, capsys):
    """Writes lines to a file and loads it; returns what the command says."""

    def run(*lines, name="new.jsonl") -> str:
        path = tmp_path / name
        texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        call_command("load_bulk", str(path))
        return capsys.readouterr().out

    return run


def slugs() -> list[str]:
    found = Milestone.objects.filter(slug__startswith="bulk-").order_by("pk")
    return list(found.values_list("slug", flat=True))


def hits(words: str) -> int:
    return index.count(parse(words), "timeline")


def assert_index_is_right():
    assert list(stale()) == []


# What is loaded


def test_records_and_their_parts_are_loaded_published_and_found(load):
    assert load(line(1), line(2)) == "All 2 lines of new.jsonl are loaded.\n"
    one = Milestone.objects.get(slug="bulk-1")
    assert (one.state, str(one.timeline_start)) == ("published", "2016-09-25")
    [cited] = one.citations.all()
    assert (cited.line_start, cited.line_end, cited.supports.split()[0]) == (5, 5, "title")
    parts = one.issuances.values_list("body__slug", "role", "position")
    assert list(parts) == [("guowuyuan", "issued", 1), ("guowuyuan", "convened", 2)]
    assert hits("批量装载之1") == 1
    assert_index_is_right()


def test_a_loaded_record_is_on_its_page(load, client):
    load(line(1))
    assert "第1号批量文件" in client.get("/milestones/bulk-1/").content.decode()


def test_a_pair_is_settled_and_its_policy_may_be_in_the_file_or_in_the_database(load):
    policy = line(1, type="policy", date_text="2016年", date_precision="year")
    policy |= {"date_start": "2016-01-01", "date_end": "2016-12-31"}
    load(policy, line(1, policy="bulk-1"))
    load(line(2, policy="bulk-1"), name="another.jsonl")
    loaded = Policy.objects.get(slug="bulk-1")
    assert [one.slug for one in loaded.milestones.order_by("slug")] == ["bulk-1", "bulk-2"]
    assert loaded.timeline_precision == "day"
    assert_index_is_right()


def test_errata_are_parts_too(load):
    erratum = {"kind": "mistaken", "printed": "批量", "reading": "大批", "reason": "误。"}
    load(line(1, errata=[erratum]))
    assert MilestoneErratum.objects.get(record__slug="bulk-1").state == "published"
    assert hits("大批装载之1") == 1


def test_a_draft_is_no_page(load, client):
    load(line(1, state="draft"))
    assert client.get("/milestones/bulk-1/").status_code == 404
    assert_index_is_right()


@pytest.mark.usefixtures("small_batches")
def test_each_batch_is_one_change_set_with_its_history(load):
    before = ChangeSet.objects.count()
    load(*map(line, range(1, 5)))
    sets = ChangeSet.objects.order_by("pk")[before:]
    assert [(one.kind, one.why) for one in sets] == [
        ("load", "装载 new.jsonl 第 1—3 行。"),
        ("load", "装载 new.jsonl 第 4—4 行。"),
    ]
    history = Milestone.history.filter(slug="bulk-4").get()
    assert (history.history_type, history.change_set, history.history_date) == (
        *("+", sets[1]),
        sets[1].moment,
    )
    assert MilestoneIssuance.history.filter(change_set=sets[0]).count() == 6
    loaded = Milestone.objects.get(slug="bulk-4")
    assert loaded.created_at == loaded.published_at == sets[1].moment


def test_empty_lines_are_passed_over(load):
    load(line(1), "", line(2))
    assert slugs() == ["bulk-1", "bulk-2"]


# What is refused


BAD = {
    "no JSON": ("{", "line 2: is no JSON"),
    "no object": ("[1]", "line 2: is no object: "),
    "unknown type": (line(2, type="body2"), "line 2: type: must be one of policy, milestone"),
    "unknown field": (
        line(2, titel="…"),
        "line 2: titel: is no field of milestone, which has .*title",
    ),
    "no text": (line(2, title=5), "line 2: title: must be a text, not 5"),
    "no number": (
        line(2, citations=[{"position": True}]),
        "line 2: position: must be a whole number, not true",
    ),
    "missing": (line(2, title=""), "line 2: title: "),
    "unknown choice": (line(2, kind="foo"), "line 2: kind: .*“foo”"),
    "bad date": (line(2, date_start="2016-13"), "line 2: date_start: .*“2016-13”"),
    "other date": (line(2, date_text="9月26日"), "line 2: date_text: “9月26日”不是"),
    "unprintable": (line(2, wording="a\x00"), r"line 2: wording: 第 2 个字符是看不见的"),
    "unknown source": (
        line(2, citations=[{"source": "foo"}]),
        "line 2: source: no source has the slug “foo”",
    ),
    "unknown body": (
        line(2, issuances=[{"body": "foo"}]),
        "line 2: body: no body has the slug “foo”",
    ),
    "no body": (line(2, issuances=[{}]), "line 2: body: is missing"),
    "parts": (line(2, issuances={}), "line 2: issuances: must be a list of objects"),
    "beyond the source": (
        line(2, citations=[{"source": "egov-report-2014-2024", "place": "5-9999"}]),
        "line 2: place: 来源只有",
    ),
    "unknown statement": (
        line(2, citations=[{"source": "egov-report-2014-2024", "supports": "titel"}]),
        "line 2: supports: 没有“titel”这种陈述",
    ),
    "twice": (line(1), "line 2: slug: “bulk-1” stands in line 1 too"),
    "stored": (line(2, slug="2014-02-27"), "line 2: slug: the database has “2014-02-27” already"),
    "body twice": (
        line(2, issuances=[{"body": "guowuyuan"}, {"body": "guowuyuan"}]),
        "line 2: issuances: guowuyuan, issued stands twice",
    ),
}


@pytest.mark.parametrize(("bad", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_line_is_named_and_nothing_of_its_batch_is_loaded(load, bad, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        load(line(1), bad)
    assert "has loaded nothing of new.jsonl" in str(refused.value)
    assert slugs() == []
    assert not BulkLoad.objects.exists()


@pytest.mark.usefixtures("small_batches")
def test_the_batches_before_a_bad_line_stay_and_are_named(load):
    with pytest.raises(CommandError, match=r"line 5: kind: .* Lines 1 to 3 are loaded"):
        load(*map(line, range(1, 5)), line(5, kind="foo"))
    assert slugs() == ["bulk-1", "bulk-2", "bulk-3"]
    assert_index_is_right()


def test_a_file_that_is_not_there_is_an_error():
    with pytest.raises(CommandError, match=r"missing\.jsonl"):
        call_command("load_bulk", "/nowhere/missing.jsonl")


# Going on


def test_loading_again_changes_nothing(load):
    load(line(1), line(2))
    with only_looking():
        assert load(line(1), line(2)) == "All 2 lines of new.jsonl are loaded.\n"
    assert slugs() == ["bulk-1", "bulk-2"]


@pytest.mark.usefixtures("small_batches")
def test_a_killed_run_leaves_whole_batches_and_the_next_goes_on_after_them(load, monkeypatch):
    lines, write_history = list(map(line, range(1, 9))), batches.write_history

    def killed(model, keys, kind):
        if Milestone.objects.filter(slug="bulk-5").exists():
            raise DatabaseError("the connection is gone")
        write_history(model, keys, kind)

    with monkeypatch.context() as patched:
        patched.setattr(batches, "write_history", killed)
        with pytest.raises(CommandError, match="Lines 1 to 3 are loaded"):
            load(*lines)
    assert slugs() == ["bulk-1", "bulk-2", "bulk-3"]
    assert BulkLoad.objects.get().lines == 3
    assert_index_is_right()
    load(*lines)
    assert slugs() == [f"bulk-{number}" for number in range(1, 9)]
    assert Document.objects.filter(type="milestone").count() == Milestone.objects.count()
    assert_index_is_right()


@pytest.mark.usefixtures("small_batches")
def test_a_file_that_changed_before_it_was_loaded_whole_is_refused(load):
    lines = [*map(line, range(1, 5)), line(5, kind="foo")]
    with pytest.raises(CommandError, match="line 5"):
        load(*lines)
    with pytest.raises(CommandError, match="changed since 3 of its 5 lines were loaded"):
        load(*lines[:4], line(5))
    load(*map(line, range(4, 6)), name="rest.jsonl")
    assert slugs() == [f"bulk-{number}" for number in range(1, 6)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite merges its text index")
def test_the_whole_text_index_is_merged_only_where_much_of_it_is_new(load):
    def merges(*lines, name) -> int:
        with CaptureQueriesContext(connection) as done:
            load(*lines, name=name)
        return sum("optimize" in query["sql"] for query in done)

    assert merges(line(1), name="one.jsonl") == 0
    assert merges(*map(line, range(2, 120)), name="many.jsonl") == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's is never missing")
def test_a_text_index_that_a_killed_run_has_left_out_is_named_and_made_by_the_next(load):
    load(line(1))
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute(f"DROP INDEX {postgresql.INDEX}")
    assert "the text index is missing" in "".join(stale())
    load(line(1))  # although all its lines are loaded
    assert_index_is_right()


# Relations of the lines' records, which are invented


def related(number: int, *relations: tuple[str, str], **changes) -> dict:
    said = [{"kind": kind, "milestone": to, "source": SOURCE} for kind, to in relations]
    return line(number, relations=said, **changes)


SOURCE = "egov-report-2014-2024"


def test_relations_are_loaded_to_records_of_the_file_and_of_the_database(load):
    load(related(1, ("amends", "bulk-2"), ("implements", "2016-09-25")), line(2))
    found = Milestone.objects.get(slug="bulk-1").relations.order_by("pk")
    assert [(one.kind, one.target.slug) for one in found] == [
        ("amends", "bulk-2"),
        ("implements", "2016-09-25"),
    ]


@pytest.mark.parametrize(
    ("relations", "refusal"),
    [
        ({"kind": "amends", "milestone": "bulk-2"}, "line 1: source: is missing"),
        ({"kind": "amends", "source": SOURCE}, "line 1: milestonerelation: 请选一条"),
        ({"kind": "mends", "milestone": "bulk-2", "source": SOURCE}, "line 1: kind"),
        ({"kind": "amends", "milestone": "bulk-1", "source": SOURCE}, "不能与自己有关系"),
        ({"kind": "amends", "policy": "no-such", "source": SOURCE}, "no policy has the slug"),
    ],
)
def test_a_bad_relation_is_named_with_its_line(load, relations, refusal):
    with pytest.raises(CommandError, match=refusal):
        load(line(1, relations=[relations]), line(2))
    assert slugs() == []


def test_a_status_that_nothing_supports_is_named_with_its_line(load):
    with pytest.raises(CommandError) as refused:
        load(line(1), line(2, status="repealed"))
    assert "line 2: status: 效力状态“废止”没有依据" in str(refused.value)
    repealing = {"kind": "repeals", "milestone": "bulk-2", "source": SOURCE}
    load(line(1, relations=[repealing]), line(2, status="repealed"))
    cited = [{"source": SOURCE, "place": "5", "supports": "status"}]
    load(line(3, status="in_force", citations=cited), name="another.jsonl")
    assert [*Milestone.objects.get(slug="bulk-3").citations.values_list("supports")] == [
        ("status",)
    ]


def test_a_circle_of_lines_is_named(load):
    with pytest.raises(CommandError) as refused:
        load(related(1, ("amends", "bulk-2")), related(2, ("repeals", "bulk-1")))
    assert "line 1: milestone: “第1号批量文件”修订“第2号批量文件”" in str(refused.value)
    assert slugs() == []


def test_a_circle_with_a_loaded_record_is_named(load):
    load(line(1), related(2, ("amends", "bulk-1")))
    loaded = Milestone.objects.get(slug="bulk-1")
    says(loaded, "based_on", Milestone.objects.get(slug="bulk-2"))
    with pytest.raises(CommandError, match="绕成一圈"):
        load(
            related(3, ("amends", "bulk-4")),
            related(4, ("amends", "bulk-5")),
            related(5, ("amends", "bulk-3")),
            name="more.jsonl",
        )
    assert slugs() == ["bulk-1", "bulk-2"]
