"""Citations as a cell: what is written is read as it was, and what cannot be is refused."""

import pytest

from policies.models import MilestoneCitation
from portal.curation.importing.citations_column import CitationsColumn
from portal.models import Source

pytestmark = pytest.mark.usefixtures("catalogue")

TEXT = "egov-report-2014-2024"


@pytest.fixture
def column() -> CitationsColumn:
    return CitationsColumn(MilestoneCitation)


def notice() -> Source:
    return Source.objects.create(
        slug="notice", title="虚构通知", short_title="通知", publisher="某办", kind="print"
    )


@pytest.mark.parametrize("quote", ["", "一｜二", "一\n二", r"一\n二", "一\\", r"\|｜\\"])
def test_a_cell_that_was_written_is_read_as_it_was(column, quote):
    rows = [
        (Source.objects.get(slug=TEXT), "5-8", "title date", "", ""),
        (notice(), "第 3 页", "wording", "https://example.org/a", quote),
    ]
    cell = column.format(rows)
    assert cell.count("\n") == 1
    assert column.parse(cell, ()) == rows


def test_what_is_left_out_is_all_but_the_status(column):
    [(source, place, supports, url, quote)] = column.parse(f"{TEXT}｜第5至8行", ())
    assert (source.slug, place, url, quote) == (TEXT, "5-8", "", "")
    assert "status" not in supports.split()
    assert {"title", "date", "body", "wording", "number"} <= set(supports.split())


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("没有的来源｜5", "没有名为“没有的来源”的来源"),
        (f"{TEXT}｜5｜作者", "“作者”不在可用的陈述里"),
        (f"{TEXT}｜5｜题名｜ftp://example.org", "“ftp://example.org”不是网址"),
        (f"{TEXT}｜5｜题名｜｜一｜二", "的项多于五个"),
        (f"{TEXT}｜5\n{TEXT}｜5", "的“5”写了不止一次"),
    ],
)
def test_a_bad_cell_is_refused_in_a_sentence(column, cell, says):
    with pytest.raises(ValueError, match=says):
        column.parse(cell, ())
