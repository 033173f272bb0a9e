"""The columns of policies and milestones, of bodies and of differences, in files."""

from policies.models import Body, Difference, Kind, PolicyIssuance, Status
from portal.open_data.columns import (
    DAY,
    INTEGER,
    MOMENT,
    each,
    known_day,
    label_of,
    labelled,
    stored,
)
from portal.open_data.common_columns import ERRATA, IDENTITY, SOURCES

_role = label_of(PolicyIssuance.Role)

ENTRY = (
    *IDENTITY,
    stored("title", "题名", "页面上所用的题名。"),
    stored("printed_title", "原文题名", "这条记录自己的来源所印的题名。"),
    stored("date_text", "原文日期", "来源所印的日期。", of="date.text"),
    stored("date_start", "起始日", "日期所指的第一天；不知道的留空。", of="date.start", type=DAY),
    stored("date_end", "截止日", "日期所指的最后一天；不知道的留空。", of="date.end", type=DAY),
    stored(
        "date_precision",
        "日期精度",
        "day 到日、month 到月、year 到年、range 起止：只知年月的，起止两日不是确切日期。",
        of="date.precision",
    ),
    stored("date_qualifier", "日期限定", "怎样不确定；确定的留空。", of="date.qualifier"),
    stored("kind", "类型"),
    labelled("kind_label", "类型名称", "kind", Kind),
    each("bodies", "发布主体", "依来源的次序。", "bodies", lambda one: one["name"]),
    each("body_slugs", "主体短名", "与 bodies 一一对应，下同。", "bodies", lambda one: one["slug"]),
    each("body_roles", "主体角色", "主体做了什么。", "bodies", lambda one: one["role"]),
    each("body_role_labels", "角色名称", "角色的中文。", "bodies", lambda one: _role(one["role"])),
    each(
        "bodies_stated",
        "来源明说",
        "true：来源明说；false：本站推定。",
        "bodies",
        lambda one: "true" if one["stated"] else "false",
    ),
    stored("number", "发文字号"),
    stored("status", "效力状态", of="status.value"),
    labelled("status_label", "效力状态名称", "status.value", Status),
    known_day("written_on", "成文日期"),
    known_day("published_on", "公布日期"),
    known_day("in_force_on", "施行日期"),
    stored("official_url", "官方网址"),
    stored("policy", "所记政策", "大事记所记的国家政策的短名。"),
    stored("text", "原文", "来源的原文，一字不改。"),
    *SOURCES,
    ERRATA,
)

BODY = (
    *IDENTITY,
    stored("name", "名称", "来源中最常用的写法。"),
    stored("official_name", "全称"),
    stored("kind", "类别"),
    labelled("kind_label", "类别名称", "kind", Body.Kind),
    stored("parent", "上级", "上级主体的短名。"),
    each("aliases", "别名", "来源里的其他写法。", "aliases", str),
    stored("note", "说明"),
)

DIFFERENCE = (
    stored("title", "题名", "说法不同的文件。"),
    stored("policy", "国家政策", "国家政策的短名。"),
    stored("milestone", "大事记", "大事记条目的短名。"),
    stored("version", "版本", "从 1 起，每改一次加 1。", type=INTEGER),
    stored("modified", "最近修改", "世界时。", type=MOMENT),
    stored("field", "分歧所在"),
    labelled("field_label", "分歧所在名称", "field", Difference.Field),
    stored("policy_says", "国家政策表的说法", of="says.policy"),
    stored("milestone_says", "大事记的说法", of="says.milestone"),
    each("values", "各种说法", "两条记录与出处的引文所说。", "values", lambda one: one["text"]),
    stored(
        "prefers",
        "本站采用",
        "policy 国家政策表、milestone 大事记、citation 出处的引文；尚未裁定的留空。",
        of="ruling.prefers",
    ),
    stored("adopted", "采用的说法", of="ruling.adopted"),
    stored("reason", "理由", of="ruling.reason"),
)
