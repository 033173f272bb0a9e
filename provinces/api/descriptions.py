"""Describes units and excerpts (`portal.api.schema.descriptions`)."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.serializers import Serializer

from portal.api.schema.descriptions import (
    Choice,
    CitationSerializer,
    DateSerializer,
    ErratumSerializer,
    RecordSerializer,
    Slug,
    SourcePlaceSerializer,
    Text,
)
from provinces.models import Unit


class ExcerptUnitSerializer(Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()


class ExcerptSerializer(RecordSerializer):
    types: ClassVar = ["excerpt"]
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

    def get_fields(self):
        slug = serializers.SlugField(help_text=_("省级行政区的标识"))
        return super().get_fields() | {"slug": slug}


class ProvinceSerializer(RecordSerializer):
    types: ClassVar = ["province"]
    name = Text()
    short_name = Text()
    code = Text(help_text=_("行政区划代码"))
    region = Choice(Unit.Region.choices)
    excerpt = Text(allow_null=True, help_text=_("最新一篇规划摘录的原文；没有为 null"))
    errata = ErratumSerializer(many=True, required=False)
    sources = SourcePlaceSerializer(many=True, required=False)
    excerpts = ExcerptSerializer(many=True, required=False)
