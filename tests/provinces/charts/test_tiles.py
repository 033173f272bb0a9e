"""Tiles touch those of neighbouring units, in the right directions."""

import re

from django.conf import settings

from provinces.charts.tiles import PLACES
from provinces.models import Unit

# Land borders, each named once, with the unit that is first in administrative code.
BORDERS = {
    "北京": "天津 河北",
    "天津": "河北",
    "河北": "山西 内蒙古 辽宁 山东 河南",
    "山西": "内蒙古 河南 陕西",
    "内蒙古": "辽宁 吉林 黑龙江 陕西 甘肃 宁夏",
    "辽宁": "吉林",
    "吉林": "黑龙江",
    "上海": "江苏 浙江",
    "江苏": "浙江 安徽 山东",
    "浙江": "安徽 福建 江西",
    "安徽": "江西 山东 河南 湖北",
    "福建": "江西 广东",
    "江西": "湖北 湖南 广东",
    "山东": "河南",
    "河南": "湖北 陕西",
    "湖北": "湖南 重庆 陕西",
    "湖南": "广东 广西 重庆 贵州",
    "广东": "广西 海南",  # 海南 lies off 广东
    "广西": "贵州 云南",
    "重庆": "四川 贵州 陕西",
    "四川": "贵州 云南 西藏 陕西 甘肃 青海",
    "贵州": "云南",
    "云南": "西藏",
    "西藏": "青海 新疆",
    "陕西": "甘肃 宁夏",
    "甘肃": "青海 宁夏 新疆",
    "青海": "新疆",
}
PAIRS = [(unit, other) for unit, others in BORDERS.items() for other in others.split()]

# Latitude and longitude of the seats of government, in whole degrees.
SEATS = {
    "北京": (40, 116),
    "天津": (39, 117),
    "河北": (38, 115),
    "山西": (38, 113),
    "内蒙古": (41, 112),
    "辽宁": (42, 123),
    "吉林": (44, 125),
    "黑龙江": (46, 127),
    "上海": (31, 121),
    "江苏": (32, 119),
    "浙江": (30, 120),
    "安徽": (32, 117),
    "福建": (26, 119),
    "江西": (29, 116),
    "山东": (37, 117),
    "河南": (35, 114),
    "湖北": (31, 114),
    "湖南": (28, 113),
    "广东": (23, 113),
    "广西": (23, 108),
    "海南": (20, 110),
    "重庆": (30, 107),
    "四川": (31, 104),
    "贵州": (27, 107),
    "云南": (25, 103),
    "西藏": (30, 91),
    "陕西": (34, 109),
    "甘肃": (36, 104),
    "青海": (37, 102),
    "宁夏": (38, 106),
    "新疆": (44, 88),
}


def touch(one: str, other: str) -> bool:
    rows = abs(PLACES[one].row - PLACES[other].row)
    columns = abs(PLACES[one].column - PLACES[other].column)
    return max(rows, columns) == 1


def test_every_unit_has_one_tile_and_every_tile_is_a_unit(catalogue):
    assert sorted(PLACES) == sorted(Unit.objects.values_list("short_name", flat=True))
    assert len(set(PLACES.values())) == 31


def test_the_order_of_the_tiles_is_the_order_of_reading():
    places = [(place.row, place.column) for place in PLACES.values()]
    assert places == sorted(places)


def test_all_but_seven_borders_are_kept_and_five_of_those_are_the_longest_units():
    apart = [pair for pair in PAIRS if not touch(*pair)]
    assert len(PAIRS) == 69
    assert [other for unit, other in apart if unit == "内蒙古"] == [
        *("辽宁", "吉林", "黑龙江", "陕西", "甘肃")
    ]
    assert [pair for pair in apart if pair[0] != "内蒙古"] == [("四川", "甘肃"), ("西藏", "新疆")]


def test_every_other_unit_touches_at_least_half_of_its_neighbours():
    for unit in SEATS.keys() - {"内蒙古"}:
        mine = [touch(*pair) for pair in PAIRS if unit in pair]
        assert sum(mine) * 2 >= len(mine), unit


def test_no_two_neighbours_stand_the_wrong_way_round():
    for one, other in PAIRS:
        south = SEATS[one][0] - SEATS[other][0]
        east = SEATS[other][1] - SEATS[one][1]
        rows = PLACES[other].row - PLACES[one].row
        columns = PLACES[other].column - PLACES[one].column
        assert abs(south) <= 2 or rows * south >= 0, (one, other)
        assert abs(east) <= 2 or columns * east >= 0, (one, other)


def test_every_place_has_its_rule_in_the_style():
    style = (settings.BASE_DIR / "static" / "css" / "provinces.css").read_text(encoding="utf-8")
    for name, most in (("row", 9), ("column", 7)):
        ruled = {int(number) for number in re.findall(rf"\.{name}-(\d+)", style)}
        assert ruled == set(range(1, most + 1))
        assert ruled == {getattr(place, name) for place in PLACES.values()}
