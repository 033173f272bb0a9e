"""The columns of units and of their plan excerpts, in files."""

from portal.open_data.columns import DAY, INTEGER, Column, labelled, stored
from portal.open_data.common_columns import ERRATA, IDENTITY, SOURCES
from provinces.models import Unit

EXCERPT = (
    *IDENTITY,
    stored("title", "题名", "页面上所用的题名。"),
    stored("unit", "省级行政区", "省级行政区的短名。", of="unit.slug"),
    stored("unit_name", "行政区全称", of="unit.name"),
    stored("unit_text", "原文省市", "来源所印的省市。"),
    stored("plan_title", "规划题名", "来源写明的题名；未载的留空。"),
    stored("date_text", "原文日期", "来源写明的规划日期；未载的留空。", of="date.text"),
    stored("date_start", "起始日", "日期所指的第一天。", of="date.start", type=DAY),
    stored("date_end", "截止日", "日期所指的最后一天。", of="date.end", type=DAY),
    stored("date_precision", "日期精度", "day 到日、month 到月、year 到年。", of="date.precision"),
    stored("text", "原文", "来源的原文，一字不改。"),
    *SOURCES,
    ERRATA,
)

UNIT = (
    *IDENTITY,
    stored("name", "全称"),
    stored("short_name", "简称"),
    stored("code", "行政区划代码"),
    stored("region", "地区"),
    labelled("region_label", "地区名称", "region", Unit.Region),
    Column(
        "excerpts",
        "摘录篇数",
        "来源收有的规划摘录；0：来源没有摘录。",
        lambda data: len(data["excerpts"]),
        INTEGER,
    ),
    stored("text", "原文", "摘录的原文；有几篇的，是最新的一篇，其余见 JSON。", of="excerpt"),
    *SOURCES,
    ERRATA,
)
