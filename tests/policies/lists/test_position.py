"""Reading a page from a nearby position gives the same page as reading from the beginning."""

import pytest
from django.http import QueryDict

from policies.lists import position, timeline
from policies.lists.position import Positions
from policies.lists.timeline import Timeline
from tests.universe import crowd, milestone

pytestmark = pytest.mark.usefixtures("catalogue")

YEARS = {2023: 3, 2022: 5}


@pytest.mark.parametrize(
    ("number", "newest_first", "found"),
    [
        (0, True, ("2023-12-31", 0)),
        (4, True, ("2022-12-31", 1)),
        (4, False, ("2022-01-01", 4)),
        (5, False, ("2023-01-01", 0)),
    ],
)
def test_an_entry_is_found_in_its_year(number, newest_first, found):
    day, skip = Positions(YEARS).find(number, newest_first=newest_first)
    assert (day.isoformat(), skip) == found


def test_within_a_long_year_it_is_found_in_its_month(monkeypatch):
    monkeypatch.setattr(position, "WORTH", 1)
    positions = Positions(YEARS, {2022: {202202: 1, 202211: 4}}.get)
    assert positions.find(7, newest_first=True) == (position.date(2022, 2, 28), 0)
    assert positions.find(3, newest_first=False) == (position.date(2022, 11, 1), 2)


QUERIES = {
    "timeline": [
        "",
        "body=guowuyuan",
        "body=guowuyuan&year=2016",
        "body=guowuyuan&body=guojia-fazhan-gaigewei&from=2016",
        "kind=document",
        "from=2016-05&to=2020",
        "q=数据",
        "q=数据&year=9999",
        "q=数据&year=2016&year=2018&body=guowuyuan",
    ],
    "policy": ["", "q=数据&body=guowuyuan", "year=2016"],
    "search": ["", "q=数据", "q=政务&kind=document", "type=milestone", "body=guowuyuan"],
}


@pytest.mark.parametrize("sort", ["-date", "date"])
@pytest.mark.parametrize("scope", QUERIES)
def test_all_pages_together_are_the_list(monkeypatch, scope, sort):
    for module in (position, timeline):
        monkeypatch.setattr(module, "WORTH", 3)
    crowd(150)
    milestone("first", "1000-01-01", wording="数据")
    milestone("last", "9999-12-31", wording="数据")
    for query in QUERIES[scope]:
        listed = Timeline(QueryDict(f"{query}&sort={sort}"), scope)
        total = listed.counts.total
        assert total > 0
        whole = plainly(listed)
        assert len(whole) == total
        for start in range(0, total, 7):
            stop = min(start + 7, total)
            assert listed.keys(slice(start, stop)) == whole[start:stop], (query, start)


def plainly(listed: Timeline) -> list[tuple[str, int]]:
    """All hits sorted in Python: by date, then those without one."""
    rows = listed.filters.narrow().order_by().values_list("start", "end", "record", "type")
    dated = sorted((row for row in rows if row[0]), reverse=listed.filters.order == "-date")
    undated = sorted((row[3], row[2]) for row in rows if not row[0])
    return [*((row[3], row[2]) for row in dated), *undated]
