"""The lanes hold every entry of the page once, in order, joined over its bodies."""

import re
from datetime import date

import pytest

from policies.charts.lanes import draw_lanes
from policies.rows import BodyPart
from portal.text.dates import PartialDate
from portal.web.rows import Row


def entry(day: int, *bodies: str, year: int = 2018, guessed: tuple[str, ...] = ()) -> Row:
    on = date(year, 5, day)
    parts = tuple(BodyPart(name, name, "发布", name not in guessed) for name in bodies)
    when = PartialDate(on, on, "day")
    named = {"type": "milestone", "title": f"{on}", "url": f"/{on}/", "kind_label": "论坛峰会"}
    return Row(**named, texts=(), sources=(), kind="forum", date=when, bodies=parts)


def drawn(*rows: Row) -> list[str]:
    """Each lane as text: a mark ●, a guessed one ○, a line passing │, nothing ·."""
    signs = []
    for lane in draw_lanes(list(rows)).lanes:
        name = lane.body.slug if lane.body else "-"
        cells = "".join(
            ("●" if cell.stated else "○") if cell.row else "│" if cell.kind else "·" * cell.width
            for cell in lane.cells
        )
        signs.append(f"{name} {cells}")
    return signs


def test_time_runs_from_left_to_right_for_any_order_of_the_rows():
    assert drawn(entry(9, "a"), entry(1, "a"), entry(5, "a")) == ["a ●●●"]
    marks = [cell.row.title for cell in draw_lanes([entry(9, "a"), entry(1, "a")]).lanes[0].cells]
    assert marks == ["2018-05-01", "2018-05-09"]


def test_a_joint_issue_runs_through_the_lanes_between_its_bodies():
    assert drawn(entry(1, "a", "b", "c"), entry(2, "a", "b"), entry(3, "a", "c")) == [
        "a ●●●",
        "b ●●│",
        "c ●·●",
    ]


def test_entries_of_different_lanes_share_a_column_until_the_year_ends():
    assert drawn(entry(1, "a"), entry(2, "b")) == ["a ●", "b ●"]
    assert drawn(entry(1, "a"), entry(2, "b", year=2019)) == ["a ●·", "b ·●"]


def test_a_column_never_goes_back_in_time():
    assert drawn(entry(1, "a", "b"), entry(2, "a"), entry(3, "b"), entry(4, "a")) == [
        "a ●●●",
        "b ●●·",
    ]


def test_inferred_bodies_and_entries_without_a_body_look_different():
    assert drawn(entry(1, "a", guessed=("a",)), entry(2)) == ["a ○", "- ●"]


def test_each_lane_is_as_wide_as_the_years_say(client, catalogue):
    response = client.get("/", {"view": "lanes"})
    lanes = response.context["lanes"]
    width = sum(columns for _, columns in lanes.years)
    assert [year for year, _ in lanes.years] == list(range(2014, 2025))
    for lane in lanes.lanes:
        assert sum(cell.width for cell in lane.cells) == width
        assert sum(1 for cell in lane.cells if cell.row) == lane.count


@pytest.mark.parametrize("query", ["", "year=2018", "kind=forum&from=2019", "page_size=10&page=3"])
def test_the_lanes_hold_the_entries_of_the_list(client, catalogue, query):
    listed = {row.url for row in client.get(f"/?{query}").context["page"].object_list}
    lanes = client.get(f"/?{query}&view=lanes").context["lanes"].lanes
    first = [cell.row.url for lane in lanes for cell in lane.cells if cell.row and cell.first]
    assert sorted(first) == sorted(listed)


def test_an_unknown_view_is_a_400_that_names_it(client, catalogue):
    response = client.get("/", {"view": "cards"})
    assert response.status_code == 400
    assert "“cards”有误：须为list 或 lanes。" in response.content.decode()


def test_a_mark_of_an_inferred_body_says_so(client, catalogue):
    page = client.get("/?view=lanes").content.decode()
    marks = re.findall(r'<a class="lane-mark( guessed)?".*?</a>', page)
    told = re.findall(r'<a class="lane-mark[^>]*>(?:(?!</a>).)*推定', page)
    assert len(told) == marks.count(" guessed") > 0
