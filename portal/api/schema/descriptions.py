"""Describes the answers, for the OpenAPI document; nothing is serialized with these.

Fields of records are not required, because `fields` leaves them out, except what a record is
called by.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, inline_serializer
from rest_framework import serializers
from rest_framework.serializers import Serializer

from portal.models import Source
from portal.models.records import Erratum
from portal.text.dates import DAY, MONTH, QUALIFIERS, RANGE, YEAR

Text = partial(serializers.CharField, required=False)
Slug = partial(serializers.SlugField, required=False)
Number = partial(serializers.IntegerField, required=False)
Moment = partial(serializers.DateTimeField, required=False)
Address = partial(serializers.URLField, required=False)
Choice = partial(serializers.ChoiceField, required=False)
Digest = partial(
    serializers.CharField,
    required=False,
    help_text=_("内容的 SHA-256，怎样算见 /about/verify/；写在 fields 里才给"),
)


class DateSerializer(Serializer):
    text = serializers.CharField(help_text=_("来源的写法"))
    start = serializers.DateField(allow_null=True, help_text=_("第一天；不知起于何时为 null"))
    end = serializers.DateField(allow_null=True, help_text=_("最后一天；不知止于何时为 null"))
    precision = serializers.ChoiceField([YEAR, MONTH, DAY, RANGE])
    qualifier = serializers.ChoiceField(
        ["", *dict(QUALIFIERS)], help_text=_("写得不确定的日期是怎样写的；空白是写明的")
    )


class RecordReferenceSerializer(Serializer):
    type = serializers.CharField()
    slug = serializers.SlugField()


class CitationSerializer(Serializer):
    """Where a source says what a record states."""

    record = RecordReferenceSerializer(required=False)
    source = serializers.SlugField()
    place = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    quote = serializers.CharField()
    supports = serializers.ListField(child=serializers.CharField())
    line_start = serializers.IntegerField(allow_null=True)
    line_end = serializers.IntegerField(allow_null=True)


class SourcePlaceSerializer(Serializer):
    source = serializers.SlugField()
    line_start = serializers.IntegerField(allow_null=True)
    line_end = serializers.IntegerField(allow_null=True)
    date_text = serializers.CharField(required=False)


class ErratumSerializer(Serializer):
    field = serializers.CharField()
    kind = serializers.ChoiceField(Erratum.Kind.choices)
    printed = serializers.CharField(help_text=_("原样"))
    reading = serializers.CharField(allow_null=True, help_text=_("应作；没有改读为 null"))
    reason = serializers.CharField()


class ListedErratumSerializer(Serializer):
    record = RecordReferenceSerializer(required=False)
    field = Text()
    kind = Choice(Erratum.Kind.choices)
    printed = Text(help_text=_("原样"))
    reading = Text(allow_null=True, help_text=_("应作；没有改读为 null"))
    reason = Text()


class ListedCitationSerializer(Serializer):
    record = RecordReferenceSerializer(required=False)
    source = Slug()
    place = Text(help_text=_("逐行收录的文本写行号，其他写页、条、段"))
    url = Text(allow_null=True)
    quote = Text()
    supports = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=_("支持记录的哪些陈述")
    )
    line_start = Number(allow_null=True)
    line_end = Number(allow_null=True)


class RecordSerializer(Serializer):
    # What each record begins with (`portal.open_data.data.identity`). A docstring would stand in
    # the document at each of them.
    types: ClassVar[list[str]]

    type = serializers.ChoiceField([])
    slug = serializers.SlugField()
    id = Address(help_text=_("引用的地址"))
    url = Address(help_text=_("网页"))
    version = Number()
    modified = Moment()
    digest = Digest()

    def get_fields(self):
        return super().get_fields() | {"type": serializers.ChoiceField(self.types)}


class SourceSerializer(RecordSerializer):
    types: ClassVar = ["source"]
    title = Text()
    short_title = Text()
    kind = Choice(["", *dict(Source.Kind.choices)])
    publisher = Text()
    published_on = DateSerializer(required=False, allow_null=True)
    looked_at = DateSerializer(required=False, allow_null=True)
    original_url = Text(allow_null=True, help_text=_("来源自己的网址"))
    language = Choice(Source.Language.choices)
    rights = Text()
    part = Text()
    note = Text()
    lines = Number(help_text=_("逐行收录的行数"))
    text_url = Text(allow_null=True, help_text=_("收录的文本"))


class MergedIntoSerializer(Serializer):
    type = serializers.CharField()
    slug = serializers.CharField()
    id = serializers.URLField()


class TombstoneSerializer(Serializer):
    """A record that is no longer public."""

    type = serializers.CharField()
    slug = serializers.CharField()
    id = serializers.URLField()
    withdrawn = serializers.DateTimeField(help_text=_("何时起不再公开"))
    modified = serializers.DateTimeField()
    merged_into = MergedIntoSerializer(allow_null=True, help_text=_("并入了哪条记录"))


class FacetValueSerializer(Serializer):
    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class ParameterErrorSerializer(Serializer):
    parameter = serializers.CharField()
    detail = serializers.CharField()
    takes = serializers.ListField(child=serializers.CharField(), required=False)
    listed_at = serializers.CharField(required=False)


class ProblemSerializer(Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ParameterErrorSerializer(many=True, required=False)
    similar = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=_("相近的标识")
    )
    withdrawn_on = serializers.DateField(required=False)


def names_of(items: Iterable[type[Serializer]]) -> list[str]:
    """The names of the fields of records of any of these kinds."""
    declared = (name for one in items for name in one._declared_fields)
    return list(dict.fromkeys(declared))


def list_of(view: Any) -> Serializer:
    """The description of a list's answer."""
    items = list(dict.fromkeys(view.items))
    if view.harvested():
        items.append(TombstoneSerializer)
    name = view.operation.removeprefix("list").capitalize()
    results: Any = items[0](many=True)
    if len(items) > 1:
        results = PolymorphicProxySerializer(
            component_name=f"{name}Item",
            serializers=items,
            resource_type_field_name=None,
            many=True,
        )
    return inline_serializer(
        f"{name}List",
        {
            "count": serializers.IntegerField(min_value=0, help_text=_("总数")),
            "next": serializers.URLField(allow_null=True, help_text=_("下一页的地址")),
            "previous": serializers.URLField(allow_null=True, help_text=_("上一页的地址")),
            "results": results,
        },
    )
