"""The OpenAPI document of the whole API."""

import json
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator

TITLE = _("中国电子政务政策时间线：数据接口")
ABOUT = _(
    "只读，不用密钥，任何网站的脚本都可以读取。所有文字是来源的原样，勘误列在旁边。"
    "列表可以按页读（page），也可以按位置读（cursor）；其间有记录增加时，按位置读不会重复或遗漏。"
)


def document(server: str) -> dict[str, Any]:
    """For the host and path `server`, in the language of the request."""
    built = json.loads(_built(get_language() or ""))
    return built | {"servers": [{"url": server}]}


@cache
def _built(language: str) -> str:
    """All views of the API that the portal has addresses for."""
    found = _any_of(SchemaGenerator().get_schema(public=True))
    found["info"] = {"title": str(TITLE), "version": "1", "description": str(ABOUT)}
    return json.dumps(found, ensure_ascii=False)


def _any_of(part: Any) -> Any:
    """With anyOf for oneOf, because a record with few fields may fit two descriptions."""
    if isinstance(part, list):
        return [_any_of(one) for one in part]
    if not isinstance(part, dict):
        return part
    renamed = {("anyOf" if name == "oneOf" else name): _any_of(one) for name, one in part.items()}
    renamed.pop("x-spec-enum-id", None)
    return renamed
