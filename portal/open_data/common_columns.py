"""Columns that records of several types have."""

from portal.open_data.columns import INTEGER, MOMENT, each, stored
from portal.open_data.data import Data

IDENTITY = (
    stored("type", "记录类型", "policy 国家政策、milestone 大事记、excerpt 规划摘录等。"),
    stored("slug", "短名", "在同类记录里唯一，网址里用的就是它。"),
    stored("id", "固定网址", "引用时用它：页面换了地址，它也不变。"),
    stored("url", "网页", "这条记录的中文页面。"),
    stored("version", "版本", "从 1 起，每改一次加 1。", type=INTEGER),
    stored("modified", "最近修改", "世界时，如 2026-11-27T09:40:00Z。", type=MOMENT),
)


def _lines(place: Data) -> str:
    first, last = place["line_start"], place["line_end"]
    return f"{first}-{last}" if first else ""


SOURCES = (
    each("sources", "来源", "所据来源的短名。", "sources", lambda place: place["source"]),
    each(
        "source_lines",
        "来源行号",
        "在来源文本里的首行-末行，与 sources 一一对应；没有逐行收录的留空。",
        "sources",
        _lines,
    ),
)
ERRATA = each(
    "errata",
    "勘误",
    "原文误字→应作；没有定论的写“？”。原文本身照来源，不改。",
    "errata",
    lambda one: f"{one['printed']}→{one['reading'] or '？'}",
)
