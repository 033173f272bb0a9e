"""Describes units and excerpts (`portal.api.schema.descriptions`)."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.serializers import Serializer

from portal.api.schema.descriptions import (
    Address,
    Choice,
    CitationSerializer,
    DateSerializer,
    Digest,
    ErratumSerializer,
    Moment,
    Number,
    Slug,
    SourcePlaceSerializer,
    Text,
)
from provinces.models import Unit


class ExcerptUnitSerializer(Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()


class ExcerptSerializer(Serializer):
    type = serializers.ChoiceField(["excerpt"])
    slug = serializers.SlugField(help_text=_("省级行政区的标识"))
    id = Address(help_text=_("引用的地址"))
    url = Address(help_text=_("网页"))
    version = Number()
    modified = Moment()
    digest = Digest()
    title = Text()
    text = Text(help_text=_("原文"))
    unit = ExcerptUnitSerializer(required=False)
    unit_text = Text(help_text=_("原文省市"))
    source = Slug(allow_null=True)
    plan_title = Text()
    date = DateSerializer(required=False, allow_null=True, help_text=_("规划日期"))
    citations = CitationSerializer(many=True, required=False)
    sources = SourcePlaceSerializer(many=True, required=False)
    errata = ErratumSerializer(many=True, required=False)


class ProvinceSerializer(Serializer):
    type = serializers.ChoiceField(["province"])
    slug = serializers.SlugField()
    id = Address(help_text=_("引用的地址"))
    url = Address(help_text=_("网页"))
    version = Number()
    modified = Moment()
    digest = Digest()
    name = Text()
    short_name = Text()
    code = Text(help_text=_("行政区划代码"))
    region = Choice(Unit.Region.choices)
    excerpt = Text(allow_null=True, help_text=_("最新一篇规划摘录的原文；没有为 null"))
    errata = ErratumSerializer(many=True, required=False)
    sources = SourcePlaceSerializer(many=True, required=False)
    excerpts = ExcerptSerializer(many=True, required=False)
